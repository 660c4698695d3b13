"""Reading rectangles, ellipses, lines, paths, drawings and images."""

from __future__ import annotations

from dataclasses import replace

from fontTools.misc.transform import Identity, Transform

from printkit.design.bench import Bench
from printkit.design.design import Image, Shape
from printkit.design.drawings import geometry
from printkit.design.drawings.artwork import Drawing, read_drawing
from printkit.design.drawings.geometry import Segments
from printkit.design.drawings.pictures import picture_pixels
from printkit.design.marks import Outline, Paint
from printkit.design.tables import Table
from printkit.errors import SignetError

OVERHANG = 0.01  # of a drawing's size; less is a line's width or a handle


def read_rectangle(table: Table, label: str, bench: Bench) -> Shape:
    """Read a rectangle, its corners round if it has a radius."""
    x, y = table.length("x"), table.length("y")
    width, height = table.length("width", above=0.0), table.length("height", above=0.0)
    radius = table.length("radius", "0mm", least=0.0)
    if radius > min(width, height) / 2 + 1e-6:
        table.fault(
            "radius", "radius", "The radius is larger than half the shorter side.", "Make it smaller."
        )
    segments = geometry.rectangle(x, y, width, height, radius, radius)
    return _shape(table, label, bench, segments, (x + width / 2, y + height / 2))


def read_ellipse(table: Table, label: str, bench: Bench) -> Shape:
    """Read an ellipse that fills its box."""
    x, y = table.length("x"), table.length("y")
    width, height = table.length("width", above=0.0), table.length("height", above=0.0)
    middle = (x + width / 2, y + height / 2)
    return _shape(table, label, bench, geometry.ellipse(*middle, width / 2, height / 2), middle)


def read_line(table: Table, label: str, bench: Bench) -> Shape:
    """Read a straight line."""
    start = (table.length("x1"), table.length("y1"))
    end = (table.length("x2"), table.length("y2"))
    stroke, width = _stroke(table, required=True)
    outline = Outline(geometry.polyline([start, end], closed=False), None, stroke, width)
    return Shape(key=label, condition=bench.condition(table), outlines=(outline,))


def read_path(table: Table, label: str, bench: Bench) -> Shape:
    """Read an outline given as SVG path data."""
    x, y = table.length("x", "0mm"), table.length("y", "0mm")
    unit = table.length("unit", "1mm", above=0.0)
    even_odd = table.choice("rule", ("nonzero", "evenodd"), "nonzero") == "evenodd"
    segments: Segments = (("M", 0.0, 0.0),)
    data = table.text("d")
    try:
        segments = geometry.path(data) if data or table.has("d") else segments
    except ValueError as error:
        table.fault("path-data", "d", str(error), "Copy the d attribute from the SVG file again.")
    placed = geometry.transformed(segments, Identity.translate(x, y).scale(unit))
    box = geometry.segments_extent(placed)
    pivot = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return _shape(table, label, bench, placed, pivot, even_odd)


def read_drawing_element(table: Table, label: str, bench: Bench) -> Shape | None:
    """Read an SVG file that is scaled to a width."""
    x, y, width = table.length("x"), table.length("y"), table.length("width", above=0.0)
    degrees = table.number("rotate", 0.0, -360.0, 360.0)
    condition, found = bench.condition(table), bench.read(table, "file")
    if found is None:
        return None
    drawing = _open_drawing(table, bench, *found)
    if drawing is None:
        return None
    table.palette.used.update(drawing.inks)
    scale = width / drawing.width
    matrix = geometry.turning(degrees, (x + width / 2, y + drawing.height * scale / 2))
    outlines = scaled(drawing.outlines, matrix.translate(x, y), scale)
    return Shape(key=label, condition=condition, outlines=outlines)


def scaled(outlines: tuple[Outline, ...], matrix: Transform, scale: float) -> tuple[Outline, ...]:
    """Return outlines scaled about their origin, lines as well, and then moved by a transform."""
    whole = matrix.scale(scale)
    return tuple(
        replace(o, segments=geometry.transformed(o.segments, whole), stroke_width=o.stroke_width * scale)
        for o in outlines
    )


def _open_drawing(table: Table, bench: Bench, path: str, data: bytes) -> Drawing | None:
    if path in bench.drawings:
        return bench.drawings[path]
    try:
        drawing = read_drawing(data, f"{bench.source.label}/{path}", bench.inks.colours)
    except SignetError as error:
        table.report.problems.extend(error.problems)
        return None
    if drawing.overhang > OVERHANG:
        share = f"{drawing.overhang:.0%} of its size"
        message = f"Parts of the drawing that lie outside its view box are printed ({share})."
        remedy = "Take them out, or make the page in the drawing larger."
        table.report.add("svg-outside", table.at("file"), message, remedy, path, "warning")
    bench.drawings[path] = drawing
    return drawing


def read_image(table: Table, label: str, bench: Bench) -> Image | None:
    """Read a bitmap in a box."""
    x, y = table.length("x"), table.length("y")
    width, height = table.length("width", above=0.0), table.length("height", above=0.0)
    fit = table.choice("fit", ("cover", "contain"), "cover")
    condition, found = bench.condition(table), bench.read(table, "file")
    if found is None:
        return None
    try:
        pixels = picture_pixels(found[1])
    except SignetError as error:
        for problem in error.problems:
            table.fault(problem.rule, "file", problem.message, problem.remedy)
        return None
    return Image(
        key=label,
        condition=condition,
        file=found[0],
        x=x,
        y=y,
        width=width,
        height=height,
        pixels=pixels,
        fit="contain" if fit == "contain" else "cover",
    )


def _shape(
    table: Table,
    label: str,
    bench: Bench,
    segments: Segments,
    pivot: geometry.Point,
    even_odd: bool = False,
) -> Shape:
    """Read what all closed shapes share, and turn the outline."""
    fill = table.paint("fill")
    stroke, width = _stroke(table)
    if not (table.has("fill") or table.has("stroke")):
        table.fault(
            "invisible", "", "The shape has neither fill nor stroke.", 'Add one, such as fill = "black".'
        )
    matrix = geometry.turning(table.number("rotate", 0.0, -360.0, 360.0), pivot)
    outline = Outline(geometry.transformed(segments, matrix), fill, stroke, width, even_odd)
    return Shape(key=label, condition=bench.condition(table), outlines=(outline,))


def _stroke(table: Table, required: bool = False) -> tuple[Paint | None, float]:
    stroke = table.paint("stroke", required=required)
    has_width = table.has("stroke_width")
    if table.has("stroke"):
        return stroke, table.length("stroke_width", above=0.0, usual="pt")
    if has_width and not required:
        remedy = "Add stroke or take it out."
        table.fault("stroke", "stroke_width", "There is a stroke_width but no stroke.", remedy)
    return None, 0.0
