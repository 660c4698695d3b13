"""Handing out in the browser's way: forms of a phone, their refusals, and every way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.booked import Booked
from printkit.store.bookings import bookings
from printkit.store.mint import Minted
from printkit.store.model import Batch, BatchKind
from printkit.store.place_names import archive_place
from printkit.store.places import ensure_place, hand_out, hand_outs
from printkit.store.stock import read_stock, returns, waste
from tracker.staff.accounts import Role

SignIn = Callable[..., FlaskClient]
Send = Callable[..., str]
PAGE = "/staff/batches/1/hand-out"


@pytest.fixture
def send(editor: FlaskClient, form: Callable[..., dict[str, str]]) -> Send:
    """Return ``send(path, status, **fields) -> the page that follows``; names may have "_" for "-"."""

    def sent(path: str = "hand-out", status: int = 303, **fields: object) -> str:
        data = {**form(editor, PAGE), **{name.replace("__", "-"): value for name, value in fields.items()}}
        answer = editor.post(f"/staff/batches/1/{path}", data=data)
        assert answer.status_code == status, answer.text
        return unescape(editor.get(PAGE).text if status == 303 else answer.text)

    return sent


def tick(page: str, *numbers: int) -> list[str]:
    """Return the values of the boxes of bundles."""
    found = re.findall(r'value="([0-9]+)(\.[0-9a-f]+)"', page)
    return [f"{number}{rest}" for number, rest in found if int(number) in numbers]


def undo_of(page: str) -> tuple[str, dict[str, str]]:
    """Return where the notice's undo leads and its fields."""
    notice = page.split('class="notice good said"')[1].split("</form>", maxsplit=1)[0]
    url = notice.split('action="')[1].split('"')[0]
    name = "bookings" if "take-back" in url else "numbers"
    return url, {name: notice.split(f'name="{name}" value="')[1].split('"')[0]}


def test_bundles_go_to_a_new_place_and_back(
    db: Database, editor: FlaskClient, send: Send, batch: Batch, past: date
) -> None:
    version = editor.get(PAGE).text.split('name="version" value="')[1].split('"')[0]
    shown = send("bundles", bundles__size="500", version=version)
    assert "3 Bündel sind eingetragen." in shown
    assert "Bündel 3, 200 Stück (1001–1200)" in shown
    out = {"out__place": "new", "out__new_place": " Bücherbus ", "out__on": past.isoformat()}
    shown = send(out__what="bundles", out__bundles=tick(shown, 1, 3), **out)
    assert "700 Stück sind ausgegeben: Bücherbus." in shown
    assert [(one.first, one.last, one.on, one.by) for one in hand_outs(db, batch.id)] == [
        (1, 500, past, "Frau Editor"),
        (1001, 1200, past, "Frau Editor"),
    ]
    url, fields = undo_of(shown)
    shown = send(url.rpartition("/")[2], **fields)
    assert "Zurückgenommen." in shown
    assert hand_outs(db, batch.id) == ()
    url, fields = undo_of(shown)
    send(url.rpartition("/")[2], **fields)
    assert read_stock(db, batch).free == ((501, 1000),)
    booked = len(bookings(db, batch.id))
    send(url.rpartition("/")[2], **fields)  # a second time, from an old page
    assert len(bookings(db, batch.id)) == booked
    sql = "SELECT action FROM audit_line WHERE subject_kind IN ('batch', 'place') ORDER BY id"
    assert [row[0] for row in db.execute(sql)] == [
        *("bundles-made", "place-added", "pieces-handed-out", "booking-taken-back", "pieces-handed-out"),
    ]


def test_bundles_of_a_later_page_go_out(
    db: Database, editor: FlaskClient, send: Send, batch: Batch, past: date
) -> None:
    hand_out(db, batch, "West", past, first=21, last=39)
    version = editor.get(PAGE).text.split('name="version" value="')[1].split('"')[0]
    shown = send("bundles", bundles__size="20", version=version)
    assert "Bündel 2, 1 Stück (40)" in shown
    assert "Kreuze gelten nur auf dieser Seite" in shown
    assert "Bündel 41, 20 Stück" not in shown
    boxes = tick(editor.get(f"{PAGE}?open=2").text, 41, 60)
    send(
        out__what="bundles",
        out__bundles=boxes,
        out__place="new",
        out__new_place="Nord",
        out__on=past.isoformat(),
    )
    spans = [(one.first, one.last) for one in hand_outs(db, batch.id) if one.place == "Nord"]
    assert spans == [(801, 820), (1181, 1200)]


