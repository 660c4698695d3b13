"""What is around every page: who is where, what was just done, what is new; and whose things are whose."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, abort, redirect, url_for
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from printkit.store.mint import Minted
from printkit.store.places import ensure_place
from tracker.staff.accounts import Account, Role
from tracker.staff.flashes import LONGEST, MOST, Undo, say
from tracker.staff.guard import requires
from tracker.staff.live import live
from tracker.staff.owned import own_batch, own_campaign, own_place

SignIn = Callable[..., FlaskClient]


def links(page: str) -> list[str]:
    """Return where the head of a page leads to."""
    head = page.split('class="rooms"')[1].partition("</header>")[0]
    return [part.split('"')[0] for part in head.split('href="')[1:]]


def test_the_head_leads_where_one_may_go(app: Flask, sign_in: SignIn) -> None:
    viewer, admin = (links(sign_in(role).get("/staff/").text) for role in (Role.VIEWER, Role.ADMIN))
    assert set(viewer) < set(admin)
    for path in viewer:
        assert sign_in(Role.VIEWER).get(path).status_code == 200, path
    for path in set(admin) - set(viewer):
        assert sign_in(Role.VIEWER).get(path).status_code == 403, path
        assert sign_in(Role.ADMIN).get(path).status_code == 200, path


def test_the_head_says_where_one_is(sign_in: SignIn) -> None:
    client = sign_in()
    assert '<a href="/staff/" aria-current="page">' in client.get("/staff/").text
    page = client.get("/staff/words").text
    assert '<a href="/staff/words" aria-current="page">' in page
    assert '<a href="/staff/">' in page
    assert "aria-current" not in client.get("/staff/nowhere").text.split('class="languages"')[0]


def test_what_was_done_is_said_once_and_can_be_undone(app: Flask, sign_in: SignIn) -> None:
    @requires(Role.VIEWER)
    def act() -> Response:
        say("Ort <b>Rathaus</b> gelöscht.", undo=Undo("/staff/undo", (("place", "7"),)))
        return redirect(url_for("staff.words"), 303)

    app.add_url_rule("/staff/act", "staff.act", act)
    client = sign_in()
    page = client.get(client.get("/staff/act").location).text
    assert "Ort &lt;b&gt;Rathaus&lt;/b&gt; gelöscht." in page
    assert 'action="/staff/undo" method="post"' in page
    assert 'name="place" value="7"' in page
    assert "Rückgängig" not in client.get("/staff/words").text


def test_notices_never_outgrow_the_cookie(app: Flask, sign_in: SignIn) -> None:
    @requires(Role.VIEWER)
    def act() -> str:
        say("ä" * 10_000, undo=Undo("/staff/undo", (("key", "x" * 40),)))
        return ""

    app.add_url_rule("/staff/act", "staff.act", act)
    client = sign_in()
    for _ in range(MOST + 2):
        cookie = client.get("/staff/act").headers["Set-Cookie"]
        assert len(cookie) < 4_000
    page = client.get("/staff/words").text
    assert page.count('class="notice good said"') == MOST
    assert "ä" * (LONGEST - 1) + "…" in page


def test_nothing_is_made_while_nothing_is_new(app: Flask, sign_in: SignIn) -> None:
    made: list[int] = []

    @requires(Role.VIEWER)
    def part() -> Response:
        return live("7-1042", lambda: made.append(1) or "<p>neu</p>")  # type: ignore[func-returns-value]

    app.add_url_rule("/staff/part", "staff.part", part)
    client = sign_in()
    first = client.get("/staff/part")
    assert (first.status_code, first.text) == (200, "<p>neu</p>")
    again = client.get("/staff/part", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text, made) == (204, "", [1])
    assert client.get("/staff/part", headers={"If-None-Match": '"6-1042"'}).status_code == 200


@pytest.mark.parametrize("number", [0, -1, 999, 2**63, 10**30])
def test_what_does_not_exist_is_not_found(
    db: Database, people: dict[Role, Account], number: int, mint_batch: Callable[..., Minted]
) -> None:
    mint_batch()
    for own in (own_campaign, own_batch, own_place):
        with pytest.raises(NotFound):
            own(db, people[Role.ADMIN], number)


def test_what_belongs_to_another_library_is_not_found(
    db: Database, people: dict[Role, Account], mint_batch: Callable[..., Minted]
) -> None:
    batch, place = mint_batch().batch, ensure_place(db, "Zentrale")
    admin = people[Role.ADMIN]
    assert own_campaign(db, admin, batch.campaign_id).id == batch.campaign_id
    assert own_batch(db, admin, batch.id).id == batch.id
    assert own_place(db, admin, place.id) == place
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
    db.execute("UPDATE campaign SET organisation_id = 2")
    db.execute("UPDATE place SET organisation_id = 2")
    for own, number in ((own_campaign, batch.campaign_id), (own_batch, batch.id), (own_place, place.id)):
        with pytest.raises(NotFound):
            own(db, admin, number)


def test_error_pages_keep_the_way_back(app: Flask, sign_in: SignIn) -> None:
    app.add_url_rule("/staff/broken", "staff.broken", requires(Role.VIEWER)(lambda: abort(500)))
    for path, status in (("/staff/nowhere", 404), ("/staff/broken", 500)):
        answer = sign_in().get(path)
        assert answer.status_code == status
        assert 'class="rooms"' in answer.text
