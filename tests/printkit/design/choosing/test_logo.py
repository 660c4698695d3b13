"""The library's logo: fitted whole, in the inks of the press, and refused with words that help."""

import io
import time
from collections.abc import Callable

import pytest
from PIL import Image

from printkit.design.checks.check import check
from printkit.design.choosing.choices import LOGO_FILE, Choices, Logo
from printkit.design.design import Design
from printkit.design.drawings.geometry import segments_extent
from printkit.design.layout import lay_out
from printkit.design.marks import Outline, Picture, TextRun
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource
from printkit.errors import Problem, SignetError
from printkit.units import MM

Make = Callable[..., Design]

TEXTS = {"headline": "Lesen", "library": "Hier"}
BOX = """
[[front]]
type = "logo"
name = "mark"
x = "10mm"
y = "100mm"
width = "30mm"
height = "12mm"
"""
NAME = """
[[front]]
type = "text"
text = "{headline}{library}"
unless = "logo"
x = "10mm"
y = "100mm"
width = "30mm"
font = "text"
size = "9pt"
"""
RED_INK = {"#e2001a": "0,100,90,5"}
SQUARE = '<path fill="#e2001a" d="M10 10h20v20h-20z"/>'


def svg(body: str = SQUARE, root: str = 'viewBox="0 0 200 100"') -> Logo:
    return Logo("logo.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {root}>{body}</svg>'.encode())


def bitmap(width: int, height: int, mode: str = "CMYK", kind: str = "TIFF") -> Logo:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, kind)
    return Logo(f"logo.{kind.lower()}", file.getvalue())


def outlines(design: Design) -> list[Outline]:
    return [mark for mark in lay_out(design, TEXTS).front.marks if isinstance(mark, Outline)]


