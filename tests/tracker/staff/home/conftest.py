"""Hits of a batch, counted as the fold counts them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import pytest
from sqlite_utils import Database

from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

Count = Callable[..., None]


@pytest.fixture
def count(db: Database) -> Count:
    """Return ``count(batch_id, hits, cls="person", days_ago=0)``: hits of the batch's first code."""

    def counted(batch: int, hits: int, cls: str = "person", days_ago: int = 0) -> None:
        at_ms = int(time.time() * 1000) - days_ago * 86_400_000
        sql = "SELECT code FROM code WHERE batch_id = ? ORDER BY position LIMIT 1"
        code = db.execute(sql, [batch]).fetchone()[0]
        hit = Hit(at_ms, code, Entry.SCANNED, Verdict(HitClass(cls), "test", Device.PHONE))
        SqliteCounts(db).add([Portion(f"{secrets.token_hex(8)}.spool", 0, 1, [hit] * hits, 0)])

    return counted