def test_what_goes_out(db: Database, send: Send, batch: Batch, today: date, past: date) -> None:
    hand_out(db, batch, "West", past, first=100, last=200)
    out = {"out__place": str(ensure_place(db, "Nord").id), "out__on": today.isoformat()}
    for fields, spans in (
        ({"out__what": "next", "out__number": "200"}, [(1, 99), (201, 301)]),
        ({"out__what": "range", "out__positions": "300–400, 12"}, [(12, 12), (300, 400)]),
        ({"out__what": "range", "out__positions": "1.001-1.100;7;"}, [(7, 7), (1001, 1100)]),
        ({"out__what": "next", "out__number": "1.000"}, [(1, 99), (201, 1101)]),
        ({"out__what": "rest"}, [(1, 99), (201, 1200)]),
    ):
        url, undo = undo_of(send(**out, **fields))
        assert [(one.first, one.last) for one in hand_outs(db, batch.id) if one.place == "Nord"] == spans
        send(url.rpartition("/")[2], **undo)


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "Wählen Sie einen Ort oder schreiben Sie den Namen eines neuen."),
    ({"out__place": "new"}, "Schreiben Sie den Namen des neuen Orts."),
    ({"out__place": "new", "out__new_place": "x" * 121}, "höchstens 120 Zeichen"),
    ({"out__place": "1", "out__on": "0026-03-01"}, "Die Jahreszahl kann nicht stimmen."),
    ({"out__place": "1", "out__on": "gestern"}, "out-on-errors"),
    ({"out__place": "1", "out__what": "next"}, "Schreiben Sie, wie viele Stücke hinausgehen."),
    ({"out__place": "1", "out__what": "next", "out__number": "1101"}, "Übrig sind 1.100."),
    ({"out__place": "1", "out__what": "range"}, "zum Beispiel 1-250."),
    ({"out__place": "1", "out__what": "range", "out__positions": "1-x"}, "Positionen von 1 bis 1.200"),
    ({"out__place": "1", "out__what": "range", "out__positions": "150, 12 4"}, "„12 4“ kann eine Zahl oder"),
    ({"out__place": "1", "out__what": "range", "out__positions": "1201"}, "die Positionen 1 bis 1.200"),
    ({"out__place": "1", "out__what": "range", "out__positions": "7," * 2501}, "länger als 5.000 Zeichen"),
    ({"out__place": "1", "out__what": "next", "out__number": "viele"}, "Das ist keine ganze Zahl."),
    ({"out__place": "1", "out__what": "all"}, "Wählen Sie eine Möglichkeit."),
    ({"out__place": "99"}, "Wählen Sie einen Ort oder schreiben Sie den Namen eines neuen."),
    ({"out__place": "1", "out__what": "bundles", "out__bundles": "1.alt"}, "Wählen Sie eine Möglichkeit."),
    ({"out__place": "1", "out__what": "range", "out__positions": "95-105"}, "schon hier: West."),
)


def test_what_is_refused_says_where_and_keeps_what_was_typed(
    db: Database, send: Send, batch: Batch, today: date, past: date
) -> None:
    hand_out(db, batch, "West", past, first=1, last=100)
    for fields, words in REFUSED:
        asked = {"out__what": "rest", "out__place": "", "out__on": today.isoformat(), **fields}
        shown = send(status=422, **asked)
        assert words in shown
        for name in ("out__new_place", "out__positions"):
            assert fields.get(name, "") in shown
    assert len(hand_outs(db, batch.id)) == 1


