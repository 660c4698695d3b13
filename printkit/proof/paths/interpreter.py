"""Content streams become paints (ISO 32000-1, 8 and 9). What is not followed for certain raises a doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from printkit.proof.paths.boxes import Box, Matrix, is_upright, moved, scale_of, times
from printkit.proof.paths.colours import Space, initial, shade_of
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.lexer import LINES, RECTANGLES, Name, Operand, operations
from printkit.proof.paths.paints import Content, Mark, Path, Placed, Rectangles, Shade, Shape
from printkit.proof.paths.resources import Resources
from printkit.proof.paths.state import GRAY, State
from printkit.proof.paths.texts import MOST_MITRE, Texts

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

    def rectangles(self, text: bytes) -> object:
        """Return the rows (x, y, width, height turned into x0, y0, x1, y1) of a stretch of ``re``."""


class Interpreter:
    """Follows one content stream."""

    def __init__(self, resources: Resources, forms: Forms, state: State) -> None:
        self.resources, self.forms = resources, forms
        self.state = state
        self.kept: list[State] = []
        self.path = Path()
        self.clipping: bool | None = None
        self.content = Content()
        self.pieces = self.strokes = 0
        self.texts = Texts(self.content, resources)
        self.does: dict[bytes, Callable[[list[Operand]], None]] = {
            RECTANGLES: self._rectangles, LINES: self._lines, b"q": self._keep, b"Q": self._bring_back,
            b"cm": self._transform, b"w": self._width, b"j": self._joins, b"d": self._dashes,
            b"M": self._mitre,
            b"gs": self._graphics_state,
            b"n": self._end, b"W": lambda _: self._clip(False), b"W*": lambda _: self._clip(True),
            b"f": lambda _: self._paint(fill=True), b"F": lambda _: self._paint(fill=True),
            b"f*": lambda _: self._paint(fill=True, even_odd=True),
            b"S": lambda _: self._paint(stroke=True), b"s": lambda _: self._paint(stroke=True),
            b"B": lambda _: self._paint(fill=True, stroke=True),
            b"b": lambda _: self._paint(fill=True, stroke=True),
            b"B*": lambda _: self._paint(fill=True, stroke=True, even_odd=True),
            b"b*": lambda _: self._paint(fill=True, stroke=True, even_odd=True),
            b"cs": lambda given: self._space(given, stroke=False),
            b"CS": lambda given: self._space(given, stroke=True),
            b"sc": self._colour, b"scn": self._colour,
            b"SC": self._stroke_colour, b"SCN": self._stroke_colour,
            b"Do": self._draw, b"sh": self._shading, b"BDC": self._marked,
        }  # fmt: skip

    def follow(self, data: bytes) -> Content:
        """Return what a content stream paints.

        Raises:
            DoubtError: If it does something that is not followed.
        """
        for operator, operands in operations(data):
            does = self.does.get(operator)
            if does:
                does(operands)
            elif operator in DEVICES or operator.lower() in DEVICES:
                self._device(operator, operands)
            elif not self.texts.does(operator, operands, self.state) and operator not in NO_MATTER:
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
        space = Space(DEVICES[operator.lower()])
        shade = None if self.resources.redefined else shade_of(space, numbers(operands))
        if operator.islower():
            self.state.space, self.state.shade = space, shade
        else:
            self.state.stroke_space, self.state.stroke_shade = space, shade

    def _space(self, operands: list[Operand], *, stroke: bool) -> None:
        space = self.resources.space(_name(operands))
        if stroke:
            self.state.stroke_space, self.state.stroke_shade = space, initial(space)
        else:
            self.state.space, self.state.shade = space, initial(space)

    def _colour(self, operands: list[Operand]) -> None:
        self.state.shade = self._shade(self.state.space, operands)

    def _stroke_colour(self, operands: list[Operand]) -> None:
        self.state.stroke_shade = self._shade(self.state.stroke_space, operands)

    def _shade(self, space: Space, operands: list[Operand]) -> Shade | None:
        if operands and isinstance(operands[-1], Name):  # a pattern
            self.content.murky = "a pattern"
            return None
        return shade_of(space, numbers(operands))

    def _clip(self, even_odd: bool) -> None:
        self.clipping = even_odd

    def _end(self, _: list[Operand]) -> None:
        if self.clipping is not None:
            self._cut()
        self.path, self.clipping = Path(), None

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
            (left, bottom), (right, top) = rows[:, :2].min(axis=0).tolist(), rows[:, 2:].max(axis=0).tolist()
            whole = moved(Box(left, bottom, right, top), state.matrix)
            if whole.is_empty or (rows[:, 2:] <= rows[:, :2]).any():
                self._hairlines(whole)
            box = whole.cut(state.clip)
            self._add(Rectangles(box, shade, state.ragged, rows, state.matrix, cut=box != whole))
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

    def _shading(self, _: list[Operand]) -> None:
        self.content.murky = "a gradient"
        self._add(Mark(self.state.clip))

    def _marked(self, operands: list[Operand]) -> None:
        if operands and operands[0] == "OC":
            raise DoubtError("The page has layers.")

    def _add(self, mark: Mark) -> None:
        if not mark.box.is_empty:
            self.content.marks.append(mark)


def numbers(operands: list[Operand], count: int | None = None) -> list[float]:
    """Return operands as numbers.

    Raises:
        DoubtError: If one is none, or there are not as many as there should be.
    """
    found = [float(value) for value in operands if isinstance(value, float)]
    if len(found) != len(operands) or (count is not None and len(found) != count):
        raise DoubtError("An operator has other operands than it should.")
    return found


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


__all__ = ["GRAY", "Forms", "Interpreter", "numbers", "placing"]
