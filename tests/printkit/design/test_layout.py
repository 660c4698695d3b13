import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from printkit.design.checks.check import check
from printkit.design.design import Design
from printkit.design.drawings.geometry import Extent, segments_extent
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.marks import Outline, Picture, TextRun
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource, design_names, find_design
from printkit.errors import Problem, SignetError
from printkit.units import MM

LEAF = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><path d="M0 0h10v5z" fill="#00607a"/></svg>'
)


def picture(width: int, height: int, mode: str = "L", kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, kind)
    return out.getvalue()


def shape(kind: str, *keys: str, side: str = "front") -> str:
    return "\n".join([f"[[{side}]]", f'type = "{kind}"', *keys, ""])


def box(x: float, y: float, width: float, height: float) -> str:
    return f'x = "{x}mm"\ny = "{y}mm"\nwidth = "{width}mm"\nheight = "{height}mm"'


def findings(design: Design, modules: int = 29) -> tuple[Problem, ...]:
    texts = resolve_texts(design, {}, samples=True)
    return check(design, texts, "qr.example.de/bcd2fg", "BCD2FG", lambda level: modules)


@pytest.mark.parametrize("name", design_names())
def test_a_frozen_design_is_the_same_piece_without_anything_else(name: str) -> None:
    design = load_design(find_design(name))
    texts = resolve_texts(design, {}, samples=True)
    frozen = load_design(FrozenSource(f"batch 3/{name}", dict(design.files)))
    assert lay_out(frozen, texts) == lay_out(design, texts)
    assert frozen.files == design.files


@pytest.mark.parametrize("name", design_names())
def test_reading_and_laying_out_is_quick(name: str) -> None:
    begun = time.process_time()
    design = load_design(find_design(name))
    lay_out(design, resolve_texts(design, {}, samples=True))
    assert time.process_time() - begun < 0.5


def test_a_frozen_design_without_its_font_is_an_error_not_another_font(make: Callable[..., Design]) -> None:
    files = {name: data for name, data in make().files.items() if not name.startswith("@")}
    with pytest.raises(SignetError, match=r"fonts\.text.*no file"):
        load_design(FrozenSource("batch 3/spring", files))


def test_exactly_the_files_in_use_are_frozen(make: Callable[..., Design]) -> None:
    drawing = shape("drawing", 'file = "./art//leaf.svg"', 'x = "5mm"', 'y = "5mm"', 'width = "10mm"')
    design = make(drawing, {"art/leaf.svg": LEAF, "art/other.svg": LEAF})
    assert set(design.files) == {"design.toml", "art/leaf.svg", "@fonts/Lato-Regular.ttf"}
    assert design.files["art/leaf.svg"] == LEAF


def test_marks_come_in_the_order_of_the_file_and_the_panel_lies_under_the_code(
    make: Callable[..., Design],
) -> None:
    design = make(shape("rectangle", box(-3, -3, 56, 80), 'fill = "petrol 40%"', side="back"))
    laid_out = lay_out(design, resolve_texts(design, {"library": "x"}))
    assert laid_out.back is not None
    ground, panel = laid_out.back.marks
    assert isinstance(ground, Outline)
    assert isinstance(panel, Outline)
    assert ground.fill is not None
    assert (ground.fill.ink.name, ground.fill.tint) == ("petrol", 0.4)
    assert panel.fill is not None
    assert panel.fill.cmyk == (0, 0, 0, 0)
    symbol = laid_out.back.symbol
    assert symbol is not None
    assert segments_extent(panel.segments) == Extent(
        symbol.x, symbol.y, symbol.x + symbol.size, symbol.y + symbol.size
    )
    assert (symbol.size, symbol.level) == (pytest.approx(24 * MM), "M")
    assert laid_out.front.marks == ()
    assert {ink.name for ink in laid_out.inks} == {"petrol", "paper", "black"}


