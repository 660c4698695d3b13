"""What stands on a sheet outside the pieces: crop marks, slug line, and NOT FOR PRINT where need be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from printkit.design.marks import Ink, Paint, TextRun
from printkit.press.drawing import BLACK, BOLD, PLAIN, Kit, draw_text, numbers
from printkit.press.faces import Face
from printkit.press.imposing.imposition import Box, Grid
from printkit.press.job import PrintJob
from printkit.units import MM

MARK_LENGTH = 5 * MM
LEAST_LENGTH = 2 * MM
"""Of a mark in a gap."""

MARK_WIDTH = 0.25
LEAST_OFFSET = 3 * MM
"""Crop marks keep this far from the trim, or as far as the bleed if that is more."""

EDGE = 3 * MM
"""Text keeps this far from the edge of the paper if there is room: many devices cannot print there."""

SMALLEST, LARGEST = 4.0, 7.0
WARNING_LARGEST = 14.0
CLEAR = 0.3 * MM
"""Least distance of text from the end of a crop mark."""

AIR = 1.7 * MM
"""Added to it if there is room. The line begins so far inside the first mark if it is short enough."""

NOT_FOR_PRINT = "NOT FOR PRINT"

RED = Paint(Ink("red", (0.0, 1.0, 1.0, 0.0)))

_ROUNDING = 1e-3

_CAP_HEIGHT = 0.72
_DESCENT = 0.22
_LINE = _CAP_HEIGHT + _DESCENT
_SPACE = 1.5
"""Between two parts of a line; these four in units of the size."""

Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Slug:
    """What the slug line of a page says.

    Attributes:
        sheet: Number of the sheet from 1, of ``sheets``.
        side: What the page shows (`page_words`).
        positions: Positions on this page, in any order; empty where there are none.
        repeat: How many times the sheet is printed.
        file: Number of the file from 1, of ``files``.
        stack: Number of the stack that is cut at once, from 1, of ``stacks``.
    """

    sheet: int
    sheets: int
    side: str
    positions: Sequence[int]
    repeat: int | None
    file: int = 1
    files: int = 1
    stack: int = 1
    stacks: int = 1


def page_words(grid: Grid, page: int, pages: int) -> str:
    """Return what a page (from 0) shows, and how the sheet is turned for the other one."""
    if grid.work_and_turn:
        return "work-and-turn: this form on both sides" if pages == 1 else f"work-and-turn, side {page + 1}"
    if pages == 1:
        return "front"
    return f"{('front', 'back')[page]}, flip on the {grid.flip.removesuffix('-edge')} edge"


def slug_text(job: PrintJob, slug: Slug) -> str:
    """Return the words of a slug line."""
    sheet = f"sheet {slug.sheet:,}/{slug.sheets:,}"
    if slug.files > 1:
        sheet += f", file {slug.file:,}/{slug.files:,}"
    if slug.stacks > 1 and (slug.stack, slug.stacks) != (slug.file, slug.files):
        sheet += f", stack {slug.stack:,}/{slug.stacks:,}"
    words = [job.label, sheet, slug.side]
    if slug.positions:
        words.append(_position_words(sorted(set(slug.positions))))
    if slug.repeat is not None:
        words.append(f"print this sheet {slug.repeat} times" if slug.repeat != 1 else "print this sheet once")
    if job.minted_on:
        words.append(f"minted {job.minted_on}")
    return " | ".join(words)


def _position_words(positions: Sequence[int]) -> str:
    """Return ``positions 1–10``, or if they have gaps ``positions 1, 4`` or ``positions 1, 4 … 28``."""
    first, last = positions[0], positions[-1]
    if first == last:
        return f"position {first}"
    if last - first + 1 == len(positions):
        return f"positions {first}–{last}"
    shown = ", ".join(map(str, positions)) if len(positions) < 4 else f"{first}, {positions[1]} … {last}"
    return f"positions {shown}"


def crop_marks(grid: Grid) -> tuple[Line, ...]:
    """Return the crop marks (x1, y1, x2, y2): each cut on the rim of the block, and in gaps with room.

    A gap has room if a mark in it keeps off the trims on both sides as far as on the rim, so that no mark
    ever stands in a bleed.
    """
    boxes = [grid.front(slot).box for slot in range(grid.slots)]
    columns = sorted({(round(box.x, 4), round(box.right, 4)) for box in boxes})
    rows = sorted({(round(box.y, 4), round(box.bottom, 4)) for box in boxes})
    near = _near(grid)
    across, down = _spans(columns, near, grid.page_width), _spans(rows, near, grid.page_height)
    upright = [(x, start, x, end) for x in _cuts(columns) for start, end in down]
    level = [(start, y, end, y) for y in _cuts(rows) for start, end in across]
    return (*upright, *level)


Trims = Sequence[tuple[float, float]]
"""Where trims begin and end along one direction."""


def _cuts(trims: Trims) -> list[float]:
    return sorted({edge for trim in trims for edge in trim})


def _near(grid: Grid) -> float:
    """Return how far marks keep off the trim."""
    return max(LEAST_OFFSET, grid.bleed)


def _spans(trims: Trims, near: float, page: float) -> list[tuple[float, float]]:
    """Return where marks begin and end along one direction: on the rim, then in the gaps."""
    far, first, last = near + MARK_LENGTH, trims[0][0], trims[-1][1]
    rim = [(max(0.0, first - far), first - near), (last + near, min(page, last + far))]
    spans = [(start, end) for start, end in rim if end > start]
    for (_, end), (start, _) in pairwise(trims):
        room = start - end - 2 * near
        if room > 2 * MARK_LENGTH + _ROUNDING:
            spans += [(end + near, end + far), (start - far, start - near)]
        elif room >= LEAST_LENGTH - _ROUNDING:
            spans.append((end + near, start - near))
    return spans


def draw_crop_marks(grid: Grid, registration: str) -> str:
    """Return the operators for the crop marks, on every plate."""
    turned = ((x1, grid.page_height - y1, x2, grid.page_height - y2) for x1, y1, x2, y2 in crop_marks(grid))
    lines = "\n".join(f"{numbers(x1, y1)} m {numbers(x2, y2)} l" for x1, y1, x2, y2 in turned)
    return f"{registration} {MARK_WIDTH} w 0 J\n{lines} S"


def slug_runs(job: PrintJob, slug: Slug, grid: Grid, kit: Kit) -> tuple[TextRun, ...]:
    """Return the slug line below the block; a warning begins it and stands above the block as well."""
    below, above = _bands(grid)
    words = _Words.of(kit, PLAIN, BLACK, slug_text(job, slug))
    if not job.not_for_print:
        return _set([words], below, grid.block.x + AIR, LARGEST, hang=True)
    warning = _Words.of(kit, BOLD, RED, f"{NOT_FOR_PRINT} – {job.not_for_print}")
    return _set([warning, words], below, grid.block.x + AIR, LARGEST, hang=True) + _set(
        [warning], above, grid.block.x + AIR, WARNING_LARGEST, hang=False
    )


def strip_height(job: PrintJob, width: float, kit: Kit) -> float:
    """Return how much a page without marks grows at its foot to say that it is not for print; 0 if it is."""
    if not job.not_for_print:
        return 0.0
    return 2 * MM + _STRIP_HEAD * 1.5 + len(_wrapped(job, width, kit)) * _STRIP_TEXT * 1.3


def strip_runs(job: PrintJob, page: Box, kit: Kit) -> tuple[TextRun, ...]:
    """Return the lines of the strip below ``page``, which is the page without the strip."""
    y = page.bottom + MM + _STRIP_HEAD
    runs = [TextRun(BOLD, _STRIP_HEAD, page.x + MM, y, NOT_FOR_PRINT, RED)]
    for line in _wrapped(job, page.width, kit):
        y += _STRIP_TEXT * 1.3
        runs.append(TextRun(PLAIN, _STRIP_TEXT, page.x + MM, y, line, RED))
    return tuple(runs)


def draw_runs(runs: Sequence[TextRun], page_height: float, kit: Kit) -> str:
    """Return the operators for lines of text on a page."""
    return "\n".join(draw_text(run, page_height, kit) for run in runs)


_STRIP_HEAD = 9.0
_STRIP_TEXT = 6.0


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of one face and ink."""

    key: str
    face: Face
    ink: Paint
    text: str

    @classmethod
    def of(cls, kit: Kit, key: str, ink: Paint, text: str) -> _Words:
        """Return words that can be set: on one line, without characters that the face lacks."""
        face = kit.faces[key]
        return cls(key, face, ink, face.settable(" ".join(text.split())))


