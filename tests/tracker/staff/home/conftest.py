"""Hits of a batch, counted as the fold counts them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

Count = Callable[..., None]


@pytest.fixture
def count(db: Database) -> Count:
    """Return ``count(batch_id, hits, cls="person", days_ago=0)``: hits of the batch's first code."""

    def counted(batch: int, hits: int, cls: str = "person", days_ago: int = 0) -> None:
        at = datetime.now(ZoneInfo("Europe/Berlin")) - timedelta(days=days_ago)  # at this time, on that day
        sql = "SELECT code FROM code WHERE batch_id = ? ORDER BY position LIMIT 1"
        code = db.execute(sql, [batch]).fetchone()[0]
        hit = Hit(
            int(at.timestamp() * 1000), code, Entry.SCANNED, Verdict(HitClass(cls), "test", Device.PHONE)
        )
        SqliteCounts(db).add([Portion(f"{secrets.token_hex(8)}.spool", 0, 1, [hit] * hits, 0)])

    return counted