def test_what_comes_back_and_what_is_spoilt(
    db: Database, editor: FlaskClient, send: Send, batch: Batch, today: date, past: date
) -> None:
    place = hand_out(db, batch, "Nord", past, first=1, last=500).place_id
    shown = send("waste", waste__positions="1190-1200", waste__on=today.isoformat())
    assert "11 Stück sind als unbrauchbar eingetragen." in shown
    back = {"back__place": str(place), "back__on": today.isoformat()}
    shown = send("returns", back__positions="401-500", **back)
    assert "100 Stück kamen zurück: Nord." in shown
    send("returns", back__number="50", **back)
    assert [one.pieces for one in returns(db, batch.id)] == [100, 50]
    assert [one.pieces for one in waste(db, batch.id)] == [11]
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert "Dieser Tag kommt erst noch." in send("returns", 422, **{**back, "back__on": tomorrow})
    assert "Übrig sind 350." in send("returns", 422, back__number="351", **back)
    assert "Die Stücke 401-410" in send("returns", 422, back__positions="401-410", **back)
    assert "Schreiben Sie, wie viele" in send("waste", 422, waste__on=today.isoformat())
    both = {"number": "5", "positions": "1-5", "on": today.isoformat()}
    for path, name in (("returns", "back"), ("waste", "waste")):
        shown = send(path, 422, back__place=str(place), **{f"{name}__{key}": both[key] for key in both})
        assert "Schreiben Sie entweder, welche Positionen es sind, oder wie viele" in shown
    assert "Wählen Sie den Ort." in send("returns", 422, **{**back, "back__place": "99"})
    handed = next(one for one in bookings(db, batch.id) if one.what is Booked.HAND_OUT)
    shown = send("take-back", bookings=f"hand-out.{handed.id}.a17")
    assert "Jemand anderes hat das inzwischen geändert." in shown


def test_a_hand_out_is_put_right_but_not_over_somebody_elses(
    db: Database, editor: FlaskClient, batch: Batch, form: Callable[..., dict[str, str]], past: date
) -> None:
    one, west = hand_out(db, batch, "Nord", past, first=1, last=500), ensure_place(db, "West")
    page = f"/staff/batches/1/hand-outs/{one.id}"
    version = editor.get(page).text.split('name="version" value="')[1].split('"')[0]
    day = (past - timedelta(days=3)).isoformat()
    fields = {**form(editor, page), "version": version, "place": str(west.id), "on": day}
    assert editor.post(page, data=fields).status_code == 303
    assert [(one.place, one.on.isoformat()) for one in hand_outs(db, batch.id)] == [("West", day)]
    again = editor.post(page, data=fields)
    assert again.status_code == 422
    assert "Jemand anderes hat das inzwischen geändert." in again.text


def test_one_code_goes_to_one_place(
    db: Database,
    sign_in: SignIn,
    mint_batch: Callable[..., Minted],
    form: Callable[..., dict[str, str]],
    past: date,
) -> None:
    mint_batch(copies=2000, kind=BatchKind.ONE_CODE)
    client = sign_in(Role.EDITOR)
    out = {"out-what": "next", "out-number": "500", "out-place": "new", "out-on": past.isoformat()}
    first = {**form(client, PAGE), **out, "out-new_place": "Rathaus"}
    assert client.post(PAGE, data=first).status_code == 303
    other = client.post(PAGE, data={**form(client, PAGE), **out, "out-new_place": "Schule"})
    assert other.status_code == 422
    assert "Alle gehen an einen Ort: Rathaus." in other.text
    assert [place for (place,) in db.execute("SELECT name FROM place")] == ["Rathaus"]


def test_a_campaign_shows_what_lies_where(
    db: Database, editor: FlaskClient, batch: Batch, today: date, past: date
) -> None:
    hand_out(db, batch, "Nord", past, first=1, last=500)
    hand_out(db, batch, "Planung", today + timedelta(days=9), first=501, last=600)
    archive_place(db, ensure_place(db, "Alte Schule"))
    hand_out(db, batch, "Nord", today + timedelta(days=9), first=601, last=640)
    shown = editor.get("/staff/campaigns/1/hand-out").text
    assert "Nord" in shown
    assert shown.count("+ 40 vorgesehen") == shown.count("+ 100 vorgesehen") == 1
    page = editor.get(PAGE).text
    assert "140 sind für später vorgesehen" in page
    assert page.count("<strong>500</strong>") == page.count("+ 40 vorgesehen") == 1
    assert "Davon sind für Planung ab" in editor.get("/staff/bundle/1-501-600").text
    assert "Alte Schule" not in page


def test_viewers_see_and_cannot_book(db: Database, sign_in: SignIn, batch: Batch, past: date) -> None:
    hand_out(db, batch, "Nord", past, first=1, last=500)
    shown = sign_in(Role.VIEWER).get(PAGE).text
    assert "Was wo liegt" in shown
    assert 'action="/staff/batches' not in shown
