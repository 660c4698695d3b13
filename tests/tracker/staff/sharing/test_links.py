from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.places import hand_out
from tracker.config import Config
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict
from tracker.staff.accounts import Account, Role
from tracker.staff.figures.listed import MOST
from tracker.staff.notes.store import Written, add_note
from tracker.staff.throttle import LINKS_PER_NETWORK

SignIn = Callable[..., FlaskClient]
Share = Callable[..., str]
NAME = "Lesezeichen <b>2026</b>"


@pytest.fixture
def batch(db: Database, mint_batch: Callable[..., Minted]) -> Minted:
    """A batch with eight scans of the day before yesterday."""
    minted = mint_batch(copies=20, name="Frühling", campaign=NAME)
    at = int((datetime.now(UTC) - timedelta(days=2)).timestamp() * 1000)
    hits = tuple(
        Hit(at + number, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), number + 1)
        for number, code in enumerate(minted.codes[:8])
    )
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])
    return minted


@pytest.fixture
def page(batch: Minted) -> str:
    return f"/staff/campaigns/{batch.batch.campaign_id}/sharing/"


@pytest.fixture
def share(page: str, form: Callable[..., dict[str, str]]) -> Share:
    """Return ``share(client, **fields) -> the path of the link``."""

    def shared(client: FlaskClient, **fields: str) -> str:
        data = {**form(client, page), "for_whom": "Frau Direktorin", "days": "30", **fields}
        answer = client.post(page, data=data)
        assert answer.status_code == 303, answer.text
        found = re.search(r'value="[^"]*(/shared/[\w-]{22,}/)"', client.get(page).text)
        assert found
        return found[1]

    return shared


def test_the_director_reads_the_figures_without_an_account_or_a_cookie(
    app: Flask, db: Database, sign_in: SignIn, share: Share
) -> None:
    link = share(sign_in(Role.EDITOR))
    answer = app.test_client().get(link)
    assert answer.status_code == 200
    shown = answer.text
    assert ">8<" in shown
    assert "Frühling" in shown
    assert "Lesezeichen &lt;b&gt;2026&lt;/b&gt;" in shown
    assert "Frau" not in shown  # neither for whom nor by whom
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert " style=" not in shown
    assert "<script" not in shown
    english = app.test_client().get(link, headers={"Accept-Language": "en-GB"}).text
    assert "What the figures mean" in english
    assert db.execute("SELECT views FROM share_link").fetchall() == [(2,)]


def test_only_a_digest_of_the_token_is_kept(
    config: Config, db: Database, sign_in: SignIn, share: Share
) -> None:
    token = share(sign_in(Role.EDITOR)).split("/")[2]
    assert len(token) * 6 >= 128
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert token.encode() not in config.database.read_bytes()


def test_a_withdrawn_link_opens_no_more_at_once(
    app: Flask, page: str, sign_in: SignIn, share: Share, form: Callable[..., dict[str, str]]
) -> None:
    editor, reader = sign_in(Role.EDITOR), app.test_client()
    link = share(editor)
    assert reader.get(link).status_code == 200
    assert editor.post(f"{page}1/withdraw", data=form(editor, page)).status_code == 303
    answer = reader.get(link)
    assert answer.status_code == 410
    assert "Dieser Link gilt nicht mehr" in answer.text
    shown = editor.get(page).text
    assert "zurückgezogen am" in shown
    assert link not in shown


def test_an_expired_link_opens_no_more(app: Flask, db: Database, sign_in: SignIn, share: Share) -> None:
    link = share(sign_in(Role.EDITOR), days="7")
    with db.conn:
        db.execute("UPDATE share_link SET created_at = created_at - 700000, expires_at = expires_at - 605000")
    assert app.test_client().get(link).status_code == 410


def test_who_guesses_is_stopped(app: Flask, sign_in: SignIn, share: Share) -> None:
    link, reader = share(sign_in(Role.EDITOR)), app.test_client()
    guest = {"REMOTE_ADDR": "192.0.2.7"}
    for number in range(LINKS_PER_NETWORK):
        answer = reader.get(f"/shared/{number:022}/", environ_overrides=guest)
        assert answer.status_code == 404
    assert reader.get("/shared/x/", environ_overrides=guest).status_code == 429
    assert reader.get(link, environ_overrides=guest).status_code == 200  # colleagues share the address


