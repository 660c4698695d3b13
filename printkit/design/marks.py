"""What is left of a design once its texts are set: plain marks on a side, ready to draw.

All lengths are points; the origin is the top left corner of the trim, x to the right, y downwards.
Marks are drawn in order. Only the symbol and the link lines differ from piece to piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Segment = (
    tuple[Literal["M"], float, float]
    | tuple[Literal["L"], float, float]
    | tuple[Literal["C"], float, float, float, float, float, float]
    | tuple[Literal["Z"]]
)
Align = Literal["left", "center", "right"]
VerticalAlign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class Ink:
    """A printing ink.

    Attributes:
        name: Its name in the design; for a spot colour, the name on the plate.
        cmyk: Cyan, magenta, yellow, black from 0 to 1; for a spot colour, its look on screen.
        spot: Whether it has a plate of its own.
    """

    name: str
    cmyk: tuple[float, float, float, float]
    spot: bool = False


@dataclass(frozen=True, slots=True)
class Paint:
    """An ink at a tint from 0 (none) to 1 (full)."""

    ink: Ink
    tint: float = 1.0

    @property
    def cmyk(self) -> tuple[float, float, float, float]:
        """The four process values that this paint looks like."""
        c, m, y, k = self.ink.cmyk
        return c * self.tint, m * self.tint, y * self.tint, k * self.tint


@dataclass(frozen=True, slots=True)
class Outline:
    """A filled or stroked path. Cap and join are round, so that drawings look drawn."""

    segments: tuple[Segment, ...]
    fill: Paint | None = None
    stroke: Paint | None = None
    stroke_width: float = 0.0
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of set text.

    Attributes:
        font: Key of the face in `LaidOut.fonts`.
        x: Left end of the line before turning.
        baseline: y of the baseline before turning.
        adjust: For each character but the last, what is added to its advance, in thousandths of the
            size (kerning, tracking, word space). Empty means none.
        angle: Turned clockwise by this many degrees about (``pivot_x``, ``pivot_y``).
    """

    font: str
    size: float
    x: float
    baseline: float
    text: str
    ink: Paint
    adjust: tuple[float, ...] = ()
    angle: float = 0.0
    pivot_x: float = 0.0
    pivot_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A bitmap (CMYK or grey), drawn into its box and clipped by ``clip`` (x, y, width, height)."""

    file: str
    x: float
    y: float
    width: float
    height: float
    clip: tuple[float, float, float, float]


Mark = Outline | TextRun | Picture


@dataclass(frozen=True, slots=True)
class SymbolBox:
    """Where the QR code goes: a square that includes the quiet zone of four modules on each side.

    Attributes:
        level: Error correction, ``L``, ``M``, ``Q`` or ``H``.
        key: The element's key path, for messages.
    """

    x: float
    y: float
    size: float
    level: str
    key: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """The line that shows the short link; set anew for every piece by `printkit.design.shortlink.set_link`.

    Attributes:
        template: Text with ``{link}`` (``qr.example.de/bcd2fg``) or ``{code}`` in it.
        baseline: That of the first line at full size.
        width: Room for the line; the size shrinks down to ``min_size`` to fit it.
        tracking: Added to each advance, in thousandths of the size.
        lines: 2 if a long link may be parted after its last slash.
        leading: From baseline to baseline, as a share of the size.
        valign: Where in the room for two lines less stands.
    """

    template: str
    font: str
    size: float
    min_size: float
    x: float
    baseline: float
    width: float
    align: Align
    ink: Paint
    tracking: float
    key: str
    angle: float = 0.0
    pivot_x: float = 0.0
    pivot_y: float = 0.0
    lines: int = 1
    leading: float = 1.2
    valign: VerticalAlign = "top"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a piece: constant marks in drawing order, then what differs from piece to piece."""

    marks: tuple[Mark, ...]
    symbol: SymbolBox | None
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A design with its texts set: all that the press needs, and nothing it must look up.

    Attributes:
        width: Trim width. ``height``, ``bleed`` and ``safe`` likewise, in points.
        back: ``None`` for a single-sided piece.
        fonts: Face key to the bytes of a TrueType file.
        pictures: File name to the bytes of a bitmap.
        inks: All inks that are used.
    """

    name: str
    title: str
    width: float
    height: float
    bleed: float
    safe: float
    front: Side
    back: Side | None
    fonts: Mapping[str, bytes]
    pictures: Mapping[str, bytes]
    inks: tuple[Ink, ...]

    @property
    def sides(self) -> tuple[Side, ...]:
        """Front and, where there is one, back."""
        return (self.front,) if self.back is None else (self.front, self.back)
