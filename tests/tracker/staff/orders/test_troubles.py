"""Why an order failed, in words for people: what they can do, English for whoever runs Signet only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlite_utils import Database

from printkit.errors import Problem
from tracker.jobs.troubles import KILLED
from tracker.staff.orders.troubles import Trouble, troubles


@pytest.fixture
def said(app: Flask, db: Database) -> Callable[..., tuple[Trouble, ...]]:
    """Return ``said(problem, …, is_draft=…)``: what is said in German."""

    def of(*problems: Problem, is_draft: bool = False) -> tuple[Trouble, ...]:
        with app.test_request_context("/staff/"), force_locale("de"):
            return troubles(problems, is_draft=is_draft)

    return of


def test_what_somebody_can_mend_is_said_without_english(said: Callable[..., tuple[Trouble, ...]]) -> None:
    wrong = Problem("destination", "It leads to us.", "Choose another.", value="https://qr.example.de/")
    (one,) = said(wrong, wrong, is_draft=True)
    assert one == Trouble(
        "Das Ziel kann nicht mehr verwendet werden.",
        "Machen Sie aus dem Auftrag wieder einen Entwurf und wählen Sie ein anderes Ziel.",
    )
    assert {trouble.exact for trouble in said(KILLED, Problem("stopped", "Out of memory."))} == {""}


def test_a_design_that_was_changed_leads_back_to_the_draft(said: Callable[..., tuple[Trouble, ...]]) -> None:
    (one,) = said(Problem("design-changed", "It was changed.", "Look."), is_draft=True)
    assert "hat niemand gesehen" in one.says
    assert "wieder einen Entwurf" in one.do
    assert one.exact == ""


@pytest.mark.parametrize(
    ("is_draft", "says"),
    [
        (True, "Der Entwurf kann so nicht gedruckt werden."),
        (False, "Das ließ sich nicht erstellen."),
    ],
)
def test_what_nobody_foresaw_is_said_by_what_can_be_done(
    said: Callable[..., tuple[Trouble, ...]], is_draft: bool, says: str
) -> None:
    (one,) = said(Problem("contrast", "Too pale.", "Use a darker ink."), is_draft=is_draft)
    assert one.says == says
    assert "Too pale." in one.exact
