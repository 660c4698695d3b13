"""Where a batch leads: changed, taken back, for one code, ended; and live within a second."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlite_utils import Database

from printkit.store.batches import codes_of, find_batch
from printkit.store.destinations import retarget
from printkit.store.mint import Minted
from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role
from tracker.staff.batches.spread import Spread, read_spread
from tracker.staff.destinations.outcomes import Look, Outcome
from tracker.staff.destinations.store import keep

SignIn = Callable[..., FlaskClient]
Send = Callable[..., str]
PAGE = "/staff/batches/1/destination"
NEW, OLD = "https://www.example.org/neu", "https://www.example.org/"


@pytest.fixture
def editor(db: Database, sign_in: SignIn, mint_batch: Callable[..., Minted]) -> FlaskClient:
    mint_batch(copies=30)
    for address in (NEW, f"{NEW}/2", f"{NEW}/3"):  # looked at just now, so that no test asks the network
        keep(db, 1, Look(address, Outcome.ANSWERS, status=200))
    return sign_in(Role.EDITOR)


@pytest.fixture
def send(editor: FlaskClient, form: Callable[..., dict[str, str]]) -> Send:
    """Return ``send(path, status, **fields) -> the page that follows``; the version is that of the page."""

    def sent(path: str = "destination", status: int = 303, piece: str = "", **fields: str) -> str:
        page = f"{PAGE}?piece={piece}"
        version = editor.get(page).text.split('name="version" value="')[1].split('"')[0]
        data = {**form(editor, page), "version": version, "piece": piece, "go": "change", **fields}
        answer = editor.post(f"/staff/batches/1/{path}", data=data)
        assert answer.status_code == status, answer.text
        return unescape(editor.get(answer.location).text if status == 303 else answer.text)

    return sent


def leads(db: Database) -> str:
    return find_batch(db, 1).destination.reference


def test_a_batch_leads_elsewhere_and_back(db: Database, editor: FlaskClient, send: Send) -> None:
    shown = send(destination="www.example.org/neu")
    assert leads(db) == NEW
    assert "In einer Sekunde führt jeder Code dorthin." in shown
    assert "Frau Editor" in shown
    assert OLD in shown
    assert "Es führt schon dorthin." in send(destination=NEW)
    send("destination/back", address=OLD)
    assert leads(db) == OLD
    send("destination/back", address="https://evil.example/")  # was never its destination
    assert leads(db) == OLD
    details = [row[0] for row in db.execute("SELECT detail FROM audit_line WHERE subject_kind = 'batch'")]
    assert details == [f"{OLD} → {NEW}", f"{NEW} → {OLD}"]


def test_what_cannot_be_a_destination_is_refused_in_words(db: Database, send: Send) -> None:
    for address, words in (
        ("", "Schreiben Sie die Adresse"),
        ("javascript:alert(1)", "beginnt mit https://"),
        ("https://qr.example.de/BCD2FG", "im Kreis"),
        ("https://a@b.example/", "Benutzername"),
    ):
        assert words in send(status=422, destination=address)
    assert leads(db) == OLD


def test_the_second_of_two_editors_sees_what_the_first_did(db: Database, send: Send) -> None:
    send(destination=NEW)
    late = send(status=409, destination=f"{NEW}/2", version="alt")
    assert NEW in late
    assert f'value="{NEW}/2"' in late
    assert leads(db) == NEW


def undo_of(shown: str) -> tuple[str, dict[str, str]]:
    notice = shown.split('class="notice good said"')[1].split("</form>", maxsplit=1)[0]
    url = notice.split('action="/staff/batches/1/')[1].split('"')[0]
    inputs = [part.split('"')[:3:2] for part in notice.split('type="hidden" name="')[1:]]
    return url, {name: value for name, value in inputs if name in ("address", "piece", "version")}


def test_an_undo_never_overwrites_what_a_colleague_changed_since(
    db: Database, editor: FlaskClient, send: Send
) -> None:
    url, undo = undo_of(send(destination=NEW))
    retarget(db, find_batch(db, 1), f"{NEW}/2", by="Herr Tal")
    assert "Jemand anderes hat das inzwischen geändert." in send(url, **undo)
    assert leads(db) == f"{NEW}/2"
    url, undo = undo_of(send(destination=f"{NEW}/3"))
    shown = send(url, **undo)
    assert leads(db) == f"{NEW}/2"
    url, undo = undo_of(shown)  # and forth again
    send(url, **undo)
    assert leads(db) == f"{NEW}/3"
    url, undo = undo_of(send("retire"))
    retarget(db, find_batch(db, 1), NEW, by="Herr Tal")
    for path in (url, "revive", "retire", "destination/back"):
        assert "Jemand anderes hat das inzwischen" in send(path, **{**undo, "address": OLD})
    assert find_batch(db, 1).retired_at is not None
    assert leads(db) == NEW


def test_a_piece_that_there_is_not_is_never_the_whole_batch(db: Database, send: Send) -> None:
    for path in ("retire", "destination/back", "destination/follow"):
        assert "Diese Serie hat kein Stück „99“. Nichts wurde geändert." in send(
            path, piece="99", address=OLD
        )
    assert "Diese Serie hat kein Stück „99“." in send(status=422, piece="99", destination=NEW)
    assert find_batch(db, 1).retired_at is None
    assert leads(db) == OLD


def test_a_code_follows_its_batch_again_when_its_change_is_undone(
    db: Database, editor: FlaskClient, send: Send
) -> None:
    url, undo = undo_of(send(destination=NEW, piece="3"))
    send(url, **undo)
    assert [code for code in codes_of(db, 1) if code.destination] == []


def test_a_page_that_does_not_answer_is_said_first(db: Database, send: Send) -> None:
    shown = send(status=200, destination="https://nowhere.invalid/")
    assert "Noch ist nichts geändert." in shown
    assert 'value="https://nowhere.invalid/"' in shown
    assert leads(db) == OLD
    send(destination="https://nowhere.invalid/")
    assert leads(db) == "https://nowhere.invalid/"


def test_one_code_leads_elsewhere(db: Database, editor: FlaskClient, send: Send) -> None:
    third = codes_of(db, 1, [3])[0].code
    send(destination=NEW, piece=third)
    assert [code.position for code in codes_of(db, 1) if code.destination] == [3]
    assert leads(db) == OLD
    assert "1 einzelner Code führt anderswohin" in editor.get(PAGE).text
    assert "Wohin Stück 3 führt" in editor.get(f"{PAGE}?piece=3").text
    assert "Diese Serie hat kein Stück „99“." in unescape(editor.get(f"{PAGE}?piece=99").text)
    send("destination/follow", piece=third)
    assert [code for code in codes_of(db, 1) if code.destination] == []


@pytest.mark.parametrize(
    ("ended", "words"),
    [(False, "Jeder Scan führt dorthin."), (True, "Jeder Scan zeigt diese Seite.")],
)
def test_no_scan_is_said_to_lead_on_when_it_has_ended(app: Flask, ended: bool, words: str) -> None:
    with app.test_request_context(), force_locale("de"):
        shown = render_template("staff/batches/spread.html", spread=Spread(2, 0, None), ended=ended)
    assert words in shown
    assert ("aktiv" in shown) is not ended


def test_it_ends_and_the_end_is_taken_back(db: Database, editor: FlaskClient, send: Send) -> None:
    ended = send("retire")
    assert "Stillgelegt am" in ended
    assert "Nehmen Sie die Stilllegung zurück, führt es wieder hierhin:" in ended
    assert "Dorthin führt es erst, wenn Sie die Stilllegung zurücknehmen." in ended
    assert find_batch(db, 1).retired_at is not None
    assert "Die ganze Serie ist stillgelegt." in send("revive", piece=codes_of(db, 1, [3])[0].code)
    send("revive")
    assert find_batch(db, 1).retired_at is None
    send("retire", piece=codes_of(db, 1, [3])[0].code)
    assert [code.position for code in codes_of(db, 1) if code.retired_at] == [3]


@pytest.mark.slow
def test_every_worker_knows_it_within_a_second_or_two(
    config: Config, db: Database, people: dict[Role, Account], send: Send, until: Callable[..., float]
) -> None:
    assert read_spread(db, config, None) == Spread(0, 0, None)
    with running_server(config):
        until(lambda: read_spread(db, config, None).is_live, seconds=240)
        send(destination=NEW)
        changed = db.execute("SELECT max(since) FROM retargeting").fetchone()
        assert changed
        until(lambda: read_spread(db, config, None).is_live, seconds=240)
