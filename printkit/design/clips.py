"""Clips that cut nothing off: design programs put one around everything that stands on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fontTools.misc.transform import Transform

from printkit.design import geometry, svg
from printkit.design.geometry import Extent
from printkit.design.marks import Outline
from printkit.design.svg import Node

_SLACK = 0.01  # of the clip's size; no eye sees that much


def clip_rectangles(root: Node) -> dict[str, Extent]:
    """Return the clips of a drawing that are a plain rectangle, by ``url(#id)``."""
    found = {}
    for node in _clips(root):
        shapes = [child for child in node.children if child.name]
        plain = not {"transform", "clipPathUnits", "clip-path"} & set(node.attributes)
        if (
            plain
            and len(shapes) == 1
            and shapes[0].name == "rect"
            and "transform" not in shapes[0].attributes
        ):
            box = [svg.length(shapes[0].attributes.get(key, "0")) for key in ("x", "y", "width", "height")]
            found[f"url(#{node.attributes.get('id', '')})"] = Extent(
                box[0], box[1], box[0] + box[2], box[1] + box[3]
            )
    return found


def _clips(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name == "clipPath":
            yield child
        yield from _clips(child)


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
