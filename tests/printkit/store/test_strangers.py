from datetime import UTC, datetime

from sqlite_utils import Database

from printkit.store.answering import Group, answering, codes_of
from printkit.store.mint import mint
from printkit.store.model import BatchKind
from printkit.store.strangers import (
    Lost,
    Strangers,
    accept_strangers,
    keep_strangers,
    strangers,
    unaccepted_strangers,
)

LOST = Lost(7, 1, "url", "https://lost.example/", False)
THEN, LATER = datetime(2026, 11, 23, 5, tzinfo=UTC), datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_only_codes_that_are_not_known_are_strangers(db: Database, order) -> None:
    known = mint(db, order()).codes
    assert keep_strangers(db, LOST, [known[0], "BCDFGH", "BCDFGJ"]) == 2
    assert keep_strangers(db, LOST, ["BCDFGJ", "BCDFGH"]) == 0
    assert keep_strangers(db, LOST, ["BCDFGJ", "BCDFGK"]) == 1
    assert sum(one.codes for one in strangers(db)) == 3


def test_strangers_are_told_by_batch_and_destination_until_accepted(db: Database) -> None:
    keep_strangers(db, LOST, ["BCDFGH", "BCDFGJ"], at=THEN)
    keep_strangers(db, LOST, ["BCDFGK"], at=LATER)
    told = Strangers(7, "url", "https://lost.example/", False, 3, THEN, None)
    assert strangers(db) == (told,)
    assert (unaccepted_strangers(db), accept_strangers(db, at=LATER), accept_strangers(db)) == (3, 3, 0)
    assert strangers(db)[0].accepted_at == LATER
    keep_strangers(db, LOST, ["BCDFGM"], at=LATER)
    assert strangers(db)[0].accepted_at is None  # of the new ones nobody knows
    assert unaccepted_strangers(db) == 1


def test_strangers_answer_in_a_group_of_their_own(db: Database, order) -> None:
    batch = mint(db, order()).batch
    before = answering(db)
    keep_strangers(db, LOST, ["BCDFGJ", "BCDFGH"])
    after = answering(db)
    group = Group(7, 1, "url", "https://lost.example/", False, "BCDFGH", 1)
    assert after.groups == (*before.groups, group)
    assert after.revision > before.revision
    assert sorted(codes_of(db, group).split(",")) == ["BCDFGH", "BCDFGJ"]
    assert [one.batch_id for one in before.groups] == [batch.id]


def test_a_lost_organisation_becomes_the_default_one(db: Database) -> None:
    keep_strangers(db, Lost(7, 99, "url", "https://lost.example/", False), ["BCDFGH"])
    assert answering(db).groups[0].organisation_id == 1


def test_groups_have_all_codes_of_minted_batches(db: Database, order) -> None:
    many, one = mint(db, order(copies=20)), mint(db, order(kind=BatchKind.ONE_CODE))
    groups = answering(db).groups
    assert [group.first for group in groups] == [many.codes[0], one.codes[0]]
    assert set(codes_of(db, groups[0]).split(",")) == set(many.codes)
    assert codes_of(db, groups[1]) == one.codes[0]
