import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.design.design import Design
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.marks import LaidOut, TextRun
from printkit.design.typesetting.breaking import Paragraph, line_width
from printkit.design.typesetting.fonts import Face, open_faces, shipped_file
from printkit.design.typesetting.glue import belong_together
from printkit.design.typesetting.hyphens import Hyphenation
from printkit.design.typesetting.shortlink import set_link
from printkit.errors import SignetError
from printkit.units import MM

LATO = Face(shipped_file("Lato Regular").read_bytes())


def lines(text: str, ems: float, *, hyphenate: bool = False) -> list[str]:
    broken = Paragraph(text, LATO, 0, Hyphenation("de") if hyphenate else None).break_at(ems * 1000)
    assert broken is not None
    return [line.text for line in broken]


def text(**keys: object) -> str:
    words = {"text": "{headline}", "x": "5mm", "y": "70mm", "width": "40mm", "font": "text", "size": "10pt"}
    lines = [
        f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {str(v).lower()}"
        for k, v in {**words, **keys}.items()
    ]
    return "\n".join(['[[front]]\ntype = "text"', *lines, ""])


def texts_of(laid_out: LaidOut) -> list[TextRun]:
    return [mark for mark in laid_out.front.marks if isinstance(mark, TextRun)]


@pytest.fixture
def fit(make: Callable[..., Design]) -> Callable[..., list[TextRun]]:
    def run(words: str, **keys: object) -> list[TextRun]:
        design = make(text(**keys))
        return texts_of(lay_out(design, resolve_texts(design, {"headline": words, "library": "x"})))

    return run


def test_lines_are_even() -> None:
    assert lines("Blättern Sie heute weiter und weiter", 11) == ["Blättern Sie heute", "weiter und weiter"]


TOGETHER = (
    "10–16 Uhr",
    "(9.30 Uhr)",
    "20 Euro",
    "5 %",
    "Nr. 7",
    "z. B.",
    "u. a. m.",
    "13. März,",
    "J. R. R.",
)


@pytest.mark.parametrize("kept", TOGETHER)
def test_what_belongs_together_stays_on_one_line(kept: str) -> None:
    for width in range(6, 16):
        broken = lines(f"Geöffnet ist unser Haus {kept} für alle Leute", width)
        assert any(kept in line.replace("\u00a0", " ") for line in broken), broken


def test_it_is_parted_where_there_is_no_room() -> None:
    assert lines("10–16 Uhr", 3) == ["10–16", "Uhr"]
    assert lines("Am 13. November", 5) == ["Am 13.", "November"]


@pytest.mark.parametrize(
    "pair", ["Haus 7", "7 steht", "13. Stunde", "Uhr um", "Mai 2027", "Ende. B.", "1. FC"]
)
def test_other_words_may_be_parted(pair: str) -> None:
    assert not belong_together(*pair.split())


def test_a_dash_never_begins_a_line_and_no_break_spaces_hold() -> None:
    for width in (6, 7, 8, 9, 10, 12):
        broken = lines("Lesen macht – das ist wahr – immer Freude", width)
        assert not any(line.startswith("–") for line in broken)
    assert any("Di\u00a0–\u00a0Fr" in line for line in lines("Wir sind da am Di\u00a0–\u00a0Fr und Sa", 7))


def test_words_are_parted_at_hyphens_and_soft_hyphens() -> None:
    assert lines("Kinder-Bibliothek", 6) == ["Kinder-", "Bibliothek"]
    assert lines("Stadt\u00adbibliothek", 6) == ["Stadt-", "bibliothek"]
    assert lines("Stadt\u00adbibliothek", 30) == ["Stadtbibliothek"]
    assert lines("10-12 Uhr", 3) == ["10-12", "Uhr"]
    assert lines("Alle E-Books der U-Bahn", 5) == ["Alle", "E-Books", "der", "U-Bahn"]


