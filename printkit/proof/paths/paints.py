"""What a content stream paints, in order: fills, strokes, texts, pictures, and forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from printkit.proof.paths.boxes import IDENTITY, Box, Matrix, inverse, is_upright, moved
from printkit.proof.paths.shapes import (
    Cover,
    Edges,
    Numbers,
    bounds,
    edges_of,
    points_of,
    rectangles_of,
    ring,
    subpaths,
    transformed,
    turned,
)


class Shade(NamedTuple):
    """A colour as the proof sees it.

    Attributes:
        light: 0 for black to 1 for white, roughly as an eye sees it.
        black: Whether it is black ink alone.
    """

    light: float
    black: bool


class Path:
    """A path while it is built: stretches of ``re`` (already as numbers) and of lines and curves."""

    def __init__(self) -> None:
        self.rectangles: list[Numbers] = []
        self.lines: list[bytes] = []

    def rows(self) -> Numbers | None:
        """Return the rectangles (x0, y0, x1, y1) that it consists of, or ``None`` if it is something else."""
        parts = list(self.rectangles)
        for lines in self.lines:
            found = rectangles_of(lines)
            if found is None:
                return None
            parts.append(found)
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def upright(self, matrix: Matrix) -> Numbers | None:
        """Return the rectangles that it consists of, after a matrix that keeps them such, or ``None``."""
        rows = self.rows() if is_upright(matrix) else None
        return None if rows is None else turned([rows], [matrix])

    def bounds(self, matrix: Matrix) -> Box:
        """Return the smallest box around all its points."""
        parts = [points_of(lines) for lines in self.lines]
        for rows in self.rectangles:
            x0, y0, x1, y1 = rows.T
            parts.append(np.concatenate([np.array((x, y)).T for x in (x0, x1) for y in (y0, y1)]))
        return bounds(transformed(np.concatenate(parts), matrix)) if parts else Box(0, 0, 0, 0)

    def edges(self, matrix: Matrix, *, even_odd: bool) -> Edges:
        """Return its straight pieces, every part closed, as filling and some ways of stroking close it."""
        parts = [part for rows in self.rectangles for part in ring(rows)]
        parts += [part for lines in self.lines for part in subpaths(lines)]
        return edges_of([transformed(part, matrix) for part in parts], even_odd=even_odd)

    @property
    def size(self) -> int:
        """How many straight pieces, curves and rectangles it has."""
        return sum(map(len, self.rectangles)) + sum(
            lines.count(letter) for lines in self.lines for letter in (b"l", b"c", b"v", b"y")
        )


@dataclass
class Mark:
    """One thing painted.

    Attributes:
        box: Nothing of it lies outside.
        shade: Its colour, if that is certain and it hides what lies below; else ``None``.
        ragged: Whether a clip path that is no box may hide parts of it.
    """

    box: Box
    shade: Shade | None = None
    ragged: bool = False

    def cover(self, box: Box) -> Cover:
        """Tell how much of a box it covers, clip paths that are no boxes left aside."""
        return Cover.PART if self.box.meets(box) else Cover.NONE


@dataclass
class Rectangles(Mark):
    """Filled upright rectangles.

    Attributes:
        plain: Rows of x0, y0, x1, y1, before the matrix, which keeps them upright.
        cut: Whether a clip path cuts into them.
    """

    plain: Numbers = field(default_factory=lambda: np.empty((0, 4)))
    matrix: Matrix = IDENTITY
    cut: bool = False

    @cached_property
    def rows(self) -> Numbers:
        """They as they are painted."""
        return turned([self.plain], [self.matrix])

    def cover(self, box: Box) -> Cover:
        """Tell how much of a box one of them covers."""
        seen = box.cut(self.box)
        if seen.is_empty:
            return Cover.NONE
        x0, y0, x1, y1 = self.rows.T
        touch = (x0 < seen.right) & (x1 > seen.left) & (y0 < seen.top) & (y1 > seen.bottom)
        count = int(touch.sum())
        if not count:
            return Cover.NONE
        whole = (
            (x0 <= box.left) & (x1 >= box.right) & (y0 <= box.bottom) & (y1 >= box.top) & self.box.holds(box)
        )
        # Several of them together may leave a hole, by the rule of filling and the way round they are drawn.
        return Cover.WHOLE if count == 1 and bool(whole.any()) else Cover.PART


@dataclass
class Shape(Mark):
    """A filled path of any shape, or with ``pad`` a stroked one."""

    path: Path = field(default_factory=Path)
    matrix: Matrix = IDENTITY
    even_odd: bool = False
    pad: float | None = None

    def cover(self, box: Box) -> Cover:
        """Tell how much of a box it covers."""
        seen = box.cut(self.box)
        if seen.is_empty:
            return Cover.NONE
        if self.pad is not None:
            return Cover.PART if self._edges.touch(seen.grown(self.pad)) else Cover.NONE
        if self.path.rectangles and self.path.size > 1:
            return Cover.PART  # which way round rectangles were drawn is not known any more
        found = self._edges.cover(seen)
        return Cover.PART if found is Cover.WHOLE and not self.box.holds(box) else found

    @cached_property
    def _edges(self) -> Edges:
        return self.path.edges(self.matrix, even_odd=self.even_odd)


@dataclass
class Content:
    """All that a page or a form paints.

    Attributes:
        marks: In the order of painting.
        murky: Why a code may be in it that paths do not show (a picture, text of an unknown kind, a drawing
            of very many pieces); ``""`` if none can.
    """

    marks: list[Mark | Placed] = field(default_factory=list)
    murky: str = ""
    stored: dict[object, object] = field(default_factory=dict)


@dataclass
class Placed:
    """A form where it is drawn.

    Attributes:
        content: What it paints, in its own space; ``None`` if that is not certain.
        matrix: From its space to where it is drawn.
        key: What it is and how it is drawn, the same on every page; ``""`` if no code can hide in it.
        opaque: Whether it is drawn as it is, not blended.
    """

    content: Content | None
    matrix: Matrix
    box: Box
    ragged: bool
    opaque: bool
    key: str = ""

    def local(self, box: Box) -> Box | None:
        """Return a box in the form's own space, or ``None`` if it is none there."""
        return moved(box, self._back) if self._back else None

    @cached_property
    def _back(self) -> Matrix | None:
        return inverse(self.matrix) if is_upright(self.matrix) else None
