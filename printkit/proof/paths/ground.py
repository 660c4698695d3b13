"""What lies under and over a box: is it light for certain, and is nothing painted over it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import cast

import numpy as np

from printkit.proof.paths.boxes import Box
from printkit.proof.paths.codes import Code, Step
from printkit.proof.paths.modules import QUIET
from printkit.proof.paths.paints import Content, Mark, Placed, Rectangles
from printkit.proof.paths.shapes import Cover, Numbers

LIGHT_FROM, DARK_TO = 0.65, 0.35
"""Lighter is a ground for a code, darker are its modules; between them only drawing decides."""
NEARLY = 0.03
"""Modules by which a box is taken smaller, since numbers of a PDF are rounded."""
FINE = 0.02
"""Modules to which a quiet zone is measured."""

MOST_PAIRS = 1_000_000
"""Codes times marks of a page that are compared at once."""
TINY, SPOTS = 0.001, 7
"""Points, and how many of them across and up, where a box is looked at spot by spot."""

Ring = tuple[float, float, float, float]
"""Modules of quiet zone on the left, above, on the right and below; 4 where there is as much or more."""


class Ground(Enum):
    """What is seen in a box of what was painted so far."""

    OPEN = "nothing that is dark or hides what lies below"
    SPOTS = "light in parts of it, open in others"
    LIGHT = "light all over"
    DARK = "dark in it for certain"
    UNSURE = "cannot be told"


def under(content: Content, before: int, box: Box) -> Ground:
    """Tell what the marks before that number show in a box."""
    key = ("under", before, *(round(edge, 2) for edge in box))
    if key not in content.stored:
        content.stored[key] = _under(content, before, box)
    return cast(Ground, content.stored[key])


def prepare(content: Content, codes: Sequence[Code]) -> None:
    """Find the marks around the codes of a page together, which is faster than for each by itself."""
    boxes = list({around(code) for code in codes})
    if not boxes or len(boxes) * len(content.marks) > MOST_PAIRS:
        return
    left, bottom, right, top = np.array([mark.box for mark in content.marks]).T
    x0, y0, x1, y1 = np.array(boxes).T[:, :, None]
    meet = (left < x1) & (x0 < right) & (bottom < y1) & (y0 < top)
    for box, own in zip(boxes, meet, strict=True):
        content.stored["meeting", box] = np.flatnonzero(own).tolist()


def around(code: Code) -> Box:
    """Return the box of a code with its quiet zone, in which nothing may be painted over it."""
    return code.reading.box.grown((QUIET - NEARLY) * code.reading.module)


def _meeting(content: Content, box: Box) -> list[int]:
    """Return the numbers of all marks that share something with a box."""
    found = content.stored.get(("meeting", box))
    if found is None:
        return [index for index, mark in enumerate(content.marks) if mark.box.meets(box)]
    return cast(list[int], found)


def is_painted_over(content: Content, after: int, box: Box) -> bool:
    """Tell whether a mark after that number may reach into a box."""
    return any(index > after and _reaches(content.marks[index], box) for index in _meeting(content, box))


def ground_of(code: Code, box: Box) -> Ground:
    """Tell what a code stands on in a box, on paper if nothing was painted."""
    found = _ground(code, box)
    if found is Ground.UNSURE and any(_ground(code, spot) is Ground.DARK for spot in _spots(box)):
        return Ground.DARK
    return found


def _spots(box: Box) -> Iterator[Box]:
    """Yield tiny boxes all over a box and along its rim: in each, something is seen or is not."""
    left, bottom, right, top = box.grown(-TINY)
    for across in range(SPOTS):
        for up in range(SPOTS):
            x = left + (right - left) * across / (SPOTS - 1)
            y = bottom + (top - bottom) * up / (SPOTS - 1)
            yield Box(x - TINY, y - TINY, x + TINY, y + TINY)


def _ground(code: Code, box: Box) -> Ground:
    spots = False
    for content, before, local in reversed(_levels(code, box)):
        if local is None:
            return Ground.UNSURE
        # What a form shows is kept, since it recurs; a page does not.
        found = (_under if content is code.way[0].content else under)(content, before, local)
        if found in (Ground.LIGHT, Ground.UNSURE):
            return found
        if found is Ground.DARK:
            return Ground.UNSURE if spots else found
        spots = spots or found is Ground.SPOTS
    return Ground.LIGHT


def is_covered(code: Code, box: Box) -> bool:
    """Tell whether something may be painted over a box after a code in it."""
    inner: Box | None = box
    for step in code.way:
        if inner is None or is_painted_over(step.content, step.last, inner):
            return True
        inner = step.placed.local(inner) if step.placed else inner
    return False


def is_crowded(code: Code, box: Box) -> bool:
    """Tell whether rectangles that are painted together with a code reach into a box around it."""
    if code.alone:
        return False
    own: Box | None = code.reading.box.grown(NEARLY * code.reading.module)
    around: Box | None = box
    for step in code.way[:-1]:
        if step.placed and own is not None and around is not None:
            own, around = step.placed.local(own), step.placed.local(around)
    if own is None or around is None:
        return True
    x0, y0, x1, y1 = _together(code.way[-1]).T
    touch = (x0 < around.right) & (x1 > around.left) & (y0 < around.top) & (y1 > around.bottom)
    beyond = (x0 < own.left) | (x1 > own.right) | (y0 < own.bottom) | (y1 > own.top)
    return bool((touch & beyond).any())


def _together(step: Step) -> Numbers:
    """Return all rectangles that are painted together with a code; they may be those of a whole page."""
    key = ("together", step.first, step.last)
    if key not in step.content.stored:
        marks = step.content.marks[step.first : step.last + 1]
        step.content.stored[key] = np.concatenate(
            [mark.rows for mark in marks if isinstance(mark, Rectangles)]
        )
    return cast(Numbers, step.content.stored[key])


def quiet_zone(code: Code) -> Ring | None:
    """Measure the light ring around a code; ``None`` if that cannot be told from the paths."""
    box, module = code.reading.box, code.reading.module
    if ground_of(code, around(code)) is Ground.LIGHT:
        return (QUIET, QUIET, QUIET, QUIET)
    if ground_of(code, box.grown(-NEARLY * module)) is not Ground.LIGHT:
        return None
    sides = [_side(code, side) for side in range(4)]
    return None if None in sides else cast(Ring, tuple(sides))


def _levels(code: Code, box: Box) -> list[tuple[Content, int, Box | None]]:
    """Return the contents around a code, outermost first: what is before it, and the box in their space."""
    levels, local = list[tuple[Content, int, Box | None]](), cast("Box | None", box)
    for step in code.way:
        levels.append((step.content, step.first, local))
        if step.placed and local is not None:
            local = step.placed.local(local)
    return levels


def _side(code: Code, side: int) -> float | None:
    low, high = 0.0, float(QUIET)
    tried = QUIET - NEARLY
    while True:
        found = ground_of(code, _strip(code, side, tried))
        if found is Ground.UNSURE:
            return None
        if found is Ground.LIGHT:
            if tried >= QUIET - NEARLY:
                return QUIET
            low = tried
        else:
            high = tried
        if high - low <= FINE:
            return round(low, 2)
        tried = (low + high) / 2


def _strip(code: Code, side: int, modules: float) -> Box:
    """Return the strip of so many modules along a side: left, top, right, bottom."""
    box, wide, less = code.reading.box, modules * code.reading.module, NEARLY * code.reading.module
    return (
        Box(box.left - wide, box.bottom + less, box.left, box.top - less),
        Box(box.left + less, box.top, box.right - less, box.top + wide),
        Box(box.right, box.bottom + less, box.right + wide, box.top - less),
        Box(box.left + less, box.bottom - wide, box.right - less, box.bottom),
    )[side]


def _under(content: Content, before: int, box: Box) -> Ground:
    spots = False
    for index in reversed(_meeting(content, box)):
        mark = content.marks[index]
        if index >= before:
            continue
        found = _of_form(mark, box) if isinstance(mark, Placed) else _of_mark(mark, box)
        if found in (Ground.LIGHT, Ground.UNSURE):
            return found
        if found is Ground.DARK:
            return Ground.UNSURE if spots else found
        spots = spots or found is Ground.SPOTS
    return Ground.SPOTS if spots else Ground.OPEN


def _of_mark(mark: Mark, box: Box) -> Ground:
    cover = mark.cover(box)
    if cover is Cover.NONE:
        return Ground.OPEN
    shade = mark.shade
    if shade is None or DARK_TO < shade.light < LIGHT_FROM:
        return Ground.UNSURE
    if shade.light >= LIGHT_FROM:
        return Ground.LIGHT if cover is Cover.WHOLE and not mark.ragged else Ground.SPOTS
    return Ground.UNSURE if mark.ragged else Ground.DARK


def _of_form(placed: Placed, box: Box) -> Ground:
    local = placed.local(box)
    if local is None or placed.content is None:
        return Ground.UNSURE
    found = under(placed.content, len(placed.content.marks), local)
    if found is Ground.OPEN:
        return found
    if not placed.opaque:
        return Ground.UNSURE
    if placed.box.holds(box) and not placed.ragged:
        return found
    # Parts of it are cut off: what is light in it may be missing, what is dark as well.
    return Ground.SPOTS if found in (Ground.LIGHT, Ground.SPOTS) else Ground.UNSURE


def _reaches(mark: Mark | Placed, box: Box) -> bool:
    if not isinstance(mark, Placed):
        return mark.cover(box) is not Cover.NONE
    local = mark.local(box.cut(mark.box))
    return local is None or mark.content is None or is_painted_over(mark.content, -1, local)
