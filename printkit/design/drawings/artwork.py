"""Flat SVG drawings → outlines in the inks of a design.

What cannot be printed exactly as drawn (gradients, transparency, bitmaps, live text) is refused with its
line, never left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fontTools.misc.transform import Identity, Transform

from printkit.design.drawings import geometry, svg
from printkit.design.drawings.clips import clip_rectangles, cuts_nothing
from printkit.design.drawings.css import Sheet, read_sheet, style_nodes
from printkit.design.drawings.geometry import Extent, Segments
from printkit.design.drawings.svg import Node
from printkit.design.drawings.svgshapes import shape_segments
from printkit.design.inks import SvgColour, instead_of
from printkit.design.marks import Outline, Paint
from printkit.errors import Problem, SignetError

MOST_PROBLEMS = 12
MOST_OUTLINES = 50_000
FARTHEST = 1e7  # user units
CUT_IT = "Cut the shape itself, or place the result as a picture."
RELEASE_IT = f"Release the clip if it does not matter. {CUT_IT}"
_SILENT = frozenset(
    {"", "style", "title", "desc", "metadata", "defs", "symbol", "linearGradient", "radialGradient"}
)
_SILENT_DEFINITIONS = frozenset({"clipPath", "mask", "pattern", "filter", "marker"})
_REFUSED = {
    "text": ("Live text cannot be printed from a drawing.", "Turn it into paths, or use a text element."),
    "image": ("A bitmap inside a drawing cannot be printed.", "Place it with an image element."),
    "use": ("A clone (use) cannot be printed.", "Unlink the clones (Inkscape: Edit, Clone, Unlink)."),
    "foreignObject": ("Foreign content cannot be printed.", "Take it out."),
    "svg": ("A drawing inside the drawing cannot be printed.", "Ungroup it."),
}
_INHERITED = (
    "fill", "stroke", "stroke-width", "fill-rule", "visibility", "color",
    "fill-opacity", "stroke-opacity", "stroke-dasharray", "paint-order",
)  # fmt: skip
_OPAQUE_VALUE = re.compile(r"1(\.0*)?|100(\.0*)?%|inherit")
_OPAQUE = ("opacity", "fill-opacity", "stroke-opacity")
_EFFECTS = ("filter", "mask", "marker-start", "marker-mid", "marker-end", "marker")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing in its own units, its view box moved to the origin.

    Attributes:
        inks: Names of the design's inks that it uses.
    """

    width: float
    height: float
    outlines: tuple[Outline, ...]
    inks: frozenset[str]

    @property
    def overhang(self) -> float:
        """How far the drawing reaches beyond its view box, as a share of its longer side."""
        boxes = [geometry.segments_extent(outline.segments) for outline in self.outlines]
        before = max(-min(box.left, box.top) for box in boxes)
        behind = max(max(box.right - self.width, box.bottom - self.height) for box in boxes)
        return max(0.0, before, behind) / max(self.width, self.height)


