from __future__ import annotations

import random
from dataclasses import replace

import pytest

from printkit.design.marks import LinkLine
from printkit.errors import SignetError
from printkit.press.colours import PressColours
from printkit.press.drawing import Kit, draw_links
from printkit.press.faces import house_face
from printkit.press.job import Piece
from printkit.press.linesetter import LineSetter

STYLES = ("Thin", "Light", "Regular", "SemiBold", "Bold", "Black", "Italic", "BlackItalic")
HOSTS = ("qr.example.de", "s.de", "qr.stadtbibliothek-lindenau.example", "AV.To:8443/Weg")


def setters(design, line: LinkLine, style: str) -> tuple[LineSetter, Kit]:  # type: ignore[no-untyped-def]
    design = replace(design, fonts={**design.fonts, "text": house_face(style)})
    kit = Kit.of(PressColours(), design)
    return LineSetter(line, 400.0, kit), kit


def some_pieces(count: int, host: str, lengths: tuple[int, ...] = (6,)) -> list[Piece]:
    chance = random.Random(f"{host}{lengths}")
    codes = (
        "".join(chance.choices("23456789bcdfghjkmnpqrstvwxyz", k=chance.choice(lengths)))
        for _ in range(count)
    )
    return [
        Piece(n, f"https://{host}/{code}", f"{host}/{code}", code.upper()) for n, code in enumerate(codes)
    ]


@pytest.fixture
def line(make_design) -> LinkLine:  # type: ignore[no-untyped-def]
    found: LinkLine = make_design().back.links[0]
    return found


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("change", [
    {}, {"align": "left", "tracking": 0.0}, {"align": "right", "tracking": -35.5, "width": 60.0},
    {"angle": 90.0, "pivot_x": 30.0, "pivot_y": 55.0}, {"template": "{code}", "tracking": 40},
    {"template": "Mehr: {link} – Code {code}!", "width": 90.0},
    {"lines": 2, "valign": "bottom"}, {"lines": 2, "template": "Code {link} und/oder", "width": 60.0},
])  # fmt: skip
def test_lines_are_those_of_set_link(make_design, line: LinkLine, style: str, host: str, change) -> None:  # type: ignore[no-untyped-def]
    line = replace(line, **{"min_size": 1, **change})
    setter, kit = setters(make_design(), line, style)
    for piece in some_pieces(150, host, (6, 7, 12) if style == "Bold" else (6,)):
        assert setter.draw(piece).decode() == draw_links([line], piece, 400.0, kit)


def test_links_of_any_kind_come_out_right(make_design, line: LinkLine) -> None:  # type: ignore[no-untyped-def]
    line = replace(line, width=400.0)
    setter, kit = setters(make_design(), line, "Regular")
    words = [
        "a.de/",
        "/",
        "x",
        "a.de/AVATAR",
        "a.de/AVATAR",
        "ä.de/ÄÖ",
        "a.de/x/y",
        "b.de/x/y",
        "no-break\u2011a",
        "T.",
        "a.de/\u2011x",
    ]
    for text in [*words, *words]:
        piece = Piece(1, "https://a.de", text, "")
        assert setter.draw(piece).decode() == draw_links([line], piece, 400.0, kit)


def test_the_same_glyphs_are_embedded(make_design, line: LinkLine) -> None:  # type: ignore[no-untyped-def]
    """Glyphs that were drawn from memory are in the file too, and no others."""
    setter, kit = setters(make_design(), line, "Regular")
    _, plain = setters(make_design(), line, "Regular")
    for piece in some_pieces(500, "qr.example.de"):
        setter.draw(piece)
        draw_links([line], piece, 400.0, plain)
    assert kit.faces["text"]._used == plain.faces["text"]._used


@pytest.mark.parametrize(("piece", "message"), [
    (Piece(9, "https://a.de/b", "qr.example.de/" + "w" * 60, "B"), "too long"),
    (Piece(9, "https://a.de/b", "qr.example.de/bcd2f😀", "B"), "U\\+1F600"),
    (Piece(9, "https://a.de/b", "qr.example.de/bcd2fg", ""), "these links have none"),
])  # fmt: skip
def test_a_line_that_cannot_be_set_is_refused_also_among_many(  # type: ignore[no-untyped-def]
    make_design, line: LinkLine, piece: Piece, message: str
) -> None:
    line = replace(line, template="{link}" if piece.code else "{link}, {code}", width=180.0)
    setter, _ = setters(make_design(), line, "Regular")
    for good in some_pieces(50, "qr.example.de"):
        setter.draw(good)
    with pytest.raises(SignetError, match=message):
        setter.draw(piece)
