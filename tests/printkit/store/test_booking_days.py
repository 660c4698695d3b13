"""Days of bookings: those of the organisation's clock, wherever it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.bookings import bookings
from printkit.store.corrections import change_hand_out
from printkit.store.days import day_of_codes
from printkit.store.losses import give_back, note_waste
from printkit.store.mint import MintOrder, mint
from printkit.store.organisations import local_day, set_organisation
from printkit.store.places import ensure_place, hand_out

Order = Callable[..., MintOrder]
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Berlin", "2026-03-28T22:59:59", "2026-03-28"),
        ("Europe/Berlin", "2026-03-28T23:00:00", "2026-03-29"),  # the night of 23 hours
        ("Europe/Berlin", "2026-03-29T21:59:59", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T22:00:00", "2026-03-30"),
        ("Europe/Berlin", "2026-10-25T22:59:59", "2026-10-25"),  # the day of 25 hours
        ("America/St_Johns", "2028-02-29T03:29:59", "2028-02-28"),
        ("America/St_Johns", "2028-02-29T03:30:00", "2028-02-29"),
        ("America/St_Johns", "2028-03-01T03:29:59", "2028-02-29"),
        ("Pacific/Apia", "2026-11-23T10:59:59", "2026-11-23"),
        ("Pacific/Apia", "2026-11-23T11:00:00", "2026-11-24"),
        ("Pacific/Apia", "2011-12-30T09:59:59", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00", "2011-12-31"),  # the day that there never was
    ],
)
def test_only_what_has_happened_there_is_noted(
    db: Database, order: Order, zone: str, at: str, day: str
) -> None:
    batch, now, today = (
        mint(db, order()).batch,
        datetime.fromisoformat(f"{at}+00:00"),
        date.fromisoformat(day),
    )
    set_organisation(db, time_zone=zone)
    assert local_day(db, 1, now) == today
    nord = ensure_place(db, "Nord")
    hand_out(db, batch, "Nord", date(2000, 1, 1), first=1, last=10)
    give_back(db, batch, nord, today, positions=[(1, 1)], at=now)
    note_waste(db, batch, today, positions=[(20, 20)], at=now)
    tomorrow = today + timedelta(days=1)
    for refused in (
        lambda: give_back(db, batch, nord, tomorrow, positions=[(2, 2)], at=now),
        lambda: note_waste(db, batch, tomorrow, positions=[(19, 19)], at=now),
    ):
        with pytest.raises(SignetError, match=f"{tomorrow} is still to come"):
            refused()
    hand_out(db, batch, "Nord", tomorrow, first=11, last=12, at=now)  # may be planned


def test_how_far_ahead_is_told_by_the_same_clock(db: Database, order: Order) -> None:
    set_organisation(db, time_zone="Pacific/Apia")
    now = datetime(2026, 11, 23, 11, tzinfo=UTC)
    batch, last = mint(db, order()).batch, date(2026, 11, 24) + timedelta(days=732)
    hand_out(db, batch, "Nord", last, first=1, last=10, at=now)
    (booked,) = bookings(db, batch.id)
    for on in (last + timedelta(days=1), date(1999, 12, 31)):
        with pytest.raises(SignetError, match="not a likely date"):
            hand_out(db, batch, "Nord", on, first=11, last=12, at=now)
        with pytest.raises(SignetError, match="not a likely date"):
            change_hand_out(db, booked, ensure_place(db, "West"), on, at=now)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 3, 1)),
        ("America/St_Johns", date(2026, 2, 28)),
        ("UTC", date(2026, 2, 28)),
    ],
)
def test_codes_are_made_on_the_organisations_day(db: Database, order: Order, zone: str, day: date) -> None:
    """What is booked before that day is told so; it is booked nevertheless."""
    set_organisation(db, time_zone=zone)
    batch = mint(db, order(), at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC)).batch
    assert day_of_codes(db, batch) == day
    assert hand_out(db, batch, "Nord", day - timedelta(days=40), first=1, last=10).pieces == 10
    note_waste(db, batch, day - timedelta(days=40), positions=[(20, 20)])