def test_an_element_is_left_out_without_its_field(make: Callable[..., Design]) -> None:
    design = make(shape("ellipse", box(5, 5, 9, 9), 'fill = "petrol"', 'when = "headline"'))
    shown = lay_out(design, {"headline": "x", "library": "x"})
    hidden = lay_out(design, {"headline": " ", "library": "x"})
    assert (len(shown.front.marks), len(hidden.front.marks)) == (1, 0)


def test_drawings_are_scaled_and_turned(make: Callable[..., Design]) -> None:
    place = ['file = "leaf.svg"', 'x = "5mm"', 'y = "6mm"', 'width = "20mm"']
    design = make(shape("drawing", *place), {"leaf.svg": LEAF})
    (mark,) = lay_out(design, {"headline": "", "library": ""}).front.marks
    assert isinstance(mark, Outline)
    found = segments_extent(mark.segments)
    edges = (found.left, found.top, found.right, found.bottom)
    assert edges == pytest.approx((5 * MM, 6 * MM, 25 * MM, 16 * MM))
    design = make(shape("drawing", *place, "rotate = 90"), {"leaf.svg": LEAF})
    (mark,) = lay_out(design, {"headline": "", "library": ""}).front.marks
    assert isinstance(mark, Outline)
    found = segments_extent(mark.segments)
    edges = (found.left, found.top, found.right, found.bottom)
    assert edges == pytest.approx((10 * MM, 1 * MM, 20 * MM, 21 * MM))


@pytest.mark.parametrize(("fit", "drawn"), [("cover", (0, 5, 40, 20)), ("contain", (10, 10, 20, 10))])
def test_pictures_fill_or_keep_to_their_box(
    make: Callable[..., Design], fit: str, drawn: tuple[float, ...]
) -> None:
    element = shape("image", 'file = "p.png"', box(10, 5, 20, 20), f'fit = "{fit}"')
    design = make(element, {"p.png": picture(800, 400)})
    (mark,) = lay_out(design, {"headline": "", "library": ""}).front.marks
    assert isinstance(mark, Picture)
    assert (mark.x, mark.y, mark.width, mark.height) == pytest.approx([v * MM for v in drawn])
    assert mark.clip == pytest.approx([10 * MM, 5 * MM, 20 * MM, 20 * MM])
    assert design.files["p.png"] == picture(800, 400)


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "TIFF"), ("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG")])
def test_process_colours_and_grey_are_taken(make: Callable[..., Design], mode: str, kind: str) -> None:
    design = make(shape("image", 'file = "p"', box(10, 5, 20, 20)), {"p": picture(400, 400, mode, kind)})
    assert not [problem for problem in findings(design) if problem.rule.startswith("image")]


@pytest.mark.parametrize(
    ("mode", "kind"), [("P", "PNG"), ("RGBA", "PNG"), ("RGB", "JPEG"), ("I;16", "PNG"), ("LAB", "TIFF")]
)
def test_other_colours_are_refused(make: Callable[..., Design], mode: str, kind: str) -> None:
    with pytest.raises(SignetError) as caught:
        make(shape("image", 'file = "p"', box(10, 5, 20, 20)), {"p": picture(400, 400, mode, kind)})
    assert [problem.rule for problem in caught.value.problems] in (["image-rgb"], ["image-transparency"])


def test_all_faults_of_a_file_are_reported_together(make: Callable[..., Design]) -> None:
    broken = shape("rectangle", box(5, 5, 9, 9).replace("9mm", "9"), 'fill = "petrl"') + shape("elipse")
    with pytest.raises(SignetError) as caught:
        make(broken)
    assert [(p.rule, p.key) for p in caught.value.problems] == [
        ("length-unit", "front[1].width"),
        ("length-unit", "front[1].height"),
        ("unknown-ink", "front[1].fill"),
        ("unknown-type", "front[2].type"),
    ]
    assert str(caught.value.problems[0]).startswith("designs/spring/design.toml: front[1].width: ")


