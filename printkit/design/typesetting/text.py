"""Fitting texts into boxes.

The top of a box is the top of the capitals of the first line, and its bottom the baseline of the last: so a
text lines up with what stands beside it. Accents and descenders reach beyond.
"""

from __future__ import annotations

from dataclasses import dataclass

from printkit.design.design import Text
from printkit.design.marks import Align, TextRun
from printkit.design.typesetting.breaking import Line, Paragraph
from printkit.design.typesetting.edges import overhang
from printkit.design.typesetting.fonts import Face
from printkit.design.typesetting.hyphens import Hyphenation
from printkit.units import mm_enough

_STEP, _STEPS = 0.1, 200  # between two tried sizes: points, and parts of large sizes
_TOUCH = 1e-6  # points by which computed lengths may differ


@dataclass(frozen=True, slots=True)
class SetText:
    """A text that fits: its size, its lines, and the height from capitals to last baseline, in points."""

    size: float
    lines: tuple[Line, ...]
    height: float


class Fitter:
    """Fits the text of one element.

    Args:
        element: The element.
        text: Its text with all fields filled in; ``\\n`` breaks a line.
        face: Its face.
        language: For hyphenation.
    """

    def __init__(self, element: Text, text: str, face: Face, language: str) -> None:
        self._element = element
        self._face = face
        self._text = text
        hyphens = Hyphenation(language) if element.hyphenate else None
        self._paragraphs = [Paragraph(p, face, element.tracking, hyphens) for p in text.split("\n")]
        self._hyphens = hyphens

    def fit(self) -> SetText | None:
        """Return the text in the largest size that fits; ``None`` if it is too long at the smallest."""
        element = self._element
        size = element.size
        while size > element.min_size + 1e-9:
            found = self._at(size, self._paragraphs)
            if found is not None:
                return found
            size = round(size - max(_STEP, size / _STEPS), 4)
        return self._at(element.min_size, self._paragraphs)

    def _at(self, size: float, paragraphs: list[Paragraph]) -> SetText | None:
        lines = self._lines(size, paragraphs)
        if lines is None or (self._element.lines and len(lines) > self._element.lines):
            return None
        height = self.height(size, len(lines))
        limit = self._element.height
        if limit is not None and height > limit + 1e-6:
            return None
        return SetText(size, tuple(lines), height)

    def _lines(self, size: float, paragraphs: list[Paragraph]) -> list[Line] | None:
        lines: list[Line] = []
        for paragraph in paragraphs:
            broken = paragraph.break_at(self._element.width / size * 1000)
            if broken is None:
                return None
            lines += broken
        return lines

    def height(self, size: float, lines: int) -> float:
        """Return the height of some lines from the top of the capitals to the last baseline."""
        return size * (self._face.cap_height / 1000 + (lines - 1) * self._element.leading)

    def excess(self) -> tuple[str, str]:
        """Return how much too long the text is, and what to do about it."""
        element, size = self._element, self._element.min_size
        lines = self._lines(size, self._paragraphs)
        if lines is None:
            wide = max(p.widest for p in self._paragraphs) * size / 1000 - element.width
            return (
                f"has a word that is {mm_enough(wide)} too wide at {size:g} pt",
                f"Shorten or part the word (soft hyphen), or make the box {mm_enough(wide)} wider.",
            )
        over = self._characters_over(size)
        message = f"is {over} character{'s' if over != 1 else ''} too long at {size:g} pt"
        if element.lines and len(lines) > element.lines:
            return message, f"Shorten it, make the box wider, or allow {len(lines)} lines."
        missing = self.height(size, len(lines)) - (element.height or 0.0)
        return message, f"Shorten it, or make the box {mm_enough(missing)} higher."

    def _characters_over(self, size: float) -> int:
        low, high = 0, len(self._text)
        while low < high:
            middle = (low + high + 1) // 2
            parts = self._text[:middle].split("\n")
            tried = [Paragraph(p, self._face, self._element.tracking, self._hyphens) for p in parts]
            low, high = (middle, high) if self._at(size, tried) else (low, middle - 1)
        return len(self._text) - low


def runs(
    element: Text, text: SetText, face: Face, font: str, safe: tuple[float, float] | None = None
) -> tuple[TextRun, ...]:
    """Place the lines of a text in its box.

    Args:
        element: Where and how.
        text: The lines.
        face: The face.
        font: Its key in `LaidOut.fonts`.
        safe: Left and right edge of the safe area: punctuation hangs no further.
    """
    box_height = text.height if element.height is None else element.height
    room = box_height - text.height
    top = element.y + {"top": 0.0, "middle": room / 2, "bottom": room}[element.valign]
    pivot = (element.x + element.width / 2, element.y + box_height / 2)
    placed = []
    for index, line in enumerate(text.lines):
        if not line.text:
            continue
        baseline = top + text.size * (face.cap_height / 1000 + index * element.leading)
        left, right = overhang(face, line.text, element.tracking) if element.hang else (0.0, 0.0)
        used = (line.width - left - right) * text.size / 1000
        x = aligned(element.align, element.x, element.width, used) - left * text.size / 1000
        if safe and not element.rotate and _lies_inside(element, safe):
            x = _kept_inside(x, line, text.size / 1000, face, safe)
        shaped = face.shape(line.text)
        placed.append(
            TextRun(
                font,
                text.size,
                x,
                baseline,
                shaped.text,
                element.ink,
                tracked(shaped.adjust, element.tracking),
                element.rotate,
                *(pivot if element.rotate else (0.0, 0.0)),
            )
        )
    return tuple(placed)


def _lies_inside(element: Text, safe: tuple[float, float]) -> bool:
    return safe[0] - _TOUCH <= element.x and element.x + element.width <= safe[1] + _TOUCH


def _kept_inside(x: float, line: Line, scale: float, face: Face, safe: tuple[float, float]) -> float:
    """Return where a line begins whose punctuation hangs no further than the edges of the safe area."""
    before, _, _ = face.sides(line.text[0])
    _, _, behind = face.sides(line.text[-1])
    return max(safe[0] - before * scale, min(x, safe[1] - (line.width - behind) * scale))


def aligned(align: Align, x: float, width: float, used: float) -> float:
    """Return where a line of a used width begins."""
    return x + {"left": 0.0, "center": (width - used) / 2, "right": width - used}[align]


def tracked(adjust: tuple[float, ...], tracking: float) -> tuple[float, ...]:
    """Return the adjustments of all characters but the last, ``()`` if there are none."""
    values = tuple(round(value + tracking, 3) for value in adjust[:-1])
    return values if any(values) else ()
