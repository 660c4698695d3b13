from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from tracker.staff.accounts import Account, Role

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def page(mint_batch: Callable[..., Minted]) -> str:
    return f"/staff/campaigns/{mint_batch().batch.campaign_id}/notes/"


@pytest.fixture
def send(form: Callable[..., dict[str, str]], page: str) -> Callable[..., str]:
    """Return ``send(client, path, status, **fields) -> the page that follows``."""

    def sent(client: FlaskClient, path: str = "", status: int = 303, **fields: str) -> str:
        answer = client.post(f"{page}{path}", data={**form(client, page), **fields})
        assert answer.status_code == status, answer.text
        return client.get(page).text if status == 303 else answer.text

    return sent


def test_a_note_is_written_changed_deleted_and_taken_back(
    sign_in: SignIn, page: str, send: Callable[..., str]
) -> None:
    client = sign_in(Role.EDITOR)
    assert "Noch keine Notizen" in client.get(page).text
    shown = send(client, text=" Plakate  hängen ", first="2026-11-02", last="2026-11-08")
    assert "Plakate hängen" in shown
    assert "02.11.2026 – 08.11.2026" in shown
    assert "Die Notiz steht jetzt bei den Zahlen." in shown
    version = client.get(f"{page}1/").text.split('name="version" value="')[1].split('"')[0]
    shown = send(client, "1/", text="Plakate in der Stadt", first="2026-11-02", version=version)
    assert "Plakate in der Stadt" in shown
    shown = send(client, "1/delete")
    assert "Noch keine Notizen" in shown
    assert f'action="{page}1/restore"' in shown
    assert "Plakate in der Stadt" in send(client, "1/restore")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "", "first": "2026-11-02"}, "Sagen Sie in wenigen Worten, was geschehen ist."),
        ({"text": "x" * 121, "first": "2026-11-02"}, "Höchstens 120 Zeichen; das sind 121."),
        ({"text": "Plakate", "first": ""}, "Sagen Sie, an welchem Tag es war."),
        ({"text": "Plakate", "first": "0026-11-02"}, "Die Jahreszahl kann nicht stimmen."),
        ({"text": "Plakate", "first": "2026-11-02", "last": "2026-11-01"}, "Es endet, bevor es beginnt."),
        ({"text": "Plakate", "first": "gestern"}, "first-errors"),
    ],
)
def test_what_cannot_be_meant_is_said_and_kept(
    sign_in: SignIn, send: Callable[..., str], fields: dict[str, str], words: str
) -> None:
    shown = send(sign_in(Role.EDITOR), status=422, **fields)
    assert words in shown
    assert f'value="{fields["text"]}"' in shown


def test_two_editors_at_once_see_both(sign_in: SignIn, page: str, send: Callable[..., str]) -> None:
    one, other = sign_in(Role.EDITOR), sign_in(Role.ADMIN)
    send(one, text="Plakate", first="2026-11-02")
    version = one.get(f"{page}1/").text.split('name="version" value="')[1].split('"')[0]
    send(other, "1/", text="Plakate im Rathaus", first="2026-11-02", version=version)
    shown = send(one, "1/", 422, text="Plakate am Bahnhof", first="2026-11-02", version=version)
    assert "Plakate im Rathaus" in shown
    assert "Plakate am Bahnhof" in shown
    assert "Frau Admin hat" in shown


def test_who_only_reads_gets_no_form_and_is_refused(
    sign_in: SignIn, page: str, send: Callable[..., str]
) -> None:
    send(sign_in(Role.EDITOR), text="Plakate", first="2026-11-02")
    viewer = sign_in(Role.VIEWER)
    shown = viewer.get(page).text
    assert "Plakate" in shown
    assert 'name="text"' not in shown
    token = shown.split('name="csrf_token" value="')[1].split('"')[0]
    for path in ("", "1/", "1/delete", "1/restore"):
        answer = viewer.post(f"{page}{path}", data={"csrf_token": token, "text": "x", "first": "2026-11-02"})
        assert answer.status_code == 403


def test_notes_of_another_library_do_not_exist(
    db: Database, sign_in: SignIn, people: dict[Role, Account], page: str, send: Callable[..., str]
) -> None:
    editor = sign_in(Role.EDITOR)
    send(editor, text="Plakate", first="2026-11-02")
    with db.conn:
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
        db.execute(
            "UPDATE staff SET organisation_id = 2, role = 'editor' WHERE id = ?", [people[Role.VIEWER].id]
        )
    stranger = sign_in(Role.VIEWER)
    token = stranger.get("/staff/").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in ("", "1/", "1/delete", "1/restore"):
        data = {"csrf_token": token, "text": "Unfug", "first": "2026-11-02"}
        assert stranger.post(f"{page}{path}", data=data).status_code == 404
    assert stranger.get(page).status_code == 404
    assert "Plakate" in editor.get(page).text


def test_texts_are_shown_and_never_run(sign_in: SignIn, send: Callable[..., str]) -> None:
    shown = send(sign_in(Role.EDITOR), text="<script>alert(1)</script>", first="2026-11-02")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
