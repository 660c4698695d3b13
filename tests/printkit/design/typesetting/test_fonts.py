import random
from collections.abc import Callable
from io import BytesIO

import fontpkg_lato
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from printkit.design.design import Design
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.typesetting.fonts import STYLES, Face, shipped_file, shipped_style, unsettable
from printkit.errors import SignetError


@pytest.fixture(scope="module")
def lato() -> Face:
    return Face(shipped_file("Lato Regular").read_bytes())


def small_font(*, cff: bool = False, variable: bool = False) -> bytes:
    """Return a font with a space and an A of half its size, without the tables some fonts lack."""
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder([".notdef", "space", "A"])
    builder.setupCharacterMap({32: "space", 65: "A"})
    names = (".notdef", "space", "A")
    if cff:
        empty = T2CharStringPen(500, None).getCharString()
        builder.setupCFF("Own", {}, dict.fromkeys(names, empty), {})
    else:
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        pen.lineTo((500, 0))
        pen.lineTo((250, 640))
        pen.closePath()
        blank = TTGlyphPen(None).glyph()
        builder.setupGlyf({".notdef": blank, "space": blank, "A": pen.glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular", "psName": "Own-Regular"})
    builder.setupPost()
    if variable:
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def test_each_shipped_style_has_its_file_and_each_file_its_style() -> None:
    files = {file.name for file in (fontpkg_lato.ROOT / "files").glob("Lato-*.ttf")}
    assert {shipped_file(style).name for style in STYLES} == files
    assert shipped_style("lato semi bold italic") == "Lato SemiBold Italic"
    assert shipped_style("Lato") is None


def test_measures_are_those_of_the_file(lato: Face) -> None:
    with TTFont(shipped_file("Lato Regular")) as font:
        scale = 1000 / font["head"].unitsPerEm
        assert lato.cap_height == pytest.approx(font["OS/2"].sCapHeight * scale)
        widths = [font["hmtx"][font.getBestCmap()[ord(c)]][0] * scale for c in "Süß"]
    assert lato.shape("Süß").advances == pytest.approx(tuple(widths))
    above, below = lato.extents("Äg")
    assert above > lato.cap_height > 0 < below


def test_kerning_is_on_and_ligatures_are_off(lato: Face) -> None:
    shaped = lato.shape("AV fi")
    assert shaped.text == "AV fi"
    assert shaped.adjust[0] < -20
    assert shaped.adjust[3] == 0


def test_pairs_measure_the_same_as_shaping(lato: Face) -> None:
    dice = random.Random(7)
    for _ in range(300):
        text = "".join(dice.choice("abcdefghijklmnopqrstuvwxyz0123456789./-ABTVWY: ") for _ in range(24))
        assert lato.shape_by_pairs(text) == lato.shape(text)


def test_a_missing_space_is_made_from_the_plain_one() -> None:
    face = Face(small_font())
    shaped = face.shape("A\u202fA\u00a0A")
    assert shaped.text == "A A A"
    assert shaped.adjust == (0.0, -300.0, 0.0, 0.0, 0.0)
    assert face.missing("A\u202fB") == ("B",)
    assert face.shape_by_pairs("A\u202fA") == face.shape("A\u202fA")


def test_heights_are_measured_where_the_file_does_not_say(lato: Face) -> None:
    assert Face(small_font()).cap_height > 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a TrueType font"),
        (b"%PDF-1.6", "not a TrueType font"),
        (b"\0\1\0\0" + b"x" * 400, "broken|lacks|no Unicode|cut short"),
        (b"wOF2" + b"x" * 40, "web font"),
        (b"ttcf" + b"x" * 40, "collection"),
        (small_font(cff=True), "PostScript"),
        (small_font(variable=True), "variable font"),
        (small_font()[:300], "broken|lacks|no Unicode|cut short"),
    ],
)
def test_unusable_files_are_refused(data: bytes, words: str, make: Callable[..., Design], head: str) -> None:
    with pytest.raises(SignetError, match=words) as caught:
        make(TEXT, {"own.ttf": data}, head=head)
    assert caught.value.problems[0].key == "fonts.own"
    assert caught.value.problems[0].remedy


def test_a_font_of_ones_own_is_used_and_frozen(make: Callable[..., Design], head: str) -> None:
    data = small_font()
    design = make(TEXT, {"own.ttf": data}, head=head)
    laid_out = lay_out(design, resolve_texts(design, {"headline": "A", "library": "A"}))
    assert laid_out.fonts["own"] == data
    assert design.files["own.ttf"] == data


def test_joined_scripts_and_loose_marks_are_found() -> None:
    assert unsettable("Łódź Şişli Ελλάδα Київ") == ()
    assert unsettable("שלום x\u0301") == ("ש", "ל", "ו", "ם", "\u0301")


TEXT = """
[[front]]
type = "text"
text = "{headline} {library}"
x = "5mm"
y = "70mm"
width = "40mm"
font = "own"
size = "9pt"
"""


@pytest.fixture
def head() -> str:
    return """format = 1
title = "Eigen"
language = "de"
[piece]
width = "50mm"
height = "150mm"
[fonts]
text = "Lato Regular"
own = { file = "own.ttf" }
[fields.headline]
default = "A"
[fields.library]
sample = "A"
"""


@pytest.mark.parametrize("share", [0.02, 0.5, 0.999])
def test_a_font_that_is_cut_short_is_refused_before_it_is_printed(share: float) -> None:
    """HarfBuzz measures with what is there; the press would not find the names at the file's end."""
    data = (fontpkg_lato.ROOT / "files" / "Lato-Regular.ttf").read_bytes()
    with pytest.raises(ValueError, match="cut short"):
        Face(data[: int(len(data) * share)])
