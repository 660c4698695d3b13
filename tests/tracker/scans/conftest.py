"""Hits that are counted as if they came from the spool."""

import itertools
from datetime import UTC, datetime

import pytest

from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


@pytest.fixture
def make_hit():
    """A function that makes a hit: ``make_hit(code, at, key=…, cls=…)``; ``at`` may be milliseconds."""

    def made(code, at, *, key=None, cls=HitClass.PERSON, entry=Entry.SCANNED, device=Device.PHONE):
        at_ms = int(at.timestamp() * 1000) if isinstance(at, datetime) else at
        verdict = Verdict(cls, "browser", device, "ios", "safari", "de")
        return Hit(at_ms, code, entry, verdict, key)

    return made


@pytest.fixture
def count(db):
    """A function that counts hits in one fold: ``count(hit, …)``."""
    numbers = itertools.count()

    def counted(*hits):
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, hits, 0)])

    return counted


@pytest.fixture
def sums(db):
    """A function that returns the sum of hits of each table, which are always the same."""

    def summed():
        tables = ("hit_hour", "hit_day", "hit_day_sum", "hit_total", "hit_week")
        found = {db.execute(f"SELECT coalesce(sum(hits), 0) FROM {table}").fetchone()[0] for table in tables}
        assert len(found) == 1
        return found.pop()

    return summed


@pytest.fixture
def noon():
    return datetime(2026, 11, 20, 11, tzinfo=UTC)
