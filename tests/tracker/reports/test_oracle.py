"""Every figure against a plain list of hits: what a suspicious stranger would count with pencil and paper."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from printkit.store.batches import find_batch
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.organisations import set_organisation
from printkit.store.places import ensure_place, hand_out
from tracker.database import connect_to
from tracker.reports.days import (
    by_week,
    scans_by_batch_and_day,
    scans_by_clock,
    scans_by_day,
    scans_by_hour,
)
from tracker.reports.device_days import device_days
from tracker.reports.export import Kind, rows_of
from tracker.reports.figures import batch_figures
from tracker.reports.forms import to_csv
from tracker.reports.pieces import all_pieces, devices, entries, live_tail, place_figures, reasons
from tracker.scans.counts import SqliteCounts
from tracker.scans.events import keep_events
from tracker.scans.fold import fold_all
from tracker.scans.recount import differences, recount_due
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

ZONES = ("Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Africa/Cairo")
BEGINNINGS = (  # the changes of the clock, a leap day, weeks over new year
    date(2026, 3, 28), date(2026, 4, 23), date(2026, 10, 24), date(2028, 2, 28), date(2026, 12, 30),
)  # fmt: skip
MIDNIGHT = -1
"""Instead of a gap: exactly when the next day begins."""
GAPS = (MIDNIGHT, 0, 1, 400, 29_000, 59_999, 60_000, 60_001, 1_800_000, 3_600_000, 25_000_000)
SIZES = {1: 5, 2: 4, 3: 20}
CAMPAIGN = {1: 1, 2: 2, 3: 2}
BUNDLES = ((1, 1, 2), (1, 3, 4), (2, 1, 4), (3, None, None))


@dataclass(frozen=True)
class Given:
    """A bundle at a place from a day on."""

    number: int
    batch: int
    first: int
    last: int
    place: str
    on: date


@dataclass(frozen=True)
class Ordered:
    """A database of minted batches; its bytes would fill Hypothesis' reports."""

    codes: dict[tuple[int, int], str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass
class Paper:
    """The list, and what it says."""

    zone: ZoneInfo
    hits: list[tuple[int, int, Hit]] = field(default_factory=list)
    given: dict[int, Given] = field(default_factory=dict)

    def day(self, hit: Hit) -> date:
        return datetime.fromtimestamp(hit.at_ms // 1000, self.zone).date()

    def place(self, batch: int, position: int, hit: Hit) -> str:
        for one in self.given.values():
            here = one.batch == batch and one.first <= position <= one.last
            if here and self.day(hit) >= one.on:
                return one.place
        return ""

    def kind(self, batch: int, position: int, hit: Hit) -> str:
        """Return ``scan``, ``test`` or ``other``."""
        if hit.verdict.cls is not HitClass.PERSON:
            return "other"
        some = any(one.batch == batch for one in self.given.values())
        return "test" if hit.staff or (some and not self.place(batch, position, hit)) else "scan"

    def count(self, *, of: str, by) -> Counter:
        """Count hits of a kind (``any`` for all) by whatever is asked of batch, position and hit."""
        return Counter(by(*one) for one in self.hits if of in ("any", self.kind(*one)))


class Life:
    """A database and three workers' spools, with the list kept beside them."""

    def __init__(self, folder, minted, zone):
        self.path, self.folder = folder / "campaigns.db", folder / "campaigns.run" / "spool"
        self.path.write_bytes(minted.content)
        self.db = connect_to(self.path)
        set_organisation(self.db, time_zone=zone)
        self.codes, self.paper = minted.codes, Paper(ZoneInfo(zone))
        self.spools = [Spool(self.folder) for _ in range(3)]
        self.written: list[tuple[int, int, Hit]] = []
        self.scans: list[tuple[str, int, int]] = []

    def write(self, worker, batch, position, hit):
        self.spools[worker].add(hit)
        self.written.append((batch, position, hit))

    def fold(self):
        fold_all(self.folder, SqliteCounts(self.db))
        for batch, position, hit in sorted(self.written, key=lambda one: one[2].at_ms):
            self.paper.hits.append((batch, position, self._as_counted(hit)))
        self.written.clear()

    def _as_counted(self, hit):
        if hit.key is None or hit.staff or hit.verdict.cls is not HitClass.PERSON:
            return hit
        near = [at for code, key, at in self.scans if (code, key) == (hit.code, hit.key)]
        if any(abs(at - hit.at_ms) < 60_000 for at in near):
            again = Verdict(HitClass.REPEAT, "again", hit.verdict.device)
            return Hit(hit.at_ms, hit.code, hit.entry, again, hit.key)
        self.scans.append((hit.code, hit.key, hit.at_ms))
        return hit

    def give(self, bundle, place, on):
        """Hand a bundle out, move it to another place and day, or (without a place) take it back."""
        batch, first, last = BUNDLES[bundle]
        if bundle in self.paper.given and place:
            one = self.paper.given[bundle]
            ensure_place(self.db, place)
            self.db.execute(
                "UPDATE hand_out SET handed_out_on = ?, place_id = (SELECT id FROM place WHERE name = ?)"
                " WHERE id = ?",
                [on.isoformat(), place, one.number],
            )
            self.paper.given[bundle] = replace(one, place=place, on=on)
        elif bundle in self.paper.given:
            one = self.paper.given.pop(bundle)
            self.db.execute("DELETE FROM hand_out WHERE id = ?", [one.number])
            self.db.execute("DELETE FROM bundle WHERE batch_id = ? AND first = ?", [batch, one.first])
        elif place:
            made = hand_out(self.db, find_batch(self.db, batch), place, on, first=first, last=last)
            self.paper.given[bundle] = Given(made.id, batch, first or 0, last or 0, place, on)


@pytest.fixture(scope="module")
def minted(tmp_path_factory):
    path = tmp_path_factory.mktemp("oracle") / "campaigns.db"
    base, codes = BaseUrl.parse("https://qr.example.de"), {}
    with connect_to(path) as db:
        for batch, copies in SIZES.items():
            kind = BatchKind.ONE_CODE if batch == 3 else BatchKind.PER_PIECE
            order = MintOrder(
                f"campaign {CAMPAIGN[batch]}", kind, copies, "d", {}, {"a": b""}, base, "https://www.example.org/",
                name=f"batch {batch}",
            )  # fmt: skip
            found = mint(db, order).codes
            codes |= {(batch, position): code for position, code in enumerate(found, 1)}
        codes[3, 0] = codes.pop((3, 1))
        return Ordered(codes, db.conn.serialize())


HITS = st.tuples(
    st.sampled_from(GAPS),
    st.sampled_from([(1, 1), (1, 2), (1, 3), (1, 5), (2, 1), (2, 4), (3, 0), (3, 0)]),
    st.sampled_from([HitClass.PERSON] * 6 + list(HitClass)),
    st.sampled_from([7, 7, 2**64 - 1, None]),
    st.sampled_from(Entry),
    st.sampled_from([Device.PHONE, Device.TABLET]),
    st.sampled_from([False] * 5 + [True]),
    st.sampled_from([0, 0, 0, 20_000]),
)
HAND_OUTS = st.tuples(
    st.integers(0, len(BUNDLES) - 1), st.sampled_from(["Mitte", "Nord", "=Süd", ""]), st.integers(-1, 5)
)
STEPS = st.lists(
    st.one_of(HITS, HITS, HITS, HITS, HAND_OUTS, st.just("fold"), st.just("move")), min_size=5, max_size=50
)


def at_midnight(*, noted_late):
    """A hit at the very moment with which a hand-out begins."""
    hit = (MIDNIGHT, (1, 1), HitClass.PERSON, 7, Entry.SCANNED, Device.PHONE, False, 0)
    given = (0, "Mitte", 1)
    return [hit, "fold", given] if noted_late else [given, "move", hit]


@pytest.mark.slow
@example("Europe/Berlin", BEGINNINGS[0], at_midnight(noted_late=False))
@example("Africa/Cairo", BEGINNINGS[1], at_midnight(noted_late=True))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ZONES), st.sampled_from(BEGINNINGS), STEPS)
def test_every_figure_is_what_the_list_says(minted, tmp_path_factory, zone, begin, steps):
    life = Life(tmp_path_factory.mktemp("life"), minted, zone)
    at_ms = int(datetime(begin.year, begin.month, begin.day, 12, tzinfo=UTC).timestamp() * 1000)
    for step in steps:
        if step == "fold":
            life.fold()
        elif step == "move":
            recount_due(life.db)
        elif len(step) == 3:
            bundle, place, after = step
            life.give(bundle, place, begin + timedelta(days=after))
        else:
            at_ms = write(life, step, at_ms, zone)
    life.fold()
    recount_due(life.db)
    last = max((life.paper.day(hit) for _, _, hit in life.paper.hits), default=begin)
    check_batches(life.db, life.paper, last)
    check_time(life.db, life.paper, begin, last)
    check_pieces(life.db, life.paper, last)
    check_words(life.db, life.paper)
    check_exports(life.db, life.paper)
    assert [differences(life.db, batch) for batch in SIZES] == [()] * 3
    life.db.close()


