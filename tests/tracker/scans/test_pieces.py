"""Which hits of a piece were tests, however late its hand-out is noted."""

from datetime import date, timedelta

import pytest

from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.reports.days import scans_by_day
from tracker.reports.figures import batch_figures
from tracker.reports.pieces import all_pieces, devices, place_figures, top_pieces
from tracker.scans.events import forget_events
from tracker.scans.recount import recount_due

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


@pytest.fixture
def tried(db, mint_batch, make_hit, count, noon):
    """Three pieces: the first tried in the office and then scanned, the second tried, the third scanned."""
    minted = mint_batch(copies=3)
    one, two, three = minted.codes
    count(make_hit(one, noon - DAY), make_hit(two, noon - DAY), make_hit(two, noon - 2 * DAY))
    count(make_hit(one, noon), make_hit(one, noon + DAY), make_hit(three, noon))
    return minted


def by_position(db):
    return {one.position: (one.scans, one.tests) for one in all_pieces(db)}


def test_without_a_hand_out_everything_is_a_scan(db, tried, noon):
    assert by_position(db) == {1: (3, 0), 2: (2, 0), 3: (1, 0)}
    (figures,) = batch_figures(db, today=TODAY)
    assert (figures.pieces_scanned, figures.first_scan_at) == (3, noon - 2 * DAY)


def test_tests_are_no_scans_of_a_piece(db, tried, noon):
    hand_out(db, tried.batch, "Mitte", TODAY)
    recount_due(db)
    assert by_position(db) == {1: (2, 1), 3: (1, 0), 2: (0, 2)}
    assert [one.position for one in top_pieces(db)] == [1, 3]
    last = list(all_pieces(db))[-1]
    assert last.first_scan_at is last.last_scan_at is None
    (figures,) = batch_figures(db, today=TODAY)
    assert (figures.scans, figures.tests, figures.pieces_scanned) == (3, 3, 2)
    assert (figures.scan_rate.counted, figures.scan_rate.of) == (2, 3)
    assert (figures.first_scan_at, figures.last_scan_at) == (noon, noon + DAY)
    (place,) = place_figures(db, today=TODAY)
    assert (place.pieces_scanned, place.scans) == (2, 3)


def test_fold_and_late_hand_out_say_the_same(db, mint_batch, make_hit, count, noon):
    early, late = mint_batch(copies=4, name="early"), mint_batch(copies=4, name="late")
    hand_out(db, early.batch, "Mitte", TODAY, first=1, last=3)
    for days in (-1, 0, 0, 1):
        for minted in (early, late):
            count(*(make_hit(code, noon + days * DAY) for code in minted.codes[1:]))
    hand_out(db, late.batch, "Nord", TODAY, first=1, last=3)
    recount_due(db)
    columns = "position, scans, first_ms, last_ms, nowhere, placed_ms"
    one, other = (
        db.execute(f"SELECT {columns} FROM piece_scan WHERE batch_id = ?", [number]).fetchall()
        for number in (1, 2)
    )
    assert one == other
    assert [row[4] for row in one] == [1, 1, 4]


def test_hand_out_taken_back_or_moved_is_told_anew(db, tried):
    hand_out(db, tried.batch, "Mitte", TODAY)
    recount_due(db)
    db.execute("UPDATE hand_out SET handed_out_on = '2026-11-19'")
    recount_due(db)
    assert by_position(db) == {1: (3, 0), 3: (1, 0), 2: (1, 1)}
    db.execute("DELETE FROM hand_out")
    recount_due(db)
    assert by_position(db) == {1: (3, 0), 2: (2, 0), 3: (1, 0)}


def test_without_events_the_first_of_a_parted_piece_is_a_test(db, tried, noon):
    forget_events(db, int((noon + 40 * DAY).timestamp() * 1000))
    hand_out(db, tried.batch, "Mitte", TODAY)
    recount_due(db)
    assert by_position(db) == {1: (2, 1), 3: (1, 0), 2: (0, 2)}
    (figures,) = batch_figures(db, today=TODAY)
    assert (figures.scans, figures.tests, figures.pieces_scanned) == (3, 3, 2)


def test_events_since_the_hand_out_suffice(db, tried, noon):
    forget_events(db, int((noon + 30 * DAY).timestamp() * 1000))  # those of the 20th stay
    hand_out(db, tried.batch, "Mitte", TODAY)
    recount_due(db)
    (piece,) = (one for one in all_pieces(db) if one.position == 1)
    assert (piece.scans, piece.tests, piece.first_scan_at) == (2, 1, noon)


def test_what_is_planned_is_not_handed_out(db, mint_batch, make_hit, count, noon):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", TODAY, first=1, last=4)
    hand_out(db, minted.batch, "Nord", TODAY + 7 * DAY, first=5, last=10)
    count(*(make_hit(code, noon) for code in minted.codes))
    (figures,) = batch_figures(db, today=TODAY)
    assert (figures.handed_out, figures.scans, figures.tests, figures.scan_rate.percent) == (4, 4, 6, 100)
    assert [(place.place, place.handed_out) for place in place_figures(db, today=TODAY)] == [("Mitte", 4)]
    (figures,) = batch_figures(db, today=TODAY + 7 * DAY)
    assert (figures.handed_out, figures.scan_rate.percent) == (10, 40)


def test_only_planned_gives_no_rate(db, mint_batch, make_hit, count, noon):
    minted = mint_batch(copies=5, kind=BatchKind.ONE_CODE)
    hand_out(db, minted.batch, "Mitte", TODAY + DAY)
    count(make_hit(minted.codes[0], noon))
    (figures,) = batch_figures(db, today=TODAY)
    assert (figures.handed_out, figures.scans, figures.tests, figures.scan_rate) == (0, 0, 1, None)
    assert figures.first_scan_at is None


def test_hand_out_moved_to_a_later_day_makes_tests_also_without_events(db, mint_batch, make_hit, count, noon):
    minted = mint_batch(copies=3)
    hand_out(db, minted.batch, "Mitte", TODAY - 4 * DAY)
    recount_due(db)
    count(make_hit(minted.codes[0], noon - 2 * DAY), make_hit(minted.codes[1], noon))
    forget_events(db, int((noon + 60 * DAY).timestamp() * 1000))
    db.execute("UPDATE hand_out SET handed_out_on = ?", [TODAY.isoformat()])
    recount_due(db)
    (figures,) = batch_figures(db, today=TODAY)
    assert (figures.scans, figures.tests, figures.pieces_scanned) == (1, 1, 1)
    assert [(one.word, one.scans) for one in devices(db)] == [("phone", 1)]
    assert [place.scans for place in place_figures(db, today=TODAY)] == [1]
    found = scans_by_day(db, 1, 3, until=TODAY)
    assert [(day.scans, day.tests) for day in found] == [(0, 1), (0, 0), (1, 0)]
