"""A campaign with two batches of pieces and one of flyers, handed out and scanned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.scans.words import Device, Entry, HitClass

Mint = Callable[..., Minted]
Count = Callable[..., None]


@dataclass(frozen=True)
class Season:
    """What was ordered; ``now`` is the time, everything was handed out thirty days before."""

    bookmarks: Minted
    wishes: Minted
    flyers: Minted
    now: datetime


@pytest.fixture
def season(db: Database, mint_batch: Mint, count_hits: Count) -> Season:
    """Scans of four weeks, a robot, a preview, a test."""
    now = datetime.now(UTC)
    out = (now - timedelta(days=30)).date()
    bookmarks = mint_batch(copies=200, name="Lesezeichen")
    wishes = mint_batch(copies=100, name="Wünsche")
    flyers = mint_batch(copies=1500, name="Flyer", kind=BatchKind.ONE_CODE)
    hand_out(db, bookmarks.batch, "Mitte", out, first=1, last=120)
    hand_out(db, bookmarks.batch, "Nordviertel", out, first=121, last=200)
    hand_out(db, wishes.batch, "Mitte", out)
    hand_out(db, flyers.batch, "Rathaus", out)
    for day in range(28):  # a flyer was scanned up to three times a day
        noon = now - timedelta(days=29 - day)
        count_hits(bookmarks.codes[(day * 7) % 200], noon, times=1 + day % 2)
        count_hits(wishes.codes[day % 9], noon, entry=Entry.TYPED, device=Device.COMPUTER)
        count_hits(flyers.codes[0], noon, times=1 + day % 3)
    count_hits(bookmarks.codes[0], now - timedelta(days=3), HitClass.ROBOT, times=5)
    count_hits(bookmarks.codes[0], now - timedelta(days=3), HitClass.PREVIEW)
    count_hits(bookmarks.codes[3], now - timedelta(days=2), staff=True)
    return Season(bookmarks, wishes, flyers, now)


@pytest.fixture
def season_now() -> datetime:
    """A moment ago: no clock of the machine is behind it."""
    return datetime.now(UTC) - timedelta(seconds=2)