def test_notes_and_costs_are_shown_only_if_wanted(
    app: Flask, db: Database, people: dict[Role, Account], batch: Minted, sign_in: SignIn, share: Share
) -> None:
    today = datetime.now(UTC).date()
    add_note(db, people[Role.EDITOR], Written(batch.batch.campaign_id, today, today, "Plakate hängen"))
    with db.conn:
        db.execute("INSERT INTO batch_cost VALUES (?, 4000)", [batch.batch.id])
    editor, reader = sign_in(Role.EDITOR), app.test_client()
    bare = reader.get(share(editor)).text
    assert "Plakate hängen" not in bare
    assert "Kosten je Scan" not in bare
    assert "Diese Zahlen sind Mindestwerte: Kleine Zahlen werden zurückgehalten" in bare
    assert "Ein Scan kostete also höchstens so viel." not in bare
    full = reader.get(share(editor, with_notes="y", with_costs="y")).text
    assert "Plakate hängen" in full
    assert "5,00\xa0€" in full
    assert "Ein Scan kostete also höchstens so viel." in full


def test_small_figures_are_not_on_the_page(
    app: Flask, db: Database, mint_batch: Callable[..., Minted], sign_in: SignIn, share: Share, batch: Minted
) -> None:
    few = mint_batch(copies=13, name="wenige", campaign=NAME)
    at = int((datetime.now(UTC) - timedelta(days=2)).timestamp() * 1000)
    hits = tuple(
        Hit(at + number, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), number + 100)
        for number, code in enumerate(few.codes[:4])
    )
    SqliteCounts(db).add([Portion("2-1-x.spool", 0, 1, hits, 0)])
    shown = app.test_client().get(share(sign_in(Role.EDITOR))).text
    assert "wenige" in shown
    figures = re.sub(r"<svg.*?</svg>", "", shown)  # the axes of charts have small numbers
    assert not re.search(r">(1|2|3|4|12)<", figures)


def test_nobody_shares_without_the_right_or_for_another_library(
    db: Database, page: str, sign_in: SignIn, people: dict[Role, Account], share: Share
) -> None:
    share(sign_in(Role.EDITOR))
    viewer = sign_in(Role.VIEWER)
    shown = viewer.get(page).text
    assert 'name="for_whom"' not in shown
    token = shown.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "for_whom": "x", "days": "7"}
    for path in ("", "1/withdraw"):
        assert viewer.post(f"{page}{path}", data=data).status_code == 403
    with db.conn:
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
        db.execute("UPDATE staff SET organisation_id = 2, role = 'editor' WHERE email LIKE 'viewer%'")
    for path in ("", "1/withdraw"):
        assert viewer.post(f"{page}{path}", data=data).status_code == 404
    assert viewer.get(page).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"for_whom": " \x00"}, "Sagen Sie, für wen er ist"),
        ({"for_whom": "x" * 81}, "Bitte höchstens 80 Zeichen."),
        ({"days": "3650"}, "days-errors"),
    ],
)
def test_what_cannot_be_is_said(
    page: str,
    sign_in: SignIn,
    form: Callable[..., dict[str, str]],
    db: Database,
    fields: dict[str, str],
    words: str,
) -> None:
    editor = sign_in(Role.EDITOR)
    answer = editor.post(page, data={**form(editor, page), "for_whom": "wen", "days": "7", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.execute("SELECT count(*) FROM share_link").fetchone() == (0,)


def test_a_chart_has_no_more_rows_than_can_be_read(
    app: Flask, db: Database, mint_batch: Callable[..., Minted], sign_in: SignIn, share: Share
) -> None:
    minted = mint_batch(copies=MOST + 1, campaign=NAME)
    for number in range(1, MOST + 2):
        day = datetime.now(UTC).date() - timedelta(days=3)
        hand_out(db, minted.batch, f"Ort {number:02}", day, first=number, last=number)
    shown = app.test_client().get(share(sign_in(Role.EDITOR))).text
    charts = "".join(re.findall(r"<svg.*?</svg>", shown, re.DOTALL))
    assert (f"Ort {MOST}<" in charts, f"Ort {MOST + 1}<" in charts) == (True, False)
    assert f"Ort {MOST + 1}<" in shown
