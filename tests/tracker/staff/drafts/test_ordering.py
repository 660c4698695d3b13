"""Drafts in the database: written by steps, ordered once, minted once, given back if nothing was minted."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import date

import pytest
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from tracker.staff.accounts import Account
from tracker.staff.audit.lines import Kind, Subject, lines_about
from tracker.staff.campaigns.plan import CampaignPlan, costs_of, plan_of
from tracker.staff.drafts.model import Batches, Goal
from tracker.staff.drafts.ordering import note_minted, read_order, reopen
from tracker.staff.drafts.store import deleted_drafts_of, drafts_of, find_draft
from tracker.staff.drafts.writing import delete, restore, write_batches, write_goal
from tracker.staff.people.forgetting import forget_what_is_over

GOAL = Goal("Frühling", "Mehr Besuche", 500, date(2026, 3, 1), date(2026, 5, 31), "Frau Berg")


def order(db: Database, draft_id: int) -> None:
    db.execute(
        "UPDATE draft SET ordered_at = '2026-01-01T00:00:00Z', base_url = 'https://qr.example.de', "
        "order_id = 9 WHERE id = ?",
        [draft_id],
    )


def test_a_draft_keeps_what_each_step_says(db: Database, draft_id: int) -> None:
    draft = find_draft(db, draft_id)
    assert draft is not None
    assert draft.goal == GOAL
    assert draft.destination == "https://www.example.org/"
    assert draft.batches.kind is BatchKind.PER_PIECE
    assert [(row.name, row.copies, row.cost) for row in draft.batches.rows] == [
        ("Zentrale", 500, 34_00),
        ("Nord", 1_000, None),
    ]
    assert (draft.sheet, draft.changed_by, draft.is_ordered) == ("a4", "Frau Editor", False)
    (line,) = drafts_of(db, 1)
    assert (line.name, line.batches, line.pieces) == ("Frühling", 2, 1_500)
    assert drafts_of(db, 2) == ()


def test_a_deleted_draft_can_be_taken_back_for_a_month(db: Database, editor: Account, draft_id: int) -> None:
    draft = find_draft(db, draft_id)
    assert draft is not None
    delete(db, draft)
    assert drafts_of(db, 1) == ()
    assert [line.id for line in deleted_drafts_of(db, 1)] == [draft_id]
    restore(db, draft)
    assert [line.id for line in drafts_of(db, 1)] == [draft_id]
    delete(db, draft)
    forget_what_is_over(db, time.time() + 29 * 86_400)
    assert [line.name for line in deleted_drafts_of(db, 1)] == ["Frühling"]
    forget_what_is_over(db, time.time() + 31 * 86_400)
    assert deleted_drafts_of(db, 1) == ()
    assert db.execute("SELECT count(*) FROM draft_batch").fetchone() == (0,)


def test_an_order_says_what_to_mint_and_notes_what_was(
    db: Database, draft_id: int, mint_batch: Callable[..., Minted]
) -> None:
    with pytest.raises(SignetError, match="not ordered"):
        read_order(db, draft_id)
    order(db, draft_id)
    found = read_order(db, draft_id)
    assert (found.campaign, found.campaign_id, found.sheet, found.demo) == ("Frühling", None, "a4", False)
    assert [(row.name, row.copies, row.destination, row.variant) for row in found.rows] == [
        ("Zentrale", 500, "https://www.example.org/", ""),
        ("Nord", 1_000, "https://www.example.org/nord", "klar"),
    ]
    batch = mint_batch(campaign=found.campaign, copies=5).batch
    note_minted(db, draft_id, 1, batch)
    after = read_order(db, draft_id)
    assert after.campaign_id == batch.campaign_id
    assert [row.batch_id for row in after.rows] == [batch.id, None]
    assert dict(costs_of(db, batch.campaign_id)) == {batch.id: 34}
    assert plan_of(db, batch.campaign_id) == CampaignPlan(
        "Mehr Besuche", 500, date(2026, 3, 1), date(2026, 5, 31), "Frau Berg"
    )
    trail = lines_about(db, Subject(Kind.CAMPAIGN, batch.campaign_id, ""))
    assert [line.action for line in trail] == ["draft-begun"]  # the campaign came of the draft
    assert not reopen(db, draft_id)
    with pytest.raises(sqlite3.IntegrityError, match="minted never changes"):
        note_minted(db, draft_id, 1, batch)


def test_an_ordered_draft_is_frozen_until_it_is_given_back(
    db: Database, editor: Account, draft_id: int
) -> None:
    order(db, draft_id)
    assert drafts_of(db, 1) == ()
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        write_goal(db, editor, draft_id, Goal("Anders"))
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        write_batches(db, editor, draft_id, Batches())
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        db.execute("DELETE FROM draft")
    assert reopen(db, draft_id)
    write_goal(db, editor, draft_id, Goal("Anders"))
    assert [line.name for line in drafts_of(db, 1)] == ["Anders"]
