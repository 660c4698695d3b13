from datetime import timedelta

import pytest

from printkit.errors import SignetError
from tracker.scans.events import forget_events, keep_events, retained
from tracker.scans.recount import differences

DAY = timedelta(days=1)


def ms(at):
    return int(at.timestamp() * 1000)


def test_event_says_what_was_and_not_who(db, mint_batch, make_hit, count, noon):
    minted = mint_batch()
    count(make_hit(minted.codes[3], noon, key=0x123456789ABCDEF))
    columns = [row[1] for row in db.execute("PRAGMA table_info(event)")]
    assert "key" not in columns
    (row,) = db.execute("SELECT * FROM event").fetchall()
    words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
    assert row[:4] == (1, ms(noon), 1, 4)
    assert row[-1] == 0
    assert [words[number] for number in row[4:-1]] == [
        "person", "browser", "phone", "scanned", "ios", "safari", "de",
    ]  # fmt: skip


def test_old_events_are_deleted_and_counts_stay(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    for days in (0, 29, 30, 31, 60):
        count(make_hit(code, noon - days * DAY))
    assert forget_events(db, ms(noon)) == 2
    assert (retained(db).days, retained(db).events, retained(db).since) == (30, 3, (noon - 30 * DAY).date())
    assert sums() == 5
    assert forget_events(db, ms(noon)) == 0


def test_late_hit_of_an_old_hour_is_counted_without_an_event(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    forget_events(db, ms(noon))
    count(make_hit(code, noon - 40 * DAY))
    assert (retained(db).events, sums()) == (0, 1)


def test_none_are_kept_if_none_are_wanted(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon))
    assert keep_events(db, 0, ms(noon)) == 1
    count(make_hit(code, noon), make_hit(code, noon + DAY))
    assert (retained(db).events, sums()) == (0, 3)
    keep_events(db, 10, ms(noon + DAY))
    count(make_hit(code, noon + DAY), make_hit(code, noon + DAY + timedelta(hours=1)))
    assert retained(db).events == 1  # from the next hour on they are complete again
    assert retained(db).days == 10


@pytest.mark.parametrize("days", [-1, 4000])
def test_days_have_a_range(db, days):
    with pytest.raises(SignetError, match="from 0"):
        keep_events(db, days, 0)


def test_event_takes_few_bytes(db, mint_batch, make_hit, count, noon, tmp_path):
    codes = mint_batch(copies=1000).codes
    db.execute("VACUUM INTO ?", [str(tmp_path / "before.db")])
    for portion in range(10):
        hits = [make_hit(codes[n % 1000], ms(noon) + 1000 * portion + n) for n in range(1000)]
        count(*hits)
    db.execute("VACUUM INTO ?", [str(tmp_path / "after.db")])
    grown = (tmp_path / "after.db").stat().st_size - (tmp_path / "before.db").stat().st_size
    pieces = 1000 * 30
    assert (grown - pieces) / 10_000 < 50


def test_clock_that_was_ahead_does_not_end_keeping_events(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    forget_events(db, ms(noon + 400 * DAY))
    count(make_hit(code, noon))
    assert retained(db).events == 0  # what was noted when the clock was ahead still holds
    forget_events(db, ms(noon))
    hour = timedelta(hours=1)
    count(make_hit(code, noon), make_hit(code, noon + hour), make_hit(code, noon + 2 * hour))
    assert (retained(db).events, sums()) == (2, 4)  # all from the next hour on
    assert differences(db, 1) == ()
