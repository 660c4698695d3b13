"""Texts of a content stream: how far each shown string reaches."""

from __future__ import annotations

from printkit.proof.paths.boxes import Box, Matrix, moved, scale_of, times
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.lexer import Name, Operand
from printkit.proof.paths.paints import Content, Mark
from printkit.proof.paths.resources import Resources
from printkit.proof.paths.state import State, TextPlace

INVISIBLE = 3
STROKED = (1, 2)
MOST_MITRE = 10.0
"""Half line widths that the corner of a line reaches at most; it is what pages begin with."""


class Texts:
    """Follows the text operators of one content stream."""

    def __init__(self, content: Content, resources: Resources) -> None:
        self._content, self._resources = content, resources
        self._place = TextPlace()

    def does(self, operator: bytes, operands: list[Operand], state: State) -> bool:
        """Do what a text operator says; return whether it was one."""
        match operator:
            case b"BT":
                self._place = TextPlace()
            case b"ET":
                pass
            case b"Tf":
                self._font(operands, state)
            case b"Tm":
                a, b, c, d, e, f = _numbers(operands, 6)
                self._place = TextPlace((a, b, c, d, e, f), (a, b, c, d, e, f))
            case b"Td" | b"TD":
                self._move(*_numbers(operands, 2))
                if operator == b"TD":
                    state.leading = -_numbers(operands, 2)[1]
            case b"T*":
                self._move(0, -state.leading)
            case b"Tj" | b"TJ":
                self._show(operands, state)
            case b"'":
                self._move(0, -state.leading)
                self._show(operands, state)
            case b'"':
                state.word_spacing, state.spacing = _numbers(operands[:2], 2)
                self._move(0, -state.leading)
                self._show(operands[2:], state)
            case _:
                return self._sets(operator, operands, state)
        return True

    def _sets(self, operator: bytes, operands: list[Operand], state: State) -> bool:
        if operator not in (b"Tc", b"Tw", b"Tz", b"TL", b"Ts", b"Tr"):
            return False
        (value,) = _numbers(operands, 1)
        match operator:
            case b"Tc":
                state.spacing = value
            case b"Tw":
                state.word_spacing = value
            case b"Tz":
                state.stretch = value / 100
            case b"TL":
                state.leading = value
            case b"Ts":
                state.rise = value
            case _:
                state.mode = int(value)
                if state.mode > INVISIBLE:
                    raise DoubtError("A text is a clip path.")
        return True

    def _font(self, operands: list[Operand], state: State) -> None:
        if len(operands) != 2 or not isinstance(operands[0], Name):
            raise DoubtError("A text is set in no font.")
        state.font = self._resources.font(operands[0])
        (state.size,) = _numbers(operands[1:], 1)

    def _move(self, x: float, y: float) -> None:
        moved_line = times((1, 0, 0, 1, x, y), self._place.line)
        self._place = TextPlace(moved_line, moved_line)

    def _show(self, operands: list[Operand], state: State) -> None:
        if len(operands) != 1 or state.font is None:
            raise DoubtError("A text is set in no font.")
        given = operands[0]
        parts = given if isinstance(given, list) else [given]
        across = least = most = 0.0
        for part in parts:
            across += self._advance(part, state)
            least, most = min(least, across), max(most, across)
        self._mark(least, most, state)
        self._place.matrix = times((1, 0, 0, 1, across, 0), self._place.matrix)

    def _advance(self, part: Operand, state: State) -> float:
        if isinstance(part, bytes) and state.font is not None:
            codes = state.font.glyphs(part)
            width = sum(map(state.font.width, codes)) * state.size + state.spacing * len(codes)
            if not state.font.two_bytes:
                width += state.word_spacing * codes.count(32)
            return width * state.stretch
        if isinstance(part, float):
            return -part / 1000 * state.size * state.stretch
        raise DoubtError("A text is not well formed.")

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


def _numbers(operands: list[Operand], count: int) -> list[float]:
    found = [value for value in operands if isinstance(value, float)]
    if len(found) != count or len(operands) != count:
        raise DoubtError("An operator has other operands than it should.")
    return found
