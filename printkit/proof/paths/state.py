"""The graphics state (ISO 32000-1, 8.4): what of it decides where something is painted and what it hides."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from printkit.proof.paths.boxes import IDENTITY, Box, Matrix, times
from printkit.proof.paths.colours import Space
from printkit.proof.paths.fonts import Font
from printkit.proof.paths.paints import Shade

GRAY, BLACK = Space("DeviceGray"), Shade(0.0, True)


@dataclass(slots=True)
class State:
    """What ``q`` keeps and ``Q`` brings back.

    Attributes:
        clip: What is painted outside is not seen.
        ragged: Whether the clip path is no box, so that more may be hidden.
        plain: Whether paint hides what lies below. Once it may not, it is not trusted again before ``Q``.
        leading, rise, spacing, word_spacing, stretch, mode: Of texts.
    """

    matrix: Matrix
    clip: Box
    ragged: bool = False
    plain: bool = True
    space: Space = GRAY
    shade: Shade | None = BLACK
    stroke_space: Space = GRAY
    stroke_shade: Shade | None = BLACK
    line_width: float = 1.0
    round_joins: bool = False
    dashed: bool = False
    font: Font | None = None
    size: float = 0.0
    leading: float = 0.0
    rise: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    mode: int = 0

    def copy(self) -> State:
        """Return a copy to be kept."""
        return State(
            self.matrix, self.clip, self.ragged, self.plain, self.space, self.shade, self.stroke_space,
            self.stroke_shade, self.line_width, self.round_joins, self.dashed, self.font, self.size,
            self.leading, self.rise, self.spacing, self.word_spacing, self.stretch, self.mode,
        )  # fmt: skip

    def moved(self, matrix: Matrix) -> State:
        """Return a copy to which a matrix was added."""
        after = self.copy()
        after.matrix = times(matrix, self.matrix)
        return after

    def inherited(self) -> tuple[Hashable, ...]:
        """Return what a form takes over from where it is drawn, other than its place."""
        return (
            self.space, self.shade, self.stroke_space, self.stroke_shade, self.line_width, self.round_joins,
            self.dashed, self.font, self.size, self.leading, self.rise, self.spacing, self.word_spacing,
            self.stretch, self.mode,
        )  # fmt: skip

    def within(self, box: Box) -> State:
        """Return the state with which a form begins that covers a box of its own space."""
        inner = self.copy()
        inner.matrix, inner.clip, inner.ragged, inner.plain = IDENTITY, box, False, True
        return inner


@dataclass(slots=True)
class TextPlace:
    """Where the next glyph goes: text matrix and line matrix."""

    matrix: Matrix = IDENTITY
    line: Matrix = IDENTITY
