"""Slips between bundles: their words, that all of them stay on the card, and room for a code."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printkit.press.colours import PressColours
from printkit.press.drawing import Kit
from printkit.press.extras.slips import ENGLISH, GERMAN, MARGIN, Card, Words, set_card, slip_card
from printkit.press.imposing.piles import Series
from printkit.press.imposing.plan import Layout
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.units import MM


@pytest.fixture(scope="module")
def kit(make_design) -> Kit:  # type: ignore[no-untyped-def]
    return Kit.of(PressColours(), make_design())


def test_a_slip_says_which_bundle_follows(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    job = PrintJob("Batch 3 · Kanäle", make_design(), make_pieces(25))
    card = slip_card(job, Series.of(25, (10, 14, 1)), 1)
    assert card == Card("Batch 3 · Kanäle", 2, 3, 11, 24, 14)
    assert card.lines(GERMAN) == ("Bündel 2 von 3", "Positionen 11–24", "14 Stück")
    assert card.lines(ENGLISH) == ("Bundle 2 of 3", "Positions 11–24", "14 pieces")
    last = slip_card(job, Series.of(25, (10, 14, 1)), 2)
    assert last.lines(ENGLISH) == ("Bundle 3 of 3", "Position 25", "1 piece")
    assert last.lines(GERMAN) == ("Bündel 3 von 3", "Position 25", "1 Stück")


def test_positions_with_gaps_are_not_passed_off_as_a_range() -> None:
    card = Card("Batch 3", 1, 1, 12, 77, 30)
    assert card.lines(GERMAN)[2] == "30 Stück, mit Lücken"
    assert card.lines(ENGLISH)[2] == "30 pieces, with gaps"


def test_the_words_are_german_for_german_designs_and_english_for_all_others() -> None:
    assert Words.of("de") is Words.of("de-AT") is GERMAN
    assert Words.of("en") is Words.of("pl") is ENGLISH


@example(width=60, height=150, job=" \r\n", number=1, slip=True)
@example(width=60, height=150, job="\0", number=1, slip=True)
@given(
    width=st.integers(20, 420),
    height=st.integers(20, 420),
    job=st.text(max_size=80),
    number=st.integers(1, 10**6),
    slip=st.booleans(),
)
def test_all_words_stay_on_the_card_and_leave_room_for_a_code(
    kit: Kit, width: int, height: int, job: str, number: int, slip: bool
) -> None:
    card = Card(job, number, 10**6, 10**6, 2 * 10**6, 10**6)
    set_ = set_card(card, width * MM, height * MM, GERMAN, kit, slip=slip)
    assert set_.runs
    bottoms, rights = [], []
    for run in set_.runs:
        assert run.size >= 4.5
        assert run.x >= MARGIN - 0.01
        rights.append(run.x + kit.faces[run.font].width(run.text, run.size))
        bottoms.append(run.baseline)
    rights += [right for _, right, _ in set_.rules]
    assert max(rights) <= max(width * MM - MARGIN, MARGIN + 20) + 0.01
    assert max(bottoms) <= max(height * MM - 2 * MM, 16 * MM)
    if min(width, height) >= 50 and max(width, height) >= 90:
        assert max(rights) <= (width - 28) * MM or max(bottoms) <= (height - 28) * MM
        assert len(set_.runs) >= 5


@pytest.mark.parametrize("two_sided", [True, False])
def test_slips_stand_in_the_pdf_on_both_sides_without_a_code(
    tmp_path: Path, make_design, make_pieces, decode_pdf, two_sided: bool
) -> None:  # type: ignore[no-untyped-def]
    design = make_design(two_sided=two_sided)
    job = PrintJob("Batch 3 · Kanäle", design, make_pieces(7), language="de")
    path = tmp_path / "a.pdf"
    printed = print_job(job, load_sheet("a4"), path, layout=Layout(order="rows", bundles=(4,)))
    assert (printed.pieces, printed.sheets_in_file) == (7, 3)
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    pages = 2 if two_sided else 1
    assert len(texts) == 3 * pages
    for page in range(pages):
        assert "Bündel 1 von 2" in texts[page]
        assert "Positionen 1–4" in texts[page]
        assert "TRENNZETTEL" in texts[page]
        assert "Bündel 2 von 2" in texts[pages + page]
        assert "Bündel" not in texts[2 * pages + page]
    assert len(decode_pdf(path, 200)) == 7
