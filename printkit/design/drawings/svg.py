"""Reading an SVG file as a tree: safely, with line numbers, its lengths, transforms and colours as values."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat  # declarations are refused below, nothing outside is fetched

from fontTools.misc.transform import Identity, Transform
from PIL import ImageColor

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink}"
DEEPEST = 100
LONGEST_TRANSFORM = 10_000  # characters
_SHOWN = 40
# User units per unit, CSS Values and Units 4, 5.2.
_UNITS = {"": 1.0, "px": 1.0, "mm": 96 / 25.4, "cm": 960 / 25.4, "in": 96.0, "pt": 96 / 72, "pc": 16.0}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*(px|mm|cm|in|pt|pc)?\s*", re.ASCII)
_NUMBERS = re.compile(_NUMBER, re.ASCII)
_ARGUMENTS = frozenset(
    {("translate", 1), ("translate", 2), ("scale", 1), ("scale", 2), ("rotate", 1), ("rotate", 3)}
    | {("matrix", 6), ("skewX", 1), ("skewY", 1)}
)
_TRANSFORM = re.compile(r"\s*,?\s*([A-Za-z]+)\s*\(([^()]*)\)", re.ASCII)


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, ``""`` if it is from another vocabulary such as Inkscape's."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    text: str = ""

    @property
    def where(self) -> str:
        """Line, name and id, for messages."""
        name = self.attributes.get("id")
        return f"line {self.line}, {self.name}" + (f' "{clipped(name)}"' if name else "")


def clipped(text: str) -> str:
    """Return a value as a message shows it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class _Builder:
    """Builds the tree while expat reads."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._declared

    def feed(self, data: bytes) -> None:
        """Read the whole file."""
        self._parser.Parse(data, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise ValueError(f"Groups are nested deeper than {DEEPEST}. Ungroup the drawing.")
        space, _, name = tag.rpartition("}")
        plain = {key.removeprefix(_XLINK): value for key, value in attributes.items()}
        plain = {key: value for key, value in plain.items() if "}" not in key}
        node = Node(name if space in (SVG, "") else "", plain, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _declared(self, *_parts: object) -> None:
        raise ValueError(
            "The file declares entities. Save it as plain SVG (Illustrator: without editing capabilities)."
        )


def parse(data: bytes) -> Node:
    """Parse an SVG file.

    Raises:
        ValueError: With a sentence and a remedy, if it is no well-formed SVG or declares entities.
    """
    builder = _Builder()
    try:
        builder.feed(data)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(f"The file is no well-formed XML ({error}). Export it again.") from error
    if builder.root is None or builder.root.name != "svg":
        raise ValueError("The file is no SVG. Export the drawing as SVG.")
    return builder.root


def frame(root: Node) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the page of a drawing, in user units.

    Raises:
        ValueError: If it has none.
    """
    box = root.attributes.get("viewBox")
    if box is not None:
        values = numbers(box)
    elif "width" in root.attributes and "height" in root.attributes:
        values = [0.0, 0.0, length(root.attributes["width"]), length(root.attributes["height"])]
    else:
        raise ValueError("The drawing has no viewBox. Export it with one.")
    if len(values) != 4 or values[2] <= 0 or values[3] <= 0:
        raise ValueError("The drawing's viewBox is empty or incomplete. Export it again.")
    return values[0], values[1], values[2], values[3]


def length(text: str) -> float:
    """Return an SVG length in user units.

    Raises:
        ValueError: If it is none, or in per cent or em.
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ValueError(f'"{clipped(text)}" is no length that can be used here.')
    value = float(match[1]) * _UNITS[match[2] or ""]
    if not math.isfinite(value):
        raise ValueError(f'"{clipped(text)}" is too large.')
    return value


def numbers(text: str) -> list[float]:
    """Return a list of numbers that are parted by spaces or commas.

    Raises:
        ValueError: If something else stands in it.
    """
    if _NUMBERS.sub("", text).strip(" ,\t\r\n"):
        raise ValueError(f'"{clipped(text)}" is no list of numbers.')
    values = [float(number) for number in _NUMBERS.findall(text)]
    if not all(map(math.isfinite, values)):
        raise ValueError(f'"{clipped(text)}" has a number that is too large.')
    return values


def transform(text: str) -> Transform:
    """Return a ``transform`` attribute as a matrix.

    Raises:
        ValueError: If it has an unknown or incomplete function.
    """
    matrix, rest = Identity, text.strip()
    if rest == "none":
        return matrix
    if len(rest) > LONGEST_TRANSFORM:
        raise ValueError("A transform has hundreds of parts. Apply the transforms and export again.")
    while rest:
        match = _TRANSFORM.match(rest)
        if match is None:
            raise ValueError(f'"{clipped(text)}" is no transform.')
        matrix = matrix.transform(_function(match[1], numbers(match[2])))
        rest = rest[match.end() :].strip()
    return matrix


def _function(name: str, values: list[float]) -> Transform:
    given = len(values)
    if (name, given) not in _ARGUMENTS:
        raise ValueError(f'"{name}" is no transform with {given} numbers.')
    first, second, third = (*values, 0.0, 0.0, 0.0)[:3]
    if name == "translate":
        return Identity.translate(first, second)
    if name == "scale":
        return Identity.scale(first, second if given == 2 else first)
    if name == "rotate":
        return Identity.translate(second, third).rotate(math.radians(first)).translate(-second, -third)
    if name == "matrix":
        return Transform(*values)
    across, down = (first, 0.0) if name == "skewX" else (0.0, first)
    return Identity.skew(math.radians(across), math.radians(down))


def colour(text: str, style: Mapping[str, str]) -> str | None:
    """Return a colour as ``#rrggbb``, ``None`` for no colour.

    Raises:
        ValueError: With a sentence and a remedy, if it is no flat, opaque colour.
    """
    value = text.strip()
    if value.lower() == "currentcolor":
        value = style.get("color", "#000000").strip()
    if value.lower() in ("none", "transparent"):
        return None
    if value.lower().startswith("url("):
        raise ValueError(f'"{clipped(value)}" is a gradient or pattern. Use a flat colour.')
    try:
        parts = ImageColor.getrgb(value)
    except ValueError as error:
        raise ValueError(f'"{clipped(value)}" is no colour that can be used here. Write #rrggbb.') from error
    if len(parts) == 4 and parts[3] != 255:
        raise ValueError(f'"{clipped(value)}" is transparent. Use an opaque colour or a tint of an ink.')
    return "#{:02x}{:02x}{:02x}".format(*parts[:3])
