from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from tracker.reports.charts.drawing import Area, Box, Dot, Drawing, Ink, Stroke, Text
from tracker.reports.charts.paper import SCALE, colours, draw
from tracker.reports.charts.passing import Form, pack, unpack
from tracker.reports.charts.poster import MARGIN, Poster, lines_of, poster_of

DRAWING = Drawing(
    720,
    200,
    (
        Box(10, 20, 100, 50, Ink.BAR, 0.5, edged=True, tip="x"),
        Stroke(((0, 0), (720, 200)), Ink.LINE, 2, dashed=True),
        Area(((10, 10), (20, 30), (5, 40)), Ink.SOFT, 0.2),
        Dot(300, 100, 20, Ink.MARK),
        Text(360, 150, "Größe „über“ 1.234", 13),
    ),
)


def test_a_drawing_arrives_as_it_was_sent() -> None:
    assert unpack(pack(DRAWING, Form.PDF, "Titel")) == (DRAWING, Form.PDF, "Titel")


def test_a_picture_has_its_size_and_its_colours_where_they_belong() -> None:
    picture = Image.open(BytesIO(draw(pack(DRAWING, Form.PNG, "x"))))
    assert picture.size == (720 * SCALE, 200 * SCALE)
    mark = tuple(int(colours()[Ink.MARK][place : place + 2], 16) for place in (1, 3, 5))
    assert picture.getpixel((300 * SCALE, 100 * SCALE)) == mark
    assert picture.getpixel((700 * SCALE, 10 * SCALE)) == (255, 255, 255)


def test_a_pdf_is_drawn_with_lines_and_letters() -> None:
    content = draw(pack(DRAWING, Form.PDF, "Titel"))
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        assert page.get_size() == pytest.approx((720, 200))
        assert "Größe „über“ 1.234" in page.get_textpage().get_text_range()
        assert document.get_metadata_value("Title") == "Titel"
    assert b"/Subtype /Image" not in content


def test_every_ink_has_its_colour_in_the_style_sheet() -> None:
    assert set(colours()) == set(Ink)
    assert colours()[Ink.LEAF] == "#ffffff"


def test_a_poster_says_what_it_is_and_whose() -> None:
    poster = Poster(
        "Scans je Tag " * 9, "Frühling", ("Plakate hängen", "Ferien"), "Bibliothek · 23. November"
    )
    drawing = poster_of(DRAWING, poster)
    texts = [mark.text for mark in drawing.marks if isinstance(mark, Text)]
    assert " ".join(texts).startswith("Scans je Tag")
    assert {"Frühling", "Plakate hängen", "Ferien", "1", "2", "Bibliothek · 23. November"} <= set(texts)
    assert drawing.width == 720 + 2 * MARGIN
    assert all(mark.y < drawing.height for mark in drawing.marks if isinstance(mark, Text))


def test_lines_break_between_words() -> None:
    assert lines_of("eins zwei drei", 10, 50) == ("eins zwei", "drei")
    assert lines_of("ein Donaudampfschiff", 10, 50) == ("ein", "Donaudam", "pfschiff")
