from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlite_utils import Database

from printkit.store.mint import Minted
from tracker.reports.charts.flags import Flag
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.lines import Kind, Subject, lines_about
from tracker.staff.notes.store import (
    Written,
    add_note,
    change_note,
    delete_note,
    find_note,
    flags_of,
    notes_of,
)


@pytest.fixture
def campaigns(mint_batch: Callable[..., Minted]) -> tuple[int, int]:
    return mint_batch().batch.campaign_id, mint_batch(campaign="Herbst").batch.campaign_id


def day(number: int) -> date:
    return date(2026, 11, number)


def test_notes_are_numbered_by_day_and_those_of_all_campaigns_are_everywhere(
    db: Database, people: dict[Role, Account], campaigns: tuple[int, int]
) -> None:
    (one, other), editor = campaigns, people[Role.EDITOR]
    for written in (
        Written(one, day(9), day(9), "Plakate hängen"),
        Written(None, day(2), day(6), "Ferien"),
        Written(other, day(1), day(1), "Zeitung"),
    ):
        add_note(db, editor, written)
    found = notes_of(db, 1, one)
    assert [note.text for note in found] == ["Ferien", "Plakate hängen"]
    assert flags_of(found) == (Flag(1, day(2), day(6)), Flag(2, day(9), day(9)))
    assert [note.text for note in notes_of(db, 1, other)] == ["Zeitung", "Ferien"]


def test_a_note_of_another_campaign_or_library_is_not_found(
    db: Database, people: dict[Role, Account], campaigns: tuple[int, int]
) -> None:
    (one, other), editor = campaigns, people[Role.EDITOR]
    number = add_note(db, editor, Written(one, day(1), day(1), "Plakate"))
    assert find_note(db, 1, one, number) is not None
    assert find_note(db, 1, other, number) is None
    assert find_note(db, 2, one, number) is None
    assert find_note(db, 1, one, 2**70) is None


def test_each_change_is_in_the_audit_trail_and_deleting_can_be_taken_back(
    db: Database, people: dict[Role, Account], campaigns: tuple[int, int]
) -> None:
    (one, _), editor, admin = campaigns, people[Role.EDITOR], people[Role.ADMIN]
    number = add_note(db, editor, Written(one, day(1), day(1), "Plakate"))
    old = find_note(db, 1, one, number)
    assert old is not None
    change_note(db, admin, old, Written(one, day(1), day(3), "Plakate hängen"))
    for _ in range(2):  # the second time there is nothing to do
        delete_note(db, admin, old)
    assert notes_of(db, 1, one) == ()
    delete_note(db, admin, old, deleted=False)
    (note,) = notes_of(db, 1, one)
    assert (note.text, note.last, note.who) == ("Plakate hängen", day(3), admin.name)
    lines = lines_about(db, Subject(Kind.CAMPAIGN, one, ""))
    assert [line.action for line in reversed(lines)] == [
        "note-written",
        "note-changed",
        "note-deleted",
        "note-restored",
    ]
