"""Texts of a content stream: how far each shown string reaches."""

from __future__ import annotations

from collections.abc import Callable

from printkit.proof.paths.boxes import Box, Matrix, moved, scale_of, times
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.fonts import Stride
from printkit.proof.paths.lexer import TEXT, Name, Operand, numbers
from printkit.proof.paths.paints import Content, Mark
from printkit.proof.paths.resources import Resources
from printkit.proof.paths.state import State, TextPlace

INVISIBLE = 3
STROKED = (1, 2)
MOST_MITRE = 10.0
"""Half line widths that the corner of a line reaches at most; it is what pages begin with."""


class Texts:
    """Follows the text operators of one content stream, by `SHOWS`."""

    def __init__(self, content: Content, resources: Resources) -> None:
        self._content, self._resources = content, resources
        self._place = TextPlace()

    def _whole_text(self, operands: list[Operand], state: State) -> None:
        font, size, matrix, given = operands
        assert isinstance(matrix, list)
        self._font([font, size], state)
        self._set(matrix, state)
        self._show([given], state)

    def _begin(self, operands: list[Operand], state: State) -> None:
        self._place = TextPlace()

    def _set(self, operands: list[Operand], state: State) -> None:
        a, b, c, d, e, f = numbers(operands, 6)
        self._place = TextPlace((a, b, c, d, e, f), (a, b, c, d, e, f))

    def _next(self, operands: list[Operand], state: State) -> None:
        self._move(*numbers(operands, 2))

    def _next_led(self, operands: list[Operand], state: State) -> None:
        self._next(operands, state)
        state.leading = -numbers(operands, 2)[1]

    def _next_line(self, operands: list[Operand], state: State) -> None:
        self._move(0, -state.leading)

    def _show_next(self, operands: list[Operand], state: State) -> None:
        self._move(0, -state.leading)
        self._show(operands, state)

    def _show_spaced(self, operands: list[Operand], state: State) -> None:
        state.word_spacing, state.spacing = numbers(operands[:2], 2)
        self._show_next(operands[2:], state)

    def _spacing(self, operands: list[Operand], state: State) -> None:
        (state.spacing,) = numbers(operands, 1)

    def _word_spacing(self, operands: list[Operand], state: State) -> None:
        (state.word_spacing,) = numbers(operands, 1)

    def _stretch(self, operands: list[Operand], state: State) -> None:
        state.stretch = numbers(operands, 1)[0] / 100

    def _leading(self, operands: list[Operand], state: State) -> None:
        (state.leading,) = numbers(operands, 1)

    def _rise(self, operands: list[Operand], state: State) -> None:
        (state.rise,) = numbers(operands, 1)

    def _mode(self, operands: list[Operand], state: State) -> None:
        state.mode = int(numbers(operands, 1)[0])
        if state.mode > INVISIBLE:
            raise DoubtError("A text is a clip path.")

    def _font(self, operands: list[Operand], state: State) -> None:
        if len(operands) != 2 or not isinstance(operands[0], Name):
            raise DoubtError("A text is set in no font.")
        state.font = self._resources.font(operands[0])
        (state.size,) = numbers(operands[1:], 1)

    def _move(self, x: float, y: float) -> None:
        moved_line = times((1, 0, 0, 1, x, y), self._place.line)
        self._place = TextPlace(moved_line, moved_line)

    def _show(self, operands: list[Operand], state: State) -> None:
        if len(operands) != 1 or state.font is None:
            raise DoubtError("A text is set in no font.")
        given = operands[0]
        across = least = most = 0.0
        for part in given if isinstance(given, list) else [given]:
            low, high, end = self._stride(part, state)
            least, most = min(least, across + low, across + high), max(most, across + low, across + high)
            across += end
        self._mark(least, most, state)
        self._place.matrix = times((1, 0, 0, 1, across, 0), self._place.matrix)

    def _stride(self, part: Operand, state: State) -> Stride:
        font, size, stretch = state.font, state.size, state.stretch
        if isinstance(part, float):
            across = -part / 1000 * size * stretch
            return across, across, across
        if not isinstance(part, bytes) or font is None:
            raise DoubtError("A text is not well formed.")
        if state.spacing or state.word_spacing:
            least, most, end = font.stride(part, size, state.spacing, state.word_spacing)
        else:
            least, most, end = font.measured(part)
            stretch *= size
        return (least * stretch, most * stretch, end * stretch)

    def _mark(self, least: float, most: float, state: State) -> None:
        if state.mode == INVISIBLE or state.font is None:
            return
        reach, size = state.font.reach, abs(state.size)
        wide = size * max(abs(state.stretch), 0.01)
        box = Box(
            least + reach.left * wide,
            state.rise + (reach.bottom if state.size > 0 else -reach.top) * size,
            most + reach.right * wide,
            state.rise + (reach.top if state.size > 0 else -reach.bottom) * size,
        )
        if state.size < 0 or state.stretch < 0:
            box = box.grown(max(reach.right, reach.top) * size)
        whole = self._whole(state)
        seen = moved(box, whole)
        if state.mode in STROKED:
            scale = max(scale_of(state.matrix), scale_of(whole))
            seen = seen.grown(max(state.line_width * scale, 1.0) / 2 * MOST_MITRE)
        seen = seen.cut(state.clip)
        if not seen.is_empty:
            self._content.marks.append(Mark(seen))

    def _whole(self, state: State) -> Matrix:
        return times(self._place.matrix, state.matrix)


SHOWS: dict[bytes, Callable[[Texts, list[Operand], State], None]] = {
    b"BT": Texts._begin, b"ET": lambda texts, operands, state: None, b"Tf": Texts._font, b"Tm": Texts._set,
    b"Td": Texts._next, b"TD": Texts._next_led, b"T*": Texts._next_line,
    TEXT: Texts._whole_text, b"Tj": Texts._show, b"TJ": Texts._show,
    b"'": Texts._show_next, b'"': Texts._show_spaced,
    b"Tc": Texts._spacing, b"Tw": Texts._word_spacing, b"Tz": Texts._stretch, b"TL": Texts._leading,
    b"Ts": Texts._rise, b"Tr": Texts._mode,
}  # fmt: skip
"""What each text operator does."""