def _bands(grid: Grid) -> tuple[Box, Box]:
    """Return the room for text below and above the block.

    It is beyond the marks: off the edge of the paper if that leaves enough. Where a narrow margin leaves
    nothing there, it is between the marks, where they are farthest from each other.
    """
    beside = (
        grid.page_height - grid.block.bottom - _near(grid) - MARK_LENGTH - CLEAR < EDGE + SMALLEST * _LINE
    )
    outside = _near(grid) + CLEAR + (0 if beside else MARK_LENGTH)
    top = grid.block.bottom + outside
    room = grid.page_height - top
    air = min(AIR, max(0.0, room - EDGE - WARNING_LARGEST * _LINE))
    outside, top, room = outside + air, top + air, room - air
    height = max(room - EDGE, min(SMALLEST * _LINE, room))
    left, right = _between_marks(grid) if beside else (EDGE, grid.page_width - EDGE)
    return (
        Box(left, top, right - left, height),
        Box(left, grid.block.y - outside - height, right - left, height),
    )


def _between_marks(grid: Grid) -> tuple[float, float]:
    """Return the widest room between two upright marks."""
    cuts = sorted({x1 for x1, _, x2, _ in crop_marks(grid) if x1 == x2})
    left, right = max(pairwise(cuts), key=lambda cut: cut[1] - cut[0])
    return left + AIR, right - AIR


