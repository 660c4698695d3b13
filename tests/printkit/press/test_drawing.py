from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from printkit.design.marks import Ink, LaidOut, Outline, Paint, Picture, Side, TextRun
from printkit.errors import SignetError
from printkit.press.colours import PressColours, ScreenColours, number
from printkit.press.drawing import moved, piece_matrix, quarter_turn
from printkit.press.faces import Face, FontFile, house_face
from printkit.press.imposing.imposition import Box, Placement
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.units import MM

BLACK = Paint(Ink("black", (0, 0, 0, 1)))


def drawn(design: LaidOut, pieces, path: Path, dpi: float = 254) -> Image.Image:  # type: ignore[no-untyped-def]
    """Return the front of a piece with its bleed as a picture, ten pixels a millimetre."""
    print_job(PrintJob("Test", design, pieces), load_sheet("single"), path)
    with pypdfium2.PdfDocument(path) as pdf:
        seen: Image.Image = pdf[0].render(scale=dpi / 72).to_pil().convert("RGB")
    return seen


def dark(picture: Image.Image) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of what is dark, in mm from the upper left corner of the trim."""
    found = picture.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert found is not None
    left, top, right, bottom = (value / 10 - 3 for value in found)
    return left, top, right, bottom


@pytest.fixture
def with_marks(make_design):  # type: ignore[no-untyped-def]
    def make(*marks, **more):  # type: ignore[no-untyped-def]
        design = make_design()
        return replace(design, front=Side(marks, None, ()), **more)

    return make


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_text_turns_clockwise_about_its_pivot(with_marks, make_pieces, tmp_path: Path, angle: float) -> None:  # type: ignore[no-untyped-def]
    """A line from x = 10 mm on a baseline of 20 mm, turned about (30, 20): see where its ink is."""
    run = TextRun("bold", 24, 10 * MM, 20 * MM, "HHHHH", BLACK, (), angle, 30 * MM, 20 * MM)
    left, top, right, bottom = dark(drawn(with_marks(run), make_pieces(1), tmp_path / "a.pdf"))
    turned = dark(drawn(with_marks(replace(run, angle=0)), make_pieces(1), tmp_path / "b.pdf"))
    width, height = turned[2] - turned[0], turned[3] - turned[1]
    corner = (turned[0] - 30, turned[3] - 20)  # of the ink, from the pivot
    if angle == 0:
        assert (left, bottom) == pytest.approx((corner[0] + 30, 20), abs=0.15)
    if angle == 90:
        assert (left, top) == pytest.approx((30, 20 + corner[0]), abs=0.15)
        assert (right - left, bottom - top) == pytest.approx((height, width), abs=0.2)
    if angle == 180:
        assert (right, top) == pytest.approx((30 - corner[0], 20), abs=0.15)
    if angle == 270:
        assert (right, bottom) == pytest.approx((30, 20 - corner[0]), abs=0.15)


def test_adjustments_widen_the_text_they_follow(with_marks, make_pieces, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run = TextRun("text", 20, 5 * MM, 20 * MM, "IIII", BLACK)
    plain = dark(drawn(with_marks(run), make_pieces(1), tmp_path / "a.pdf"))
    wide = dark(drawn(with_marks(replace(run, adjust=(0, 500, -100))), make_pieces(1), tmp_path / "b.pdf"))
    assert wide[2] - plain[2] == pytest.approx(20 * 0.4 / MM, abs=0.15)
    assert wide[0] == pytest.approx(plain[0], abs=0.11)


def test_even_odd_leaves_a_hole(with_marks, make_pieces, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    def square(start: float, size: float) -> tuple[object, ...]:
        a, b = start * MM, (start + size) * MM
        return ("M", a, a), ("L", b, a), ("L", b, b), ("L", a, b), ("Z",)

    ring = Outline((*square(10, 20), *square(15, 10)), fill=BLACK, even_odd=True)  # type: ignore[arg-type]
    middle = (230, 230)
    assert drawn(with_marks(ring), make_pieces(1), tmp_path / "a.pdf").getpixel(middle) == (255, 255, 255)
    full = replace(ring, even_odd=False)
    assert drawn(with_marks(full), make_pieces(1), tmp_path / "b.pdf").getpixel(middle) != (255, 255, 255)


@pytest.mark.parametrize("mode", ["CMYK-jpeg", "CMYK-tiff", "L-jpeg", "L-png", "1-png"])
def test_bitmaps_keep_their_colours(with_marks, make_pieces, tmp_path: Path, mode: str) -> None:  # type: ignore[no-untyped-def]
    kind, suffix = mode.split("-")
    image = Image.new("CMYK", (40, 40), (0, 0, 0, 0)) if kind == "CMYK" else Image.new("L", (40, 40), 255)
    image.paste((0, 255, 255, 0) if kind == "CMYK" else 0, (0, 0, 20, 20))
    data = BytesIO()
    (image.convert("1") if kind == "1" else image).save(data, suffix)
    box = (10 * MM, 10 * MM, 20 * MM, 20 * MM)
    design = with_marks(Picture("a", *box, box), pictures={"a": data.getvalue()})
    seen = drawn(design, make_pieces(1), tmp_path / "a.pdf")
    red, green, blue = seen.getpixel((180, 180))  # type: ignore[misc]
    assert (red > 180) == (kind == "CMYK")
    assert green < 60
    assert blue < 60
    assert min(seen.getpixel((280, 280))) > 250  # type: ignore[arg-type, type-var]


def test_a_bitmap_in_rgb_is_refused(with_marks, make_pieces, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    data = BytesIO()
    Image.new("RGB", (9, 9)).save(data, "PNG")
    design = with_marks(Picture("a.png", 0, 0, 9, 9, (0, 0, 9, 9)), pictures={"a.png": data.getvalue()})
    with pytest.raises(SignetError, match=r"a\.png.*neither CMYK nor grey but RGB"):
        drawn(design, make_pieces(1), tmp_path / "a.pdf")


def test_spot_names_survive_any_letter(with_marks, make_pieces, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    names = ["Grün/Blau (100%) #5", "PANTONE 871 C"]
    marks = [
        Outline(
            (("M", 0, 0), ("L", 9, 0), ("L", 9, 9), ("Z",)),
            fill=Paint(Ink(name, (0, 1, 0, 0), spot=True), 0.5),
        )
        for name in names
    ]
    drawn(with_marks(*marks), make_pieces(1), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        spaces = pdf.pages[0].obj.Resources.ColorSpace
        assert {str(space[1]) for space in spaces.values()} == {f"/{name}" for name in names}


def test_reserved_plates_are_refused() -> None:
    with pytest.raises(SignetError, match="every plate"):
        PressColours().operator(Paint(Ink("All", (0, 0, 0, 1), spot=True)), stroke=False)


def test_press_colours_are_operators_of_cmyk_and_spots() -> None:
    colours = PressColours()
    petrol = Paint(Ink("petrol", (0.9, 0.3, 0.4, 0.2)), 0.5)
    assert colours.operator(petrol, stroke=False) == "0.45 0.15 0.2 0.1 k"
    assert colours.operator(petrol, stroke=True) == "0.45 0.15 0.2 0.1 K"
    gold = Paint(Ink("Gold", (0, 0, 1, 0), spot=True), 0.25)
    assert colours.operator(gold, stroke=False) == "/S0 cs 0.25 scn"
    assert colours.operator(gold, stroke=True) == "/S0 CS 0.25 SCN"


def test_screen_colours_leave_paper_white_and_make_black_dark() -> None:
    colours = ScreenColours()
    assert colours.operator(Paint(Ink("paper", (0, 0, 0, 0))), stroke=False) == "1 1 1 rg"
    black = [float(value) for value in colours.operator(BLACK, stroke=True).split()[:3]]
    assert max(black) < 0.2


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.00001, "0"), (1.5, "1.5"), (10.0, "10"), (0.12345, "0.1235")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("turn", "top_left"), [(0, (100, 750)), (90, (250, 750)), (180, (250, 700)), (270, (100, 700))]
)
def test_pieces_turn_clockwise_inside_their_place(turn, top_left: tuple[float, float]) -> None:  # type: ignore[no-untyped-def]
    placed = Placement(Box(100, 50, 150, 50), turn, Box(0, 0, 0, 0))
    width, height = (150, 50) if turn in (0, 180) else (50, 150)
    matrix = piece_matrix(placed, 800)
    assert moved(matrix, 0, height) == pytest.approx(top_left)
    around = [moved(matrix, x, y) for x in (0, width) for y in (0, height)]
    assert min(around) == pytest.approx((100, 700))
    assert max(around) == pytest.approx((250, 750))
    assert quarter_turn((6, 3), 90, (1, 1), scale=3) == (0, -3, 3, 0, 1, 7)


def test_an_embedded_face_has_the_outlines_of_what_was_set_and_no_more() -> None:
    face = Face("F0", FontFile(house_face("Regular")))
    codes = face.codes("Äb–")
    pdf = pikepdf.new()
    font = face.embed(pdf)
    descendant = font.DescendantFonts[0]
    data = bytes(descendant.FontDescriptor.FontFile2.read_bytes())
    with TTFont(BytesIO(data)) as cut, TTFont(BytesIO(house_face("Regular"))) as whole:
        assert len(data) < 30_000
        for code, character in zip(codes, "Äb–", strict=True):
            name = whole.getBestCmap()[ord(character)]
            glyph = cut["glyf"][cut.getGlyphName(int(code, 16))]
            assert glyph.numberOfContours != 0
            assert cut["hmtx"][cut.getGlyphName(int(code, 16))] == whole["hmtx"][name]
    known = bytes(font.ToUnicode.read_bytes()).decode()
    assert all(
        f"<{code}> <{ord(character):04x}>" in known for code, character in zip(codes, "Äb–", strict=True)
    )
    assert str(font.BaseFont).endswith("+Lato-Regular")


def test_a_missing_glyph_is_an_error_not_a_gap() -> None:
    with pytest.raises(SignetError, match=r"Lato-Regular has no glyph for .*U\+56FE"):
        Face("F0", FontFile(house_face("Regular"))).codes("图")
