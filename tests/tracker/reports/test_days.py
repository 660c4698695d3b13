from datetime import UTC, date, datetime, timedelta

import pytest

from printkit.store.organisations import set_organisation
from printkit.store.places import hand_out
from tracker.reports.days import (
    DayFigures,
    by_week,
    scans_by_batch_and_day,
    scans_by_clock,
    scans_by_day,
    scans_by_hour,
)
from tracker.reports.device_days import device_days
from tracker.reports.pieces import devices, entries, live_tail, place_figures, top_pieces
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.recount import recount_due
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


@pytest.fixture
def count(db):
    numbers = iter(range(10_000))

    def counted(code, at, cls=HitClass.PERSON, entry=Entry.SCANNED, device=Device.PHONE):
        hit = Hit(int(at.timestamp() * 1000), code, entry, Verdict(cls, "test", device))
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, [hit], 0)])

    return counted


def test_day_of_the_longer_night_has_both_its_hours(db, mint_batch, count):
    code = mint_batch().codes[0]
    count(code, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # 2:30, the first time
    count(code, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # and again
    count(code, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), HitClass.ROBOT)
    hours = scans_by_hour(db, None, date(2026, 10, 25))
    assert len(hours) == 25
    found = [(str(hour.begins), hour.hits, hour.scans) for hour in hours if hour.hits]
    assert found == [("2026-10-25 02:00:00+02:00", 1, 1), ("2026-10-25 02:00:00+01:00", 2, 1)]


def test_half_hour_zone_has_whole_days(db, mint_batch, count):
    set_organisation(db, time_zone="Asia/Kolkata")
    code = mint_batch().codes[0]
    begins = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
    for minutes in range(0, 24 * 60, 10):
        count(code, begins + timedelta(minutes=minutes))
    assert [day.scans for day in scans_by_day(db, 1, 3, until=date(2026, 11, 21))] == [0, 144, 0]
    assert [hour.scans for hour in scans_by_hour(db, 1, date(2026, 11, 20))] == [6] * 24
    friday = [one for one in scans_by_clock(db) if one.people]
    assert {(one.weekday, one.people) for one in friday} == {(4, 6)}
    assert len(friday) == 24


def test_every_batch_has_its_days_and_tests_are_none_of_its_scans(db, mint_batch, count):
    one, other = mint_batch(name="a"), mint_batch(name="b")
    hand_out(db, one.batch, "Mitte", date(2026, 11, 20))
    for days_ago in (0, 1, 2):
        for minted in (one, other):
            count(minted.codes[0], datetime(2026, 11, 21, 12, tzinfo=UTC) - timedelta(days=days_ago))
    found = scans_by_batch_and_day(db, 4, until=date(2026, 11, 21))
    assert [(day.hits, day.scans, day.tests) for day in found[1]] == [
        (0, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 0),
    ]  # fmt: skip
    assert [day.scans for day in found[2]] == [0, 1, 1, 1]
    assert [day.scans for day in scans_by_day(db, None, 4, until=date(2026, 11, 21))] == [0, 1, 2, 2]


def test_devices_and_entries_are_those_of_people(db, mint_batch, count):
    at, (code, *_) = datetime(2026, 11, 21, 12, tzinfo=UTC), mint_batch().codes
    for device, entry in (
        (Device.PHONE, Entry.SCANNED),
        (Device.PHONE, Entry.TYPED),
        (Device.TABLET, Entry.TYPED),
    ):
        count(code, at, device=device, entry=entry)
    count(code, at, HitClass.ROBOT, device=Device.COMPUTER)
    assert [(one.word, one.scans) for one in devices(db)] == [("phone", 2), ("tablet", 1)]
    assert [(one.word, one.scans) for one in entries(db, 1)] == [("typed", 2), ("scanned", 1)]


def test_live_tail_is_the_newest_first(db, mint_batch, count):
    one, other = mint_batch(name="a").codes, mint_batch(name="b").codes
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    count(one[1], at, HitClass.PREVIEW)
    count(other[0], at + timedelta(seconds=9))
    count(one[0], at + timedelta(seconds=5))
    assert [(hit.batch, hit.position, hit.cls) for hit in live_tail(db)] == [
        (2, 1, "person"), (1, 1, "person"), (1, 2, "preview"),
    ]  # fmt: skip
    assert [hit.at.second for hit in live_tail(db, 1, most=1)] == [5]


def test_weeks_begin_on_monday_also_over_new_year():
    days = [DayFigures(date(2026, 12, 27) + timedelta(days=n), 2, 1, 1) for n in range(9)]
    weeks = [(week.monday.isoformat(), week.hits, week.scans, week.tests) for week in by_week(days)]
    assert weeks == [("2026-12-21", 2, 1, 1), ("2026-12-28", 14, 7, 7), ("2027-01-04", 2, 1, 1)]
    assert by_week(()) == ()


def test_campaign_has_devices_of_its_own_and_its_batches_only(db, mint_batch):
    one, other = mint_batch(name="a"), mint_batch(name="b", campaign="Flyer")
    verdict = Verdict(HitClass.PERSON, "test", Device.PHONE)
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    hits = [
        Hit(int(at.timestamp() * 1000) + n, minted.codes[n], Entry.SCANNED, verdict, key=n % 2)
        for minted, number in ((one, 1), (other, 3))
        for n in range(number)
    ]
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])
    hand_out(db, other.batch, "Mitte", date(2026, 11, 1))
    recount_due(db)
    found = [device_days(db, None, 1, until=at.date(), campaign_id=number) for number in (1, 2)]
    assert [days[0].devices for days in found] == [1, 2]
    assert [len(top_pieces(db, campaign_id=number)) for number in (1, 2)] == [1, 3]
    assert [place.scans for place in place_figures(db, campaign_id=2)] == [3]
    assert place_figures(db, one.batch.id) == ()
    assert {hit.batch for hit in live_tail(db, campaign_id=2)} == {other.batch.id}
    assert sum(hour.scans for hour in scans_by_hour(db, None, at.date(), campaign_id=2)) == 3
    assert sum(clock.people for clock in scans_by_clock(db, campaign_id=1)) == 1
