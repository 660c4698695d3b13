"""The audit trail as an admin reads it: filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from tracker.staff.audit.lines import COLUMNS, Kind, Line, to_line

MOST = 50
"""Lines of a page."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which lines are wanted; ``None`` for all.

    Attributes:
        staff_id: Who did it.
        kind: What it was done to.
        campaign_id: In which campaign.
    """

    staff_id: int | None = None
    kind: Kind | None = None
    campaign_id: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, newest first; ``before`` is where the next page begins, ``None`` at the end."""

    lines: tuple[Line, ...]
    before: int | None


def read_page(db: Database, organisation_id: int, filters: Filters, before: int | None = None) -> Page:
    """Return the newest lines that are wanted, or those before a line."""
    found = tuple(_read(db, organisation_id, filters, before, MOST + 1))
    more = len(found) > MOST
    return Page(found[:MOST], found[MOST - 1].id if more else None)


def all_lines(db: Database, organisation_id: int, filters: Filters) -> Iterator[Line]:
    """Yield all lines that are wanted, newest first."""
    return _read(db, organisation_id, filters, None, -1)


def actors(db: Database, organisation_id: int) -> tuple[tuple[int, str], ...]:
    """Return number and name of everybody who can have done something."""
    found = db.execute(
        "SELECT id, name FROM staff WHERE organisation_id = ? ORDER BY name COLLATE NOCASE, id",
        [organisation_id],
    )
    return tuple((number, name) for number, name in found)


def _read(
    db: Database, organisation_id: int, filters: Filters, before: int | None, most: int
) -> Iterator[Line]:
    wanted = {
        "organisation_id = ?": organisation_id,
        "staff_id = ?": filters.staff_id,
        "subject_kind = ?": filters.kind,
        "campaign_id = ?": filters.campaign_id,
        "id < ?": before,
    }
    asked = {term: value for term, value in wanted.items() if value is not None}
    rows = db.execute(
        f"SELECT {COLUMNS} FROM audit_line WHERE {' AND '.join(asked)} "  # noqa: S608 (constants)
        "ORDER BY id DESC LIMIT ?",
        [*asked.values(), most],
    )
    return map(to_line, rows)
