"""Clips that cut nothing off: design programs put one around everything that stands on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fontTools.misc.transform import Transform

from printkit.design.drawings import geometry, svg
from printkit.design.drawings.geometry import Extent
from printkit.design.drawings.svg import Node
from printkit.design.marks import Outline

_SLACK = 0.01  # of the clip's size; no eye sees that much


def clip_rectangles(root: Node) -> dict[str, Extent]:
    """Return the clips of a drawing that are a plain rectangle, by ``url(#id)``."""
    named = {node.attributes["id"]: node for node in _nodes(root) if "id" in node.attributes}
    found = {}
    for node in _nodes(root):
        shapes = [child for child in node.children if child.name]
        if node.name != "clipPath" or len(shapes) != 1 or _moved(node):
            continue
        box = _rectangle(_meant(shapes[0], named))
        if box is not None:
            found[f"url(#{node.attributes.get('id', '')})"] = box
    return found


def _moved(clip: Node) -> bool:
    return bool({"transform", "clipPathUnits", "clip-path"} & set(clip.attributes))


def _meant(shape: Node, named: Mapping[str, Node]) -> Node | None:
    """Return a shape, or the one that it repeats: so Illustrator writes clips in SVG 1.1."""
    if shape.name != "use":
        return shape
    if {"x", "y", "transform"} & set(shape.attributes):
        return None
    return named.get(shape.attributes.get("href", "").removeprefix("#"))


def _rectangle(shape: Node | None) -> Extent | None:
    if shape is None or shape.name != "rect" or "transform" in shape.attributes:
        return None
    try:
        x, y, width, height = (
            svg.length(shape.attributes.get(k, "0")) for k in ("x", "y", "width", "height")
        )
    except ValueError:  # in per cent
        return None
    return Extent(x, y, x + width, y + height)


def _nodes(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _nodes(child)


def cuts_nothing(
    clip: str, rectangles: Mapping[str, Extent], matrix: Transform, outlines: Sequence[Outline]
) -> bool:
    """Tell whether a clip leaves some outlines whole.

    Args:
        clip: The value of ``clip-path``.
        rectangles: From `clip_rectangles`.
        matrix: From the clipped element to the outlines.
        outlines: What the element draws.
    """
    box = rectangles.get(clip.replace("'", "").replace('"', ""))
    if box is None or abs(matrix[1]) + abs(matrix[2]) > 1e-9:
        return False
    corners = matrix.transformPoints(((box.left, box.top), (box.right, box.bottom)))
    room = geometry.extent(corners)
    room = room.grown(_SLACK * min(room.width, room.height))
    for outline in outlines:
        half = outline.stroke_width / 2 if outline.stroke else 0.0
        reach = geometry.segments_extent(outline.segments).grown(half)
        inside = room.left <= reach.left and room.top <= reach.top
        if not (inside and reach.right <= room.right and reach.bottom <= room.bottom):
            return False
    return True
