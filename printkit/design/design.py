"""A design as it was read: inks, faces, fields and elements, every length in points.

Shapes and drawings are outlines already; pictures, texts, the QR code and the short link still wait for the
texts of a batch. The origin is the top left corner of the trim, y runs downwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from printkit.design.choosing.choices import LOGO
from printkit.design.marks import Align, Ink, Outline, Paint, VerticalAlign
from printkit.design.typesetting.fonts import Face
from printkit.errors import Problem

SideName = Literal["front", "back"]


@dataclass(frozen=True, slots=True)
class Field:
    """A text that a batch may set.

    Attributes:
        default: Printed unless the batch says otherwise; ``None`` makes the field required.
        sample: Stands in for a required text in previews and checks.
        help: What to write, for people who order.
        max_length: Most characters, ``0`` for any number.
    """

    name: str
    default: str | None
    sample: str
    help: str
    max_length: int


@dataclass(frozen=True, slots=True)
class Variant:
    """A colour variant: the same drawing in other inks.

    Attributes:
        name: As it is chosen; ``title`` for people.
        inks: The values of the inks that change, from 0 to 1; all others stay.
    """

    name: str
    title: str
    inks: Mapping[str, tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Condition:
    """When an element is shown. Each name is that of a field, or ``logo``; ``""`` asks for nothing.

    Attributes:
        when: There must be text in this field.
        unless: There must be none in this one.
    """

    when: str = ""
    unless: str = ""

    def holds(self, texts: Mapping[str, str], logo: bool) -> bool:
        """Tell whether the element is shown with these texts, with or without a logo."""
        given = {name: bool(text.strip()) for name, text in texts.items()} | {LOGO: logo}
        return (not self.when or given[self.when]) and not (self.unless and given[self.unless])


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What every element has.

    Attributes:
        key: Its key path for messages, such as ``back[2] "code"``; counted from 1.
        condition: When it is shown.
    """

    key: str
    condition: Condition = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(Element):
    """A rectangle, ellipse, line, path or drawing, as outlines."""

    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Element):
    """A bitmap in a box.

    Attributes:
        pixels: Width and height of the bitmap.
        fit: ``cover`` fills the box and cuts off the rest, ``contain`` shows all of the picture.
    """

    file: str
    x: float
    y: float
    width: float
    height: float
    pixels: tuple[int, int]
    fit: Literal["cover", "contain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoBox(Element):
    """Room for the library's logo.

    Attributes:
        outlines: An SVG logo, fitted into the box.
        image: A logo that is a bitmap, fitted into the box. Without a logo there is neither.
    """

    x: float
    y: float
    width: float
    height: float
    outlines: tuple[Outline, ...] = ()
    image: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Element):
    """A text that is fitted into its box.

    Attributes:
        template: The text with ``{field}`` in it; ``{{`` and ``}}`` are braces.
        font: Key of a face in `Design.faces`.
        height: From the top of the capitals to the last baseline; ``None`` for as high as needed.
        leading: From baseline to baseline, as a share of the size.
        tracking: Added to each advance, in thousandths of the size.
        lines: Most lines, ``0`` for any number.
        hang: Whether its edges are those of its letters' ink, punctuation beyond (`typesetting.edges`).
        rotate: Degrees clockwise about the middle of the box.
    """

    template: str
    font: str
    x: float
    y: float
    width: float
    height: float | None
    size: float
    min_size: float
    leading: float
    align: Align
    valign: VerticalAlign
    ink: Paint
    tracking: float
    lines: int
    hyphenate: bool
    hang: bool
    rotate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Element):
    """The QR code with its panel: a square that includes the quiet zone."""

    x: float
    y: float
    size: float
    level: str
    panel: Paint


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLink(Element):
    """The line with the short link. ``y`` is the top of its capitals.

    Attributes:
        lines: 2 if a long link may be parted after its last slash; then it has room for both.
        valign: Where in that room a single line stands.
    """

    template: str
    font: str
    x: float
    y: float
    width: float
    size: float
    min_size: float
    align: Align
    ink: Paint
    tracking: float
    lines: int
    leading: float
    valign: VerticalAlign
    rotate: float


AnyElement = Shape | Image | LogoBox | Text | Code | ShortLink


@dataclass(frozen=True, slots=True)
class Design:
    """A design that was read without an error.

    Attributes:
        label: The design as messages name it; ``name`` its own name; ``title`` for people.
        language: Language of its texts for hyphenation, such as ``de``.
        back: ``None`` for a single-sided piece.
        variants: The colour variants that can be chosen; ``variant`` the one that was, ``""`` for the base.
        logo: Whether the library's logo was handed in.
        faces: The faces that are used, by their key in the design.
        files: Exactly the files that were used, shipped fonts under ``@fonts/``: enough to read the design
            again without anything else (`printkit.design.source.FrozenSource`).
        warnings: What is allowed and still worth a look.
    """

    label: str
    name: str
    title: str
    description: str
    language: str
    width: float
    height: float
    bleed: float
    safe: float
    inks: Mapping[str, Ink]
    fields: Mapping[str, Field]
    front: tuple[AnyElement, ...]
    back: tuple[AnyElement, ...] | None
    faces: Mapping[str, Face]
    files: Mapping[str, bytes]
    variants: Mapping[str, Variant] = field(default_factory=dict)
    variant: str = ""
    logo: bool = False
    warnings: tuple[Problem, ...] = field(default=())

    @property
    def sides(self) -> tuple[tuple[SideName, tuple[AnyElement, ...]], ...]:
        """Front and, where there is one, back, with their elements."""
        front: tuple[tuple[SideName, tuple[AnyElement, ...]], ...] = (("front", self.front),)
        return front if self.back is None else (*front, ("back", self.back))

    @property
    def main_file(self) -> str:
        """The file that messages name."""
        return f"{self.label}/design.toml"
