"""What a batch chooses of a design: a colour variant and the library's logo.

Choices are files that lie over those of the design (`ChosenSource`). So reading takes everything from one
source, minting freezes them like all other files, and a reprint is the same piece again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from printkit.design.source import CHOICES_FOLDER, DesignSource
from printkit.errors import SignetError

CHOICES_FILE = f"{CHOICES_FOLDER}/choices.json"
LOGO_FILE = f"{CHOICES_FOLDER}/logo"
LOGO = "logo"
"""Stands for the logo where an element's ``when`` or ``unless`` names a field."""


@dataclass(frozen=True, slots=True)
class Logo:
    """The library's logo as it was handed in.

    Attributes:
        name: Its file name, for messages.
        data: SVG, or a JPEG, PNG or TIFF in CMYK or grey. `printkit.design.choosing.logo` looks at it.
    """

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen for a batch besides its texts. All of it may be left out.

    Attributes:
        variant: Name of a colour variant of the design, ``""`` for its base.
        logo: The library's logo.
        logo_inks: What colours of an SVG logo (``#e2001a``) are printed in: four per cent values,
            ``"0,100,90,5"``, or an ink of the design, ``"petrol"`` or ``"petrol 40%"``.
    """

    variant: str = ""
    logo: Logo | None = None
    logo_inks: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, bytes]:
        """Return the choices as files; none if nothing was chosen."""
        if self == Choices():
            return {}
        content = {
            "variant": self.variant,
            "logo": self.logo.name if self.logo else None,
            "logo_inks": dict(self.logo_inks),
        }
        files = {CHOICES_FILE: json.dumps(content, indent=2).encode()}
        return {**files, LOGO_FILE: self.logo.data} if self.logo else files


@dataclass(frozen=True, slots=True)
class ChosenSource:
    """A design with choices laid over it."""

    design: DesignSource
    files: Mapping[str, bytes]

    @property
    def label(self) -> str:
        """That of the design."""
        return self.design.label

    @property
    def name(self) -> str:
        """That of the design."""
        return self.design.name

    def read(self, path: str) -> bytes:
        """Return a file of the design."""
        return self.design.read(path)

    def read_shipped_font(self, path: str, file: Path) -> bytes:
        """Return a shipped font as the design has it."""
        return self.design.read_shipped_font(path, file)

    def read_choice(self, path: str) -> bytes | None:
        """Return a file of the choices."""
        return self.files.get(path)


def with_choices(source: DesignSource, choices: Choices) -> DesignSource:
    """Lay choices over a design; `printkit.design.reading.load_design` then reads both."""
    return ChosenSource(source, choices.files) if choices.files else source


def read_choices(source: DesignSource) -> Choices:
    """Return what was chosen for a design.

    Raises:
        SignetError: If the file of choices is not one that `Choices.files` wrote.
    """
    content = source.read_choice(CHOICES_FILE)
    if content is None:
        return Choices()
    try:
        return _parse(json.loads(content), source.read_choice(LOGO_FILE))
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise SignetError.of(
            "choices",
            "The file that says which variant and logo were chosen is damaged.",
            "Choose them again.",
            file=f"{source.label}/{CHOICES_FILE}",
        ) from error


def _parse(content: Mapping[str, object], logo: bytes | None) -> Choices:
    variant, name, inks = content["variant"], content["logo"], content["logo_inks"]
    if not isinstance(variant, str) or not isinstance(inks, dict):
        raise TypeError
    choices = Choices(variant, None, {str(colour): str(value) for colour, value in inks.items()})
    if name is None:
        return choices
    if not isinstance(name, str) or logo is None:
        raise TypeError
    return replace(choices, logo=Logo(name, logo))
