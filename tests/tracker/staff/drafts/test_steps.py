"""The steps of a draft as pages: saved when left, refused in words, never written over unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from tracker.staff.accounts import Account, Role
from tracker.staff.drafts.model import Draft, Goal
from tracker.staff.drafts.store import drafts_of, find_draft
from tracker.staff.drafts.writing import begin, write_destination, write_goal

SignIn = Callable[..., FlaskClient]
NASTY = '"><script>alert(1)</script>'


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.EDITOR)


def hidden(client: FlaskClient, page: str) -> dict[str, str]:
    """Return the hidden fields of the step's form."""
    form = client.get(page).text.partition('id="step"')[2]
    return {
        name: re.search(f'name="{name}" value="([^"]*)"', form)[1]  # type: ignore[index]
        for name in ("csrf_token", "version")
    }


def stored(db: Database, draft_id: int) -> Draft:
    found = find_draft(db, draft_id)
    assert found is not None
    return found


def test_looking_at_a_new_campaign_makes_nothing(db: Database, client: FlaskClient) -> None:
    assert "Neue Kampagne" in client.get("/staff/campaigns/new").text
    assert drafts_of(db, 1) == ()


def test_the_first_step_begins_a_draft(db: Database, client: FlaskClient) -> None:
    fields = hidden(client, "/staff/campaigns/new")
    answer = client.post("/staff/campaigns/new", data={**fields, "name": " "})
    assert answer.status_code == 422
    assert "Geben Sie der Kampagne einen Namen" in answer.text
    answer = client.post(
        "/staff/campaigns/new",
        data={**fields, "name": NASTY, "target_scans": "1.500", "starts_on": "2027-03-01"},
    )
    assert answer.location == "/staff/drafts/1/destination"
    assert stored(db, 1).goal == Goal(NASTY, "", 1_500, stored(db, 1).goal.starts_on)
    page = client.get("/staff/drafts/1/goal").text
    assert NASTY not in page
    assert NASTY in unescape(page)
    assert 'value="1.500"' in page


def test_what_cannot_be_saved_stays_in_the_form(db: Database, client: FlaskClient, draft_id: int) -> None:
    before = stored(db, draft_id).goal
    page = f"/staff/drafts/{draft_id}/goal"
    for field, typed, words in (
        ("name", "x" * 121, "zu lang"),
        ("target_scans", "viele", "keine ganze Zahl"),
        ("target_scans", "0", "1 bis"),
        ("ends_on", "2020-01-01", "endet"),
        ("starts_on", "0001-01-01", "Die Jahreszahl"),
        ("goal", "x" * 1_001, "zu lang"),
    ):
        sent = {"name": "Neu", "starts_on": "2026-03-01", "goal": "Behalten", field: typed}
        answer = client.post(page, data={**hidden(client, page), **sent})
        assert answer.status_code == 422
        assert words in answer.text
        assert typed in answer.text
    assert stored(db, draft_id).goal == before


def test_faults_are_listed_in_the_order_of_the_page(client: FlaskClient) -> None:
    wrong = {"name": "", "starts_on": "2027-03-01", "ends_on": "2027-02-01", "target_scans": "viele"}
    page = client.post("/staff/campaigns/new", data={**hidden(client, "/staff/campaigns/new"), **wrong}).text
    faults = page.split("data-refused")[1].partition("</ul>")[0]
    assert re.findall('href="#([a-z_]+)"', faults) == ["name", "ends_on", "target_scans"]


def test_the_name_of_a_campaign_is_not_given_twice(
    db: Database, client: FlaskClient, draft_id: int, mint_batch: Callable[..., Minted]
) -> None:
    mint_batch(campaign="Herbst")
    page = f"/staff/drafts/{draft_id}/goal"
    answer = client.post(page, data={**hidden(client, page), "name": "Herbst"})
    assert answer.status_code == 422
    assert "gibt es schon" in answer.text


def test_a_step_is_saved_wherever_one_goes(db: Database, client: FlaskClient, draft_id: int) -> None:
    page = f"/staff/drafts/{draft_id}/goal"
    for go, where in (("next", "destination"), ("paper", "paper"), ("stay", "goal"), ("evil", "destination")):
        sent = {"name": f"Name {go}", "go": go}
        answer = client.post(page, data={**hidden(client, page), **sent})
        assert (answer.status_code, answer.location) == (303, f"/staff/drafts/{draft_id}/{where}")
        assert stored(db, draft_id).name == f"Name {go}"


def test_two_at_once_see_each_other(
    db: Database, client: FlaskClient, draft_id: int, people: dict[Role, Account]
) -> None:
    page = f"/staff/drafts/{draft_id}/goal"
    fields = hidden(client, page)
    write_goal(db, people[Role.ADMIN], draft_id, Goal("Von Frau Admin"))
    slip = client.post(page, data={**fields, "name": ""})  # and what is sent then still is of before
    assert slip.status_code == 422
    carried = re.search('name="version" value="([^"]*)"', slip.text)
    assert carried is not None
    answer = client.post(page, data={**fields, "version": carried[1], "name": "Meins"})
    assert answer.status_code == 409
    for words in ("Frau Admin", "Von Frau Admin", "Meins"):
        assert words in answer.text
    assert stored(db, draft_id).name == "Von Frau Admin"
    again = re.search('name="version" value="([^"]*)"', answer.text)
    assert again is not None
    assert client.post(page, data={**fields, "version": again[1], "name": "Meins"}).status_code == 303
    assert stored(db, draft_id).name == "Meins"


