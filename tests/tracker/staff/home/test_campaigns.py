"""What the list knows of each campaign: sums, rates with their denominators, groups, the next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from printkit.store.batches import find_batch, record_print_run
from printkit.store.destinations import retire
from printkit.store.losses import give_back
from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import hand_out, places
from tracker.reports.days import scans_by_batch_and_day, scans_by_campaign_and_day
from tracker.reports.figures import batch_figures
from tracker.staff.campaigns.plan import CampaignPlan, write_plan
from tracker.staff.home.campaigns import DAYS, Group, Next, Rate, read_cards

Mint = Callable[..., Minted]
Count = Callable[..., None]
DAY = date(2026, 11, 23)


def test_sums_are_of_what_may_be_summed(db: Database, mint_batch: Mint, count: Count, today: date) -> None:
    one = mint_batch(copies=1_500, name="Kanäle").batch
    other = mint_batch(copies=2_000, kind=BatchKind.ONE_CODE, name="Flyer").batch
    hand_out(db, one, "Zentrale", today - timedelta(days=3), first=1, last=1_250)
    hand_out(db, other, "Rathaus", today - timedelta(days=3))
    count(one.id, 34)
    count(one.id, 7, "robot")
    count(one.id, 5, "preview", days_ago=2)
    count(other.id, 26, days_ago=1)
    (card,) = read_cards(db, 1)
    assert (card.batches, card.copies, card.handed_out, card.scans) == (2, 3_500, 3_250, 60)
    assert card.pieces == Rate(100 / 1_250, 1, 1_250)
    assert card.per_100 == Rate(1.3, 26, 2_000)
    assert (card.in_days, card.best, len(card.sparkline.bars)) == (60, 34, 2)
    assert card.last_scan_at is not None
    assert card.todo is None


def test_rates_leave_out_batches_that_nobody_has_yet(
    db: Database, mint_batch: Mint, count: Count, today: date
) -> None:
    one = mint_batch(copies=100, name="Da").batch
    mint_batch(copies=900, name="Im Keller")
    hand_out(db, one, "Zentrale", today, first=1, last=50)
    count(one.id, 1)
    (card,) = read_cards(db, 1)
    assert card.pieces == Rate(2.0, 1, 50)
    assert card.per_100 is None


def test_rates_are_those_of_the_campaigns_own_page(
    db: Database, mint_batch: Mint, count: Count, today: date
) -> None:
    one = mint_batch(copies=100).batch
    hand_out(db, one, "Zentrale", today, first=1, last=50)
    count(one.id, 1)
    give_back(db, one, places(db)[0], today, pieces=30)
    (card,) = read_cards(db, 1)
    (figures,) = batch_figures(db)
    assert card.pieces == Rate(5.0, 1, 20)
    assert figures.scan_rate
    assert (figures.scan_rate.percent, figures.scan_rate.of) == (5.0, 20)


def test_days_are_those_of_the_batches_together(
    db: Database, mint_batch: Mint, count: Count, today: date
) -> None:
    batches = [mint_batch(name=name).batch for name in ("A", "B")]
    hand_out(db, batches[0], "Zentrale", today - timedelta(days=2), first=1, last=5)
    for batch in batches:
        for days_ago in (0, 1, 4, DAYS + 3):  # tests of the first batch are among them
            count(batch.id, 2 + days_ago, days_ago=days_ago)
    by_batch = scans_by_batch_and_day(db, DAYS).values()
    together = tuple(sum(day.scans for day in days) for days in zip(*by_batch, strict=True))
    assert scans_by_campaign_and_day(db, DAYS) == {batches[0].campaign_id: together}
    assert sum(together) == 2 + 3 + 2 + 3 + 6


def test_the_next_step_is_the_earliest_that_a_batch_waits_for(
    db: Database, mint_batch: Mint, today: date
) -> None:
    first, second = (mint_batch(name=name).batch for name in ("A", "B"))
    assert read_cards(db, 1)[0].todo == (Next.PRINT, 2)
    record_print_run(db, first.id, sheet="a4", pieces=10, sheets=1)
    assert read_cards(db, 1)[0].todo == (Next.PRINT, 1)
    record_print_run(db, second.id, sheet="a4", pieces=10, sheets=1)
    assert read_cards(db, 1)[0].todo == (Next.HAND_OUT, 2)
    for batch in (first, second):
        hand_out(db, batch, "Zentrale", today)
    assert read_cards(db, 1)[0].todo is None


def test_a_campaign_without_batches_waits_for_one(db: Database) -> None:
    db.execute("INSERT INTO campaign VALUES (7, 1, 'Leer', 0, '2026-01-01T00:00:00Z')")
    (card,) = read_cards(db, 1)
    assert card.todo == (Next.BATCH, 0)
    assert (card.group, card.pieces, card.per_100, card.best) == (Group.RUNNING, None, None, 0)


@pytest.mark.parametrize(
    ("plan", "group"),
    [
        (CampaignPlan(), Group.RUNNING),
        (CampaignPlan(ends_on=DAY), Group.RUNNING),
        (CampaignPlan(ends_on=DAY - timedelta(days=1)), Group.OVER),
        (CampaignPlan(archived_at=datetime.now(UTC)), Group.ARCHIVED),
    ],
)
def test_groups_follow_the_plan(db: Database, mint_batch: Mint, plan: CampaignPlan, group: Group) -> None:
    write_plan(db, mint_batch().batch.campaign_id, plan)
    assert read_cards(db, 1, DAY)[0].group is group


def test_a_campaign_of_retired_batches_is_over(db: Database, mint_batch: Mint) -> None:
    batch = mint_batch().batch
    retire(db, find_batch(db, batch.id))
    assert read_cards(db, 1)[0].group is Group.OVER