def refused(make: Make, elements: str, logo: Logo, inks: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(SignetError) as caught:
        make(elements, choices=Choices(logo=logo, logo_inks=inks or {}))
    return tuple(problem for problem in caught.value.problems if problem.severity == "error")


def test_nothing_is_drawn_without_a_logo_and_what_waits_for_its_absence_is(make: Make) -> None:
    without, brought = make(BOX + NAME), make(BOX + NAME, choices=Choices("", svg(), RED_INK))
    assert [type(mark) for mark in lay_out(without, TEXTS).front.marks] == [TextRun]
    assert [type(mark) for mark in lay_out(brought, TEXTS).front.marks] == [Outline]
    shown = make(BOX + NAME.replace("unless", "when"), choices=Choices("", svg(), RED_INK))
    assert len(lay_out(shown, TEXTS).front.marks) == 2


@pytest.mark.parametrize(
    ("keys", "left", "top"),
    [
        ("", 10, 100),
        ('align = "center"\nvalign = "middle"', 19, 100),
        ('align = "right"\nvalign = "bottom"', 28, 100),
    ],
)
def test_an_svg_is_fitted_by_what_it_shows(make: Make, keys: str, left: float, top: float) -> None:
    """The square fills a hundredth of its page and 12 × 12 mm of the box."""
    (outline,) = outlines(make(BOX + keys, choices=Choices("", svg(), RED_INK)))
    box = segments_extent(outline.segments)
    assert (box.left, box.top) == pytest.approx((left * MM, top * MM))
    assert (box.width, box.height) == pytest.approx((12 * MM, 12 * MM))
    assert outline.fill is not None
    assert outline.fill.ink.cmyk == (0, 1, 0.9, 0.05)


def test_lines_grow_with_the_logo_and_stay_in_the_box(make: Make) -> None:
    line = '<path fill="none" stroke="#000" stroke-width="2" d="M10 50h58"/>'
    (outline,) = outlines(make(BOX, choices=Choices(logo=svg(line))))
    box = segments_extent(outline.segments).grown(outline.stroke_width / 2)
    assert (box.left, box.right) == pytest.approx((10 * MM, 40 * MM))
    assert outline.stroke_width == pytest.approx(1 * MM)


def test_a_wide_logo_stands_where_valign_says(make: Make) -> None:
    wide = svg('<path fill="#000" d="M0 0h100v10h-100z"/>')
    for valign, top in (("top", 100), ("middle", 104.5), ("bottom", 109)):
        (outline,) = outlines(make(f'{BOX}valign = "{valign}"', choices=Choices(logo=wide)))
        assert segments_extent(outline.segments).top == pytest.approx(top * MM)


def test_black_white_and_colours_of_the_design_need_no_ink(make: Make) -> None:
    body = '<path fill="#00607a" d="M0 0h9v9z"/><path d="M0 0h1v1z"/><path fill="#fff" d="M0 0h1v1z"/>'
    found = [outline.fill for outline in outlines(make(BOX, choices=Choices(logo=svg(body))))]
    assert [(paint.ink.name, paint.tint) for paint in found if paint] == [
        ("petrol", 1),
        ("black", 1),
        ("paper", 1),
    ]
    own = make(BOX, choices=Choices(logo=svg(body), logo_inks={"#00607A": "50, 0,0 ,12.5"}))
    fill = outlines(own)[0].fill
    assert fill is not None
    assert fill.cmyk == (0.5, 0, 0, 0.125)


def test_a_colour_may_stand_for_an_ink_of_the_design(make: Make) -> None:
    (outline,) = outlines(make(BOX, choices=Choices(logo=svg(), logo_inks={"#e2001a": "petrol 40%"})))
    assert outline.fill is not None
    assert (outline.fill.ink.name, outline.fill.tint) == ("petrol", 0.4)


def test_unknown_colours_are_listed_with_values_ready_to_paste(make: Make) -> None:
    body = f'{SQUARE}<path fill="#1d1d1b" d="M0 0h1v1z"/><path stroke="#e2001a" d="M0 0h1v1z"/>'
    (problem,) = refused(make, BOX, svg(body))
    assert problem.file == "logo.svg"
    assert "No ink is known for the colours #1d1d1b, #e2001a of the logo." in str(problem)
    assert "--logo-ink '#1d1d1b=0,0,0," in problem.remedy
    pasted = dict(word.strip("'").split("=") for word in problem.remedy.split("--logo-ink ")[1:])
    pasted = {colour: value.strip(" '") for colour, value in pasted.items()}
    fills = [o.fill for o in outlines(make(BOX, choices=Choices(logo=svg(body), logo_inks=pasted)))]
    assert fills[0] is not None
    cyan, magenta, yellow, black = fills[0].cmyk
    assert min(magenta, yellow) > 0.85
    assert max(cyan, black) < 0.15


@pytest.mark.parametrize(
    ("inks", "said"),
    [
        ({"red": "0,0,0,5"}, '"red" is no colour of an SVG file. Write it like "#e2001a".'),
        ({"#e2001a": "0,0,0"}, "neither four values of CMYK nor an ink"),
        ({"#e2001a": "0,0,0,101"}, "more than 100 %"),
        ({"#e2001a": "petrl"}, 'Did you mean "petrol"?'),
        ({"#e2001a": "petrol 140%"}, "neither four values"),
    ],
)
def test_inks_that_cannot_be_read_are_named(make: Make, inks: dict[str, str], said: str) -> None:
    assert said in str(refused(make, BOX, svg(), inks)[0])


def test_an_ink_for_a_colour_that_is_not_there_is_a_warning(make: Make) -> None:
    inks = {**RED_INK, "#123456": "0,0,0,50"}
    warnings = make(BOX, choices=Choices(logo=svg(), logo_inks=inks)).warnings
    assert any("The logo has no colour #123456. It has #e2001a." in str(warning) for warning in warnings)


def test_a_logo_in_one_ink_is_a_silhouette(make: Make) -> None:
    body = (
        '<rect width="200" height="100" fill="#fff"/><path fill="#e2001a" d="M50 20h40v40z"/>'
        '<path fill="none" stroke="#abc" stroke-width="3" d="M100 20h9"/>'
    )
    found = outlines(make(f'{BOX}ink = "petrol 40%"', choices=Choices(logo=svg(body))))
    paints = [outline.fill or outline.stroke for outline in found]
    assert [(paint.ink.name, paint.tint) for paint in paints if paint] == [("petrol", 0.4)] * 2


def test_white_upon_the_silhouette_shows_the_ground_or_is_an_error(make: Make) -> None:
    body = '<path fill="#e2001a" d="M0 0h9v9h-9z"/><path fill="#fff" d="M3 3h3v3z"/>'
    (problem,) = refused(make, f'{BOX}ink = "paper"', svg(body))
    assert "white parts lie upon others" in str(problem)
    found = outlines(make(f'{BOX}ink = "paper"\nground = "petrol"', choices=Choices(logo=svg(body))))
    assert [outline.fill.ink.name for outline in found if outline.fill] == ["paper", "petrol"]
    (problem,) = refused(make, f'{BOX}ink = "black"', svg('<path fill="#fff" d="M3 3h3v3z"/>'))
    assert "nothing but white" in str(problem)


def test_a_bitmap_is_fitted_whole_and_frozen(make: Make) -> None:
    logo = bitmap(400, 400)
    design = make(f'{BOX}align = "right"', choices=Choices(logo=logo))
    laid_out = lay_out(design, TEXTS)
    (picture,) = laid_out.front.marks
    assert isinstance(picture, Picture)
    assert (picture.x, picture.y) == pytest.approx((28 * MM, 100 * MM))
    assert (picture.width, picture.height) == pytest.approx((12 * MM, 12 * MM))
    assert laid_out.pictures == {LOGO_FILE: logo.data}
    again = load_design(FrozenSource("batch 1/spring", design.files))
    assert lay_out(again, TEXTS).front.marks == (picture,)


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        (bitmap(400, 400, "RGB", "PNG"), "logo.png: The logo's colours are RGB."),
        (bitmap(400, 400, "LA", "PNG"), "logo.png: The logo is transparent in places."),
        (Logo("logo.ai", b"%PDF-1.5 "), "The logo is a PDF"),
        (Logo("logo.eps", b"%!PS-Adobe-3.0 EPSF-3.0"), "The logo is an EPS file"),
        (Logo("logo.svgz", b"\x1f\x8b\x08"), "The logo is a compressed file"),
        (Logo("logo.webp", b"RIFF\0\0\0\0WEBPVP8 "), "The logo is a WebP file"),
        (Logo("logo.svg", b""), "The file is empty."),
        (Logo("logo.svg", b"<html><body/></html>"), "The file is no SVG. Export the logo as SVG."),
        (Logo("logo.png", b"not a picture at all"), "The file is no JPEG, PNG or TIFF."),
        (svg("<text>Lindenau</text>"), "Live text cannot be printed from a logo. Turn the text into paths"),
        (svg('<path fill="url(#a)" d="M0 0h1v1z"/>'), 'line 1, path: "url(#a)" is a gradient or pattern.'),
        (svg("<image/>"), "A bitmap inside a logo cannot be printed."),
        (svg('<path opacity=".5" d="M0 0h1v1z"/>'), "Transparency cannot be printed. Use the logo for print"),
        (svg("<g/>"), "The logo shows nothing."),
        (svg(root=""), "The logo has no viewBox."),
        (Logo("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'), "declares entities"),
        (svg("<g>" * 5000 + "</g>" * 5000), "Groups are nested deeper than 100. Ungroup the logo."),
        (svg(f"<desc>{'x' * 3_000_000}</desc>{SQUARE}"), "The logo has more than 1 MB."),
    ],
    ids=lambda value: value.name if isinstance(value, Logo) else "",
)  # fmt: skip
def test_what_cannot_be_printed_is_said_in_words_about_the_logo(make: Make, logo: Logo, said: str) -> None:
    problems = refused(make, BOX, logo, RED_INK)
    assert len(problems) == 1
    assert said in str(problems[0])
    assert problems[0].file == logo.name
    assert problems[0].remedy
    assert "drawing" not in str(problems[0])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<style>" + ".a{fill:red}" * 20_000 + "</style>" + SQUARE * 5_000, "more than 1000 rules"),
        ("<style>.a{fill:red}</style>" * 20_000 + SQUARE * 5_000, "more than 1000 rules"),
        (f'<g transform="{"rotate(1)" * 50_000}">{SQUARE}</g>', "A transform has hundreds of parts."),
        (f'<path fill="{"a" * 1_000_000}" d="M0 0h1v1z"/>', "a" * 40 + "…"),
        (f'<path id="{"a" * 1_000_000}" fill="url(#a)" d="M0 0h1v1z"/>', "a" * 40 + "…"),
        (SQUARE * 40_000, "more than 1 MB"),
    ],
)
def test_a_logo_made_to_keep_us_busy_is_refused_at_once(make: Make, body: str, said: str) -> None:
    begun = time.process_time()
    problems = refused(make, BOX, svg(body), RED_INK)
    assert time.process_time() - begun < 3
    assert said in str(problems[0])
    assert len(str(problems[0])) < 300


