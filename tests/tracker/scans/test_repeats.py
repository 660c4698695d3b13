from datetime import timedelta

import pytest

from tracker.scans.words import HitClass

SECOND = timedelta(seconds=1)


@pytest.fixture
def classes(db):
    def found():
        rows = db.execute(
            "SELECT word, sum(hits) FROM hit_hour JOIN hit_word ON hit_word.id = class GROUP BY word"
        )
        return dict(rows.fetchall())

    return found


def test_second_look_within_a_minute_is_a_repeat(mint_batch, make_hit, count, classes, noon):
    code = mint_batch().codes[0]
    for seconds in (0, 30, 59, 60, 100, 120):
        count(make_hit(code, noon + seconds * SECOND, key=7))
    assert classes() == {"person": 3, "repeat": 3}  # 0, 60 and 120: repeats do not prolong the minute


def test_in_one_fold_it_is_the_same_whatever_the_order(mint_batch, make_hit, count, classes, noon):
    code = mint_batch().codes[0]
    count(*(make_hit(code, noon + seconds * SECOND, key=7) for seconds in (120, 59, 0, 100, 60, 30)))
    assert classes() == {"person": 3, "repeat": 3}


def test_other_codes_other_devices_and_unknown_ones_are_no_repeats(
    mint_batch, make_hit, count, classes, noon
):
    one, other = mint_batch().codes[:2]
    count(make_hit(one, noon, key=7), make_hit(other, noon, key=7), make_hit(one, noon, key=8))
    count(make_hit(one, noon), make_hit(one, noon))
    assert classes() == {"person": 5}


def test_only_people_repeat(mint_batch, make_hit, count, classes, noon):
    code = mint_batch().codes[0]
    count(*(make_hit(code, noon, key=7, cls=HitClass.PREVIEW) for _ in range(3)))
    count(make_hit(code, noon + SECOND, key=7))
    assert classes() == {"person": 1, "preview": 3}


def test_hit_of_a_slower_worker_is_a_repeat_too(mint_batch, make_hit, count, classes, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon + SECOND, key=7))
    count(make_hit(code, noon, key=7))
    assert classes() == {"person": 1, "repeat": 1}


def test_pieces_and_events_know_of_repeats(db, mint_batch, make_hit, count, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon, key=2**64 - 1), make_hit(code, noon + SECOND, key=2**64 - 1))
    assert db.execute("SELECT scans FROM piece_scan").fetchall() == [(1,)]
    rows = db.execute(
        "SELECT one.word, other.word FROM event JOIN hit_word AS one ON one.id = class"
        " JOIN hit_word AS other ON other.id = reason ORDER BY at_ms"
    )
    assert rows.fetchall() == [("person", "browser"), ("repeat", "again")]


def test_what_is_carried_over_stays_small(db, mint_batch, make_hit, count, noon):
    code = mint_batch().codes[0]
    for minute in range(30):
        count(*(make_hit(code, noon + minute * 60 * SECOND, key=100 * minute + n) for n in range(20)))
    assert db.execute("SELECT count(*) FROM recent_scan").fetchone()[0] <= 3 * 20


MS = timedelta(milliseconds=1)


@pytest.mark.parametrize("at_once", [True, False], ids=["in one fold", "in three"])
def test_minute_ends_at_sixty_seconds_sharp(mint_batch, make_hit, count, classes, noon, at_once):
    edges = (timedelta(0), 60 * SECOND - MS, 60 * SECOND), (timedelta(0), 60 * SECOND + MS)
    for code, moments in zip(mint_batch().codes, edges, strict=False):
        hits = [make_hit(code, noon + after, key=7) for after in moments]
        for portion in [hits] if at_once else [[hit] for hit in hits]:
            count(*portion)
    assert classes() == {"person": 4, "repeat": 1}


def test_older_hits_do_not_hide_a_later_scan(mint_batch, make_hit, count, classes, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon, key=7))
    count(make_hit(code, noon - 5 * 60 * SECOND, key=7))  # from a segment that was read late
    count(make_hit(code, noon + 30 * SECOND, key=7))
    assert classes() == {"person": 2, "repeat": 1}


def test_clock_that_goes_back_makes_no_repeats_of_what_is_an_hour_away(
    mint_batch, make_hit, count, classes, noon
):
    code = mint_batch().codes[0]
    count(make_hit(code, noon, key=7))
    count(make_hit(code, noon - 3600 * SECOND, key=7), make_hit(code, noon - 3570 * SECOND, key=7))
    assert classes() == {"person": 2, "repeat": 1}
