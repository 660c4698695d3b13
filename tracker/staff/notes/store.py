"""Notes in the database. All SQL about them is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.reports.charts.flags import Flag
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, note

MOST = 200
"""Notes of a campaign or of an organisation; more could not be read in any chart."""
LONGEST = 120
_COLUMNS = "id, organisation_id, campaign_id, first_on, last_on, text, who, deleted"
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes of which days; ``campaign_id`` is ``None`` for all campaigns."""

    campaign_id: int | None
    first: date
    last: date
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note; ``who`` wrote it last."""

    id: int
    organisation_id: int
    written: Written
    who: str
    deleted: bool = False

    @property
    def first(self) -> date:
        """Its first day."""
        return self.written.first

    @property
    def last(self) -> date:
        """Its last day."""
        return self.written.last

    @property
    def text(self) -> str:
        """What it says."""
        return self.written.text

    @property
    def everywhere(self) -> bool:
        """Whether it is about all campaigns."""
        return self.written.campaign_id is None


def notes_of(db: Database, organisation_id: int, campaign_id: int) -> tuple[Note, ...]:
    """Return the notes of a campaign and those of all campaigns, by day: the order of their numbers."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM note WHERE organisation_id = ?"  # noqa: S608 (constants)
        " AND (campaign_id = ? OR campaign_id IS NULL) AND NOT deleted ORDER BY first_on, last_on, id",
        [organisation_id, campaign_id],
    )
    return tuple(map(_note, rows))


def flags_of(notes: Sequence[Note]) -> tuple[Flag, ...]:
    """Return notes as flags of a chart, numbered in their order."""
    return tuple(Flag(number, one.first, one.last) for number, one in enumerate(notes, 1))


def find_note(db: Database, organisation_id: int, campaign_id: int, note_id: int) -> Note | None:
    """Return a note that is shown with a campaign, also one that was deleted; ``None`` for all others."""
    if not 0 < note_id <= _HIGHEST:
        return None
    row = db.execute(
        f"SELECT {_COLUMNS} FROM note WHERE id = ? AND organisation_id = ?"  # noqa: S608 (constants)
        " AND (campaign_id = ? OR campaign_id IS NULL)",
        [note_id, organisation_id, campaign_id],
    ).fetchone()
    return None if row is None else _note(row)


def is_full(db: Database, account: Account, campaign_id: int | None) -> bool:
    """Whether there are so many notes that no more are taken."""
    (number,) = db.execute(
        "SELECT count(*) FROM note WHERE organisation_id = ? AND campaign_id IS ? AND NOT deleted",
        [account.organisation_id, campaign_id],
    ).fetchone()
    return bool(number >= MOST)


def add_note(db: Database, account: Account, written: Written) -> int:
    """Write a new note and return its number."""
    with transaction(db):
        done = db.execute(
            "INSERT INTO note (organisation_id, campaign_id, first_on, last_on, text, who)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [account.organisation_id, *_values(written), account.name],
        )
        found = int(done.lastrowid or 0)
        note(db, account, Action.NOTE_WRITTEN, _subject(found, written))
    return found


def change_note(db: Database, account: Account, old: Note, written: Written) -> None:
    """Write a note anew; within the transaction in which it was read."""
    with transaction(db):
        db.execute(
            "UPDATE note SET campaign_id = ?, first_on = ?, last_on = ?, text = ?, who = ? WHERE id = ?",
            [*_values(written), account.name, old.id],
        )
        note(db, account, Action.NOTE_CHANGED, _subject(old.id, written))


def delete_note(db: Database, account: Account, old: Note, *, deleted: bool = True) -> None:
    """Delete a note, or take that back; it is noted only if it changes anything."""
    with transaction(db):
        done = db.execute(
            "UPDATE note SET deleted = ? WHERE id = ? AND deleted <> ?", [deleted, old.id, deleted]
        )
        if done.rowcount:
            action = Action.NOTE_DELETED if deleted else Action.NOTE_RESTORED
            note(db, account, action, _subject(old.id, old.written))


def about_note(old: Note) -> Subject:
    """Return a note as a subject of the audit trail."""
    return _subject(old.id, old.written)


def _subject(number: int, written: Written) -> Subject:
    return Subject(Kind.NOTE, number, written.text, written.campaign_id)


def _values(written: Written) -> list[object]:
    return [written.campaign_id, written.first.isoformat(), written.last.isoformat(), written.text]


def _note(row: Sequence[Any]) -> Note:
    number, organisation_id, campaign_id, first, last, text, who, deleted = row
    written = Written(campaign_id, date.fromisoformat(first), date.fromisoformat(last), text)
    return Note(number, organisation_id, written, who, bool(deleted))