def test_the_module_is_floored_to_the_grid(make: Callable[..., Design]) -> None:
    design = make()
    assert findings(design, 29) == tuple(p for p in findings(design) if p.severity == "warning")
    rules = {
        n: [(p.rule, p.severity) for p in findings(design, n) if p.rule == "module-size"]
        for n in (41, 57, 65)
    }
    # 24 mm / 49 = 0.49 → 0.4233; / 65 = 0.369 → 0.3387; / 73 = 0.329 → 0.254
    assert rules == {41: [], 57: [("module-size", "warning")], 65: [("module-size", "error")]}


def test_the_size_that_is_advised_is_enough(make: Callable[..., Design]) -> None:
    problem = next(p for p in findings(make(), 65) if p.rule == "module-size")
    size = float(problem.remedy.removeprefix("Make it ").split()[0])
    text = make().files["design.toml"].decode().replace('size = "24mm"', f'size = "{size}mm"')
    design = load_design(FrozenSource("x", {**make().files, "design.toml": text.encode()}))
    assert not [p for p in findings(design, 65) if p.rule == "module-size"]


def test_turned_text_is_measured_as_it_stands(make: Callable[..., Design]) -> None:
    words = ['text = "Stadtbibliothek"', 'font = "text"', 'size = "14pt"', 'align = "center"']
    out = make(shape("text", box(-12, 60, 40, 10), *words, 'fit = "strict"', "rotate = 90"))
    assert not [p for p in findings(out) if p.rule in ("safe-area", "text-too-long")]
    out = make(shape("text", box(-19, 60, 40, 10), *words, 'fit = "strict"', "rotate = 90"))
    assert [p.key for p in findings(out) if p.rule == "safe-area"] == ["front[1]"]


def test_artwork_that_runs_off_is_no_fault_and_curves_may_end_in_the_bleed(
    make: Callable[..., Design],
) -> None:
    design = make(
        shape("rectangle", box(-3, -3, 56, 156), 'fill = "petrol"')
        + shape("ellipse", box(30, 60, 22, 22), 'fill = "paper"')
        + shape("rectangle", box(-5, 100, 60, 10), 'fill = "paper"')
    )
    assert not [p for p in findings(design) if p.rule == "bleed"]


def test_a_frame_around_the_code_does_not_cover_it(make: Callable[..., Design]) -> None:
    design = make()
    text = design.files["design.toml"].decode()

    def with_frame(inset: float) -> list[str]:
        side = 24 + 2 * inset
        frame = shape(
            "rectangle",
            box(13 - inset, 20 - inset, side, side),
            'stroke = "black"',
            'stroke_width = "1mm"',
            side="back",
        )
        changed = load_design(FrozenSource("x", {**design.files, "design.toml": (text + frame).encode()}))
        return [p.rule for p in findings(changed) if p.rule == "qr-covered"]

    assert with_frame(1) == []
    assert with_frame(0.2) == ["qr-covered"]


def test_every_mark_of_text_has_a_face(make: Callable[..., Design]) -> None:
    design = make(shape("text", box(5, 60, 40, 10), 'text = "{library}"', 'font = "text"', 'size = "9pt"'))
    laid_out = lay_out(design, {"headline": "", "library": "Łódź, Şişli"})
    runs = [mark for mark in laid_out.front.marks if isinstance(mark, TextRun)]
    assert [run.text for run in runs] == ["Łódź, Şişli"]
    assert {run.font for run in runs} <= set(laid_out.fonts)
    assert replace(laid_out, fonts={}) != laid_out


def test_the_short_link_has_room_for_the_widest_code(make: Callable[..., Design]) -> None:
    """Minting freezes: what is checked with one code must be printable with any."""
    host = "library-at-the-harbour.example.de"
    design = make()
    given = (design, resolve_texts(design, {}, samples=True), f"{host}/bcd2fg", "BCD2FG", lambda _: 29)
    assert "error" not in {problem.severity for problem in check(*given)}
    widest = check(*given, letters="23456789BCDFGHJKMNPQRSTVWXYZ")
    faults = [(problem.rule, problem.value) for problem in widest if problem.severity == "error"]
    assert faults == [("link-too-long", f"{host}/mmmmmm")]