def test_hyphenation_leaves_no_scraps() -> None:
    word = "Lebensmittelunverträglichkeit Oberarmmuskulatur Abendausleihe"
    for width in range(6, 14):
        for line in lines(word, width, hyphenate=True)[:-1]:
            if line.endswith("-"):
                assert len(line.split()[-1]) > 3
    assert any(line.endswith("-") for line in lines(word, 8, hyphenate=True))
    assert lines("qr.example.de/bcd2fgbcd2fg", 30, hyphenate=True) == ["qr.example.de/bcd2fgbcd2fg"]


@given(st.text(alphabet="abcdefghijklmno äöü\u00a0\u00ad-–", max_size=120), st.floats(5, 40))
def test_no_letter_is_lost_and_no_line_is_too_wide(words: str, ems: float) -> None:
    broken = Paragraph(words, LATO, 10, None).break_at(ems * 1000)
    if broken is None:
        return
    seen = "".join(line.text for line in broken)
    bare = str.maketrans("", "", " \u00a0\u00ad-")
    assert seen.translate(bare) == words.translate(bare)
    for line in broken:
        assert line.width <= ems * 1000 + 1e-6
        assert line.width == pytest.approx(line_width(LATO, line.text, 10))


def test_the_top_of_the_capitals_is_the_top_of_the_box(fit: Callable[..., list[TextRun]]) -> None:
    (run,) = fit("Lesen", hang=False)
    assert run.x == pytest.approx(5 * MM)
    assert run.baseline == pytest.approx(70 * MM + LATO.cap_height / 100)
    assert run.size == 10
    assert len(run.adjust) in (0, len(run.text) - 1)


@pytest.mark.parametrize(("valign", "above"), [("top", 0.0), ("middle", 0.5), ("bottom", 1.0)])
def test_vertical_alignment_counts_from_capitals_to_baseline(
    fit: Callable[..., list[TextRun]], valign: str, above: float
) -> None:
    first, last = fit("Lesen\nmacht Freude", valign=valign, height="20mm", leading="150%")
    height = LATO.cap_height / 100 + 15
    assert last.baseline - first.baseline == pytest.approx(15)
    assert first.baseline - LATO.cap_height / 100 == pytest.approx(70 * MM + above * (20 * MM - height))


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_lines_are_aligned_by_their_measured_width(fit: Callable[..., list[TextRun]], align: str) -> None:
    (run,) = fit("Lesen", align=align, tracking=50, hang=False)
    width = line_width(LATO, "Lesen", 50) / 100
    assert run.x == pytest.approx(5 * MM + {"left": 0, "center": 0.5, "right": 1}[align] * (40 * MM - width))
    assert run.adjust == pytest.approx([value + 50 for value in LATO.shape("Lesen").adjust[:-1]])


def test_a_long_text_shrinks_until_everything_holds(fit: Callable[..., list[TextRun]]) -> None:
    words = "Neun Kanäle, ein Lesezeichen und noch viel mehr"
    assert fit(words)[0].size == 10
    one = fit(words, lines=1, min_size="4pt")
    assert len(one) == 1
    assert line_width(LATO, words, 0) * one[0].size / 1000 <= 40 * MM + 1e-6
    assert line_width(LATO, words, 0) * (one[0].size + 0.11) / 1000 > 40 * MM
    low = fit(words, height="3mm", min_size="4pt")
    assert low[0].size < 10


def test_strict_texts_do_not_shrink(fit: Callable[..., list[TextRun]]) -> None:
    with pytest.raises(SignetError, match=r"too long at 10 pt\..*or allow 2 lines"):
        fit("Neun Kanäle, ein Lesezeichen und", lines=1, fit="strict")


def test_how_much_too_long_is_true(fit: Callable[..., list[TextRun]]) -> None:
    words = "Lesen macht Freude und reich"
    with pytest.raises(SignetError, match=r'"headline" is (\d+) characters too long at 9 pt') as caught:
        fit(words, size="9pt", fit="strict", lines=1, width="20mm")
    over = int(str(caught.value).partition(" is ")[2].split()[0])
    assert fit(words[:-over], size="9pt", fit="strict", lines=1, width="20mm")
    with pytest.raises(SignetError):
        fit(words[: len(words) - over + 1], size="9pt", fit="strict", lines=1, width="20mm")


