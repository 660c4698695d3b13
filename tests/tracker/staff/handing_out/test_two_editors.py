"""Two people hand out the same batch at once: whoever is second reads what happened, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.bookings import bookings
from printkit.store.bundles import bundles, make_bundles
from printkit.store.corrections import cancel
from printkit.store.destinations import retire
from printkit.store.model import Batch
from printkit.store.places import ensure_place, hand_out, hand_out_bundles, hand_outs
from printkit.store.stock import read_stock

Send = Callable[..., str]
PAGE = "/staff/batches/1/hand-out"


@pytest.fixture
def send(editor: FlaskClient, form: Callable[..., dict[str, str]]) -> Send:
    """Return ``send(url, **fields) -> the page that follows``."""

    def sent(url: str = PAGE, **fields: object) -> str:
        answer = editor.post(url, data={**form(editor, PAGE), **fields})
        return unescape(editor.get(answer.location).text if answer.status_code == 303 else answer.text)

    return sent


def values(page: str, name: str) -> list[str]:
    return [part.split('value="')[1].split('"')[0] for part in page.split(f'name="{name}"')[1:]]


def test_a_bundle_that_is_not_as_it_was_shown_is_not_given(
    db: Database, editor: FlaskClient, send: Send, batch: Batch, today: date, past: date
) -> None:
    make_bundles(db, batch, [400, 400, 400])
    boxes = values(editor.get(PAGE).text, "out-bundles")
    hand_out(db, batch, "West", past, first=1, last=100)
    out = {"out-what": "bundles", "out-place": str(ensure_place(db, "Nord").id), "out-on": today.isoformat()}
    assert "nicht alle diese Bündel" in send(**out, **{"out-bundles": boxes[:2]})
    make_bundles(db, batch, [200] * 6)  # other bundles with the same numbers
    assert "nicht alle diese Bündel" in send(**out, **{"out-bundles": boxes[2:]})
    assert [one.place for one in hand_outs(db, batch.id)] == ["West"]
    fresh = values(editor.get(PAGE).text, "out-bundles")
    assert "1.100 " in send(**out, **{"out-bundles": fresh})
    assert read_stock(db, batch).left == 0


def test_bundles_are_not_made_anew_over_those_of_a_colleague(
    db: Database, editor: FlaskClient, send: Send, batch: Batch
) -> None:
    url = f"{PAGE[:-9]}/bundles"
    shown = editor.get(PAGE).text
    version = values(shown, "version")[0]
    make_bundles(db, batch, [400, 400, 400])
    shown = send(url, **{"bundles-size": "500", "version": version})
    assert "Jemand anderes hat das inzwischen geändert." in shown
    assert [one.pieces for one in bundles(db, batch.id)] == [400] * 3
    both = {"bundles-size": "500", "bundles-sizes": "1.000, 200", "version": values(shown, "version")[0]}
    assert "nicht beides" in send(url, **both)
    shown = send(url, **{**both, "bundles-size": ""})
    assert [one.pieces for one in bundles(db, batch.id)] == [1000, 200]
    former = values(shown, "bundles-sizes")[0]
    send(url, **{"bundles-sizes": former, "version": values(shown, "version")[0]})
    assert [one.pieces for one in bundles(db, batch.id)] == [400] * 3


def test_a_hundred_bookings_are_taken_back_and_made_again_at_once(
    db: Database, editor: FlaskClient, send: Send, batch: Batch, past: date
) -> None:
    make_bundles(db, batch, [12] * 100)
    out = {"out-what": "bundles", "out-place": str(ensure_place(db, "Nord").id), "out-on": past.isoformat()}
    pages = [values(editor.get(f"{PAGE}?open={page}").text, "out-bundles") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [40, 40, 20]
    shown = send(**out, **{"out-bundles": [one for page in pages for one in page]})
    assert len(hand_outs(db, batch.id)) == 100
    shown = send(f"{PAGE[:-9]}/take-back", bookings=values(shown, "bookings")[0])
    assert hand_outs(db, batch.id) == ()
    numbers = values(shown, "numbers")[0]
    shown = send(f"{PAGE[:-9]}/again", numbers=numbers)
    assert [(one.first, one.last) for one in hand_outs(db, batch.id)][::99] == [(1, 12), (1189, 1200)]
    history = [editor.get(f"{PAGE}?history={page}").text for page in range(1, 11)]
    assert sum(page.count("seitdem wieder eingetragen") for page in history) == 100
    assert "berichtigt am" not in "".join(history)
    assert "Jemand anderes hat das inzwischen geändert." in send(f"{PAGE[:-9]}/again", numbers=numbers)
    assert len(bookings(db, batch.id)) == 200
    actions = [row[0] for row in db.execute("SELECT detail FROM audit_line WHERE subject_kind = 'batch'")]
    assert len(actions) == 3
    assert all(text.endswith(past.isoformat()) for text in actions)


def test_a_hand_out_that_was_taken_back_meanwhile(
    db: Database, editor: FlaskClient, send: Send, batch: Batch, today: date, past: date
) -> None:
    one = hand_out(db, batch, "Nord", past, first=1, last=500)
    page = f"/staff/batches/1/hand-outs/{one.id}"
    version = values(editor.get(page).text, "version")[0]
    cancel(db, bookings(db, batch.id)[0])
    fields = {"version": version, "place": str(one.place_id), "on": today.isoformat()}
    refused = send("/staff/batches/1/waste", **{"waste-number": "x", "waste-on": today.isoformat()})
    assert refused.count(f'value="{today.isoformat()}"') == 2  # what was not sent is as it is at first
    assert "inzwischen zurückgenommen" in send(page, **fields)
    assert "inzwischen zurückgenommen" in unescape(editor.get(page, follow_redirects=True).text)
    hand_out(db, batch, "West", past, first=501, last=600)  # gets the same number
    assert "Jemand anderes hat das inzwischen geändert." in send(page, **fields)
    place = send(page, **{**fields, "place": "99"})
    assert "Wählen Sie den Ort." in place
    assert [one.place for one in hand_outs(db, batch.id)] == ["West"]


def test_a_slip_of_a_retired_batch_says_so(
    db: Database, editor: FlaskClient, send: Send, batch: Batch
) -> None:
    slip, nord = "/staff/bundle/1-1-500", str(ensure_place(db, "Nord").id)
    assert "stillgelegt" not in editor.get(slip).text
    both = send(slip, place=nord, new_place="Schule")
    assert "nicht beides" in both
    assert hand_outs(db, batch.id) == ()
    retire(db, batch)
    for page in (slip, PAGE):
        assert "Diese Serie ist seit dem" in editor.get(page).text
    assert ">Ausgeben<" not in editor.get("/staff/campaigns/1/hand-out").text


def test_many_places_and_hand_outs_are_shown_some_at_a_time(
    db: Database, editor: FlaskClient, batch: Batch, past: date
) -> None:
    for number in range(60):
        first = 20 * number + 1
        hand_out_bundles(db, batch, f"Ort {number:02}", past, [(first, first + 9), (first + 10, first + 19)])
    for page, most in ((PAGE, 20), ("/staff/campaigns/1/hand-out", 40)):
        pages = [editor.get(f"{page}?places={number}").text for number in (1, 2, 3)]
        found = [re.findall(r'scope="row">(Ort \d\d)', shown) for shown in pages]
        assert len(found[0]) == most
        assert sorted({*found[0], *found[1], *found[2]}) == [f"Ort {number:02}" for number in range(60)]
    last = editor.get(f"{PAGE}?history=6&places=2").text
    assert last.count('name="bookings"') == 20
    assert "Seite 6 von 6" in last
    assert f'href="{PAGE}?places=2&amp;history=5#history"' in last  # each list is turned by itself
