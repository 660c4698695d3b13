"""What reportlab draws is a sound PDF by itself, and reportlab is afterwards as it was before."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics

from printkit.design.marks import Ink, LaidOut, Outline, Paint, Picture, Side, TextRun
from printkit.errors import SignetError
from printkit.press.artwork import draw_artwork
from printkit.press.colours import PressColours, ScreenColours
from printkit.press.faces import house_face
from printkit.units import MM

BLACK = Paint(Ink("black", (0, 0, 0, 1)))
LATIN = "".join(chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x180)) if code != 0xAD)


def design(*marks: TextRun | Outline | Picture, **more: object) -> LaidOut:
    fonts = {"text": house_face("Regular"), "bold": house_face("Black")}
    lain = LaidOut(
        "art", "Art", 200 * MM, 50 * MM, 3 * MM, 3 * MM, Side(marks, None, ()), None, fonts, {}, ()
    )
    return replace(lain, **more)  # type: ignore[arg-type]


def line(text: str, font: str = "text", adjust: tuple[float, ...] = (), size: float = 10) -> TextRun:
    return TextRun(font, size, 5 * MM, 20 * MM, text, BLACK, adjust)


def written(drawn: pikepdf.Pdf) -> bytes:
    file = BytesIO()
    drawn.save(file, deterministic_id=True)
    return file.getvalue()


def words(drawn: pikepdf.Pdf) -> str:
    with pypdfium2.PdfDocument(written(drawn)) as pdf:
        return str(pdf[0].get_textpage().get_text_range())


def seen(drawn: pikepdf.Pdf) -> Image.Image:
    with pypdfium2.PdfDocument(written(drawn)) as pdf:
        return pdf[0].render(scale=3).to_pil().convert("L")  # type: ignore[no-any-return]


def fonts(drawn: pikepdf.Pdf) -> list[str]:
    return [str(font.BaseFont) for font in drawn.pages[0].obj.Resources.Font.values()]


def streams(drawn: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    return (obj for obj in drawn.objects if isinstance(obj, pikepdf.Stream))


def test_each_side_is_a_page_of_the_piece_with_its_bleed(make_design) -> None:  # type: ignore[no-untyped-def]
    drawn = draw_artwork(make_design(), PressColours())
    assert len(drawn.pages) == 2
    for page in drawn.pages:
        size = [float(value) for value in page.mediabox]
        assert size == pytest.approx([0, 0, 56 * MM, 156 * MM], abs=0.001)
        assert "/ExtGState" not in page.obj.Resources
        assert "/Group" not in page.obj
    assert "Helvetica" not in written(drawn).decode("latin-1")
    assert not any("ASCII85" in str(stream.get("/Filter")) for stream in streams(drawn))


def test_a_design_without_texts_needs_no_font() -> None:
    square = Outline((("M", 0, 0), ("L", 9, 0), ("L", 9, 9), ("Z",)), fill=BLACK)
    drawn = draw_artwork(design(square), PressColours())
    assert "/FontDescriptor" not in written(drawn).decode("latin-1")


def test_reportlab_is_left_as_it_was() -> None:
    before = rl_config.useA85, pdfmetrics.getRegisteredFontNames()
    draw_artwork(design(line("Lesen"), line("Hören", "bold")), PressColours())
    with pytest.raises(SignetError, match="no glyph"):
        draw_artwork(design(line("Lesen"), line("图", "bold")), PressColours())
    assert (rl_config.useA85, pdfmetrics.getRegisteredFontNames()) == before


def test_a_character_that_a_face_lacks_is_an_error_not_a_gap() -> None:
    with pytest.raises(SignetError, match=r"Lato-Regular has no glyph for .*U\+56FE"):
        draw_artwork(design(line("Ein 图")), PressColours())


def test_kerned_and_tracked_words_stay_words(tmp_path: Path, need_program) -> None:  # type: ignore[no-untyped-def]
    text = "Wörter „AVATAR“ für Töne (nah\\weit)"
    kerned = tuple(-60.0 if index % 3 else 40.0 for index in range(len(text) - 1))
    for adjust in ((), kerned, (80.0,) * (len(text) - 1)):
        path = tmp_path / "a.pdf"
        path.write_bytes(written(draw_artwork(design(line(text, adjust=adjust)), PressColours())))
        said = subprocess.run(
            [need_program("pdftotext"), path, "-"], check=True, capture_output=True, text=True
        )
        assert said.stdout.strip() == text


def test_a_no_break_space_is_as_wide_as_a_space() -> None:
    plain, kept = (draw_artwork(design(line(text)), PressColours()) for text in ("8 Uhr", "8\u00a0Uhr"))
    assert seen(plain).tobytes() == seen(kept).tobytes()


def test_two_faces_with_one_name_stay_apart() -> None:
    """The black face calls itself like the regular one; each is drawn with its own outlines."""
    with TTFont(BytesIO(house_face("Black"))) as font:
        font["name"].setName("Lato-Regular", 6, 3, 1, 0x409)
        font["name"].setName("Lato-Regular", 6, 1, 0, 0)
        file = BytesIO()
        font.save(file)
    marks = (line("Lesen"), replace(line("Lesen", "bold"), baseline=40 * MM))
    honest = draw_artwork(design(*marks), PressColours())
    same = {"text": house_face("Regular"), "bold": file.getvalue()}
    alike = draw_artwork(design(*marks, fonts=same), PressColours())
    assert seen(alike).tobytes() == seen(honest).tobytes()
    names = fonts(alike)
    assert len(set(names)) == 2
    assert {name.partition("+")[2] for name in names} == {"Lato-Regular"}


def test_two_keys_of_one_face_embed_it_once() -> None:
    one = {"text": house_face("Regular"), "bold": house_face("Regular")}
    assert len(fonts(draw_artwork(design(line("ab"), line("bc", "bold"), fonts=one), PressColours()))) == 1


def test_more_glyphs_than_a_simple_font_has() -> None:
    """reportlab then makes two fonts of the face; each has its tag, and every letter is there."""
    drawn = draw_artwork(design(line(LATIN, size=2, adjust=(5.0,) * (len(LATIN) - 1))), PressColours())
    assert len(LATIN) > 256
    assert len(set(fonts(drawn))) == 2
    assert words(drawn).strip() == LATIN


def test_spot_colours_have_their_names_and_their_look() -> None:
    ink = Ink("Grün/Blau – 5 (100%)", (0.9, 0, 0.5, 0), spot=True)
    square = (("M", 0.0, 0.0), ("L", 90.0, 0.0), ("L", 90.0, 90.0), ("Z",))
    drawn = draw_artwork(design(Outline(square, fill=Paint(ink, 0.5))), PressColours())  # type: ignore[arg-type]
    (space,) = drawn.pages[0].obj.Resources.ColorSpace.values()
    assert str(space[1]) == "/Grün/Blau – 5 (100%)"
    assert [float(value) for value in space[3].C1] == [0.9, 0, 0.5, 0]
    operators = [
        (list(map(str, values)), str(name)) for values, name in pikepdf.parse_content_stream(drawn.pages[0])
    ]
    assert (["/S0"], "cs") in operators
    assert any(name == "scn" and float(values[0]) == 0.5 for values, name in operators)


def test_ends_and_corners_are_round_and_a_paint_is_chosen_once() -> None:
    line = (("M", 0.0, 0.0), ("L", 90.0, 40.00499))
    red = Paint(Ink("red", (0, 1, 1, 0)))
    strokes = [Outline(line, stroke=paint, stroke_width=1.25) for paint in (red, red, BLACK, red)]  # type: ignore[arg-type]
    drawn = draw_artwork(design(*strokes), PressColours())
    operators = [
        (str(name), [round(float(value), 4) for value in values])
        for values, name in pikepdf.parse_content_stream(drawn.pages[0])
    ]
    assert operators.count(("J", [1])) == operators.count(("j", [1])) == 1
    assert [values for name, values in operators if name == "K"] == [[0, 1, 1, 0], [0, 0, 0, 1], [0, 1, 1, 0]]
    assert operators.count(("w", [1.25])) == operators.count(("S", [])) == 4
    assert ("l", [90, round(50 * MM - 40, 2)]) in operators


def test_on_screen_everything_is_rgb() -> None:
    square = (("M", 0.0, 0.0), ("L", 90.0, 0.0), ("L", 90.0, 90.0), ("Z",))
    mark = Outline(square, fill=BLACK, stroke=BLACK, stroke_width=1)  # type: ignore[arg-type]
    drawn = draw_artwork(design(mark), ScreenColours())
    names = {str(name) for _, name in pikepdf.parse_content_stream(drawn.pages[0])}
    assert {"rg", "RG"} <= names
    assert not {"k", "K", "cs", "CS"} & names


def test_a_jpeg_is_embedded_as_it_is() -> None:
    file = BytesIO()
    Image.effect_noise((64, 64), 50).save(file, "JPEG", quality=70)
    box = (10 * MM, 10 * MM, 20 * MM, 20 * MM)
    drawn = draw_artwork(design(Picture("a", *box, box), pictures={"a": file.getvalue()}), PressColours())
    (picture,) = (stream for stream in streams(drawn) if stream.get("/Subtype") == "/Image")
    assert bytes(picture.read_raw_bytes()) == file.getvalue()


def test_two_threads_do_not_meet() -> None:
    jobs = [design(line(f"Text {number}"), line("Töne", "bold")) for number in range(4)]
    alone = [written(draw_artwork(job, PressColours())) for job in jobs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda job: written(draw_artwork(job, PressColours())), jobs * 3))
    assert together == alone * 3
