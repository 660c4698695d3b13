"""Counting invented hits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count as numbers_from

import pytest
from sqlite_utils import Database

from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


@pytest.fixture
def numbers() -> Iterator[int]:
    """Never the same number twice."""
    return numbers_from()


@pytest.fixture
def count_hits(db: Database, numbers: Iterator[int]) -> Callable[..., None]:
    """Return ``count_hits(code, at, cls=…, entry=…, device=…, times=…, staff=…)``."""

    def counted(
        code: str,
        at: datetime,
        cls: HitClass = HitClass.PERSON,
        *,
        entry: Entry = Entry.SCANNED,
        device: Device = Device.PHONE,
        times: int = 1,
        staff: bool = False,
    ) -> None:
        hit = Hit(int(at.timestamp() * 1000), code, entry, Verdict(cls, "test", device), staff=staff)
        SqliteCounts(db).add([Portion(f"0-{next(numbers)}-x.spool", 0, 1, [hit] * times, 0)])

    return counted
