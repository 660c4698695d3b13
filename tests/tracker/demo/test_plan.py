"""The demo's campaign has a goal, costs and notes, written down once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlite_utils import Database

from printkit.store.mint import Minted
from tracker.demo.plan import CENTS, NOTES, write_down
from tracker.demo.season import DAYS
from tracker.demo.story import ORDERS
from tracker.staff.accounts import add_staff
from tracker.staff.campaigns.plan import CampaignPlan, costs_of, plan_of, write_plan
from tracker.staff.notes.store import notes_of

FIRST = date(2026, 9, 28)


def test_it_is_written_once_and_what_is_changed_stays(
    db: Database, mint_batch: Callable[..., Minted]
) -> None:
    batches = [mint_batch(copies=2, name=order.name, campaign="Demo").batch for order in ORDERS]
    account = add_staff(db, "marie@library.example", "vier Wörter im Regal", name="Marie")
    for _ in range(2):
        write_down(db, account, batches, FIRST, DAYS)
    assert [note.text for note in notes_of(db, 1, 1)] == [one.text for one in NOTES]
    assert sorted(costs_of(db, 1).values()) == sorted(CENTS.values())
    assert plan_of(db, 1).starts_on == FIRST
    write_plan(db, 1, CampaignPlan("Etwas anderes"))
    write_down(db, account, batches, FIRST, DAYS)
    assert plan_of(db, 1).goal == "Etwas anderes"


def test_every_batch_of_the_story_has_a_cost() -> None:
    assert set(CENTS) == {order.name for order in ORDERS}
    assert all(0 <= one.first <= one.last < DAYS for one in NOTES)