def test_the_page_saves_by_itself_while_somebody_types(
    db: Database, client: FlaskClient, draft_id: int, people: dict[Role, Account]
) -> None:
    page = f"/staff/drafts/{draft_id}/goal"
    first = hidden(client, page)
    answer = client.post(f"{page}/kept", data={**first, "name": "Getippt"})
    assert "Gespeichert um" in answer.text
    assert stored(db, draft_id).name == "Getippt"
    version = re.search('name="version" value="([^"]*)"', answer.text)
    assert version is not None
    assert version[1] != first["version"]
    wrong = client.post(f"{page}/kept", data={**first, "version": version[1], "name": ""})
    assert "Gespeichert" not in wrong.text
    assert version[1] in wrong.text
    write_goal(db, people[Role.ADMIN], draft_id, Goal("Von Frau Admin"))
    answer = client.post(f"{page}/kept", data={**first, "version": version[1], "name": "Getippter"})
    assert "Frau Admin" in answer.text
    assert stored(db, draft_id).name == "Von Frau Admin"
    page = f"/staff/drafts/{draft_id}/destination"
    answer = client.post(f"{page}/kept", data={**hidden(client, page), "destination": "www.example.org/x"})
    assert "Gespeichert um" in answer.text
    assert stored(db, draft_id).destination == "https://www.example.org/x"


def test_the_trail_has_a_line_for_an_hour_of_work(
    db: Database, sign_in: SignIn, client: FlaskClient, draft_id: int
) -> None:
    admin = sign_in(Role.ADMIN)
    page = f"/staff/drafts/{draft_id}/goal"
    for who, name in ((client, "A"), (admin, "B"), (admin, "C"), (client, "D"), (client, "E")):
        assert who.post(page, data={**hidden(who, page), "name": name}).status_code == 303
    found = db.execute("SELECT who, action, subject FROM audit_line WHERE subject_kind = 'draft' ORDER BY id")
    assert found.fetchall() == [
        ("Frau Editor", "draft-begun", "Frühling"),
        ("Frau Admin", "draft-changed", "A"),
        ("Frau Editor", "draft-changed", "C"),
    ]


def test_another_step_of_somebody_else_is_no_conflict(
    db: Database, client: FlaskClient, draft_id: int, people: dict[Role, Account]
) -> None:
    page = f"/staff/drafts/{draft_id}/goal"
    fields = hidden(client, page)
    write_destination(db, people[Role.ADMIN], draft_id, "https://www.example.org/anders")
    assert client.post(page, data={**fields, "name": "Meins"}).status_code == 303


def test_a_destination_that_cannot_be_one_is_refused(
    db: Database, client: FlaskClient, draft_id: int
) -> None:
    page = f"/staff/drafts/{draft_id}/destination"
    own = "https://qr.stadtbibliothek.example/x"
    for typed, words in (("javascript:alert(1)", "https://"), (own, "Kreis")):
        answer = client.post(page, data={**hidden(client, page), "destination": typed})
        assert answer.status_code == 422
        assert words in answer.text
        assert typed in unescape(answer.text)
    assert stored(db, draft_id).destination == "https://www.example.org/"


def test_a_destination_inside_is_not_asked_and_said(db: Database, client: FlaskClient, draft_id: int) -> None:
    page = f"/staff/drafts/{draft_id}/destination"
    answer = client.post(page, data={**hidden(client, page), "destination": "http://127.0.0.1:8080/"})
    assert answer.location == page  # it is said first, and goes on with the next press
    shown = client.get(page).text
    assert "lokalen Netz" in shown
    assert "wenn sie trotzdem stimmt" in shown
    answer = client.post(page, data={**hidden(client, page), "destination": "http://127.0.0.1:8080/"})
    assert answer.location.endswith("/design")
    assert stored(db, draft_id).destination == "http://127.0.0.1:8080/"


def test_drafts_can_be_deleted_taken_back_and_copied(
    db: Database, client: FlaskClient, draft_id: int
) -> None:
    token = {"csrf_token": hidden(client, f"/staff/drafts/{draft_id}/goal")["csrf_token"]}
    assert client.post(f"/staff/drafts/{draft_id}/delete", data=token).location == "/staff/"
    assert "Rückgängig" in client.get("/staff/").text
    assert client.get(f"/staff/drafts/{draft_id}/goal").status_code == 404
    assert "Frühling" in client.get("/staff/drafts/").text
    assert client.post(f"/staff/drafts/{draft_id}/restore", data=token).status_code == 303
    assert client.post(f"/staff/drafts/{draft_id}/restore", data=token).status_code == 303  # a colleague, too
    answer = client.post(f"/staff/drafts/{draft_id}/again", data=token)
    copy = stored(db, int(answer.location.split("/")[3]))
    first = stored(db, draft_id)
    assert copy.id != first.id
    assert (copy.batches, copy.destination, copy.sheet) == (first.batches, first.destination, first.sheet)
    assert (copy.goal.starts_on, copy.name) == (None, "Frühling, noch einmal")
    actions = [row[0] for row in db.execute("SELECT action FROM audit_line ORDER BY id")]
    assert actions[-3:] == ["draft-deleted", "draft-restored", "draft-begun"]


def test_a_draft_of_another_organisation_does_not_exist(
    db: Database, client: FlaskClient, draft_id: int, editor: Account
) -> None:
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Andere')")
    db.execute("UPDATE draft SET organisation_id = 2 WHERE id = ?", [draft_id])
    for step in ("goal", "destination", "batches", "paper", "check"):
        assert client.get(f"/staff/drafts/{draft_id}/{step}").status_code == 404
    assert client.get("/staff/drafts/99999999999999999999/goal").status_code == 404
    assert begin(db, editor, Goal("Eigenes")) == draft_id + 1
    assert client.get(f"/staff/drafts/{draft_id + 1}/goal").status_code == 200
