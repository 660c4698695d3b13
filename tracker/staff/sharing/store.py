"""Share links in the database. All SQL about them is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, note
from tracker.staff.people.tokens import DAY, digest, make_token

LONGEST = 80
MOST = 50
"""Links of a campaign that open at a time."""
_COLUMNS = (
    "id, organisation_id, campaign_id, for_whom, with_costs, with_notes, who, created_at, expires_at,"
    " withdrawn_at, views, viewed_at"
)
_HIGHEST = 2**63 - 1


class State(StrEnum):
    """Whether a link opens."""

    OPEN = "open"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link to be made: for whom, for how long, and what it shows."""

    campaign_id: int
    for_whom: str
    days: int
    with_costs: bool
    with_notes: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A link.

    Attributes:
        who: Who made it.
        views: How often it was opened.
        viewed_on: The last day on which it was, ``None`` for never; the beginning of that day, UTC.
    """

    id: int
    organisation_id: int
    campaign_id: int
    for_whom: str
    with_costs: bool
    with_notes: bool
    who: str
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    views: int
    viewed_on: datetime | None

    def state(self, now: datetime) -> State:
        """Return whether it opens."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.OPEN if now < self.expires_at else State.EXPIRED


def share(db: Database, account: Account, wanted: Wanted, now: float) -> tuple[int, str]:
    """Make a link; return its number and its token, which is nowhere else."""
    token, at = make_token(), int(now)
    with transaction(db):
        done = db.execute(
            "INSERT INTO share_link (organisation_id, campaign_id, token_sha256, for_whom, with_costs,"
            " with_notes, who, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                account.organisation_id,
                wanted.campaign_id,
                token.digest,
                wanted.for_whom,
                wanted.with_costs,
                wanted.with_notes,
                account.name,
                at,
                at + wanted.days * DAY,
            ],
        )
        number = int(done.lastrowid or 0)
        subject = Subject(Kind.SHARE, number, wanted.for_whom, wanted.campaign_id)
        note(db, account, Action.FIGURES_SHARED, subject)
    return number, token.text


def shares_of(db: Database, organisation_id: int, campaign_id: int) -> tuple[Share, ...]:
    """Return the links of a campaign, the newest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM share_link WHERE campaign_id = ? AND organisation_id = ?"  # noqa: S608
        " ORDER BY id DESC",
        [campaign_id, organisation_id],
    )
    return tuple(map(_share, rows))


def is_full(db: Database, campaign_id: int, now: float) -> bool:
    """Whether so many links of a campaign open that no more are made."""
    (number,) = db.execute(
        "SELECT count(*) FROM share_link WHERE campaign_id = ? AND withdrawn_at IS NULL AND expires_at > ?",
        [campaign_id, int(now)],
    ).fetchone()
    return bool(number >= MOST)


def find_share(db: Database, organisation_id: int, campaign_id: int, share_id: int) -> Share | None:
    """Return a link of a campaign, ``None`` for those of others."""
    if not 0 < share_id <= _HIGHEST:
        return None
    row = db.execute(
        f"SELECT {_COLUMNS} FROM share_link WHERE id = ? AND campaign_id = ? AND organisation_id = ?",  # noqa: S608
        [share_id, campaign_id, organisation_id],
    ).fetchone()
    return None if row is None else _share(row)


def withdraw(db: Database, account: Account, old: Share, now: float) -> None:
    """Let a link open no more, from this moment on; it is noted once."""
    with transaction(db):
        done = db.execute(
            "UPDATE share_link SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
            [int(now), old.id],
        )
        if done.rowcount:
            subject = Subject(Kind.SHARE, old.id, old.for_whom, old.campaign_id)
            note(db, account, Action.SHARE_WITHDRAWN, subject)


def share_by_token(db: Database, token: str) -> Share | None:
    """Return the link that a token opens or opened."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM share_link WHERE token_sha256 = ?",  # noqa: S608 (constants)
        [digest(token)],
    ).fetchone()
    return None if row is None else _share(row)


def count_view(db: Database, seen: Share, now: float) -> None:
    """Count that a link was opened: on which day, and nothing about whom."""
    day = int(now) // DAY * DAY
    with transaction(db):
        db.execute("UPDATE share_link SET views = views + 1, viewed_at = ? WHERE id = ?", [day, seen.id])


def _share(row: Sequence[Any]) -> Share:
    number, organisation_id, campaign_id, for_whom, costs, notes, who, *times, views, viewed = row
    created, expires, withdrawn = times
    return Share(
        number,
        organisation_id,
        campaign_id,
        for_whom,
        bool(costs),
        bool(notes),
        who,
        datetime.fromtimestamp(created, UTC),
        datetime.fromtimestamp(expires, UTC),
        _time(withdrawn),
        views,
        _time(viewed),
    )


def _time(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
