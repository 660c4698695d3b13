import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.design.drawings import svg
from printkit.design.drawings.artwork import Drawing, read_drawing
from printkit.design.drawings.geometry import Extent, flattened, path, segments_extent, touches
from printkit.design.inks import SvgColour
from printkit.design.marks import Ink, Paint
from printkit.errors import SignetError

PETROL = Paint(Ink("petrol", (0.9, 0.3, 0.4, 0.2)))
PALE = Paint(PETROL.ink, 0.4)
BLACK = Paint(Ink("black", (0.0, 0.0, 0.0, 1.0)))
COLOURS = {
    "#00607a": SvgColour("petrol", PETROL),
    "#99bfca": SvgColour("petrol", PALE),
    "#000000": SvgColour("black", BLACK),
}


def draw(body: str, root: str = 'viewBox="0 0 20 10"') -> Drawing:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {root}>{body}</svg>'
    return read_drawing(text.encode(), "designs/spring/tree.svg", COLOURS)


def test_shapes_become_outlines_where_they_are() -> None:
    drawing = draw(
        '<rect x="1" y="2" width="3" height="4"/><circle cx="5" cy="5" r="2"/>'
        '<ellipse cx="5" cy="5" rx="3" ry="1"/><polygon points="1,1 3,1 2,4"/>'
    )
    boxes = [segments_extent(outline.segments) for outline in drawing.outlines]
    assert boxes[0] == Extent(1, 2, 4, 6)
    for found, wanted in zip(boxes[1:], [(3, 3, 7, 7), (2, 4, 8, 6), (1, 1, 3, 4)], strict=True):
        assert (found.left, found.top, found.right, found.bottom) == pytest.approx(wanted, abs=1e-6)
    assert (drawing.width, drawing.height) == (20, 10)


def test_colours_are_inks_and_tints_and_black_is_the_beginning() -> None:
    drawing = draw(
        '<path d="M0 0h1v1z" fill="#00607A"/><path d="M0 0h1v1z" style="fill:rgb(153,191,202)"/>'
        '<path d="M0 0h1v1z"/><path d="M0 0h1v1z" fill="none" stroke="black" stroke-width="2"/>'
    )
    assert [(o.fill, o.stroke, o.stroke_width) for o in drawing.outlines] == [
        (PETROL, None, 0),
        (PALE, None, 0),
        (BLACK, None, 0),
        (None, BLACK, 2),
    ]
    assert drawing.inks == {"petrol", "black"}


def test_styles_are_inherited_and_style_wins_over_attributes() -> None:
    drawing = draw(
        '<g fill="#00607a" style="stroke:#99bfca;stroke-width:1mm" fill-rule="evenodd">'
        '<g stroke="none"><path d="M0 0h1v1z"/></g><path d="M0 0h1v1z" fill="#000" style="fill:inherit"/></g>'
    )
    first, second = drawing.outlines
    assert (first.fill, first.stroke, first.even_odd) == (PETROL, None, True)
    assert (second.fill, second.stroke) == (PETROL, PALE)
    assert second.stroke_width == pytest.approx(96 / 25.4)


def test_classes_are_read_as_illustrator_writes_them() -> None:
    drawing = draw(
        "<defs><style>/* x */ .cls-1, path.cls-2 { fill: #00607a; }\n"
        ".cls-2{fill:#99bfca;stroke:none}</style></defs>"
        '<path class="cls-1" fill="#000" d="M0 0h1v1z"/><path class="cls-2 cls-1" d="M0 0h1v1z"/>'
        '<g class="cls-1"><path d="M0 0h1v1z"/><path class="cls-9" style="fill:#000" d="M0 0h1v1z"/></g>'
    )
    assert [outline.fill for outline in drawing.outlines] == [PETROL, PALE, PETROL, BLACK]
    for sheet in ("@media print{.a{fill:#000}}", "path{fill:#000}", ".a{fill:#000", "#a{fill:#000}"):
        with pytest.raises(SignetError, match="only rules for classes"):
            draw(f'<style>{sheet}</style><path d="M0 0h1v1z"/>')


def test_transforms_nest_and_scale_strokes() -> None:
    drawing = draw(
        '<g transform="translate(5,1) rotate(90)"><path transform="scale(2)" d="M1 0L2 0" stroke="#000"/></g>'
    )
    (outline,) = drawing.outlines
    assert [value for s in outline.segments for value in s[1:]] == pytest.approx([5, 3, 5, 5])
    assert outline.stroke_width == pytest.approx(2)