def test_a_logo_on_both_sides_has_each_fault_once(make: Make) -> None:
    assert len(refused(make, BOX + BOX.replace("100mm", "50mm"), svg("<text>Lindenau</text>"))) == 1


def test_a_coarse_bitmap_is_refused_as_images_are(make: Make) -> None:
    design = make(BOX, choices=Choices(logo=bitmap(40, 40)))
    found = check(design, TEXTS, "qr.example.de/bcd2fg", "BCD2FG", lambda level: 25)
    assert ["The logo has 85 ppi in this size and will look coarse." in str(p) for p in found].count(
        True
    ) == 1


def test_a_bitmap_cannot_be_a_silhouette_and_takes_no_inks(make: Make) -> None:
    (problem,) = refused(make, f'{BOX}ink = "petrol"', bitmap(400, 400))
    assert 'prints the logo in one ink ("petrol"), and that takes an SVG file' in str(problem)
    (problem,) = refused(make, BOX, bitmap(400, 400), RED_INK)
    assert "A bitmap is in the colours of the press already" in str(problem)


def test_a_design_without_room_says_so(make: Make) -> None:
    (problem,) = refused(make, "", svg(), RED_INK)
    assert "The design has no room for a logo. Leave the logo out, or add an element" in str(problem)
    with pytest.raises(SignetError, match="inks for a logo, but no logo"):
        make(BOX, choices=Choices(logo_inks=RED_INK))


