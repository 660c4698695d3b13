"""Codes that were asked for and do not exist, as the staff read of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.reports.export import Kind, columns_of, rows_of
from tracker.reports.unknown import nearest, unknown_codes, unknown_figures, unknown_hours
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, HitClass, Missed

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
UNLIKE = "99ZZ99ZZ"


@pytest.fixture
def ask(db):
    numbers = iter(range(10_000))

    def asked(code="", at=NOON, times=1, *, cls=HitClass.PERSON, refused=False):
        missed = [Missed(int(at.timestamp() * 1000), code, Entry.TYPED, cls, refused, times)]
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, (), 0, missed)])

    return asked


def test_nothing_was_asked(db):
    figures = unknown_figures(db)
    assert (figures.since, figures.asked, figures.people, figures.refused) == (None, 0, 0, 0)
    assert figures.refused_last is None
    assert unknown_codes(db) == ()


def test_figures_tell_people_from_guesses(db, ask):
    ask(times=3)
    ask(cls=HitClass.ROBOT, times=5)
    ask(cls=HitClass.UNSURE, times=900, refused=True, at=NOON + timedelta(days=1))
    figures = unknown_figures(db)
    assert (figures.since, figures.asked, figures.people, figures.refused) == (
        date(2026, 11, 20),
        908,
        3,
        900,
    )
    assert figures.refused_last == NOON + timedelta(days=1)
    later = unknown_figures(db, since=date(2026, 11, 21))
    assert (later.since, later.asked, later.people, later.refused) == (date(2026, 11, 21), 900, 0, 900)


def test_what_is_asked_for_again_and_again_is_told_with_the_nearest_code(db, ask, mint_batch):
    minted = mint_batch()
    code = minted.codes[0]
    wrong = changed(code, set(minted.codes))
    for day in range(2):
        ask(wrong, NOON + timedelta(days=day), 20)
    ask(UNLIKE, times=3)
    ask(changed(minted.codes[1], {*minted.codes, wrong}), times=2)
    first, second = unknown_codes(db)
    assert (first.code, first.times, first.days, first.nearest, first.batch) == (wrong, 40, 2, code, 1)
    assert (first.first_day, first.last_day) == (date(2026, 11, 20), date(2026, 11, 21))
    assert (second.code, second.times, second.nearest, second.batch) == (UNLIKE, 3, "", None)
    assert len(unknown_codes(db, least=1)) == 3
    assert unknown_codes(db, most=1) == (first,)


def changed(code, taken):
    """Return the code with another last letter, which no code has."""
    return next(code[:-1] + letter for letter in "BCDFGH" if code[:-1] + letter not in taken)


@pytest.mark.parametrize(
    "slip",
    [
        lambda code: "Z" + code[1:] if code[0] != "Z" else "Y" + code[1:],
        lambda code: code[:-1],
        lambda code: code + "B",
        lambda code: code[:2] + "7" + code[2:],
        lambda code: code[0] + code[2] + code[1] + code[3:],
    ],
)
def test_one_slip_is_near(db, mint_batch, slip):
    code = mint_batch(copies=1).codes[0]
    assert nearest(db, slip(code)) == (code, 1)


def test_two_slips_are_not(db, mint_batch):
    code = mint_batch(copies=1).codes[0]
    assert nearest(db, code[::-1] + "B") == ("", None)


def test_a_code_that_exists_by_now_is_no_longer_told(db, ask, mint_batch):
    ask("BCDFGH", times=9)
    assert len(unknown_codes(db)) == 1
    mint_batch(copies=1)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("INSERT INTO unknown_code SELECT 1, code, 9, 1, 1, 1 FROM code")
    assert [one.code for one in unknown_codes(db)] == ["BCDFGH"]


def test_exports(db, ask):
    ask("BCDFGH")
    ask(times=7, refused=True, cls=HitClass.UNSURE)
    (code,) = rows_of(db, Kind.UNKNOWN)
    assert (code.code, code.times) == ("BCDFGH", 1)
    hours = list(rows_of(db, Kind.UNKNOWN_HOURS))
    assert hours == list(unknown_hours(db))
    assert [(one.cls, one.refused, one.times) for one in hours] == [
        ("person", False, 1),
        ("unsure", True, 7),
    ]
    assert hours[0].hour.isoformat() == "2026-11-20T12:00:00+01:00"
    assert columns_of(Kind.UNKNOWN_HOURS) == ("hour", "class", "entry", "refused", "times")
