import os
import signal
import threading
import time
from datetime import date, timedelta

import pytest

from printkit.store.organisations import set_organisation
from printkit.store.places import hand_out
from tracker.database import connect_to
from tracker.reports.days import scans_by_clock, scans_by_day, scans_by_hour
from tracker.reports.figures import batch_figures
from tracker.reports.pieces import place_figures
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.events import forget_events, keep_events
from tracker.scans.fold import fold_all
from tracker.scans.lines import to_line
from tracker.scans.recount import differences, is_recount_due, recount, recount_due, recount_next
from tracker.scans.words import HitClass

DAY = timedelta(days=1)


@pytest.fixture
def places(db):
    """A function that returns hits by place and day."""

    def found():
        rows = db.execute(
            "SELECT coalesce(name, '-'), date(day * 86400, 'unixepoch'), sum(hits) FROM hit_day"
            " LEFT JOIN place ON place.id = place_id GROUP BY 1, 2"
        )
        return {(place, day[-2:]): hits for place, day, hits in rows}

    return found


def test_hits_are_counted_where_the_piece_is(db, mint_batch, make_hit, count, places, noon):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 20), first=2, last=4)
    hand_out(db, minted.batch, "Nord", date(2026, 11, 21), first=6, last=9)
    recount_due(db)
    for day in (noon - DAY, noon, noon + DAY):
        count(*(make_hit(code, day) for code in minted.codes))
    assert places() == {
        ("-", "19"): 10, ("-", "20"): 7, ("Mitte", "20"): 3,
        ("-", "21"): 3, ("Mitte", "21"): 3, ("Nord", "21"): 4,
    }  # fmt: skip
    (figures,) = batch_figures(db)
    assert (figures.hits, figures.scans, figures.tests) == (30, 10, 20)


def test_hand_out_noted_late_moves_what_is_retained(db, mint_batch, make_hit, count, places, sums, noon):
    minted = mint_batch(copies=10)
    for day in (noon - DAY, noon, noon + DAY):
        count(
            *(make_hit(code, day) for code in minted.codes),
            make_hit(minted.codes[0], day, cls=HitClass.ROBOT),
        )
    assert not is_recount_due(db)
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 20), first=1, last=5)
    assert is_recount_due(db)
    assert recount_due(db) == (1,)
    assert not is_recount_due(db)
    assert places() == {
        ("-", "19"): 11, ("-", "20"): 5, ("Mitte", "20"): 6, ("-", "21"): 5, ("Mitte", "21"): 6,
    }  # fmt: skip
    assert sums() == 33
    (place,) = place_figures(db)
    assert (place.scans, place.pieces_scanned, place.complete) == (10, 5, True)


def test_changed_hand_out_moves_them_again(db, mint_batch, make_hit, count, places, noon):
    minted = mint_batch(copies=4)
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 20), first=1, last=4)
    count(make_hit(minted.codes[0], noon))
    db.execute("UPDATE hand_out SET handed_out_on = '2026-11-21'")
    recount_due(db)
    assert places() == {("-", "20"): 1}
    db.execute("DELETE FROM hand_out")
    recount_due(db)
    (figures,) = batch_figures(db)
    assert (figures.scans, figures.tests) == (1, 0)


def test_hours_without_events_stay_and_figures_say_so(db, mint_batch, make_hit, count, places, noon):
    minted = mint_batch(copies=4)
    for days in (50, 45, 10):
        count(make_hit(minted.codes[0], noon - days * DAY))
    forget_events(db, int(noon.timestamp() * 1000))
    hand_out(db, minted.batch, "Mitte", (noon - 47 * DAY).date(), first=1, last=4)
    recount_due(db)
    assert sorted(places().values()) == [1, 1, 1]
    assert [place for place, _ in places()].count("Mitte") == 1
    (figures,) = batch_figures(db)
    assert (figures.scans, figures.tests) == (2, 1)  # the one before the hand-out was a test
    (place,) = place_figures(db)
    assert (place.scans, place.complete) == (1, False)


def test_recount_puts_right_what_differs_and_nothing_older(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon), make_hit(code, noon - 50 * DAY))
    forget_events(db, int(noon.timestamp() * 1000))
    assert differences(db, 1) == ()

    db.execute("UPDATE hit_hour SET hits = 5")
    (found,) = differences(db, 1)
    assert (found.before, found.after, found.cls, found.place) == (5, 1, "person", None)
    assert recount(db, 1) == (found,)
    assert differences(db, 1) == ()
    assert sums() == 6


def test_recount_leaves_batches_without_events_alone(db, mint_batch):
    mint_batch()
    assert recount(db, 1) == ()


def test_nothing_differs_while_a_service_counts(config, db, mint_batch, make_hit, noon):
    codes, done = mint_batch().codes, threading.Event()

    def go_on_counting():
        with connect_to(config.database) as own:
            for number in range(150):
                hits = [make_hit(code, noon + number * timedelta(minutes=7)) for code in codes]
                SqliteCounts(own).add([Portion(f"{number}.spool", 0, 1, hits, 0)])
        done.set()

    thread = threading.Thread(target=go_on_counting)
    thread.start()
    while not done.is_set():
        assert differences(db, 1) == ()
    thread.join()
    assert differences(db, 1) == ()


