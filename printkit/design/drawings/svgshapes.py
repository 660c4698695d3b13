"""The basic shapes of SVG as outlines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from printkit.design.drawings import geometry, svg
from printkit.design.drawings.geometry import Segments
from printkit.design.drawings.svg import Node


def shape_segments(node: Node) -> Segments | None:
    """Return the outline of a basic shape, ``()`` if it shows nothing, ``None`` if it is no shape."""
    shape = _SHAPES.get(node.name)
    return shape(node) if shape else None


def _size(node: Node, name: str) -> float:
    return svg.length(node.attributes.get(name, "0"))


def _path(node: Node) -> Segments:
    data = node.attributes.get("d", "").strip()
    return geometry.path(data) if data and data != "none" else ()


def _circle(node: Node) -> Segments:
    radius = _size(node, "r")
    return geometry.ellipse(_size(node, "cx"), _size(node, "cy"), radius, radius) if radius > 0 else ()


def _ellipse(node: Node) -> Segments:
    rx, ry = _size(node, "rx"), _size(node, "ry")
    return geometry.ellipse(_size(node, "cx"), _size(node, "cy"), rx, ry) if rx > 0 and ry > 0 else ()


def _line(node: Node) -> Segments:
    points = [(_size(node, "x1"), _size(node, "y1")), (_size(node, "x2"), _size(node, "y2"))]
    return geometry.polyline(points, closed=False)


def _points(node: Node) -> Segments:
    values = svg.numbers(node.attributes.get("points", ""))
    points = list(zip(values[::2], values[1::2], strict=False))
    return geometry.polyline(points, closed=node.name == "polygon") if len(points) > 1 else ()


def _rectangle(node: Node) -> Segments:
    width, height = _size(node, "width"), _size(node, "height")
    if width <= 0 or height <= 0:
        return ()
    rx, ry = (node.attributes.get(name, "auto") for name in ("rx", "ry"))
    across = svg.length(rx if rx != "auto" else ry if ry != "auto" else "0")
    down = svg.length(ry if ry != "auto" else rx if rx != "auto" else "0")
    x, y = _size(node, "x"), _size(node, "y")
    return geometry.rectangle(x, y, width, height, max(across, 0.0), max(down, 0.0))


_SHAPES: Mapping[str, Callable[[Node], Segments]] = {
    "path": _path,
    "rect": _rectangle,
    "circle": _circle,
    "ellipse": _ellipse,
    "line": _line,
    "polyline": _points,
    "polygon": _points,
}
