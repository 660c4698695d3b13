"""The audit trail: noted with the change, told of what it is about, never changed, forgotten in time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import pytest
from sqlite_utils import Database

from printkit.store.campaigns import campaigns
from printkit.store.database import transaction
from printkit.store.mint import Minted
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.actions import SENTENCES, Action, before_and_after
from tracker.staff.audit.lines import (
    KEPT_DAYS,
    Kind,
    Subject,
    about_batch,
    about_campaign,
    forget_lines,
    lines_about,
    note,
)

People = dict[Role, Account]
LIBRARY = Subject(Kind.ORGANISATION, 1, "Bibliothek")


def noted(db: Database, account: Account | None, subject: Subject = LIBRARY, detail: str = "") -> None:
    with transaction(db):
        note(db, account, Action.SET_UP, subject, detail)


def test_a_line_tells_who_did_what(db: Database, people: People) -> None:
    noted(db, people[Role.ADMIN], LIBRARY, before_and_after("alt", "neu"))
    (line,) = lines_about(db, LIBRARY)
    assert (line.staff_id, line.who, line.action) == (people[Role.ADMIN].id, "Frau Admin", Action.SET_UP)
    assert (line.subject, line.detail) == (LIBRARY, "alt → neu")
    assert abs(line.at.timestamp() - time.time()) < 60


def test_a_line_is_written_with_its_change_or_not_at_all(db: Database) -> None:
    with pytest.raises(RuntimeError):
        note(db, None, Action.SET_UP, LIBRARY)

    def change() -> None:
        with transaction(db):
            note(db, None, Action.SET_UP, LIBRARY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change()
    assert lines_about(db, LIBRARY) == ()


def test_a_campaign_tells_also_of_its_parts(db: Database, mint_batch: Callable[..., Minted]) -> None:
    batch = mint_batch(2).batch
    (campaign,) = campaigns(db)
    noted(db, None, about_campaign(campaign), "1")
    noted(db, None, about_batch(batch), "2")
    noted(db, None, LIBRARY, "3")
    assert [line.detail for line in lines_about(db, about_campaign(campaign))] == ["2", "1"]
    assert [line.detail for line in lines_about(db, about_batch(batch))] == ["2"]
    assert [line.detail for line in lines_about(db, about_campaign(campaign), most=1)] == ["2"]


def test_a_line_never_changes(db: Database) -> None:
    noted(db, None)
    for statement in (
        "UPDATE audit_line SET who = 'Marie'",
        "UPDATE audit_line SET detail = 'x'",
        "INSERT OR REPLACE INTO audit_line SELECT * FROM audit_line",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            db.execute(statement)


def test_who_is_gone_is_still_told(db: Database, people: People) -> None:
    noted(db, people[Role.EDITOR])
    db.execute("DELETE FROM staff WHERE id = ?", [people[Role.EDITOR].id])
    (line,) = lines_about(db, LIBRARY)
    assert (line.staff_id, line.who) == (None, "Frau Editor")


def test_old_lines_are_forgotten(db: Database) -> None:
    noted(db, None)
    days = 86_400 * KEPT_DAYS
    assert forget_lines(db, time.time() + days - 60) == 0
    assert forget_lines(db, time.time() + days + 60) == 1
    assert lines_about(db, LIBRARY) == ()


def test_every_action_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Action)
    for sentence in SENTENCES.values():
        words = sentence % {"who": "W", "subject": "S", "detail": "D"}
        assert words.startswith("W ")
        assert not words.endswith(".")
