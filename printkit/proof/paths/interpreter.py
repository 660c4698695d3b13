"""Content streams become paints (ISO 32000-1, 8 and 9). What is not followed for certain raises a doubt."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import numpy as np

from printkit.proof.paths.boxes import Box, Matrix, is_upright, moved, scale_of, times
from printkit.proof.paths.colours import Space, initial, shade_of
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.lexer import LINES, PLACED, RECTANGLES, Name, Operand, numbers, operations
from printkit.proof.paths.paints import Content, Mark, Path, Placed, Rectangles, Shade, Shape
from printkit.proof.paths.resources import Resources
from printkit.proof.paths.state import GRAY, State
from printkit.proof.paths.texts import MOST_MITRE, SHOWS, Texts

MOST_PIECES = 60
"""A drawing with more pieces might be a code of dots or outlines."""
MOST_STROKES = 60
HAIR = 0.5
"""Points that a line of no width reaches to both sides, when drawn coarsely."""
DASHES = 5
"""A dashed line counts for so many."""
MOST_DEPTH = 60

NO_MATTER = frozenset(b"i ri J MP DP BMC EMC BX EX".split())
DEVICES = {b"g": "DeviceGray", b"rg": "DeviceRGB", b"k": "DeviceCMYK"}


class Forms(Protocol):
    """Where forms and pictures, and stretches of rectangles as numbers, come from."""

    def placed(self, resources: Resources, name: str, state: State) -> Placed:
        """Return a form or picture as it is drawn in a state."""

    def row(self, resources: Resources, text: bytes, state: State) -> list[Placed]:
        """Return forms and pictures as a stretch draws them in a state, each with a matrix of its own."""

    def rectangles(self, text: bytes) -> object:
        """Return the rows (x, y, width, height turned into x0, y0, x1, y1) of a stretch of ``re``."""


class Interpreter:
    """Follows one content stream."""

    def __init__(self, resources: Resources, forms: Forms, state: State) -> None:
        self.resources, self.forms = resources, forms
        self.state = state
        self.kept: list[State] = []
        self.path = Path()
        self.clipping = False
        self.content = Content()
        self.pieces = self.strokes = 0
        self.texts = Texts(self.content, resources)

    def follow(self, data: bytes) -> Content:
        """Return what a content stream paints.

        Raises:
            DoubtError: If it does something that is not followed.
        """
        for operator, operands in operations(data):
            if does := DOES.get(operator):
                does(self, operands)
            elif shows := SHOWS.get(operator):
                shows(self.texts, operands, self.state)
            elif operator in DEVICES or operator.lower() in DEVICES:
                self._device(operator, operands)
            elif operator not in NO_MATTER:
                raise DoubtError(f"{operator.decode('latin-1')} is no operator that is followed.")
        if self.pieces > MOST_PIECES or self.strokes > MOST_STROKES:
            self.content.murky = "a drawing of very many pieces"
        return self.content

    def _rectangles(self, operands: list[Operand]) -> None:
        self.path.rectangles.append(self.forms.rectangles(_text(operands)))  # type: ignore[arg-type]

    def _lines(self, operands: list[Operand]) -> None:
        self.path.lines.append(_text(operands))

    def _keep(self, _: list[Operand]) -> None:
        if len(self.kept) > MOST_DEPTH:
            raise DoubtError("States are kept too deep.")
        self.kept.append(self.state.copy())

    def _bring_back(self, _: list[Operand]) -> None:
        if not self.kept:
            raise DoubtError("A state is brought back that was not kept.")
        self.state = self.kept.pop()

    def _transform(self, operands: list[Operand]) -> None:
        a, b, c, d, e, f = numbers(operands, 6)
        self.state.matrix = times((a, b, c, d, e, f), self.state.matrix)

    def _width(self, operands: list[Operand]) -> None:
        (self.state.line_width,) = numbers(operands, 1)

    def _joins(self, operands: list[Operand]) -> None:
        self.state.round_joins = numbers(operands, 1)[0] > 0

    def _mitre(self, operands: list[Operand]) -> None:
        if numbers(operands, 1)[0] > MOST_MITRE:
            raise DoubtError("The corners of lines may reach far.")

    def _dashes(self, operands: list[Operand]) -> None:
        self.state.dashed = bool(operands and operands[0])

    def _graphics_state(self, operands: list[Operand]) -> None:
        name = _name(operands)
        if self.resources.hides_below(name) is False:
            self.state.plain = False
        width = self.resources.line_width(name)
        if width is not None:
            self.state.line_width = width

    def _device(self, operator: bytes, operands: list[Operand]) -> None:
        space, shade = _device(operator.lower(), *numbers(operands))
        if self.resources.redefined:
            shade = None
        if operator.islower():
            self.state.space, self.state.shade = space, shade
        else:
            self.state.stroke_space, self.state.stroke_shade = space, shade

    def _space(self, operands: list[Operand]) -> None:
        self.state.space = self.resources.space(_name(operands))
        self.state.shade = initial(self.state.space)

    def _stroke_space(self, operands: list[Operand]) -> None:
        self.state.stroke_space = self.resources.space(_name(operands))
        self.state.stroke_shade = initial(self.state.stroke_space)

    def _colour(self, operands: list[Operand]) -> None:
        self.state.shade = self._shade(self.state.space, operands)

    def _stroke_colour(self, operands: list[Operand]) -> None:
        self.state.stroke_shade = self._shade(self.state.stroke_space, operands)

    def _shade(self, space: Space, operands: list[Operand]) -> Shade | None:
        if operands and isinstance(operands[-1], Name):  # a pattern
            self.content.murky = "a pattern"
            return None
        return shade_of(space, numbers(operands))

    def _clip(self, _: list[Operand]) -> None:
        self.clipping = True

    def _end(self, _: list[Operand]) -> None:
        if self.clipping:
            self._cut()
        self.path, self.clipping = Path(), False

    def _cut(self) -> None:
        """Make the clip path smaller.

        Raises:
            DoubtError: If it encloses nothing: some renderers hide everything then, and some nothing.
        """
        state = self.state
        if self.path.bounds(state.matrix).is_empty:
            raise DoubtError("A clip path encloses nothing.")
        rows = self.path.upright(state.matrix)
        if rows is not None and len(rows) == 1:
            state.clip = state.clip.cut(Box(*map(float, rows[0])))
            return
        state.clip = state.clip.cut(self.path.bounds(state.matrix))
        state.ragged = True

    def _paint(self, *, fill: bool = False, stroke: bool = False, even_odd: bool = False) -> None:
        if fill:
            self._fill(even_odd)
        if stroke:
            self._stroke()
        self._end([])

    def _fill(self, even_odd: bool) -> None:
        state, path = self.state, self.path
        shade = state.shade if state.plain else None
        rows = path.rows() if is_upright(state.matrix) else None
        if rows is not None:
            edges = np.ascontiguousarray(rows.T)  # numpy is several times as fast along rows
            low, high = np.minimum.reduce(edges[:2], axis=1), np.maximum.reduce(edges[2:], axis=1)
            whole = moved(Box(*low.tolist(), *high.tolist()), state.matrix)
            if whole.is_empty or (edges[2:] <= edges[:2]).any():
                self._hairlines(whole)
            box = whole.cut(state.clip)
            self._add(Rectangles(box, shade, state.ragged, edges.T, state.matrix, cut=box != whole))
            return
        self.pieces += path.size
        box = path.bounds(state.matrix)
        if box.is_empty:
            self._hairlines(box)
        box = box.cut(state.clip)
        self._add(Shape(box, shade, state.ragged, path=path, matrix=state.matrix, even_odd=even_odd))

    def _hairlines(self, box: Box) -> None:
        """Note what is filled without having an area: it becomes a line as thin as can be drawn."""
        self._add(Mark(box.grown(HAIR).cut(self.state.clip)))

    def _stroke(self) -> None:
        state, path = self.state, self.path
        self.strokes += path.size * (DASHES if state.dashed else 1)
        reach = 1.5 if state.round_joins or path.upright(state.matrix) is not None else MOST_MITRE
        pad = max(state.line_width * scale_of(state.matrix), 1.0) / 2 * reach
        box = path.bounds(state.matrix).grown(pad).cut(state.clip)
        shade = state.stroke_shade if state.plain else None
        self._add(Shape(box, shade, state.ragged, path=path, matrix=state.matrix, pad=pad))

    def _draw(self, operands: list[Operand]) -> None:
        placed = self.forms.placed(self.resources, _name(operands), self.state)
        if not placed.box.is_empty:
            self.content.marks.append(placed)

    def _draw_placed(self, operands: list[Operand]) -> None:
        placed = self.forms.row(self.resources, _text(operands), self.state)
        self.content.marks += [one for one in placed if not one.box.is_empty]

    def _shading(self, _: list[Operand]) -> None:
        self.content.murky = "a gradient"
        self._add(Mark(self.state.clip))

    def _marked(self, operands: list[Operand]) -> None:
        if operands and operands[0] == "OC":
            raise DoubtError("The page has layers.")

    def _add(self, mark: Mark) -> None:
        if not mark.box.is_empty:
            self.content.marks.append(mark)


@lru_cache
def _device(operator: bytes, *values: float) -> tuple[Space, Shade | None]:
    """Return the space and shade that an operator sets, told from others in capitals by stroking."""
    space = Space(DEVICES[operator])
    return space, shade_of(space, values)


def _name(operands: list[Operand]) -> str:
    if len(operands) != 1 or not isinstance(operands[0], Name):
        raise DoubtError("An operator names nothing.")
    return operands[0]


def _text(operands: list[Operand]) -> bytes:
    assert isinstance(operands[0], bytes)
    return operands[0]


def placing(state: State, matrix: Matrix, box: Box) -> tuple[Matrix, Box, bool]:
    """Return how a form or picture lies that covers ``box`` in its own space: matrix, extent, raggedness."""
    whole = times(matrix, state.matrix)
    return whole, moved(box, whole).cut(state.clip), state.ragged or not is_upright(whole)


Does = Callable[[Interpreter, list[Operand]], None]


def _painting(*, fill: bool = False, stroke: bool = False, even_odd: bool = False) -> Does:
    return lambda page, _: page._paint(fill=fill, stroke=stroke, even_odd=even_odd)


DOES: dict[bytes, Does] = {
    RECTANGLES: Interpreter._rectangles, LINES: Interpreter._lines, PLACED: Interpreter._draw_placed,
    b"q": Interpreter._keep, b"Q": Interpreter._bring_back, b"cm": Interpreter._transform,
    b"w": Interpreter._width, b"j": Interpreter._joins, b"d": Interpreter._dashes, b"M": Interpreter._mitre,
    b"gs": Interpreter._graphics_state, b"n": Interpreter._end,
    b"W": Interpreter._clip, b"W*": Interpreter._clip,
    b"f": _painting(fill=True), b"F": _painting(fill=True), b"f*": _painting(fill=True, even_odd=True),
    b"S": _painting(stroke=True), b"s": _painting(stroke=True),
    b"B": _painting(fill=True, stroke=True), b"b": _painting(fill=True, stroke=True),
    b"B*": _painting(fill=True, stroke=True, even_odd=True),
    b"b*": _painting(fill=True, stroke=True, even_odd=True),
    b"cs": Interpreter._space, b"CS": Interpreter._stroke_space,
    b"sc": Interpreter._colour, b"scn": Interpreter._colour,
    b"SC": Interpreter._stroke_colour, b"SCN": Interpreter._stroke_colour,
    b"Do": Interpreter._draw, b"sh": Interpreter._shading, b"BDC": Interpreter._marked,
}  # fmt: skip

__all__ = ["GRAY", "Forms", "Interpreter", "numbers", "placing"]
