"""What pages ask of the studio and what it answers, as dataclasses that travel as JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Literal

About = Literal["field", "logo", "link", "design"]
SIZES = {"small": 520, "medium": 900, "large": 2000}
"""Pixels of the longer edge of a picture: in the gallery, beside a form, to look at closely."""
SIDES = ("front", "back")


@dataclass(frozen=True, slots=True)
class LogoFile:
    """A logo as it is printed: SVG, or a bitmap in CMYK or grey.

    Attributes:
        inks: For each colour of an SVG what it is printed in, as `printkit` reads it.
    """

    name: str
    data: bytes = field(repr=False)
    inks: tuple[tuple[str, str], ...] = ()

    def to_bytes(self) -> bytes:
        """Return it as bytes; `from_bytes` reads it."""
        head = json.dumps({"name": self.name, "inks": self.inks}).encode()
        return b"%d\n%b%b" % (len(head), head, self.data)

    @classmethod
    def from_bytes(cls, data: bytes) -> LogoFile:
        """Return the file that `to_bytes` wrote."""
        length, _, rest = data.partition(b"\n")
        head = json.loads(rest[: int(length)])
        return cls(head["name"], rest[int(length) :], tuple((colour, ink) for colour, ink in head["inks"]))


@dataclass(frozen=True, slots=True)
class TakenLogo:
    """A logo that was handed in, as it will be printed.

    Attributes:
        notes: What was done to it: ``converted`` to the inks of the press, ``white-ground`` where it was
            transparent, ``computed-inks`` for the colours of a drawing.
    """

    logo: LogoFile
    notes: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Return it as bytes; `from_bytes` reads it."""
        return " ".join(self.notes).encode() + b"\n" + self.logo.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> TakenLogo:
        """Return what `to_bytes` wrote."""
        notes, _, rest = data.partition(b"\n")
        return cls(LogoFile.from_bytes(rest), tuple(notes.decode().split()))


@dataclass(frozen=True, slots=True)
class LookOrder:
    """A design with all that was chosen for it.

    Attributes:
        organisation_id: Whose it is: pictures of two organisations are never the same file.
        texts: Field and text; fields that are left out have the design's own.
        base: Base URL of the short links.
        code_length: Of the codes.
        samples: Whether required texts may be missing (in a gallery).
    """

    organisation_id: int
    design: str
    variant: str
    texts: tuple[tuple[str, str], ...]
    logo: LogoFile | None
    base: str
    code_length: int
    samples: bool = False

    def to_json(self) -> str:
        """Return it as text; `from_json` reads it."""
        content = asdict(self)
        if self.logo is not None:
            content["logo"]["data"] = base64.b64encode(self.logo.data).decode()
        return json.dumps(content, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> LookOrder:
        """Return the order that `to_json` wrote."""
        content = json.loads(text)
        logo = content.pop("logo")
        if logo is not None:
            inks = tuple((colour, ink) for colour, ink in logo["inks"])
            logo = LogoFile(logo["name"], base64.b64decode(logo["data"]), inks)
        texts = tuple((name, text) for name, text in content.pop("texts"))
        return cls(**content, texts=texts, logo=logo)

    def key(self, stamp: str) -> str:
        """Return a name for the pictures of this very look of a design.

        Args:
            stamp: Changes with the design's files.
        """
        return hashlib.sha256(f"{stamp}\n{self.to_json()}".encode("utf-8", "surrogatepass")).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Finding:
    """A `printkit.errors.Problem`, and what it is about for those who only write texts and hand in a logo.

    Attributes:
        fields: The fields from which the text comes, if it is about any.
        value: The value found; for a character that cannot be set, that character.
    """

    rule: str
    severity: str
    message: str
    remedy: str
    about: About
    fields: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What the studio says about an order: how it looks, and what is wrong.

    Attributes:
        key: Name of its pictures, ``""`` if there are none.
        pixels: Width and height of each side's picture of medium size, front first.
        module_mm: Side of a module of the QR code, 0 if not known.
        stamp: Changes with the design's files.
    """

    key: str
    pixels: tuple[tuple[int, int], ...]
    width_mm: float
    height_mm: float
    module_mm: float
    findings: tuple[Finding, ...]
    stamp: str = ""

    @property
    def errors(self) -> int:
        """How many findings keep it from the press."""
        return sum(finding.severity == "error" for finding in self.findings)

    def to_json(self) -> str:
        """Return it as text; `from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Look:
        """Return the look that `to_json` wrote."""
        content = json.loads(text)
        findings = tuple(
            Finding(**{**one, "fields": tuple(one["fields"])}) for one in content.pop("findings")
        )
        pixels = tuple((width, height) for width, height in content.pop("pixels"))
        return cls(**content, pixels=pixels, findings=findings)


@dataclass(frozen=True, slots=True)
class Job:
    """An order with the folder for its pictures.

    Attributes:
        size: Of the pictures, a key of `SIZES`.
        key: Of a look that was drawn before: then ``order`` may be missing.
        organisation_id: Whose it is.
    """

    folder: str
    size: str
    order: LookOrder | None
    key: str = ""
    organisation_id: int = 0

    def to_bytes(self) -> bytes:
        """Return it as bytes; `from_bytes` reads it."""
        order = self.order.to_json() if self.order else None
        return json.dumps([self.folder, self.size, order, self.key, self.organisation_id]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Job:
        """Return the job that `to_bytes` wrote."""
        folder, size, order, key, organisation_id = json.loads(data)
        return cls(folder, size, LookOrder.from_json(order) if order else None, key, organisation_id)
