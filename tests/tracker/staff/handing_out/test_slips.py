"""The slip of a bundle: its code is read from the real PDF, and leads a signed-in phone to one question."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.bundles import make_bundles
from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import ensure_place, hand_out, hand_outs
from tracker.staff.accounts import Role
from tracker.staff.handing_out.slips import draw_slips
from tracker.staff.handing_out.token import Slip

SignIn = Callable[..., FlaskClient]
Mint = Callable[..., Minted]


@pytest.mark.parametrize("text", ["", "1", "0-1-2", "1-0-2", "1-3-2", "1-2-3-4", "1-²-3", "1-2-3x", "9" * 30])
def test_only_what_a_slip_says_is_read(text: str) -> None:
    assert Slip.read(text) is None


def test_a_slip_is_read_as_it_was_written() -> None:
    for slip in (Slip(7, 1001, 1500), Slip(3, 500, None)):
        assert Slip.read(str(slip)) == slip
        assert slip.pieces == 500


@pytest.mark.slow
def test_every_slip_of_the_pdf_names_its_bundle(
    db: Database, mint_batch: Mint, tmp_path: Path, decode_pdf: Callable[..., list[tuple[int, str, object]]]
) -> None:
    batch = mint_batch(copies=2000).batch
    flyers = mint_batch(copies=300, kind=BatchKind.ONE_CODE, name="Flyer").batch
    make_bundles(db, batch, [200] * 10)
    make_bundles(db, flyers, [100, 200])
    for number, texts in (
        (batch.id, [f"1-{first}-{first + 199}" for first in range(1, 2000, 200)]),
        (flyers.id, ["2-100", "2-200"]),
    ):
        out = tmp_path / f"{number}.pdf"
        sheets = draw_slips(db, number, out, language="de", base_url="https://signet.lindenau.example/")
        assert sheets == (2 if number == batch.id else 1)
        for decoder in ("zxing", "zbar"):
            seen = [text for _, text, _ in decode_pdf(out, decoder=decoder)]
            base = "https://signet.lindenau.example/staff/bundle/"
            assert sorted(seen) == sorted(f"{base}{text}" for text in texts)


def test_slips_are_ordered_and_drawn_by_the_jobs(
    db: Database,
    sign_in: SignIn,
    mint_batch: Mint,
    form: Callable[..., dict[str, str]],
    run_jobs: Callable[[], None],
) -> None:
    batch, client = mint_batch(copies=50).batch, sign_in(Role.EDITOR)
    page = "/staff/batches/1/hand-out"
    assert client.post("/staff/batches/1/slips", data=form(client, page)).location == page
    make_bundles(db, batch, [25, 25])
    answer = client.post("/staff/batches/1/slips", data=form(client, page))
    assert answer.location == "/staff/orders/1/"
    run_jobs()
    shown = client.get(answer.location).text
    assert ".pdf" in shown
    assert "Legen Sie jeden Zettel zu seinem Bündel." in shown
    assert f'href="{page}">Zu den Bündeln' in shown


def test_a_phone_that_is_signed_in_books_with_one_tap(
    db: Database, app: Flask, sign_in: SignIn, mint_batch: Mint, form: Callable[..., dict[str, str]]
) -> None:
    batch = mint_batch(copies=2000).batch
    make_bundles(db, batch, [500] * 4)
    nord, page = ensure_place(db, "Nord"), "/staff/bundle/1-1001-1500"
    stranger = app.test_client().get(page)
    assert stranger.status_code == 303
    assert urlsplit(stranger.location).path == "/staff/sign-in"
    assert "1001" in stranger.location  # and back to it
    editor = sign_in(Role.EDITOR)
    shown = unescape(editor.get(page).text)
    assert "Bündel 3 von 4" in shown
    assert "Stücke 1001–1500" in shown
    data = {**form(editor, page), "place": str(nord.id)}
    assert editor.post(page, data=data).location == page
    assert [(one.place, one.first, one.last) for one in hand_outs(db, 1)] == [("Nord", 1001, 1500)]
    shown = unescape(editor.get(page).text)
    assert "500 Stück sind ausgegeben: Nord." in shown
    assert "Davon liegt nichts mehr im Vorrat." in shown
    again = editor.post(page, data=data)
    assert again.status_code == 422
    assert "schon hier: Nord." in unescape(again.text)
    bookings = shown.split('name="bookings" value="')[1].split('"')[0]
    editor.post(f"{page}/undo", data={**form(editor, page), "bookings": bookings})
    assert hand_outs(db, 1) == ()
    assert "Wohin geht es?" in editor.get(page).text
    for wrong, words in (
        ({}, "Tippen Sie auf einen Ort"),
        ({"new_place": "X", "on": "nie"}, "Wählen Sie den Tag"),
    ):
        refused = editor.post(page, data={**form(editor, page), **wrong})
        assert refused.status_code == 422
        assert words in refused.text
    for missing in ("1-1-2001", "2-1-5", "1-500", "nichts"):
        assert editor.get(f"/staff/bundle/{missing}").status_code == 404


def test_what_is_left_of_a_bundle_goes_out(
    db: Database, sign_in: SignIn, mint_batch: Mint, form: Callable[..., dict[str, str]]
) -> None:
    batch, editor = mint_batch(copies=100).batch, sign_in(Role.EDITOR)
    hand_out(db, batch, "West", batch.created_at.date(), first=40, last=60)
    page = "/staff/bundle/1-1-100"
    assert "79 seiner 100 Stücke liegen im Vorrat" in editor.get(page).text
    editor.post(page, data={**form(editor, page), "new_place": "Schule"})
    assert [(one.first, one.last) for one in hand_outs(db, 1) if one.place == "Schule"] == [
        (1, 39),
        (61, 100),
    ]


def test_a_bundle_tells_of_its_own_pieces_only(db: Database, sign_in: SignIn, mint_batch: Mint) -> None:
    batch = mint_batch(copies=100).batch
    hand_out(db, batch, "West", batch.created_at.date(), first=40, last=90)
    page = "/staff/bundle/1-51-100"
    shown = sign_in(Role.EDITOR).get(page).text
    assert 'West (<span class="range">51–90</span>).' in shown
    seen = sign_in(Role.VIEWER).get(page).text
    assert "10 seiner 50 Stücke liegen im Vorrat" in seen
    assert "Ausgeben kann, wer die Rolle „Bearbeiten“ hat." in seen
    assert "Es liegt im Vorrat" not in seen
    assert "West" not in sign_in(Role.VIEWER).get("/staff/bundle/1-1-39").text
