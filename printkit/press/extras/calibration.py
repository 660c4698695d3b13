"""The calibration sheet: two pages with crosses, edge scales and two scales that show how sides meet.

What is measured on it and where: `measuring`. The scales in the middle have a line every 5 mm on the front,
and every 4.9 mm on the back; where two of them meet end to end, the back is off by a tenth of a millimetre
for each line from the middle. A usual vernier of 1 mm and 0.9 mm would repeat itself within its own length.
Where paper shrinks between its sides, the reading is off by a share of itself; zero is zero all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from printkit.design.marks import TextRun
from printkit.press.drawing import BLACK, BOLD, PLAIN, Kit, numbers
from printkit.press.extras.calibration_text import Paragraph, back_words, front_words
from printkit.press.extras.measuring import INSET, Page
from printkit.press.extras.plain import write_pages
from printkit.press.imposing.imposition import STILL, Move
from printkit.press.imposing.placing import move_matrix
from printkit.press.imposing.printer import Printer
from printkit.press.imposing.sheet import Sheet
from printkit.press.marks import draw_runs
from printkit.units import MM

PITCH, STEP = 5 * MM, 0.1 * MM
_SCALES_AT = 48 * MM
_MOST_LINES = 20
_TEXT_TOP, _BESIDE_SCALE, _BESIDE_EDGE = 68 * MM, 62 * MM, 36 * MM
_SIZE, _LEADING = 8.0, 1.32
_LARGEST_SCALE, _NARROWEST = 1.5, 110 * MM
_FINE = 0.3

Line = tuple[float, float, float, float]


def print_calibration(sheet: Sheet, out: Path, printer: Printer | None = None) -> None:
    """Print the calibration sheet.

    Args:
        sheet: The paper.
        out: The PDF; it has two pages.
        printer: What is made good already; then the sheet should show no deviation.

    Raises:
        SignetError: If the sheet has no room for it, or the file cannot be written.
    """
    page = Page.of(sheet)
    sides = (printer.front, printer.back) if printer else ()
    moves = [Move.against(side, page.width, page.height) for side in sides] or [STILL, STILL]

    def draw(kit: Kit) -> Iterator[str]:
        words = (front_words(sheet, page, printer), back_words(page))
        for number, (move, paragraphs) in enumerate(zip(moves, words, strict=True)):
            drawing = _Drawing(page, kit)
            drawing.crosses("ABCD" if number == 0 else "EFGH")
            drawing.scales(back=number == 1)
            drawing.text(paragraphs, back=number == 1)
            yield f"q {numbers(*move_matrix(move, page.height))} cm\n{drawing.operators()} Q"

    write_pages(out, f"Calibration {sheet.title}", (page.width, page.height), draw)


def lines_of_scales(page: Page) -> int:
    """Return how many lines the two scales have on each side of their middle."""
    long, short = max(page.width, page.height) / 2, min(page.width, page.height) / 2
    return min(_MOST_LINES, int((long - 60 * MM) / PITCH), int((short - 30 * MM) / PITCH))


@dataclass(slots=True)
class _Drawing:
    """What one page shows; y counts downwards."""

    page: Page
    kit: Kit
    lines: list[Line] = field(default_factory=list)
    runs: list[TextRun] = field(default_factory=list)

    def crosses(self, letters: str) -> None:
        """Draw the crosses, each with the letters of the distances from and to it, and the edge scales."""
        width, height = self.page.width, self.page.height
        left, across, top, down = tuple(letters)
        ends = [
            (INSET, height / 2, f"{left} | {across}"),
            (width - INSET, height / 2, across),
            (width / 2, INSET, f"{top} | {down}"),
            (width / 2, height - INSET, down),
        ]
        arm = 6 * MM
        for x, y, letter in ends:
            self.lines += [(x - arm, y, x + arm, y), (x, y - arm, x, y + arm)]
            self.word(BOLD, 9, x + 1.2 * MM, y - 1.5 * MM, letter)
        for away in range(31):
            length = (4 if away % 10 == 0 else 2.5 if away % 5 == 0 else 1.5) * MM
            self._edge_tick(away, length)

    def _edge_tick(self, away: int, length: float) -> None:
        """Draw the line of all four edge scales that is so many millimetres away from the edge."""
        width, height, at = self.page.width, self.page.height, away * MM
        beside_x, beside_y = width / 2 + 9 * MM, height / 2 + 9 * MM
        for x in (at, width - at):
            self.lines.append((x, beside_y, x, beside_y + length))
        for y in (at, height - at):
            self.lines.append((beside_x, y, beside_x + length, y))
        if away % 10 == 0 and away:
            for x in (at, width - at):
                self.word(PLAIN, 6, x, beside_y + 6.5 * MM, str(away), centred=True)
            for y in (at, height - at):
                self.word(PLAIN, 6, beside_x + 5 * MM, y + 0.7 * MM, str(away))

    def scales(self, *, back: bool) -> None:
        """Draw the two scales: on the front above their base and with numbers, on the back below it."""
        width, height = self.page.width, self.page.height
        at_x, at_y = _SCALES_AT, _SCALES_AT
        if back and self.page.axis == "vertical":
            at_x = width - at_x
        elif back:
            at_y = height - at_y
        many = lines_of_scales(self.page)
        for number in range(-many, many + 1):
            self._scale_line(number, at_x, at_y, back=back)
        if not back:
            reach = many * PITCH + 6 * MM
            self.word(BOLD, 9, width / 2 - reach - 3 * MM, at_y - 1 * MM, "V")
            self.word(BOLD, 9, at_x - 5 * MM, height / 2 - reach - 1 * MM, "W")

    def _scale_line(self, number: int, at_x: float, at_y: float, *, back: bool) -> None:
        length = (5 if number % 5 else 8) * MM
        width, height = self.page.width, self.page.height
        pitch = PITCH - STEP if back else PITCH
        # Numbers count to the right and down as seen from the front; the back is seen from its own side.
        turned = self.page.axis == "vertical"
        along_x = number * pitch * (-1 if back and turned else 1)
        along_y = number * pitch * (-1 if back and not turned else 1)
        x, y = width / 2 + along_x, height / 2 + along_y
        up, left = (-length if not back else length), (-length if not back else length)
        if back and not turned:
            up = -up
        if back and turned:
            left = -left
        self.lines += [(x, at_y, x, at_y + up), (at_x, y, at_x + left, y)]
        if not back and number % 5 == 0:
            value = f"{number / 10:+.1f}" if number else "0"
            self.word(PLAIN, 6, x, at_y - length - 1 * MM, value, centred=True)
            self.word(PLAIN, 6, at_x - length - 1 * MM, y + 0.7 * MM, value, right=True)

    def word(
        self,
        face: str,
        size: float,
        x: float,
        y: float,
        text: str,
        *,
        centred: bool = False,
        right: bool = False,
    ) -> None:
        """Set a word with its left end, its middle or its right end at a place."""
        wide = self.kit.faces[face].width(text, size)
        start = x - wide / 2 if centred else x - wide if right else x
        self.runs.append(TextRun(face, size, start, y, text, BLACK))

    def text(self, paragraphs: Sequence[Paragraph], *, back: bool) -> None:
        """Set paragraphs below each other in the middle of the page, beside the scale."""
        y = _TEXT_TOP
        left = _BESIDE_EDGE if back and self.page.axis == "vertical" else _BESIDE_SCALE
        room = self.page.width - _BESIDE_SCALE - _BESIDE_EDGE
        usual = _SIZE * min(_LARGEST_SCALE, room / _NARROWEST)
        for paragraph in paragraphs:
            face, size = (BOLD, usual * 1.5) if paragraph.heading else (PLAIN, usual)
            for line in self._wrapped(face, size, paragraph.text, room):
                y += size * _LEADING
                self.runs.append(TextRun(face, size, left, y, line, BLACK))
            y += size * 0.5

    def _wrapped(self, face: str, size: float, text: str, room: float) -> Iterator[str]:
        measure, line = self.kit.faces[face], ""
        for word in measure.settable(text).split(" "):
            longer = f"{line} {word}".strip()
            if line and measure.width(longer, size) > room:
                yield line
                line = word
            else:
                line = longer
        yield line

    def operators(self) -> str:
        """Return the operators for all of it."""
        height = self.page.height
        drawn = _strokes(self.lines, height)
        black = self.kit.colours.operator(BLACK, stroke=True)
        return f"{black} {_FINE} w {drawn} S\n{draw_runs(self.runs, height, self.kit)}"


def _strokes(lines: Iterable[Line], height: float) -> str:
    return " ".join(f"{numbers(x1, height - y1)} m {numbers(x2, height - y2)} l" for x1, y1, x2, y2 in lines)
