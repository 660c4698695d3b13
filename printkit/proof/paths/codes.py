"""Every code in what a page or form paints, and where in the order of painting it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from printkit.proof.paths.boxes import IDENTITY, Matrix, is_even, is_upright, moved, scale_of
from printkit.proof.paths.modules import LEAST_RECTANGLES, Reading, clusters, read_modules
from printkit.proof.paths.paints import Content, Mark, Placed, Rectangles, Shade
from printkit.proof.paths.shapes import Numbers, turned


@dataclass(frozen=True, slots=True)
class Step:
    """Where a code stands in a content: its first and last mark."""

    content: Content
    first: int
    last: int
    placed: Placed | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code in the paths of a content.

    Attributes:
        reading: What it says and where, in the space of the outermost content.
        shade: Of its dark modules; ``None`` if it is not certain, or that all of it is seen.
        alone: Whether the rectangles that are painted together with it are all part of it.
        way: From the outermost content to the one whose rectangles it consists of.
    """

    reading: Reading
    shade: Shade | None
    alone: bool
    way: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a content.

    Attributes:
        unsure: Whether many rectangles stand together that say nothing.
    """

    found: tuple[Code, ...]
    unsure: bool


def codes_of(content: Content) -> Codes:
    """Return every code that the rectangles of a content say, those of its forms included."""
    find_codes([content])
    return cast(Codes, content.stored["codes"])


def find_codes(contents: Sequence[Content]) -> None:
    """Find the codes of several contents together, for `codes_of`: much faster than one after the other."""
    groups = [
        _Group(content, first, last)
        for content in contents
        if "codes" not in content.stored
        for first, last in _groups(content.marks)
    ]
    found: dict[int, list[_Group]] = {}
    _read(groups)
    for group in groups:
        found.setdefault(id(group.content), []).append(group)
    for content in contents:
        if "codes" not in content.stored:
            content.stored["codes"] = _put_together(content, found.get(id(content), []))


def _put_together(content: Content, groups: Sequence[_Group]) -> Codes:
    found = [
        Code(reading, group.shade, group.is_one, (Step(content, group.first, group.last),))
        for group in groups
        for reading in group.readings
        if reading is not None
    ]
    for index, mark in enumerate(content.marks):
        if isinstance(mark, Placed) and mark.content is not None:
            inner = codes_of(mark.content)
            found += [_outer(code, content, index, mark) for code in inner.found]
    return Codes(tuple(found), any(None in group.readings for group in groups))


@dataclass(slots=True)
class _Group:
    """Marks of rectangles in a row that may be symbols, and what they say; ``None``: something not read."""

    content: Content
    first: int
    last: int
    is_one: bool = False
    readings: Sequence[Reading | None] = ()

    @property
    def marks(self) -> list[Rectangles]:
        return cast(list[Rectangles], self.content.marks[self.first : self.last + 1])

    @property
    def shade(self) -> Shade | None:
        """The shade of its marks if nothing is cut off them and no rule of filling matters."""
        marks = self.marks
        return None if any(mark.ragged or mark.cut for mark in marks) else marks[0].shade


def _read(groups: Sequence[_Group]) -> None:
    """Read groups: each as one symbol, or else all parts of it that are large enough."""
    if not groups:
        return
    spaces = [_space_of(group.marks) for group in groups]
    for group, (rows, matrix), whole in zip(
        groups, spaces, read_modules([rows for rows, _ in spaces]), strict=True
    ):
        group.is_one = whole is not None
        parts = [] if group.is_one else [part for part in clusters(rows) if len(part) >= LEAST_RECTANGLES]
        readings = [whole] if group.is_one else read_modules(parts)
        group.readings = [reading and _after(reading, matrix) for reading in readings]


def _space_of(marks: Sequence[Rectangles]) -> tuple[Numbers, Matrix]:
    """Return the rows of marks in the space in which they are written, and the way from there.

    Where there is no such space, or it is not even, they are returned as they are painted.
    """
    first = marks[0].matrix
    if is_even(first) and all(mark.matrix == first for mark in marks):
        return (marks[0].plain if len(marks) == 1 else np.concatenate([mark.plain for mark in marks])), first
    return turned([mark.plain for mark in marks], [mark.matrix for mark in marks]), IDENTITY


def _after(reading: Reading, matrix: Matrix) -> Reading:
    """Return what a symbol becomes by a matrix."""
    if matrix is IDENTITY:
        return reading
    a, b, c, d, _, _ = matrix
    mirrored = reading.mirrored != (a * d - b * c < 0)
    return Reading(moved(reading.box, matrix), reading.module * scale_of(matrix), reading.text, mirrored)


def _groups(marks: list[Mark | Placed]) -> Iterator[tuple[int, int]]:
    """Yield first and last of marks that may be symbols: many rectangles, or few at a time in a row."""
    first, count = 0, 0
    for index, mark in enumerate([*marks, None]):
        joins = isinstance(mark, Rectangles) and len(mark.plain) < LEAST_RECTANGLES
        if joins and count and _alike(cast(Rectangles, marks[first]), cast(Rectangles, mark)):
            count += len(cast(Rectangles, mark).plain)
            continue
        if count >= LEAST_RECTANGLES:
            yield first, index - 1
        first, count = index, len(cast(Rectangles, mark).plain) if joins else 0
        if isinstance(mark, Rectangles) and not joins:
            yield index, index


def _alike(one: Rectangles, other: Rectangles) -> bool:
    return one.shade == other.shade and one.ragged == other.ragged


def _outer(code: Code, content: Content, index: int, placed: Placed) -> Code:
    """Return a code of a form as it stands where the form is drawn."""
    outer = _after(code.reading, placed.matrix)
    seen = is_upright(placed.matrix) and is_even(placed.matrix) and placed.opaque and not placed.ragged
    shade = code.shade if seen and placed.box.holds(outer.box) else None
    return Code(outer, shade, code.alone, (Step(content, index, index, placed), *code.way))
