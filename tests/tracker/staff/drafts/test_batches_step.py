"""Batches and places: what is typed becomes rows, what is wrong is said in its cell, sums are right."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.model import BatchKind
from printkit.store.places import ensure_place
from tracker.staff.accounts import Account, Role
from tracker.staff.drafts.costs import totals
from tracker.staff.drafts.fairness import fairness
from tracker.staff.drafts.model import MOST_ROWS, Batches, Row
from tracker.staff.drafts.papers import Way, papers
from tracker.staff.drafts.store import find_draft
from tracker.staff.drafts.writing import write_batches
from tracker.studio.shown import Fit

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.EDITOR)


def fields(client: FlaskClient, page: str) -> dict[str, str]:
    form = client.get(page).text.partition('id="step"')[2]
    found = {}
    for name in ("csrf_token", "version"):
        match = re.search(f'name="{name}" value="([^"]*)"', form)
        assert match is not None
        found[name] = match[1]
    return found


def test_rows_are_read_named_and_saved(db: Database, client: FlaskClient, draft_id: int) -> None:
    page = f"/staff/drafts/{draft_id}/batches"
    typed = {
        "kind": "one-code",
        "cost_each": "1",
        "row-1-place": "Zentrale",
        "row-1-copies": "1.000",
        "row-1-cost": "0,034",
        "row-3-place": " Zentrale ",
        "row-3-copies": "500",
        "row-3-variant": "klar",
        "row-4-copies": "20",
        "row-5-place": "",
        "row-7-name": "Schulen",
        "row-7-copies": "5",
        "row-7-destination": "www.example.org/schulen",
        "row-7-variant": "no-such-variant",
    }
    answer = client.post(page, data={**fields(client, page), **typed})
    assert answer.location == f"/staff/drafts/{draft_id}/paper"
    draft = find_draft(db, draft_id)
    assert draft is not None
    assert draft.batches == Batches(
        BatchKind.ONE_CODE,
        True,
        (
            Row("Zentrale", 1_000, "Zentrale", 340),
            Row("Zentrale 2", 500, "Zentrale", None, "", "klar"),
            Row("Serie 3", 20),
            Row("Schulen", 5, "", None, "https://www.example.org/schulen"),
        ),
    )
    assert "0,034" in client.get(page).text


def test_what_is_wrong_is_said_in_its_cell_and_nothing_is_saved(
    db: Database, client: FlaskClient, draft_id: int
) -> None:
    page = f"/staff/drafts/{draft_id}/batches"
    before = find_draft(db, draft_id)
    typed = {
        "row-1-place": "x" * 121,
        "row-1-copies": "2.000.000",
        "row-2-name": "Gleich",
        "row-2-copies": "-5",
        "row-3-name": "A",
        "row-3-copies": "5",
        "row-3-cost": "billig",
        "row-3-destination": "ftp://x",
        "row-4-name": "A",
        "row-4-copies": "5",
        "row-5-name": "A",
        "row-5-copies": "",
    }
    answer = client.post(page, data={**fields(client, page), **typed})
    assert answer.status_code == 422
    found = dict(re.findall(r'id="(row-\d-\w+)-errors"><p>([^<]*)', answer.text))
    assert set(found) == {
        *("row-1-place", "row-1-copies", "row-2-copies", "row-3-cost", "row-3-destination"),
        *("row-5-copies", "row-5-name"),
    }
    assert 'value="billig"' in answer.text
    assert find_draft(db, draft_id) == before
    sums = client.post(f"{page}/kept", data={**fields(client, page), **typed})
    assert sums.status_code == 200
    assert find_draft(db, draft_id) == before


def test_rows_can_be_added_without_a_script(db: Database, client: FlaskClient, draft_id: int) -> None:
    for name in ("Nord", "Süd", "West"):
        ensure_place(db, name)
    page = f"/staff/drafts/{draft_id}/batches"
    typed = {"row-1-place": "nord", "row-1-copies": "viele"}
    answer = client.post(page, data={**fields(client, page), **typed, "go": "more"})
    assert answer.status_code == 200
    assert answer.text.count('class="field copies') == 4
    assert "keine ganze Zahl" not in answer.text
    answer = client.post(page, data={**fields(client, page), **typed, "go": "places"})
    assert re.findall(r'name="row-\d-place" value="([^"]*)"', answer.text) == ["nord", "Süd", "West"]
    assert answer.text.count('value="viele"') == 3
    for number in range(MOST_ROWS):
        ensure_place(db, f"Zweigstelle {number}")
    answer = client.post(page, data={**fields(client, page), **typed, "go": "places"})
    assert "3 Orte fehlen" in answer.text
    assert len(answer.data) < 95_000
    many = {f"row-{number}-copies": "1" for number in range(1, 100)}
    client.post(page, data={**fields(client, page), **many})
    draft = find_draft(db, draft_id)
    assert draft is not None
    assert len(draft.batches.rows) == MOST_ROWS


def test_sums_are_right() -> None:
    rows = (Row("a", 1_000, "", 340), Row("b", 500, "", 350), Row("c", 5))
    each, whole = totals(Batches(cost_each=True, rows=rows)), totals(Batches(rows=rows))
    assert (each.pieces, each.cents, each.each, each.unknown) == (1_505, 3_400 + 1_750, 343, 1)
    assert (whole.cents, whole.each) == (4 + 3, 0)  # each rounded on its own, as each is kept
    assert totals(Batches(rows=rows[2:])).cents is None


def test_a_fair_comparison_needs_what_the_statistics_say() -> None:
    two = fairness(Batches(rows=(Row("a", 2_319), Row("b", 5_000))))
    assert [need.copies for need in two.needs] == [7_750, 2_319, 769]
    assert (two.copies, two.is_even) == (2_319, False)
    assert two.told == pytest.approx(0.02, abs=1e-5)
    assert fairness(Batches(rows=(Row("a", 3), Row("b", 3)))).told is None
    assert fairness(Batches(rows=(Row("a", 3),))).told is None
    assert fairness(Batches()).copies == 0
    one_code = fairness(Batches(BatchKind.ONE_CODE, rows=(Row("a", 500), Row("b", 500))))
    assert one_code.told is not None
    assert one_code.told > 0.0367  # by the spread it takes more than with a code on each


def test_papers_say_how_many_sheets_it_takes() -> None:
    fits = (Fit("single", "One", 1, "long-edge"), Fit("sra3", "SRA3", 10, "x"), Fit("a4", "A4", 3, "x"))
    rows = (Row("a", 500), Row("b", 1), Row("c", None))
    found = papers(fits, Batches(rows=rows))
    assert [(one.sheet, one.way, one.sheets) for one in found] == [
        ("a4", Way.OWN, 168),
        ("single", Way.SHOP, 501),
        ("sra3", Way.SHOP, 51),
    ]
    assert papers(fits, Batches(BatchKind.ONE_CODE, rows=rows))[0].times == (167, 1)


def test_a_paper_is_chosen_of_those_that_fit(db: Database, client: FlaskClient, draft_id: int) -> None:
    page = f"/staff/drafts/{draft_id}/paper"
    for sheet, status in (("sra3", 303), ("a5", 422), ("x" * 9_000, 422)):
        answer = client.post(page, data={**fields(client, page), "sheet": sheet})
        assert answer.status_code == status
        assert ("passt nicht" in answer.text) is (status == 422)
        draft = find_draft(db, draft_id)
        assert draft is not None
        assert draft.sheet == "sra3"


def test_the_button_for_more_rows_adds_some_to_those_that_are_empty(
    client: FlaskClient, draft_id: int
) -> None:
    page = f"/staff/drafts/{draft_id}/batches"
    typed = {"row-1-copies": "5", "row-2-copies": "", "row-3-copies": "", "go": "more"}
    answer = client.post(page, data={**fields(client, page), **typed})
    assert len(re.findall(r'id="row-\d+-copies"', answer.text)) == 6


def test_more_rows_write_over_nothing(
    db: Database, client: FlaskClient, draft_id: int, people: dict[Role, Account]
) -> None:
    """Whoever asks for rows while somebody else changes the batches hears of it when they are saved."""
    page = f"/staff/drafts/{draft_id}/batches"
    mine = {**fields(client, page), "row-1-name": "Meine", "row-1-copies": "5"}
    theirs = Batches(rows=(Row("Ihre", 7),))
    write_batches(db, people[Role.ADMIN], draft_id, theirs)
    more = client.post(page, data={**mine, "go": "more"})
    assert more.status_code == 200
    match = re.search('name="version" value="([^"]*)"', more.text.partition('id="step"')[2])
    assert match is not None
    answer = client.post(page, data={**mine, "version": match[1], "go": "next"})
    assert answer.status_code == 409
    assert "Frau Admin hat das geändert" in answer.text
    draft = find_draft(db, draft_id)
    assert draft is not None
    assert draft.batches == theirs


def test_all_pieces_together_cost_no_more_than_one_can_mean(
    db: Database, client: FlaskClient, draft_id: int
) -> None:
    page = f"/staff/drafts/{draft_id}/batches"
    typed = {"cost_each": "1", "row-1-copies": "1.000.000", "row-1-cost": "10,01"}
    answer = client.post(page, data={**fields(client, page), **typed})
    assert answer.status_code == 422
    assert "Alle Stücke zusammen kämen auf mehr als zehn Millionen Euro" in answer.text
    assert client.post(page, data={**fields(client, page), **typed, "row-1-cost": "10"}).status_code == 303
