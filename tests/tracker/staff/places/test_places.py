"""The page of places: made, renamed, put away and brought back, each by whoever may."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.places import ensure_place, hand_out, places
from tracker.staff.accounts import Role

SignIn = Callable[..., FlaskClient]
PAGE = "/staff/places/"


def test_a_place_is_made_renamed_and_put_away(
    db: Database, sign_in: SignIn, form: Callable[..., dict[str, str]], mint_batch: Callable[..., Minted]
) -> None:
    client = sign_in(Role.EDITOR)

    def send(path: str = "", status: int = 303, **fields: str) -> str:
        answer = client.post(f"{PAGE}{path}", data={**form(client, PAGE), **fields})
        assert answer.status_code == status, answer.text
        return unescape(client.get(PAGE).text if status == 303 else answer.text)

    assert "Noch keine Orte." in client.get(PAGE).text
    assert "Der Ort „Bücherbus“ ist angelegt." in send(name="  Bücherbus ")
    assert "Den Ort „Bücherbus“ gibt es schon." in send(status=422, name="bücherBUS")
    for wrong in ("", " ", "x" * 121, "a\x00b"):
        assert "1 bis 120 Zeichen" in send(status=422, name=wrong)
    version = client.get(f"{PAGE}1").text.split('name="version" value="')[1].split('"')[0]
    assert "Der Ort heißt jetzt „Fahrbibliothek“" in send("1", name="Fahrbibliothek", version=version)
    late = send("1", 422, name="Bus", version=version)
    assert "Fahrbibliothek" in late
    assert re.search(r"Frau Editor hat das geändert, während Sie geschrieben haben \(", late)
    assert 'value="Bus"' in late
    batch = mint_batch(copies=80).batch
    hand_out(db, batch, "Fahrbibliothek", batch.created_at.date(), first=1, last=50)
    shown = client.get(f"{PAGE}1").text
    assert f'href="/staff/batches/{batch.id}/?place=1"' in shown
    assert "wird nicht mehr angeboten" in send("1/archive")
    assert "1 Ort, der nicht mehr angeboten wird" in client.get(PAGE).text
    assert "wird wieder angeboten" in send("1/offer")
    assert client.get(f"{PAGE}99").status_code == 404
    actions = [row[0] for row in db.execute("SELECT action FROM audit_line WHERE subject_kind = 'place'")]
    assert actions == ["place-added", "place-renamed", "place-archived", "place-offered"]


def test_viewers_read(db: Database, sign_in: SignIn) -> None:
    ensure_place(db, "<script>alert(1)</script>")
    viewer = sign_in(Role.VIEWER)
    for page in (PAGE, f"{PAGE}1"):
        shown = viewer.get(page).text
        assert "&lt;script&gt;" in shown
        assert 'action="/staff/places' not in shown
    assert [place.archived_at for place in places(db)] == [None]
