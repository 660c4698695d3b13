"""Designs as pages show them: plain values that travel as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A text of a design.

    Attributes:
        default: The design's own text, ``None`` if there must be one.
        sample: Stands in for it in a gallery.
        help: What the designer says about it, in the design's language.
        most: Most characters.
        lines: Whether line breaks make sense.
        side: On which side it stands first, ``front`` or ``back``.
    """

    name: str
    default: str | None
    sample: str
    help: str
    most: int
    lines: bool
    side: str


@dataclass(frozen=True, slots=True)
class VariantShown:
    """A colour variant, or the design's own colours under the name ``""``.

    Attributes:
        swatches: Its inks as seen on screen, ``#rrggbb``.
    """

    name: str
    title: str
    swatches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A sheet on which a design can be printed.

    Attributes:
        sheet: Its name; ``title`` for people.
        slots: Pieces on one.
        flip: The edge about which it is turned, ``long-edge`` or ``short-edge``.
    """

    sheet: str
    title: str
    slots: int
    flip: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A design that can be chosen. Lengths are in mm.

    Attributes:
        stamp: Changes with its files.
        takes_logo: Whether it has room for a logo.
    """

    name: str
    title: str
    description: str
    language: str
    stamp: str
    width_mm: float
    height_mm: float
    bleed_mm: float
    sides: int
    takes_logo: bool
    fields: tuple[FieldShown, ...]
    variants: tuple[VariantShown, ...]
    fits: tuple[Fit, ...]

    def to_json(self) -> str:
        """Return it as text; `from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Shown:
        """Return the design that `to_json` wrote."""
        return _shown(json.loads(text))


@dataclass(frozen=True, slots=True)
class BrokenDesign:
    """A design that cannot be used, and the first reason, in English."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All designs, by name."""

    designs: tuple[Shown, ...]
    broken: tuple[BrokenDesign, ...]

    def find(self, name: str) -> Shown | None:
        """Return a design by its name."""
        return next((one for one in self.designs if one.name == name), None)

    def to_json(self) -> str:
        """Return it as text; `from_json` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Catalogue:
        """Return the catalogue that `to_json` wrote."""
        content = json.loads(text)
        broken = tuple(BrokenDesign(**one) for one in content["broken"])
        return cls(tuple(map(_shown, content["designs"])), broken)


def _shown(content: dict[str, Any]) -> Shown:
    lists = {
        "fields": tuple(FieldShown(**one) for one in content["fields"]),
        "variants": tuple(
            VariantShown(one["name"], one["title"], tuple(one["swatches"])) for one in content["variants"]
        ),
        "fits": tuple(Fit(**one) for one in content["fits"]),
    }
    return Shown(**{**content, **lists})
