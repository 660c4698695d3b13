"""The audit trail: `note` what was done, in the transaction in which it is done, and read it again."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION, Batch, Campaign
from tracker.staff.audit.actions import Action

KEPT_DAYS = 730
"""Two years: as long as somebody still asks why a campaign was set up as it was. docs/privacy.md says it."""
LONGEST_DETAIL = 500
_DAY = 86_400
COLUMNS = "id, at, staff_id, who, action, subject_kind, subject_id, subject, campaign_id, detail"
"""What `to_line` reads."""


class Kind(StrEnum):
    """What a line can be about."""

    CAMPAIGN = "campaign"
    BATCH = "batch"
    DRAFT = "draft"
    ORDER = "order"
    PLACE = "place"
    PERSON = "person"
    ORGANISATION = "organisation"
    SHARE = "share"
    NOTE = "note"
    FILE = "file"


class Actor(Protocol):
    """Who does something: an account."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def organisation_id(self) -> int:
        """Where they work."""

    @property
    def name(self) -> str:
        """What the pages call them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was done to.

    Attributes:
        id: Its number, ``None`` for what has none.
        name: What it is called now.
        campaign_id: The campaign in whose part of the trail the line is shown.
    """

    kind: Kind
    id: int | None
    name: str
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that somebody did.

    Attributes:
        at: When, in UTC.
        staff_id: Who, ``None`` if it was a command or the service itself.
        who: What they were called then; ``""`` for a command or the service.
        action: A value of `Action`, or of a newer version's.
    """

    id: int
    at: datetime
    staff_id: int | None
    who: str
    action: str
    subject: Subject
    detail: str


def about_campaign(campaign: Campaign) -> Subject:
    """Return a campaign as a subject."""
    return Subject(Kind.CAMPAIGN, campaign.id, campaign.name, campaign.id)


def about_batch(batch: Batch) -> Subject:
    """Return a batch as a subject."""
    return Subject(Kind.BATCH, batch.id, batch.name, batch.campaign_id)


def about_person(account: Actor) -> Subject:
    """Return a member of staff as a subject."""
    return Subject(Kind.PERSON, account.id, account.name)


def note(
    db: Database,
    account: Actor | None,
    action: Action,
    subject: Subject,
    detail: str = "",
    *,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> None:
    """Note what somebody does, inside the transaction in which it is done: both happen, or neither.

    Args:
        db: The database, in a transaction.
        account: Who; ``None`` for a command or the service itself.
        action: What they do.
        subject: To what.
        detail: What of it, understood in every language; cut off after 500 characters.
        organisation_id: Whose trail it is, if there is no account to tell it.

    Raises:
        RuntimeError: There is no transaction.
    """
    if not db.conn.in_transaction:
        raise RuntimeError("an audit line belongs into the transaction of its change")
    db.execute(
        "INSERT INTO audit_line (organisation_id, staff_id, who, at, action, subject_kind, subject_id, "
        "subject, campaign_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            account.organisation_id if account else organisation_id,
            account.id if account else None,
            account.name if account else "",
            int(time.time()),
            action,
            subject.kind,
            subject.id,
            subject.name,
            subject.campaign_id,
            detail[:LONGEST_DETAIL],
        ],
    )


def lines_about(
    db: Database, subject: Subject, most: int = 20, *, actions: Collection[Action] = (), after: int = 0
) -> tuple[Line, ...]:
    """Return what was done to something, newest first; of a campaign also what was done to its parts.

    Whether the reader may see the subject has been asked before.

    Args:
        db: The database.
        subject: What it was done to.
        most: How many lines.
        actions: Only these; by default all.
        after: Only lines with a higher number.
    """
    column, value = (
        ("campaign_id", subject.id) if subject.kind is Kind.CAMPAIGN else ("subject_id", subject.id)
    )
    kind = "" if subject.kind is Kind.CAMPAIGN else "AND subject_kind = :kind "
    only = "AND action IN (SELECT value FROM json_each(:actions)) " if actions else ""
    found = db.execute(
        f"SELECT {COLUMNS} FROM audit_line WHERE {column} = :value {kind}{only}"  # noqa: S608 (constants)
        "AND id > :after ORDER BY id DESC LIMIT :most",
        {
            "value": value,
            "kind": subject.kind.value,
            "actions": json.dumps(sorted(actions)),
            "after": after,
            "most": most,
        },
    )
    return tuple(map(to_line, found))


def belongs_to(db: Database, campaign_id: int, kind: Kind, subject_id: int) -> None:
    """Show what was done to something in the trail of a campaign that only came of it."""
    db.execute(
        "UPDATE audit_line SET campaign_id = ? WHERE campaign_id IS NULL AND subject_kind = ? "
        "AND subject_id = ?",
        [campaign_id, kind.value, subject_id],
    )


def forget_lines(db: Database, now: float) -> int:
    """Delete the lines that are older than `KEPT_DAYS`, and return how many they were."""
    return int(db.execute("DELETE FROM audit_line WHERE at < ?", [int(now) - KEPT_DAYS * _DAY]).rowcount)


def to_line(row: Sequence[Any]) -> Line:
    """Return a line from a row with the columns of `COLUMNS`."""
    number, at, staff_id, who, action, kind, subject_id, subject, campaign_id, detail = row
    about = Subject(Kind(kind), subject_id, subject, campaign_id)
    return Line(number, datetime.fromtimestamp(at, UTC), staff_id, who, action, about, detail)