def _set(
    parts: Sequence[_Words], band: Box, wanted: float, largest: float, *, hang: bool
) -> tuple[TextRun, ...]:
    """Set words in one line: at ``wanted`` if there is room, else further left, then smaller, then cut.

    Args:
        parts: The words.
        band: The room for the line.
        wanted: Where it begins if it can.
        largest: Largest size.
        hang: Whether it hangs from the top of the band; else it stands on its bottom.
    """
    widths = [part.face.width(part.text, 1.0) for part in parts]
    unit = sum(widths) + _SPACE * (len(parts) - 1)
    size = max(SMALLEST, min(largest, band.height / _LINE, band.width / unit))
    x = max(band.x, min(wanted, band.right - unit * size))
    baseline = band.y + _CAP_HEIGHT * size if hang else band.bottom - _DESCENT * size
    runs = []
    for part, width in zip(parts, widths, strict=True):
        whole = width * size <= band.right - x + 0.01
        text = part.text if whole else cut_text(part.text, part.face, size, band.right - x)
        runs.append(TextRun(part.key, size, x, baseline, text, part.ink))
        x += (width + _SPACE) * size
    return tuple(runs)


def cut_text(text: str, face: Face, size: float, room: float) -> str:
    """Return a text that fits into some room, at its end an ellipsis if it did not."""
    if face.width(text, size) <= room + 0.01:
        return text
    while text and face.width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def _wrapped(job: PrintJob, width: float, kit: Kit) -> list[str]:
    face, room = kit.faces[PLAIN], width - 2 * MM
    lines = [""]
    for word in face.settable(" ".join(job.not_for_print.split())).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.width(longer, _STRIP_TEXT) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [cut_text(line, face, _STRIP_TEXT, room) for line in lines]
