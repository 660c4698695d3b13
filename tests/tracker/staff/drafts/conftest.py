"""A draft that lacks nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlite_utils import Database

from printkit.store.model import BatchKind
from printkit.store.organisations import set_organisation
from tracker.staff.accounts import Account, Role
from tracker.staff.design import store as design
from tracker.staff.drafts.model import Batches, Goal, Row
from tracker.staff.drafts.writing import begin, write_batches, write_destination, write_sheet
from tracker.studio.shown import Fit, Shown, VariantShown

GOAL = Goal("Frühling", "Mehr Besuche", 500, date(2026, 3, 1), date(2026, 5, 31), "Frau Berg")
ROWS = (
    Row("Zentrale", 500, "Zentrale", 34_00),
    Row("Nord", 1_000, "Nord", None, "https://www.example.org/nord", "klar"),
)
SHOWN = Shown(
    name="wish-bookmark",
    title="Wunsch-Lesezeichen",
    description="",
    language="de",
    stamp="1",
    width_mm=52,
    height_mm=148,
    bleed_mm=3,
    sides=2,
    takes_logo=False,
    fields=(),
    variants=(VariantShown("", "", ()), VariantShown("klar", "Klare See", ())),
    fits=(
        Fit("a4", "A4", 3, "long-edge"),
        Fit("sra3", "SRA3", 10, "long-edge"),
        Fit("single", "One piece a page", 1, "long-edge"),
    ),
)


@pytest.fixture
def editor(people: dict[Role, Account]) -> Account:
    return people[Role.EDITOR]


@pytest.fixture
def draft_id(db: Database, editor: Account) -> int:
    """A draft of which all steps are done, for a library with an address of its own."""
    set_organisation(db, host="qr.stadtbibliothek.example")
    number = begin(db, editor, GOAL)
    write_destination(db, editor, number, "https://www.example.org/")
    design.choose(db, number, SHOWN, None, {})
    found = design.design_of(db, number)
    assert found is not None
    design.write(db, found, "", {}, 0)
    write_batches(db, editor, number, Batches(BatchKind.PER_PIECE, False, ROWS))
    write_sheet(db, editor, number, "a4")
    return number