def test_the_view_box_moves_to_the_origin() -> None:
    drawing = draw('<rect x="-3" y="-3" width="5" height="5"/>', 'viewBox="-3 -3 56 156"')
    assert segments_extent(drawing.outlines[0].segments) == Extent(0, 0, 5, 5)
    assert drawing.overhang == 0
    assert draw('<rect width="10mm" height="5"/>', 'width="10mm" height="5mm"').width == pytest.approx(
        37.795, abs=0.01
    )


def test_hidden_things_stay_hidden_and_definitions_are_not_drawn() -> None:
    drawing = draw(
        '<title>Baum</title><metadata/><defs><linearGradient id="g"/></defs>'
        '<clipPath id="c"><path d="M0 0h1v1z"/></clipPath>'
        '<g display="none"><text>x</text></g><path style="display:none" fill="url(#g)" d="M0 0h1v1z"/>'
        '<g visibility="hidden"><path d="M0 0h1v1z"/><path visibility="visible" d="M0 0h3v3z"/></g>'
    )
    assert len(drawing.outlines) == 1


def test_a_file_of_inkscape_and_of_illustrator_can_be_read() -> None:
    text = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
    <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
    <svg width="20mm" height="10mm" viewBox="0 0 20 10"
      xmlns="http://www.w3.org/2000/svg"
      xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xml:space="preserve">
      <sodipodi:namedview id="n"><sodipodi:grid/></sodipodi:namedview>
      <g sodipodi:insensitive="true">
      <path d="m 1,1 h 2 v 2 z" style="opacity:1;fill:#00607a;stop-color:#f00"/></g>
    </svg>"""
    assert len(read_drawing(text.encode(), "f", COLOURS).outlines) == 1


def test_all_faults_are_named_with_line_and_id() -> None:
    with pytest.raises(SignetError) as caught:
        draw('\n<rect id="a" width="1" height="1" fill="red"/>\n<text id="b">x</text><use href="#a"/>')
    assert [(p.rule, p.key) for p in caught.value.problems] == [
        ("svg-colour", 'line 2, rect "a"'),
        ("svg-text", 'line 3, text "b"'),
        ("svg-use", "line 3, use"),
    ]
    assert {p.file for p in caught.value.problems} == {"designs/spring/tree.svg"}


def test_dashes_and_transparency_of_a_group_are_seen() -> None:
    with pytest.raises(SignetError, match="Dashed"):
        draw('<g stroke-dasharray="2 1"><path d="M0 0h5" stroke="#000"/></g>')
    with pytest.raises(SignetError, match="Transparency"):
        draw('<g opacity="0.5"><path d="M0 0h5v5z"/></g>')
    assert draw('<g opacity="1.00" stroke-dasharray="2 1"><path d="M0 0h5v5z"/></g>').outlines


def test_deep_nesting_and_bombs_are_refused() -> None:
    with pytest.raises(SignetError, match="nested deeper"):
        draw("<g>" * 5000 + "</g>" * 5000)
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'
    with pytest.raises(SignetError, match="declares entities"):
        read_drawing(bomb.encode("utf-16"), "f", COLOURS)


@pytest.mark.parametrize("data", ["M0 0A5 5 0 0 1 10 0", "M0 0a5 5 0 01 10 0", "M0 0A5 5 0 0 1 5 -5T10 0"])
def test_arcs_and_quadratics_become_cubics(data: str) -> None:
    segments = path(data)
    assert {segment[0] for segment in segments} == {"M", "C"}
    assert segments[-1][-2:] == pytest.approx((10, 0))


def test_extents_are_exact_for_curves() -> None:
    box = segments_extent(path("M0 0C0 -4 10 -4 10 0"))
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((0, -3, 10, 0))


@given(st.lists(st.tuples(*[st.floats(-50, 50)] * 6), min_size=1, max_size=5))
def test_extents_hold_every_point_of_a_curve(curves: list[tuple[float, ...]]) -> None:
    segments = path("M1 2" + "".join("C" + " ".join(f"{v:.6f}" for v in curve) for curve in curves))
    box = segments_extent(segments).grown(1e-6)
    for part in flattened(segments):
        assert all(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in part)


def test_what_reaches_into_a_box() -> None:
    box = Extent(0, 0, 10, 10)
    around, ring = path("M-5 -5H15V15H-5Z"), path("M-5 -5H15V15H-5ZM-1 -1V11H11V-1Z")
    assert touches(flattened(around), box, filled=True)
    assert not touches(flattened(ring), box, filled=True)
    assert not touches(flattened(around), box, filled=False)
    assert touches(flattened(path("M5 5L20 20")), box, filled=False)
    assert not touches(flattened(path("M10 0V10")), box, filled=False)
    double = path("M-5 -5H15V15H-5ZM-6 -6H16V16H-6Z")
    assert touches(flattened(double), box, filled=True)
    assert not touches(flattened(double), box, filled=True, even_odd=True)


@pytest.mark.parametrize(
    "text", ["rotate(1 2)", "scale()", "matrix(1 2 3)", "wobble(2)", "translate(1", "rotate(x)"]
)
def test_broken_transforms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"transform|numbers"):
        svg.transform(text)


@pytest.mark.parametrize("around", ["<g {}>{}</g>", '<g transform="scale(2)"><g {}>{}</g></g>'])
def test_a_clip_that_cuts_nothing_off_is_let_pass(around: str) -> None:
    """Figma puts everything that stands on a page into one."""
    page = '<defs><clipPath id="c"><rect width="9" height="5" fill="white"/></clipPath></defs>'
    whole = draw(page + around.format('clip-path="url(#c)"', '<path d="M0 0h9v5z"/>'))
    assert len(whole.outlines) == 1
    with pytest.raises(SignetError, match="clip-path cannot be printed"):
        draw(page + around.format('clip-path="url(#c)"', '<path d="M0 0h9.2v5z"/>'))
    with pytest.raises(SignetError, match="clip-path cannot be printed"):
        draw(page + '<path transform="rotate(3)" clip-path="url(#c)" d="M1 1h1v1z"/>')
    with pytest.raises(SignetError, match="clip-path cannot be printed"):
        draw(page + '<path clip-path="url(#d)" d="M1 1h1v1z"/>')
    with pytest.raises(SignetError, match="clip-path cannot be printed"):
        draw(page + '<path clip-path="url(#c)" stroke="#000" stroke-width="3" d="M0 0h9v5z"/>')


def test_a_clip_may_repeat_a_rectangle_as_illustrator_writes_it() -> None:
    link = 'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10"'
    page = (
        '<defs><rect id="r" width="9" height="5"/></defs><clipPath id="c"><use xlink:href="#r"{}/></clipPath>'
    )
    inside, outside = (
        '<path clip-path="url(#c)" d="M0 0h9v5z"/>',
        '<path clip-path="url(#c)" d="M0 0h12v5z"/>',
    )
    assert len(draw(page.format("") + inside, link).outlines) == 1
    for moved, shape in (("", outside), (' x="1"', inside), (' transform="scale(2)"', inside)):
        with pytest.raises(SignetError, match=r"clip-path cannot be printed\. Release the clip"):
            draw(page.format(moved) + shape, link)


def test_a_line_below_its_fill_is_drawn_first() -> None:
    shape = '<rect width="5" height="5" fill="#00607a" stroke="#000" style="paint-order:{}"/>'
    for order in ("stroke fill markers", "markers stroke", "stroke"):
        line, fill = draw(shape.format(order)).outlines
        assert (line.fill, line.stroke, fill.fill, fill.stroke) == (None, BLACK, PETROL, None)
    for order in ("normal", "fill", "markers fill stroke"):
        (both,) = draw(shape.format(order)).outlines
        assert (both.fill, both.stroke) == (PETROL, BLACK)


def test_inkscapes_hairlines_are_refused() -> None:
    line = '<path d="M0 0h9" style="stroke:{};stroke-width:1px;vector-effect:non-scaling-stroke"/>'
    with pytest.raises(SignetError, match="hairline cannot be printed"):
        draw(line.format("#000"))
    assert draw(line.format("none")).outlines
    assert draw(line.replace("stroke:{};", "")).outlines


def test_a_strange_colour_is_said_once_with_the_ink_that_was_meant() -> None:
    with pytest.raises(SignetError) as caught:
        draw('<g fill="#ff0000"><rect width="1" height="1"/><circle r="1"/></g>' * 9)
    assert [problem.key for problem in caught.value.problems] == ["line 1, rect"]
    for written, said in (
        ("#00617c", r'nearly #00607a \(petrol\): use that, or .* both, svg = \["#00607a", "#00617c"\]'),
        ("#9abecb", r'both, svg = \["#99bfca 40%", "#9abecb 40%"\]'),
        ("#231f20", r'nearly #000000 \(black\): use that, or give an ink svg = "#231f20"'),
        ("#ff0000", r'Give an ink svg = "#ff0000", or use one of #00607a \(petrol\), '),
    ):
        with pytest.raises(SignetError, match=said):
            draw(f'<rect width="1" height="1" fill="{written}"/>')


def test_a_clip_of_any_other_shape_is_refused() -> None:
    for inside in (
        '<circle r="50"/>',
        '<rect width="99" height="99" transform="rotate(2)"/>',
        "",
        "<rect/><rect/>",
        '<rect width="100%" height="100%"/>',
    ):
        with pytest.raises(SignetError, match="clip-path cannot be printed"):
            draw(f'<clipPath id="c">{inside}</clipPath><path clip-path="url(#c)" d="M1 1h1v1z"/>')
