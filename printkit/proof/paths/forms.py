"""Forms and pictures of one PDF: each followed once, however often it is drawn."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from math import isfinite
from typing import TypeVar

import numpy as np
from pikepdf import Array, Dictionary, Object, PdfError, Stream

from printkit.proof.paths.boxes import IDENTITY, Box, Matrix, moved
from printkit.proof.paths.codes import codes_of
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.interpreter import Interpreter, placing
from printkit.proof.paths.lexer import numbers_in
from printkit.proof.paths.paints import Content, Placed
from printkit.proof.paths.resources import Resources
from printkit.proof.paths.shapes import Numbers
from printkit.proof.paths.state import State

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_KEPT = 500
"""Forms kept; more are those that are drawn once each."""
MOST_LINES = 200_000
"""Rectangles kept as they are written: those of symbols recur all the time."""
MOST_NESTED = 12
_PLACED = re.compile(rb"q((?:\s+[-+.\d]+){6})\s+cm\s+/([\w-]+)")
SQUARE = Box(0, 0, 1, 1)

UNFOLLOWED = (
    DoubtError, PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError,
    NotImplementedError, RecursionError, ZeroDivisionError,
)  # fmt: skip
"""What a malformed PDF can bring about; none of it says more than that its paths cannot be followed."""


class Forms:
    """The forms of an open PDF."""

    def __init__(self) -> None:
        self._contents: dict[tuple[object, ...], tuple[Content | None, Matrix, Box]] = {}
        self._resources: dict[tuple[int, int], Resources] = {}
        self._lines: dict[bytes, bytes] = {}
        self._placed: dict[tuple[object, ...], Placed] = {}
        self._rows: dict[tuple[object, ...], list[Placed]] = {}
        self._depth = self._nameless = 0

    def resources(self, found: Object | None) -> Resources:
        """Return a resource dictionary, the same for the same object."""
        key = found.objgen if found is not None else (0, 0)
        if key == (0, 0):
            self._nameless += 1
            return Resources(found, f"nameless {self._nameless}")
        if key not in self._resources:
            _bound(self._resources, MOST_KEPT)
            self._resources[key] = Resources(found, "{}/{}".format(*key))
        return self._resources[key]

    def rectangles(self, text: bytes) -> Numbers:
        """Return the rows (x0, y0, x1, y1) of a stretch of ``re``."""
        lines, known = text.split(b"re"), self._lines
        lines.pop()
        try:
            rows = b"".join(map(known.__getitem__, lines))
        except KeyError:
            _bound(known, MOST_LINES)
            for line in lines:
                if line not in known:
                    known[line] = _corners(line)
            rows = b"".join([known[line] for line in lines])
        return np.frombuffer(rows).reshape(-1, 4)

    def placed(self, resources: Resources, name: str, state: State) -> Placed:
        """Return a form or picture as it is drawn in a state.

        Raises:
            DoubtError: If it is not there, or belongs to a layer.
        """
        key = (resources, name, state.matrix, state.clip, state.ragged, state.plain, state.inherited())
        if key not in self._placed:
            _bound(self._placed, MOST_KEPT)
            self._placed[key] = self._place(resources, name, state)
        return self._placed[key]

    def row(self, resources: Resources, text: bytes, state: State) -> list[Placed]:
        """Return what a stretch of ``q … cm … Do Q`` draws in a state.

        Raises:
            DoubtError: If one of them is not there, or belongs to a layer.
        """
        key = (resources, text, state.matrix, state.clip, state.ragged, state.plain, state.inherited())
        if key not in self._rows:
            _bound(self._rows, MOST_KEPT)
            self._rows[key] = [
                self._place(resources, name, state.moved(matrix)) for matrix, name in _placements(text)
            ]
        return self._rows[key]

    def _place(self, resources: Resources, name: str, state: State) -> Placed:
        found = resources.drawn(name)
        followed: tuple[Content | None, Matrix, Box] = (None, IDENTITY, SQUARE)
        if str(found.get("/Subtype")) == "/Form":
            followed = self._followed(found, resources, state)
        content, matrix, inner = followed
        whole, box, ragged = placing(state, matrix, inner)
        placed = Placed(content, whole, box, ragged, state.plain)
        if content is None or content.murky:
            placed.key = _key(found, placed, moved(inner, whole))
            if "/Resources" not in found:
                placed.key += f"|{resources.name}"  # it may look different elsewhere
        return placed

    def _followed(self, form: Stream, outer: Resources, state: State) -> tuple[Content | None, Matrix, Box]:
        takes = None if "/Resources" in form else outer.name  # it takes over those of where it is drawn
        key = (form.objgen, state.inherited(), takes)
        if key not in self._contents:
            _bound(self._contents, MOST_KEPT)
            matrix, box = _matrix(form), _box(form)
            self._contents[key] = (self._follow(form, state.within(box), outer), matrix, box)
        return self._contents[key]

    def _follow(self, form: Stream, state: State, outer: Resources) -> Content | None:
        """Return what a form paints, or ``None`` if that cannot be followed."""
        if self._depth >= MOST_NESTED:
            raise DoubtError("Forms lie too deep within forms.")
        self._depth += 1
        try:
            own = form.get("/Resources")
            resources = self.resources(own) if own is not None else outer
            content = Interpreter(resources, self, state).follow(form.read_bytes())
            found = codes_of(content)
            if found.unsure or any(not code.reading.text or code.shade is None for code in found.found):
                content.murky = content.murky or "what looks like a code"
            if any(isinstance(mark, Placed) and mark.key for mark in content.marks):
                content.murky = content.murky or "a form that holds more"
            return content
        except UNFOLLOWED:
            return None
        finally:
            self._depth -= 1


def _placements(text: bytes) -> Iterator[tuple[Matrix, str]]:
    for numbers, name in _PLACED.findall(text):
        a, b, c, d, e, f = numbers_in(numbers)
        yield (a, b, c, d, e, f), name.decode()


def _bound(kept: dict[Key, Value], most: int) -> None:
    """Forget all if it has become too much: what is drawn once each is not asked for again."""
    if len(kept) >= most:
        kept.clear()


def _corners(line: bytes) -> bytes:
    """Return the corners of a rectangle: four numbers with space around them."""
    try:
        x, y, width, height = map(float, line.split())
    except ValueError as error:
        raise DoubtError("A rectangle is not well formed.") from error
    if not (line[:1] + line[-1:]).isspace() or not isfinite(x + y + width + height):
        raise DoubtError("A rectangle is not well formed.")
    corners = (min(x, x + width), min(y, y + height), max(x, x + width), max(y, y + height))
    return struct.pack("4d", *corners)


def _matrix(form: Stream) -> Matrix:
    found = form.get("/Matrix")
    if found is None:
        return IDENTITY
    a, b, c, d, e, f = (float(value) for value in found)
    return (a, b, c, d, e, f)


def _box(form: Dictionary | Stream) -> Box:
    found = form.get("/BBox")
    if not isinstance(found, Array) or len(found) != 4:
        raise DoubtError("A form has no bounds.")
    x0, y0, x1, y1 = (float(value) for value in found)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _key(found: Stream, placed: Placed, whole: Box) -> str:
    """Name a form or picture as it is drawn: which, how large, how turned, and what is cut off."""
    a, b, c, d, _, _ = placed.matrix
    shape = " ".join(f"{value:.3g}" for value in (a, b, c, d))
    cuts = " ".join(f"{kept - full:.0f}" for kept, full in zip(placed.box, whole, strict=True))
    number, generation = found.objgen
    return f"{number}/{generation}|{shape}|{cuts}|{placed.ragged:d}{placed.opaque:d}"