@dataclass(slots=True)
class _Reader:
    file: str
    colours: Mapping[str, SvgColour]
    outlines: list[Outline] = field(default_factory=list)
    inks: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    sheet: Sheet = field(default_factory=Sheet)
    clips: dict[str, Extent] = field(default_factory=dict)
    strange: set[str] = field(default_factory=set)  # colours that were reported

    def fault(self, node: Node, rule: str, message: str, remedy: str, value: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(rule, message, remedy, self.file, node.where, value))

    def read_style_sheets(self, root: Node) -> None:
        """Read the rules that hold for the whole drawing."""
        sheets = list(style_nodes(root))
        try:
            self.sheet = read_sheet("\n".join(sheet.text for sheet in sheets))
        except ValueError as error:
            message, _, remedy = str(error).partition(". ")
            self.fault(sheets[0], "svg-style", f"{message}.", remedy)

    def group(self, node: Node, above: Mapping[str, str], matrix: Transform) -> None:
        """Read what is inside an element."""
        for child in node.children:
            if child.name not in _SILENT | _SILENT_DEFINITIONS:
                self.element(child, above, matrix)

    def element(self, node: Node, above: Mapping[str, str], matrix: Transform) -> None:
        own = self.sheet.style_of(node)
        if own.get("display") == "none":
            return
        if node.name in _REFUSED:
            self.fault(node, f"svg-{node.name.lower()}", *_REFUSED[node.name])
            return
        style = {**above, **{k: v for k, v in own.items() if k in _INHERITED and v != "inherit"}}
        self.refuse_effects(node, own)
        before = len(self.outlines)
        try:
            matrix = matrix.transform(svg.transform(own.get("transform", "")))
            if node.name == "g":
                self.group(node, style, matrix)
                self.refuse_cuts(node, own, matrix, before)
                return
            segments = shape_segments(node)
        except ValueError as error:
            message, _, remedy = str(error).partition(". ")
            self.fault(node, "svg-value", message.rstrip(".") + ".", remedy or "Export the drawing again.")
            return
        if segments is None:
            self.fault(
                node, "svg-element", f"<{node.name}> cannot be printed.", "Turn it into paths or take it out."
            )
        elif segments and style.get("visibility", "visible") == "visible":
            own_style = {**style, "vector-effect": own.get("vector-effect", "none")}
            self.outline(node, segments, own_style, matrix)
            self.refuse_cuts(node, own, matrix, before)

    def refuse_cuts(self, node: Node, own: Mapping[str, str], matrix: Transform, before: int) -> None:
        """Refuse a clip that cuts something off what was drawn since ``before``."""
        clip = own.get("clip-path", "none").strip()
        if clip not in ("none", "") and not cuts_nothing(clip, self.clips, matrix, self.outlines[before:]):
            self.fault(node, "svg-effect", "clip-path cannot be printed.", RELEASE_IT, clip)

    def refuse_effects(self, node: Node, own: Mapping[str, str]) -> None:
        for name in _OPAQUE:
            value = own.get(name, "1").strip()
            if not _OPAQUE_VALUE.fullmatch(value):
                remedy = "Use an opaque colour that is a tint of an ink."
                self.fault(node, "svg-opacity", "Transparency cannot be printed.", remedy, f"{name}: {value}")
        for name in _EFFECTS:
            if own.get(name, "none").strip() not in ("none", ""):
                self.fault(node, "svg-effect", f"{name} cannot be printed.", CUT_IT, own[name])
        if own.get("mix-blend-mode", "normal") != "normal":
            self.fault(node, "svg-effect", "Blending cannot be printed.", "Use flat colours.")

    def outline(self, node: Node, segments: Segments, style: Mapping[str, str], matrix: Transform) -> None:
        fill = self.paint(node, "fill", style, "#000000")
        stroke = self.paint(node, "stroke", style, "none")
        width = self.stroke_width(node, style, matrix) if stroke else 0.0
        if stroke and not width:
            stroke = None
        if fill is None and stroke is None:
            return
        if stroke and style["vector-effect"].strip() not in ("none", ""):
            remedy = "Give the line a width that grows with the drawing, or turn it into a path."
            self.fault(node, "svg-effect", "A hairline cannot be printed.", remedy, style["vector-effect"])
        if stroke and style.get("stroke-dasharray", "none").strip() not in ("none", "", "0"):
            self.fault(node, "svg-dashes", "Dashed lines cannot be printed.", "Turn the stroke into a path.")
        if len(self.outlines) == MOST_OUTLINES:
            self.fault(
                node, "svg-size", f"There are more than {MOST_OUTLINES} shapes.", "Simplify the drawing."
            )
        if len(self.outlines) < MOST_OUTLINES:
            even_odd = style.get("fill-rule") == "evenodd"
            moved = geometry.transformed(segments, matrix)
            if not all(abs(v) < FARTHEST for segment in moved for v in geometry.numbers(segment)):
                remedy = "Take it out, or check the transforms around it."
                self.fault(node, "svg-far", "The shape lies far outside the drawing.", remedy)
            if fill and stroke and _line_first(style.get("paint-order", "normal")):
                self.outlines.append(Outline(moved, None, stroke, width, even_odd))
                stroke, width = None, 0.0
            self.outlines.append(Outline(moved, fill, stroke, width, even_odd))

    def paint(self, node: Node, name: str, style: Mapping[str, str], initial: str) -> Paint | None:
        try:
            colour = svg.colour(style.get(name, initial), style)
        except ValueError as error:
            message, _, remedy = str(error).partition(". ")
            self.fault(node, f"svg-{name}", f"{message}.", remedy, style[name])
            return None
        if colour is None:
            return None
        if colour not in self.colours:
            if colour not in self.strange:
                remedy = instead_of(colour, self.colours)
                self.fault(node, "svg-colour", f"No ink stands for the {name} {colour}.", remedy, colour)
            self.strange.add(colour)
            return None
        self.inks.add(self.colours[colour].name)
        return self.colours[colour].paint

    def stroke_width(self, node: Node, style: Mapping[str, str], matrix: Transform) -> float:
        text = style.get("stroke-width", "1")
        try:
            width = svg.length(text)
        except ValueError as error:
            self.fault(node, "svg-value", str(error), "Write a number.", text)
            return 0.0
        xx, xy, yx, yy = matrix[:4]
        scale = math.sqrt(abs(xx * yy - xy * yx))
        if scale and max(math.hypot(xx, xy), math.hypot(yx, yy)) / scale > 1.02:
            remedy = "Turn the stroke into a path."
            self.fault(node, "svg-stroke", "The stroke is stretched by a transform.", remedy)
        return abs(width) * scale


def read_drawing(data: bytes, file: str, colours: Mapping[str, SvgColour]) -> Drawing:
    """Turn an SVG file into outlines.

    Args:
        data: The file.
        file: How messages name it.
        colours: What each colour (``#rrggbb``) stands for.

    Raises:
        SignetError: With everything in it that cannot be printed, by line and id.
    """
    try:
        root = svg.parse(data)
        left, top, width, height = svg.frame(root)
        clips = clip_rectangles(root)
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        raise SignetError.of("svg-file", f"{message}.", remedy, file=file) from error
    reader = _Reader(file, colours, clips=clips)
    reader.read_style_sheets(root)
    own = reader.sheet.style_of(root)
    reader.refuse_effects(root, own)
    style = {key: value for key, value in own.items() if key in _INHERITED}
    matrix = Identity.translate(-left, -top)
    reader.group(root, style, matrix)
    reader.refuse_cuts(root, own, matrix, 0)
    if reader.problems:
        raise SignetError(reader.problems)
    if not reader.outlines:
        raise SignetError.of("svg-empty", "The drawing shows nothing.", "Draw something in it.", file=file)
    return Drawing(width, height, tuple(reader.outlines), frozenset(reader.inks))


def _line_first(order: str) -> bool:
    """Tell whether a ``paint-order`` draws the line of a shape below its fill."""
    words = [word for word in order.split() if word != "markers"]
    return words[:1] == ["stroke"]
