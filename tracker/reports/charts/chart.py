"""A chart: drawn twice, as wide as a phone and as a column of text; the page shows the one that fits."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.charts.drawing import Drawing
from tracker.reports.charts.svg import svg_of

NARROW, WIDE = 360.0, 720.0
"""How wide the two drawings are."""
SMALL_TYPE, TYPE = 12.0, 13.0
"""Sizes of their texts."""


@dataclass(frozen=True, slots=True)
class Head:
    """What all charts have.

    Attributes:
        id: A word of letters and hyphens, used once on a page; part of the address of its picture.
        title: What it shows.
        about: The same in a sentence, for those who do not see it.
    """

    id: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """How a drawing of a chart is laid out: its width, and the size of its texts."""

    width: float
    size: float

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width < WIDE


FORMATS = Format(NARROW, SMALL_TYPE), Format(WIDE, TYPE)


@dataclass(frozen=True, slots=True)
class Picture:
    """Inline SVG that a template may write as it is."""

    svg: str

    def __html__(self) -> str:
        """Say that it is HTML already (the protocol of MarkupSafe)."""
        return self.svg

    def __str__(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class Chart:
    """What a page shows and a download draws."""

    head: Head
    narrow: Drawing
    wide: Drawing

    @property
    def id(self) -> str:
        """Its word."""
        return self.head.id

    @property
    def title(self) -> str:
        """Its title."""
        return self.head.title

    @property
    def about(self) -> str:
        """What it shows."""
        return self.head.about

    @property
    def svg(self) -> Picture:
        """Both drawings as SVG; the style sheet shows one of them."""
        both = ((self.narrow, "narrow", False), (self.wide, "wide", True))
        pictures = (
            svg_of(
                drawing, f"{self.id}-{kind}-about", self.title, self.about, kind=f"{kind}-picture", tips=tips
            )
            for drawing, kind, tips in both
        )
        return Picture(f'<div class="pictures"><div>{"".join(pictures)}</div></div>')
