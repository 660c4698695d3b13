"""A campaign with two batches of pieces and one of flyers, handed out and scanned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

Mint = Callable[..., Minted]


@dataclass(frozen=True)
class Season:
    """What was ordered; ``now`` is the time, everything was handed out thirty days before."""

    bookmarks: Minted
    wishes: Minted
    flyers: Minted
    now: datetime


@pytest.fixture
def season(db: Database, mint_batch: Mint, today: date) -> Season:
    """Scans of four weeks, a robot, a preview, a test."""
    now = datetime.now(ZoneInfo("Europe/Berlin"))  # days before are at this time, however long they were
    out = today - timedelta(days=30)
    bookmarks = mint_batch(copies=200, name="Lesezeichen")
    wishes = mint_batch(copies=100, name="Wünsche")
    flyers = mint_batch(copies=1500, name="Flyer", kind=BatchKind.ONE_CODE)
    hand_out(db, bookmarks.batch, "Mitte", out, first=1, last=120)
    hand_out(db, bookmarks.batch, "Nordviertel", out, first=121, last=200)
    hand_out(db, wishes.batch, "Mitte", out)
    hand_out(db, flyers.batch, "Rathaus", out)
    hits = []

    def add(
        code: str,
        at: datetime,
        cls: HitClass = HitClass.PERSON,
        *,
        times: int = 1,
        entry: Entry = Entry.SCANNED,
        device: Device = Device.PHONE,
        staff: bool = False,
    ) -> None:
        hit = Hit(int(at.timestamp() * 1000), code, entry, Verdict(cls, "test", device), staff=staff)
        hits.extend([hit] * times)

    for day in range(28):  # a flyer was scanned up to three times a day
        noon = now - timedelta(days=29 - day)
        add(bookmarks.codes[(day * 7) % 200], noon, times=1 + day % 2)
        add(wishes.codes[day % 9], noon, entry=Entry.TYPED, device=Device.COMPUTER)
        add(flyers.codes[0], noon, times=1 + day % 3)
    add(bookmarks.codes[0], now - timedelta(days=3), HitClass.ROBOT, times=5)
    add(bookmarks.codes[0], now - timedelta(days=3), HitClass.PREVIEW)
    add(bookmarks.codes[3], now - timedelta(days=2), staff=True)
    SqliteCounts(db).add([Portion("0-season-x.spool", 0, 1, hits, 0)])
    return Season(bookmarks, wishes, flyers, now)


@pytest.fixture
def season_now() -> datetime:
    """A moment ago: no clock of the machine is behind it."""
    return datetime.now(UTC) - timedelta(seconds=2)
