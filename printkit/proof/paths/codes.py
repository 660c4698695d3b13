"""Every code in what a page or form paints, and where in the order of painting it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from printkit.proof.paths.boxes import Box, is_upright, moved, scale_of
from printkit.proof.paths.modules import LEAST_RECTANGLES, Reading, clusters, read_modules
from printkit.proof.paths.paints import Content, Mark, Placed, Rectangles, Shade


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
        way: From the outermost content to the one whose rectangles it consists of.
    """

    reading: Reading
    shade: Shade | None
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
    if "codes" not in content.stored:
        content.stored["codes"] = _find(content)
    return cast(Codes, content.stored["codes"])


def _find(content: Content) -> Codes:
    found, unsure = list[Code](), False
    for first, last in _groups(content.marks):
        marks = cast(list[Rectangles], content.marks[first : last + 1])
        rows = marks[0].rows if len(marks) == 1 else np.concatenate([mark.rows for mark in marks])
        shade = _certain(marks)
        for reading in _readings(rows):
            if reading is None:
                unsure = True
            else:
                found.append(Code(reading, shade, (Step(content, first, last),)))
    for index, mark in enumerate(content.marks):
        if isinstance(mark, Placed) and mark.content is not None:
            inner = codes_of(mark.content)
            found += (_outer(code, content, index, mark) for code in inner.found)
    return Codes(tuple(found), unsure)


def _groups(marks: list[Mark | Placed]) -> Iterator[tuple[int, int]]:
    """Yield first and last of marks that may be symbols: many rectangles, or few at a time in a row."""
    first, count = 0, 0
    for index, mark in enumerate([*marks, None]):
        joins = isinstance(mark, Rectangles) and len(mark.rows) < LEAST_RECTANGLES
        if joins and count and _alike(cast(Rectangles, marks[first]), cast(Rectangles, mark)):
            count += len(cast(Rectangles, mark).rows)
            continue
        if count >= LEAST_RECTANGLES:
            yield first, index - 1
        first, count = index, len(cast(Rectangles, mark).rows) if joins else 0
        if isinstance(mark, Rectangles) and not joins:
            yield index, index


def _alike(one: Rectangles, other: Rectangles) -> bool:
    return one.shade == other.shade and one.ragged == other.ragged


def _certain(marks: list[Rectangles]) -> Shade | None:
    """Return the shade of marks if nothing is cut off them and no rule of filling matters."""
    for mark in marks:
        x0, y0 = mark.rows[:, :2].min(axis=0)
        x1, y1 = mark.rows[:, 2:].max(axis=0)
        if mark.ragged or not mark.box.holds(Box(x0, y0, x1, y1)):
            return None
    return marks[0].shade


def _readings(rows: np.ndarray) -> Iterator[Reading | None]:
    """Yield a reading for each symbol; ``None`` for rectangles that may be one but are not read."""
    whole = read_modules(rows)
    if whole is not None:
        yield whole
        return
    for part in clusters(rows):
        if len(part) >= LEAST_RECTANGLES:
            yield read_modules(part)


def _outer(code: Code, content: Content, index: int, placed: Placed) -> Code:
    """Return a code of a form as it stands where the form is drawn."""
    reading, matrix = code.reading, placed.matrix
    a, b, c, d, _, _ = matrix
    mirrored = reading.mirrored != (a * d - b * c < 0)
    seen = is_upright(matrix) and placed.opaque and not placed.ragged
    box = moved(reading.box, matrix)
    seen = seen and placed.box.holds(box)
    outer = replace(reading, box=box, module=reading.module * scale_of(matrix), mirrored=mirrored)
    return Code(outer, code.shade if seen else None, (Step(content, index, index, placed), *code.way))
