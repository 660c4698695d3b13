"""Finding drafts; `writing` changes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from printkit.store.model import BatchKind
from printkit.store.times import to_optional_date, to_optional_time, to_time
from tracker.staff.drafts.model import Batches, Draft, DraftLine, Goal, Row

_DRAFT = """
SELECT draft.id, draft.organisation_id, draft.campaign_id, coalesce(campaign.name, draft.name), draft.goal,
  draft.target_scans, draft.starts_on, draft.ends_on, draft.responsible, draft.destination, draft.kind,
  draft.cost_each, draft.sheet, coalesce(campaign.demo, 0), draft.changed_at, coalesce(staff.name, ''),
  draft.deleted_at, draft.ordered_at, draft.order_id, draft.base_url, draft.changed_by
FROM draft
LEFT JOIN campaign ON campaign.id = draft.campaign_id
LEFT JOIN staff ON staff.id = draft.changed_by
"""

_LINE = """
SELECT draft.id, coalesce(campaign.name, draft.name), draft.campaign_id, count(draft_batch.ordinal),
  coalesce(sum(draft_batch.copies), 0), draft.changed_at, coalesce(staff.name, ''), draft.deleted_at
FROM draft
LEFT JOIN campaign ON campaign.id = draft.campaign_id
LEFT JOIN staff ON staff.id = draft.changed_by
LEFT JOIN draft_batch ON draft_batch.draft_id = draft.id
WHERE draft.organisation_id = ? AND draft.ordered_at IS NULL
"""


def find_draft(db: Database, draft_id: int) -> Draft | None:
    """Return a draft, also one that is deleted or ordered; ``None`` if there is none with this number."""
    row = db.execute(_DRAFT + "WHERE draft.id = ?", [draft_id]).fetchone()
    return None if row is None else _to_draft(row, rows_of(db, draft_id))


def rows_of(db: Database, draft_id: int) -> tuple[Row, ...]:
    """Return the batches of a draft, in their order."""
    found = db.execute(
        "SELECT name, copies, place, cost, destination, variant, batch_id FROM draft_batch "
        "WHERE draft_id = ? ORDER BY ordinal",
        [draft_id],
    )
    return tuple(Row(*row) for row in found)


def drafts_of(db: Database, organisation_id: int) -> tuple[DraftLine, ...]:
    """Return the drafts of an organisation that wait to be finished, the last changed first."""
    return _lines(db, organisation_id, "AND draft.deleted_at IS NULL")


def deleted_drafts_of(db: Database, organisation_id: int) -> tuple[DraftLine, ...]:
    """Return the drafts of an organisation that were deleted and can still be taken back."""
    return _lines(db, organisation_id, "AND draft.deleted_at IS NOT NULL")


def drafts_of_campaign(db: Database, campaign_id: int) -> tuple[int, ...]:
    """Return the numbers of the drafts that were ordered for a campaign, the newest first."""
    found = db.execute(
        "SELECT id FROM draft WHERE campaign_id = ? AND ordered_at IS NOT NULL ORDER BY id DESC",
        [campaign_id],
    )
    return tuple(row[0] for row in found)


def name_is_taken(db: Database, organisation_id: int, name: str) -> bool:
    """Tell whether a campaign of the organisation has a name, or one that is ordered will have it."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM campaign WHERE organisation_id = :organisation AND name = :name)"
        " OR EXISTS (SELECT 1 FROM draft WHERE organisation_id = :organisation AND name = :name"
        " AND ordered_at IS NOT NULL AND campaign_id IS NULL)",
        {"organisation": organisation_id, "name": name},
    ).fetchone()
    return bool(row[0])


def batch_names(db: Database, campaign_id: int | None) -> frozenset[str]:
    """Return the names of the batches that a campaign has already."""
    found = db.execute("SELECT name FROM batch WHERE campaign_id = ?", [campaign_id])
    return frozenset(row[0] for row in found)


def names_of_staff(db: Database, organisation_id: int) -> tuple[str, ...]:
    """Return the names of the organisation's staff, to choose from."""
    found = db.execute("SELECT name FROM staff WHERE organisation_id = ? ORDER BY name", [organisation_id])
    return tuple(row[0] for row in found)


def _lines(db: Database, organisation_id: int, which: str) -> tuple[DraftLine, ...]:
    found = db.execute(
        f"{_LINE} {which} GROUP BY draft.id ORDER BY draft.changed_at DESC, draft.id DESC",
        [organisation_id],
    )
    return tuple(
        DraftLine(number, name, campaign_id, batches, pieces, to_time(changed), by, to_optional_time(deleted))
        for number, name, campaign_id, batches, pieces, changed, by, deleted in found
    )


def _to_draft(row: Sequence[Any], rows: tuple[Row, ...]) -> Draft:
    name, goal, target, starts_on, ends_on, responsible = row[3:9]
    return Draft(
        id=row[0],
        organisation_id=row[1],
        campaign_id=row[2],
        goal=Goal(name, goal, target, to_optional_date(starts_on), to_optional_date(ends_on), responsible),
        destination=row[9],
        batches=Batches(BatchKind(row[10]), bool(row[11]), rows),
        sheet=row[12],
        demo=bool(row[13]),
        changed_at=to_time(row[14]),
        changed_by=row[15],
        changed_by_id=row[20],
        deleted_at=to_optional_time(row[16]),
        ordered_at=to_optional_time(row[17]),
        order_id=row[18],
        base_url=row[19],
    )
