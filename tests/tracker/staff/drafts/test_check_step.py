"""The last step: what lacks is said, what is ordered is what was shown, and once."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted, next_code_length
from printkit.store.model import BatchKind
from printkit.store.organisations import set_organisation
from tracker.staff.accounts import Account, Role
from tracker.staff.design.asking import order_of
from tracker.staff.design.store import choose, design_of
from tracker.staff.drafts.base import code_length
from tracker.staff.drafts.model import Batches, Goal, Row
from tracker.staff.drafts.ordering import read_order, reopen
from tracker.staff.drafts.store import find_draft
from tracker.staff.drafts.writing import begin, write_batches, write_destination
from tracker.studio.client import Studio

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def client(sign_in: SignIn, studio: Studio) -> FlaskClient:
    return sign_in(Role.EDITOR)


def fields(client: FlaskClient, draft_id: int) -> dict[str, str]:
    form = client.get(f"/staff/drafts/{draft_id}/check").text.partition('class="order"')[2]
    found = {}
    for name in ("csrf_token", "version"):
        match = re.search(f'name="{name}" value="([^"]*)"', form)
        assert match is not None
        found[name] = match[1]
    return found


def test_an_empty_draft_says_what_lacks_and_has_no_button(
    db: Database, client: FlaskClient, editor: Account
) -> None:
    draft_id = begin(db, editor, Goal("Leer"))
    page = client.get(f"/staff/drafts/{draft_id}/check").text
    for lack in ("wohin die Codes führen", "keine Gestaltung", "keine Serie", "worauf gedruckt wird"):
        assert lack in page
    assert "Druckdatei" not in page
    answer = client.post(f"/staff/drafts/{draft_id}/order", data=fields(client, draft_id))
    assert answer.status_code == 422
    assert db.execute("SELECT count(*) FROM job").fetchone() == (0,)


def test_all_is_shown_and_ordered_once(db: Database, client: FlaskClient, draft_id: int) -> None:
    page = unescape(client.get(f"/staff/drafts/{draft_id}/check").text)
    for said in (
        *("qr.stadtbibliothek.example/bcd2fg", "Wunsch-Lesezeichen", "Klare See", "1.500 Codes", "0,34"),
        *("Zentrale", "https://www.example.org/nord", "501 Bögen", "Mehr Besuche"),
    ):
        assert said in page, said
    sent = fields(client, draft_id)
    first = client.post(f"/staff/drafts/{draft_id}/order", data=sent)
    second = client.post(f"/staff/drafts/{draft_id}/order", data=sent)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert re.fullmatch(r"/staff/orders/\d+/", first.location)
    assert db.execute("SELECT count(*) FROM job").fetchone() == (1,)
    order = read_order(db, draft_id)
    assert (str(order.base), order.sheet) == ("https://qr.stadtbibliothek.example", "a4")
    for step in ("goal", "batches", "check"):
        assert client.get(f"/staff/drafts/{draft_id}/{step}").location == first.location
    assert client.post(f"/staff/drafts/{draft_id}/goal", data={**sent, "name": "Anders"}).status_code == 303
    assert client.post(f"/staff/drafts/{draft_id}/delete", data=sent).location == first.location
    assert read_order(db, draft_id).campaign == "Frühling"
    assert reopen(db, draft_id)
    assert client.get(f"/staff/drafts/{draft_id}/check").status_code == 200


def test_four_at_once_order_once(app: Flask, db: Database, client: FlaskClient, draft_id: int) -> None:
    sent, cookie = fields(client, draft_id), client.get_cookie("signet")
    assert cookie is not None

    def press(_: int) -> tuple[int, str]:
        other = app.test_client()
        other.set_cookie("signet", cookie.value)
        answer = other.post(f"/staff/drafts/{draft_id}/order", data=sent)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(press, range(4)))
    assert len(answers) == 1
    assert answers.pop()[0] == 303
    assert db.execute("SELECT count(*) FROM job").fetchone() == (1,)


def test_what_changed_elsewhere_is_seen_before_it_is_ordered(
    db: Database, client: FlaskClient, draft_id: int, editor: Account, mint_batch: Callable[..., Minted]
) -> None:
    """Another campaign took the name, the design lost a colour and its paper, the host became our own."""
    mint_batch(campaign="Frühling")
    found = design_of(db, draft_id)
    assert found is not None
    fewer = replace(found.shown, variants=(), fits=())
    choose(db, draft_id, fewer, None, {})
    set_organisation(db, host="www.example.org")
    page = client.get(f"/staff/drafts/{draft_id}/check").text
    for words in ("gibt es schon", "„Nord“ hat Farben", "im Kreis", "passt nicht auf das gewählte Papier"):
        assert words in page, words
    answer = client.post(f"/staff/drafts/{draft_id}/order", data=fields(client, draft_id))
    assert answer.status_code == 422


def test_nothing_is_ordered_that_was_not_shown(
    db: Database, client: FlaskClient, draft_id: int, people: dict[Role, Account]
) -> None:
    sent = fields(client, draft_id)
    write_destination(db, people[Role.ADMIN], draft_id, "https://www.example.org/anders")
    answer = client.post(f"/staff/drafts/{draft_id}/order", data=sent)
    assert answer.status_code == 409
    assert "noch einmal durch" in answer.text
    assert client.post(f"/staff/drafts/{draft_id}/order", data={**sent, "version": ""}).status_code == 409
    assert client.post(f"/staff/drafts/{draft_id}/order", data=fields(client, draft_id)).status_code == 303


def test_links_that_the_public_cannot_open_are_a_trial_only(
    db: Database, client: FlaskClient, draft_id: int
) -> None:
    set_organisation(db, host="")
    page = client.get(f"/staff/drafts/{draft_id}/check").text
    assert "noch nicht für die Öffentlichkeit" in page
    sent = fields(client, draft_id)
    answer = client.post(f"/staff/drafts/{draft_id}/order", data=sent)
    assert answer.status_code == 422
    assert "Bitte bestätigen Sie" in answer.text
    answer = client.post(f"/staff/drafts/{draft_id}/order", data={**sent, "trial": "y"})
    assert answer.status_code == 303
    assert read_order(db, draft_id).base.host == "127.0.0.1"


def test_more_batches_for_a_campaign_and_the_same_again(
    db: Database, client: FlaskClient, mint_batch: Callable[..., Minted]
) -> None:
    batch = mint_batch(campaign="Herbst", name="Nord", copies=7).batch
    token = {"csrf_token": fields(client, begin_empty(client, db))["csrf_token"]}
    answer = client.post(f"/staff/drafts/further/{batch.campaign_id}", data=token)
    more = find_draft(db, int(answer.location.split("/")[3]))
    assert more is not None
    assert answer.location.endswith("/design")  # the command that minted it knows no draft to take it from
    assert (more.campaign_id, more.name) == (batch.campaign_id, "Herbst")
    assert more.destination == batch.destination.reference
    page = f"/staff/drafts/{more.id}"
    typed = {**fields_of_step(client, f"{page}/batches"), "row-1-name": "Nord", "row-1-copies": "5"}
    assert client.post(f"{page}/batches", data=typed).status_code == 422  # the campaign has a batch named so
    assert "name" not in re.findall(r'<input[^>]* name="(\w+)"', client.get(f"{page}/goal").text)
    answer = client.post(f"/staff/drafts/like/{batch.campaign_id}", data=token)
    again = find_draft(db, int(answer.location.split("/")[3]))
    assert again is not None
    assert (again.campaign_id, again.name) == (None, "Herbst, noch einmal")
    assert [(row.name, row.copies) for row in again.batches.rows] == [("Nord", 7)]


def begin_empty(client: FlaskClient, db: Database) -> int:
    sent = fields_of_step(client, "/staff/campaigns/new")
    return int(client.post("/staff/campaigns/new", data={**sent, "name": "Leer"}).location.split("/")[3])


def fields_of_step(client: FlaskClient, page: str) -> dict[str, str]:
    form = client.get(page).text.partition('id="step"')[2]
    return dict(re.findall(r'type="hidden" name="(csrf_token|version)" value="([^"]*)"', form)[:2])


def test_a_code_for_a_million_copies_is_as_short_as_minted(
    db: Database, app: Flask, editor: Account, draft_id: int
) -> None:
    million = Batches(BatchKind.ONE_CODE, rows=(Row("Plakate", 1_000_000),))
    assert million.codes == 1
    write_batches(db, editor, draft_id, million)
    draft, design = find_draft(db, draft_id), design_of(db, draft_id)
    assert draft is not None
    assert design is not None
    with app.test_request_context("/staff/"):
        assert order_of(db, draft, design, "", {}).code_length == next_code_length(db, 1)
    assert code_length(db, replace(million, kind=BatchKind.PER_PIECE)) > next_code_length(db, 1)


def test_nothing_leads_to_where_the_service_itself_is(
    db: Database, client: FlaskClient, editor: Account, draft_id: int
) -> None:
    """A library without an address of its own has its codes where the service is reached: here 127.0.0.1."""
    set_organisation(db, host="")
    write_destination(db, editor, draft_id, "http://127.0.0.1:8399/")
    assert "im Kreis" in client.get(f"/staff/drafts/{draft_id}/check").text
    page = f"/staff/drafts/{draft_id}/destination"
    typed = {**fields_of_step(client, page), "destination": "http://127.0.0.1:8399/neu"}
    assert client.post(page, data=typed).status_code == 422