def test_parts_outside_the_page_of_a_logo_are_a_warning(make: Make) -> None:
    far = svg(f'{SQUARE}<path d="M300 0h9v9z"/>')
    (warning,) = [w for w in make(BOX, choices=Choices("", far, RED_INK)).warnings if w.rule == "svg-outside"]
    assert warning.file == "logo.svg"
    assert "Parts of the logo lie outside its page" in warning.message


def test_too_much_ink_in_a_logo_is_named_by_its_colour(make: Make) -> None:
    design = make(BOX, choices=Choices(logo=svg(), logo_inks={"#e2001a": "90,90,90,90"}))
    found = check(design, TEXTS, "qr.example.de/bcd2fg", "BCD2FG", lambda level: 25)
    assert [p.key for p in found if p.rule == "total-ink"] == ["logo ink #e2001a"]


def test_lines_of_a_logo_are_said_to_come_out_round(make: Make) -> None:
    line = svg('<path stroke="#000" d="M0 0h9v9"/>')
    warnings = [warning.rule for warning in make(BOX, choices=Choices(logo=line)).warnings]
    assert "logo-lines" in warnings
    assert "logo-lines" not in [w.rule for w in make(BOX, choices=Choices("", svg(), RED_INK)).warnings]


def test_a_logo_that_is_white_all_over_is_doubted(make: Make) -> None:
    bare = '<path fill="#ffffff" d="M10 10h20v20h-20z"/>'
    found = {w.rule: w.severity for w in make(BOX, choices=Choices("", svg(bare))).warnings}
    assert found.get("logo-white") == "warning"
    dark = svg(bare + '<path d="M0 0h5v5z"/>')
    assert "logo-white" not in [w.rule for w in make(BOX, choices=Choices("", dark)).warnings]


def test_damaged_choices_are_said(make: Make) -> None:
    files = make(BOX, choices=Choices("", svg(), RED_INK)).files
    for broken in (b"{", b"[]", b'{"variant": 1, "logo": null, "logo_inks": {}}', b"\xff"):
        with pytest.raises(SignetError, match="is damaged"):
            load_design(FrozenSource("b/spring", {**files, "@choices/choices.json": broken}))
    with pytest.raises(SignetError, match="is damaged"):
        load_design(FrozenSource("b/spring", {p: d for p, d in files.items() if p != LOGO_FILE}))