def write(life, step, at_ms, zone):
    """Spool a hit some time after a moment, and return when."""
    gap, (batch, position), cls, key, entry, device, staff, early = step
    at_ms = next_midnight(at_ms, zone) if gap == MIDNIGHT else at_ms + gap
    verdict = Verdict(cls, "why", device, "ios", "safari", "de")
    hit = Hit(at_ms - early, life.codes[batch, position], entry, verdict, key, staff, crowd=True)
    life.write(at_ms % 3, batch, position, hit)
    return at_ms


def next_midnight(at_ms, zone):
    today = datetime.fromtimestamp(at_ms // 1000, ZoneInfo(zone)).date()
    later = at_ms // 1000
    while datetime.fromtimestamp(later, ZoneInfo(zone)).date() == today:
        later += 900 - later % 900
    return later * 1000


def batch_of(batch, position, hit):
    return batch


def check_batches(db, paper, today):
    hits, scans, tests = (paper.count(of=of, by=batch_of) for of in ("any", "scan", "test"))
    scanned = paper.count(of="scan", by=lambda batch, position, hit: (batch, position))
    for found in batch_figures(db, today=today):
        given = [one for one in paper.given.values() if one.batch == found.batch and one.on <= today]
        copies = sum(one.last - one.first + 1 if one.first else SIZES[3] for one in given)
        assert (found.hits, found.scans, found.tests, found.handed_out) == (
            hits[found.batch], scans[found.batch], tests[found.batch], copies,
        )  # fmt: skip
        pieces = {key for key in scanned if key[0] == found.batch}
        assert found.pieces_scanned == (None if found.batch == 3 else len(pieces))
        counted = scans[3] if found.batch == 3 else len(pieces)
        if copies:
            assert (found.scan_rate.counted, found.scan_rate.of) == (counted, copies)
            assert found.scan_rate.percent == pytest.approx(100 * counted / copies)
        else:
            assert found.scan_rate is None
        times = [hit.at_ms // 1000 for _, _, hit in of_kind(paper, "scan", found.batch)]
        assert seconds(found.first_scan_at) == min(times, default=None)
        assert seconds(found.last_scan_at) == max(times, default=None)
        by_class = Counter(one[2].verdict.cls for one in paper.hits if one[0] == found.batch)
        assert all(getattr(found.classes, cls) == by_class[cls] for cls in HitClass)


def of_kind(paper, kind, batch):
    return [one for one in paper.hits if one[0] == batch and paper.kind(*one) == kind]


def seconds(at):
    return None if at is None else int(at.timestamp())


def check_time(db, paper, begin, last):
    days = [begin + timedelta(days=number - 1) for number in range((last - begin).days + 3)]
    by_day = [
        paper.count(of=of, by=lambda batch, position, hit: (batch, paper.day(hit)))
        for of in ("any", "scan", "test")
    ]
    found = scans_by_batch_and_day(db, len(days), until=days[-1])
    whole = scans_by_day(db, None, len(days), until=days[-1])
    for batch in SIZES:
        expected = [tuple(counts[batch, day] for counts in by_day) for day in days]
        assert [(one.hits, one.scans, one.tests) for one in found[batch]] == expected
    for one in whole:
        expected = tuple(sum(counts[batch, one.day] for batch in SIZES) for counts in by_day)
        assert (one.hits, one.scans, one.tests) == expected
    by_clock = paper.count(
        of="scan", by=lambda batch, position, hit: (paper.day(hit), local(paper, hit).strftime("%H %z"))
    )
    for day in days:
        for hour in scans_by_hour(db, None, day):
            assert hour.scans == by_clock[day, hour.begins.strftime("%H %z")], hour
    people = [hit for _, _, hit in paper.hits if hit.verdict.cls is HitClass.PERSON]
    for campaign in (1, 2):
        expected = [one for batch in SIZES if campaign == CAMPAIGN[batch] for one in found[batch]]
        together = scans_by_day(db, None, len(days), until=days[-1], campaign_id=campaign)
        assert sum(one.scans for one in together) == sum(one.scans for one in expected)
        figures = batch_figures(db, campaign_id=campaign)
        assert [CAMPAIGN[one.batch] for one in figures] == [campaign] * len(figures)
        for ask in (devices, entries):
            scans = sum(one.scans for one in ask(db, campaign_id=campaign))
            assert scans == sum(one.scans for one in figures)
    assert sum(one.scans for one in by_week(whole)) == sum(one.scans for one in whole)
    weekly = Counter((local(paper, hit).weekday(), local(paper, hit).hour) for hit in people)
    assert {(one.weekday, one.clock): one.people for one in scans_by_clock(db) if one.people} == weekly
    for batch in (None, *SIZES):
        keys = {
            (paper.day(hit), hit.key)
            for number, _, hit in paper.hits
            if batch in (None, number) and hit.key and not hit.staff
            and hit.verdict.cls in (HitClass.PERSON, HitClass.REPEAT)
        }  # fmt: skip
        counted = Counter(day for day, _ in keys)
        for one in device_days(db, batch, len(days), until=days[-1]):
            scans, tests = (
                [hit for number, _, hit in of_day(paper, kind, batch, one.day) if not hit.staff]
                for kind in ("scan", "test")
            )
            assert one.devices <= min(counted[one.day], len(scans))
            scanned = {hit.key for hit in scans if hit.key}
            assert one.devices <= len(scanned) or not all(hit.key for hit in scans)
            if not tests:
                assert one.devices == min(counted[one.day], len(scans))


def of_day(paper, kind, batch, day):
    return [
        one for one in paper.hits
        if paper.kind(*one) == kind and batch in (None, one[0]) and paper.day(one[2]) == day
    ]  # fmt: skip


def local(paper, hit):
    return datetime.fromtimestamp(hit.at_ms // 1000, paper.zone)


def check_pieces(db, paper, today):
    people, tests = (
        paper.count(of=of, by=lambda batch, position, hit: (batch, position)) for of in ("scan", "test")
    )
    passes = Counter(one[:2] for one in paper.hits if one[2].staff and one[2].verdict.cls is HitClass.PERSON)
    found = {(one.batch, one.position or 0): (one.scans, one.tests) for one in all_pieces(db)}
    assert {key: scans for key, (scans, _) in found.items() if scans} == people
    assert {key: number for key, (_, number) in found.items() if number} == tests - passes
    at = paper.count(of="scan", by=paper.place)
    pieces = {(paper.place(*one), *one[:2]) for one in paper.hits if paper.kind(*one) == "scan" and one[1]}
    given = Counter()
    for one in paper.given.values():
        if one.on <= today:
            given[one.place] += one.last - one.first + 1 if one.first else SIZES[3]
    places = place_figures(db, today=today)
    assert {one.place: one.handed_out for one in places} == given
    for place in places:
        assert place.scans == at[place.place]
        assert place.pieces_scanned == sum(where == place.place for where, *_ in pieces)
        assert place.complete


def check_words(db, paper):
    for ask, part in ((devices, lambda hit: hit.verdict.device), (entries, lambda hit: hit.entry)):
        for batch in (None, *SIZES):
            expected = Counter(
                part(hit)
                for one in (SIZES if batch is None else (batch,))
                for _, _, hit in of_kind(paper, "scan", one)
            )
            assert {one.word: one.scans for one in ask(db, batch)} == expected
    expected = Counter((batch, hit.verdict.cls, hit.verdict.reason) for batch, _, hit in paper.hits)
    assert {(one.batch, one.cls, one.reason): one.hits for one in reasons(db)} == expected
    newest = sorted((hit.at_ms // 1000 for _, _, hit in paper.hits), reverse=True)[:20]
    assert [seconds(one.at) for one in live_tail(db, most=20)] == newest


def check_exports(db, paper):
    days = list(csv.DictReader(io.StringIO("".join(to_csv(rows_of(db, Kind.DAYS))))))
    for column, of in (("hits", "any"), ("scans", "scan"), ("tests", "test")):
        expected = paper.count(of=of, by=lambda batch, _, hit: (paper.day(hit).isoformat(), str(batch)))
        assert {
            (row["day"], row["batch"]): int(row[column]) for row in days if row[column] != "0"
        } == expected
    for row in days:
        assert int(row["scans"]) == sum(int(row[name]) for name in ("scanned", "typed", "entry_unknown"))
    hours, tests = Counter(), Counter()
    for row in rows_of(db, Kind.HOURS):
        hours[row.batch, row.hour.timestamp() // 900, row.place, row.cls, row.entry] += row.hits
        tests[row.batch] += row.tests
    assert hours == paper.count(
        of="any",
        by=lambda batch, position, hit: (
            batch,
            hit.at_ms // 900_000 - local(paper, hit).minute // 15,
            paper.place(batch, position, hit),
            hit.verdict.cls,
            hit.entry,
        ),
    )
    assert +tests == paper.count(of="test", by=batch_of)


NIGHTLY = (MIDNIGHT, (1, 1), HitClass.PERSON, 7, Entry.SCANNED, Device.PHONE, False, 0)


@pytest.mark.slow
@example("Europe/Berlin", BEGINNINGS[0], [0, 1, NIGHTLY, "Asia/Kathmandu"])
@example("Europe/Berlin", BEGINNINGS[0], [0, (0, "Mitte", 1), NIGHTLY, NIGHTLY, "America/St_Johns"])
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(ZONES),
    st.sampled_from(BEGINNINGS),
    st.lists(st.one_of(HITS, HITS, HITS, HAND_OUTS, st.integers(0, 5), st.sampled_from(ZONES)), max_size=40),
)
def test_figures_agree_with_one_another_when_events_are_gone(minted, tmp_path_factory, zone, begin, steps):
    """Where places are not known any more, nobody can say what is right; but all say the same."""
    life = Life(tmp_path_factory.mktemp("life"), minted, zone)
    at_ms = int(datetime(begin.year, begin.month, begin.day, 12, tzinfo=UTC).timestamp() * 1000)
    for step in steps:
        if isinstance(step, int):
            life.fold()
            keep_events(life.db, step, at_ms)
        elif isinstance(step, str):
            life.fold()
            set_organisation(life.db, time_zone=step)
            recount_due(life.db)
        elif len(step) == 3:
            life.give(step[0], step[1], begin + timedelta(days=step[2]))
        else:
            at_ms = write(life, step, at_ms, zone)
    life.fold()
    recount_due(life.db)
    check_agreement(life.db, begin, len(life.paper.hits))
    assert [differences(life.db, batch) for batch in SIZES] == [()] * 3
    life.db.close()


def check_agreement(db, begin, written):
    figures = batch_figures(db)
    assert sum(one.hits for one in figures) == written
    whole = {"until": begin + timedelta(days=60), "days": 70}
    by_day = scans_by_batch_and_day(db, **whole)
    exported = list(rows_of(db, Kind.DAYS))
    hourly = list(rows_of(db, Kind.HOURS))
    for one in figures:
        assert one.scans + one.tests == one.classes.person
        days = by_day[one.batch]
        assert (one.scans, one.tests) == (sum(day.scans for day in days), sum(day.tests for day in days))
        assert one.scans == sum(row.scans for row in exported if row.batch == one.batch)
        assert one.tests == sum(row.tests for row in hourly if row.batch == one.batch)
        for ask in (devices, entries):
            assert sum(word.scans for word in ask(db, one.batch)) == one.scans
        for day in days:
            if day.hits:
                hours = scans_by_hour(db, one.batch, day.day)
                assert sum(hour.hits for hour in hours) == day.hits
                assert sum(hour.scans for hour in hours) == day.scans
        pieces = [piece for piece in all_pieces(db, one.batch) if piece.scans]
        assert one.pieces_scanned in (None, len(pieces))
        assert all(piece.first_scan_at <= piece.last_scan_at for piece in pieces)
        if pieces:
            assert one.first_scan_at == min(piece.first_scan_at for piece in pieces)
            assert one.last_scan_at == max(piece.last_scan_at for piece in pieces)


@pytest.mark.slow
def test_a_change_to_a_zone_of_half_hours_doubles_nothing(minted, tmp_path):
    """An hour of the old clock is under way when those with retained events begin."""
    life = Life(tmp_path, minted, "Europe/Berlin")
    at_ms = int(datetime(2026, 3, 28, 12, tzinfo=UTC).timestamp() * 1000)
    person = ((1, 1), HitClass.PERSON, 7, Entry.SCANNED, Device.PHONE, False, 0)
    for number, gap in enumerate((25_000_000, MIDNIGHT, MIDNIGHT, MIDNIGHT)):
        at_ms = write(life, (gap, *person), at_ms, "Europe/Berlin")
        if number == 1:
            life.fold()
            keep_events(life.db, 1, at_ms)
    life.fold()
    set_organisation(life.db, time_zone="Asia/Kathmandu")
    recount_due(life.db)
    assert sum(one.hits for one in batch_figures(life.db)) == 4
    life.db.close()