def test_the_advice_to_make_the_box_higher_is_true(fit: Callable[..., list[TextRun]]) -> None:
    words = "Lesen macht Freude und reich und klug und froh"
    with pytest.raises(SignetError) as caught:
        fit(words, fit="strict", width="20mm", height="4mm")
    more = float(str(caught.value).partition("make the box ")[2].split()[0])
    assert fit(words, fit="strict", width="20mm", height=f"{4 + more}mm")


def test_the_advice_never_asks_for_nothing(fit: Callable[..., list[TextRun]]) -> None:
    needed = 10 / MM * (LATO.cap_height / 1000 + 1.3)
    with pytest.raises(SignetError, match=r"make the box 0\.1 mm higher"):
        fit("Lesen\nmacht", fit="strict", height=f"{needed - 0.001}mm")
    wide = line_width(LATO, "Lesen", 0) * 10 / 1000 / MM
    with pytest.raises(SignetError, match=r"make the box 0\.1 mm wider"):
        fit("Lesen", fit="strict", width=f"{wide - 0.001}mm")


def test_empty_texts_draw_nothing(fit: Callable[..., list[TextRun]]) -> None:
    assert fit("") == []
    assert fit("\u00ad\u200b") == []
    first, last = fit("a\n\nb")
    assert last.baseline - first.baseline == pytest.approx(26)


def test_turned_texts_turn_about_the_middle_of_their_box(fit: Callable[..., list[TextRun]]) -> None:
    (run,) = fit("Lesen", rotate=-90, height="10mm")
    assert (run.angle, run.pivot_x, run.pivot_y) == (-90, pytest.approx(25 * MM), pytest.approx(75 * MM))


def test_links_are_set_for_every_piece(make: Callable[..., Design]) -> None:
    design = make(text())
    laid_out = lay_out(design, resolve_texts(design, {"library": "x"}))
    assert laid_out.back is not None
    (line,) = laid_out.back.links
    faces = open_faces(laid_out.fonts)
    (run,) = set_link(line, "qr.example.de/bcd2fg", faces, "BCD2FG")
    width = line_width(LATO, "qr.example.de/bcd2fg", 0) * 8 / 1000
    assert run.text == "qr.example.de/bcd2fg"
    assert run.x == pytest.approx(25 * MM - width / 2)
    assert run.baseline == pytest.approx(50 * MM + LATO.cap_height * 8 / 1000)
    (long,) = set_link(line, "qr.bibliothek-lindenau.de/bcd2fg", faces)
    assert 6 <= long.size < 8
    with pytest.raises(SignetError, match=r"short link is .* mm too long at 6 pt"):
        set_link(line, "qr.example.de/" + "w" * 40, faces)
    with pytest.raises(SignetError, match="U\\+2603"):
        set_link(line, "qr.example.de/☃", faces)


def test_the_code_alone_can_be_shown(make: Callable[..., Design]) -> None:
    design = make(
        '[[front]]\ntype = "short-link"\nfont = "text"\nsize = "9pt"\nx = "5mm"\ny = "90mm"\n'
        'width = "40mm"\ntext = "{{{code}}} {library}"\n'
    )
    laid_out = lay_out(design, {"headline": "", "library": "{link}"})
    (line,) = laid_out.front.links
    (run,) = set_link(line, "qr.example.de/bcd2fg", open_faces(laid_out.fonts), "BCD2FG")
    assert run.text == "{BCD2FG} {link}"
    with pytest.raises(SignetError, match="these links have none"):
        set_link(line, "s.example.org/aB9", open_faces(laid_out.fonts), "")


def test_a_run_of_links_takes_no_time(make: Callable[..., Design]) -> None:
    design = make(text())
    laid_out = lay_out(design, resolve_texts(design, {"library": "x"}))
    assert laid_out.back is not None
    faces = open_faces(laid_out.fonts)
    begun = time.process_time()
    for number in range(5000):
        set_link(laid_out.back.links[0], f"qr.example.de/b{number:05d}", faces, "")
    assert time.process_time() - begun < 1.5  # measured: 0.1 s
