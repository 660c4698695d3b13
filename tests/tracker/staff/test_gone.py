"""What somebody else has deleted meanwhile: the page says so, and keeps what was typed."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from tracker.jobs.queue import ask
from tracker.staff.accounts import Account, Role
from tracker.staff.drafts.model import Goal
from tracker.staff.drafts.writing import begin
from tracker.staff.live import HEADER
from tracker.staff.people.invitations import Made, invite

Sent = Callable[..., dict[str, str]]
SignIn = Callable[..., FlaskClient]
People = dict[Role, Account]


@pytest.fixture
def sent(form: Sent) -> Sent:
    """Return ``sent(client, page, **fields)``: what a page's form sends that asks for no password."""

    def filled(client: FlaskClient, page: str, **fields: str) -> dict[str, str]:
        return {"csrf_token": form(client, page)["csrf_token"], **fields}

    return filled


@pytest.fixture
def draft_id(db: Database, people: People) -> int:
    return begin(db, people[Role.EDITOR], Goal(name="Frühling"))


def test_a_note_that_was_deleted_while_it_was_written(
    sign_in: SignIn, sent: Sent, mint_batch: Callable[..., Minted]
) -> None:
    client, page = sign_in(Role.EDITOR), f"/staff/campaigns/{mint_batch().batch.campaign_id}/notes/"
    fields = sent(client, page, text="Plakate", first="2026-11-02")
    client.post(page, data=fields)
    assert client.post(f"{page}1/delete", data=fields).status_code == 303
    late = {**fields, "text": "Plakate <b>am</b> Rathaus"}
    answer = client.post(f"{page}1/", data=late)
    assert answer.status_code == 404
    assert "Jemand hat diese Notiz inzwischen gelöscht" in answer.text
    assert "Plakate &lt;b&gt;am&lt;/b&gt; Rathaus" in answer.text
    assert f'href="{page}"' in answer.text
    assert "die Sie geschrieben" not in client.get(f"{page}1/").text


def test_a_draft_that_was_deleted_or_taken_back_twice(sign_in: SignIn, sent: Sent, draft_id: int) -> None:
    client, page = sign_in(Role.EDITOR), f"/staff/drafts/{draft_id}/goal"
    fields = sent(client, page, name="Frühling", goal="Mehr Leute")
    assert client.post(f"/staff/drafts/{draft_id}/delete", data=fields).status_code == 303
    for late in (
        client.post(page, data=fields),
        client.post(f"/staff/drafts/{draft_id}/delete", data=fields),
    ):
        assert late.status_code == 404
        assert "inzwischen gelöscht. In der Liste der Entwürfe lässt er sich zurückholen" in late.text
        assert "Mehr Leute" in late.text
    by_itself = client.post(f"{page}/kept", data=fields, headers={HEADER: "1"})
    assert (by_itself.status_code, "Mehr Leute" in by_itself.text) == (404, False)
    for _ in range(2):
        assert client.post(f"/staff/drafts/{draft_id}/restore", data=fields).location == page


def test_a_draft_that_was_ordered_meanwhile(
    sign_in: SignIn, sent: Sent, draft_id: int, db: Database, ordered_job: Callable[[int], int]
) -> None:
    client, page = sign_in(Role.EDITOR), f"/staff/drafts/{draft_id}/goal"
    fields = sent(client, page, name="Frühling", goal="Mehr Leute")
    order = f"/staff/orders/{ordered_job(draft_id)}/"
    answer = client.post(page, data=fields, follow_redirects=True)
    assert answer.request.path == order
    assert "Dieser Entwurf wurde inzwischen bestellt" in answer.text


def test_an_order_that_became_a_draft_again_leads_to_the_drafts(
    db: Database, sign_in: SignIn, sent: Sent, draft_id: int, ordered_job: Callable[[int], int]
) -> None:
    client, number = sign_in(Role.EDITOR), ordered_job(draft_id)
    with db.conn:
        db.execute(
            "INSERT INTO print_order_line (job_id, ordinal, name, copies) VALUES (?, 0, 'A', 9)", [number]
        )
        db.execute("UPDATE job SET state = 'cancelled', ended_at = 1 WHERE id = ?", [number])
    order = f"/staff/orders/{number}/"
    fields = sent(client, "/staff/words")
    assert client.post(f"{order}draft", data=fields).location == f"/staff/drafts/{draft_id}/check"
    page = client.get(order).text
    assert "wurde wieder ein Entwurf" in page
    assert '<a href="/staff/drafts/">Alle Entwürfe</a>' in page
    assert 'class="stages"' not in page


@pytest.fixture
def ordered_job(db: Database, people: People) -> Callable[[int], int]:
    """Return ``ordered_job(draft) -> order``: what the button at the end of a draft does to it."""

    def ordered(draft_id: int) -> int:
        number, _ = ask(
            db, organisation_id=1, kind="print", title="Frühling", asked_by=people[Role.EDITOR].id
        )
        with db.conn:
            db.execute(
                "INSERT INTO print_order (job_id, campaign_id, draft_id, sheet, bundle_size)"
                " VALUES (?, NULL, ?, 'a4', 0)",
                [number, draft_id],
            )
            db.execute(
                "UPDATE draft SET ordered_at = ?, base_url = ?, order_id = ? WHERE id = ?",
                ["2026-11-02T10:00:00Z", "https://qr.example.de", number, draft_id],
            )
        return number

    return ordered


def test_an_account_that_was_deleted(db: Database, sign_in: SignIn, sent: Sent, people: People) -> None:
    client, viewer = sign_in(Role.ADMIN), people[Role.VIEWER]
    fields = sent(client, "/staff/people/invite", role="editor")
    with db.conn:
        db.execute("UPDATE staff SET shut_at = 1 WHERE id = ?", [viewer.id])
    at = f"/staff/people/{viewer.id}"
    assert client.post(f"{at}/delete", data=fields).location == "/staff/people/"
    for what in ("role", "shut", "open", "delete", "sign-out", "password-link"):
        answer = client.post(f"{at}/{what}", data=fields)
        assert (answer.status_code, "Dieses Konto gibt es nicht" in answer.text) == (404, True), what
    editor = f"/staff/people/{people[Role.EDITOR].id}"
    for what, words in (("delete", "inzwischen wieder geöffnet"), ("open", "Das war schon so")):
        assert client.post(f"{editor}/{what}", data=fields).location == f"{editor}/"
        assert words in client.get(f"{editor}/").text


def test_an_invitation_that_was_accepted(db: Database, sign_in: SignIn, sent: Sent, people: People) -> None:
    client = sign_in(Role.ADMIN)
    made = invite(db, people[Role.ADMIN], "a@library.example", Role.VIEWER, "", time.time())
    assert isinstance(made, Made)
    page = f"/staff/people/invitations/{made.invitation.id}/"
    fields = sent(client, page)
    assert client.post(f"{page}withdraw", data=fields).status_code == 303
    for what in ("renew", "withdraw"):
        answer = client.post(f"{page}{what}", data=fields)
        assert (answer.status_code, "Diese Einladung gibt es nicht" in answer.text) == (404, True)