def test_change_of_the_zone_sums_days_up_anew(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    evening = noon + timedelta(hours=11, minutes=50)  # 22:50 UTC: the 20th in Berlin, the 21st in Kathmandu
    count(make_hit(code, evening), make_hit(code, evening, cls=HitClass.ROBOT))
    set_organisation(db, time_zone="Asia/Kathmandu")
    assert recount_due(db) == (1,)
    assert [day.hits for day in scans_by_day(db, 1, 3, until=date(2026, 11, 22))] == [0, 2, 0]
    (hour,) = (one for one in scans_by_hour(db, 1, date(2026, 11, 21)) if one.hits)
    assert (str(hour.begins), hour.scans) == ("2026-11-21 04:00:00+05:45", 1)
    (clock,) = (one for one in scans_by_clock(db) if one.people)
    assert (clock.weekday, clock.clock) == (5, 4)
    assert differences(db, 1) == ()
    assert sums() == 2
    assert db.execute("SELECT count(*) FROM places_known").fetchone() == (0,)


def test_hours_without_events_are_found_in_another_zone(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon))
    forget_events(db, int((noon + 40 * DAY).timestamp() * 1000))
    set_organisation(db, time_zone="Asia/Kathmandu")
    recount_due(db)
    hours = scans_by_hour(db, 1, noon.date())
    assert [(str(one.begins)[11:16], one.hits) for one in hours if one.hits] == [("16:00", 1)]
    assert sums() == 1
    (figures,) = batch_figures(db)
    assert (figures.scans, figures.tests) == (1, 0)


def test_same_zone_is_no_change(db, mint_batch):
    mint_batch()
    set_organisation(db, time_zone="Europe/Berlin", name="Stadtbibliothek")
    assert not is_recount_due(db)


def test_batches_are_counted_anew_one_at_a_time(config, db, mint_batch, make_hit, count, places, noon):
    """Between two of them others can write: of a hundred large batches it takes a minute."""
    batches = [mint_batch(copies=2, name=str(number)) for number in range(3)]
    for minted in batches:
        count(make_hit(minted.codes[0], noon))
        hand_out(db, minted.batch, "Mitte", date(2026, 11, 20), first=1, last=2)
    with connect_to(config.database, wait_seconds=0.1) as other:
        for moved in range(1, 4):
            assert recount_next(db) == (batches[moved - 1].batch.id,)
            other.execute("UPDATE organisation SET name = ?", [str(moved)])
            assert places().get(("Mitte", "20"), 0) == moved
    assert recount_next(db) == ()


def test_upgrade_sums_nothing_up_again(db, mint_batch, make_hit, count, noon):
    """What the migration has to tell anew are the tests of pieces; ten million hits would take a minute."""
    minted = mint_batch(copies=2)
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 20), first=1, last=2)
    recount_due(db)
    count(make_hit(minted.codes[0], noon - DAY), make_hit(minted.codes[0], noon))
    db.execute("UPDATE piece_scan SET nowhere = 2, placed_ms = NULL")
    db.execute("INSERT INTO recount_due VALUES (1, '9999-12-31')")
    db.execute("CREATE TEMP TRIGGER no BEFORE DELETE ON hit_day BEGIN SELECT RAISE(ABORT, 'no'); END")
    assert recount_due(db) == (1,)
    assert db.execute("SELECT scans, nowhere FROM piece_scan").fetchall() == [(2, 1)]


def test_recount_that_is_killed_did_all_or_nothing(config, db, mint_batch, make_hit, count, sums, noon):
    codes = mint_batch(copies=50).codes
    at_ms = int(noon.timestamp() * 1000)
    for hour in range(40):
        count(*(make_hit(code, at_ms + 3_600_000 * hour + n) for n, code in enumerate(codes)))
    db.execute("UPDATE hit_hour SET hits = hits + 1")
    wrong = sums_by_table(db)
    for round_ in range(12):
        killed_after(round_ * 0.004, lambda: recount_alone(config))
        assert sums_by_table(db) in (wrong, {2000})
    recount(db, 1)
    assert sums() == 2000
    assert recount(db, 1) == ()
    assert differences(db, 1) == ()


def sums_by_table(db):
    tables = ("hit_hour", "hit_day", "hit_day_sum", "hit_total", "hit_week")
    return {db.execute(f"SELECT sum(hits) FROM {table}").fetchone()[0] for table in tables}


def recount_alone(config):
    with connect_to(config.database) as own:
        recount(own, 1)


def killed_after(seconds, work):
    """Do some work in a process of its own, and kill it."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_restored_older_database_differs_from_no_event(config, db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    count(make_hit(code, noon, key=1), make_hit(code, noon + timedelta(seconds=5), key=1))
    path = config.spool_folder / "1700000000000-1-0123abcd.spool"
    path.parent.mkdir(parents=True)
    older = db.conn.serialize()
    path.write_bytes(b"".join(to_line(make_hit(code, noon + n * DAY, key=None)) for n in range(3)))
    fold_all(config.spool_folder, SqliteCounts(db))
    restored = config.database.with_name("restored.db")
    restored.write_bytes(older)
    with connect_to(restored) as own:
        assert fold_all(config.spool_folder, SqliteCounts(own)) == 3
        assert differences(own, 1) == recount(own, 1) == ()
        assert own.execute("SELECT sum(hits) FROM hit_total").fetchone() == (5,)


def test_recount_without_events_touches_nothing(db, mint_batch, make_hit, count, sums, noon):
    code = mint_batch().codes[0]
    keep_events(db, 0, int(noon.timestamp() * 1000))
    count(make_hit(code, noon), make_hit(code, noon + DAY))
    db.execute("UPDATE hit_hour SET hits = 7")
    assert differences(db, 1) == recount(db, 1) == ()
    assert db.execute("SELECT sum(hits) FROM hit_hour").fetchone() == (14,)
