"""The library's logo: handed in, remembered, refused in plain words; files that lie."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlite_utils import Database

from printkit.store.links import BaseUrl
from tracker.staff.accounts import Role
from tracker.staff.design.logo_views import MOST_BYTES
from tracker.staff.design.store import design_of, last_logo, logo_file
from tracker.studio.freezing import ready_batch

SignIn = Callable[..., FlaskClient]
Sent = Callable[..., dict[str, str]]
HandIn = Callable[..., str]
RED = b'<path fill="#e2001a" d="M0 0h40v10H0z"/>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">%b</svg>' % RED


@pytest.fixture
def hand_in(chosen: FlaskClient, address: str, sent: Sent) -> HandIn:
    """Return ``hand_in(data, name)``: the page that a logo leads to, after a redirect if there is one."""

    def handed(data: bytes, name: str = "logo.svg", status: int = 200) -> str:
        form = {**sent(chosen, f"{address}/logo"), "file": (BytesIO(data), name)}
        answer = chosen.post(f"{address}/logo", data=form, follow_redirects=True)
        assert answer.status_code == status, answer.text
        return answer.text

    return handed


def test_a_drawing_is_printed_frozen_and_remembered(hand_in: HandIn, db: Database, draft_id: int) -> None:
    page = hand_in(SVG, "../../Löwe <b>.svg")
    assert "Das Logo ist auf dem Stück" in page
    assert "Löwe &lt;b&gt;.svg" in page
    found = design_of(db, draft_id)
    assert found is not None
    assert found.logo is not None
    assert found.logo.inks[0][0] == "#e2001a"
    ready = ready_batch(db, draft_id, BaseUrl.parse("https://qr.waldheim.de"), 6)
    assert ready.files["@choices/logo"] == SVG
    assert last_logo(db, 1) == found.logo.id


def test_a_picture_of_the_screen_is_taken_and_that_is_said(
    hand_in: HandIn, db: Database, draft_id: int
) -> None:
    data = BytesIO()
    Image.new("RGBA", (1200, 300), (200, 0, 0, 120)).save(data, "PNG")
    page = hand_in(data.getvalue(), "logo.png")
    assert "in Druckfarben umgerechnet" in page
    assert "durchsichtig" in page
    found = design_of(db, draft_id)
    assert found is not None
    assert found.logo is not None
    with Image.open(BytesIO(logo_file(db, found.logo.id).data)) as kept:
        assert kept.mode == "CMYK"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "", "Bitte wählen Sie zuerst eine Datei"),
        (b"", "logo.svg", "Die Datei ist leer"),
        (b"%PDF-1.7", "logo.svg", "PDF-, EPS- oder Word-Datei"),
        (b"MZ" + bytes(100), "logo.png", "weder eine Zeichnung (SVG) noch ein Bild"),
        (SVG.replace(b"<path", b"<script>alert(1)</script><path"), "logo.svg", "keine Druckmaschine drucken"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
            "logo.svg",
            "nichts, was gedruckt werden",
        ),
    ],
)
def test_files_that_lie_are_refused_in_plain_words(
    hand_in: HandIn, db: Database, draft_id: int, data: bytes, name: str, words: str
) -> None:
    assert words in hand_in(data, name, 422)
    found = design_of(db, draft_id)
    assert found is not None
    assert found.logo is None


def test_a_line_is_refused_with_its_size(hand_in: HandIn) -> None:
    data = BytesIO()
    Image.new("L", (1, 20_000), 80).save(data, "PNG")
    page = hand_in(data.getvalue(), "logo.png", 422)
    assert "1 × 20000 Pixel groß" in page
    assert page.index("1 × 20000") < page.index('id="file" name="file"')  # beside the field


def test_too_large_files_are_refused_before_they_are_read(
    hand_in: HandIn, chosen: FlaskClient, address: str
) -> None:
    assert "größer als 5 MB" in hand_in(bytes(MOST_BYTES + 200_000), "logo.tif")
    huge = {"CONTENT_LENGTH": str(500_000_000), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert chosen.post(f"{address}/logo", environ_overrides=huge).status_code == 413


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n--"])
def test_a_file_whose_pieces_end_in_line_breaks_is_read(hand_in: HandIn, ending: bytes) -> None:
    line = bytes(20) + ending  # wherever a reader cuts it, a boundary might begin there
    assert "weder eine Zeichnung (SVG) noch ein Bild" in hand_in(b"MZ" + line * 15_000, "logo.png", 422)


def test_a_file_that_comes_after_the_session_ended_is_not_called_too_large(
    chosen: FlaskClient, address: str
) -> None:
    chosen.delete_cookie("signet")
    answer = chosen.post(f"{address}/logo", data={"file": (BytesIO(bytes(300_000)), "logo.png")})
    assert answer.status_code == 401
    assert "Anmelden" in answer.text


def test_only_this_address_takes_more_than_a_form(chosen: FlaskClient, address: str, sign_in: SignIn) -> None:
    much = {"csrf_token": "x", "text_headline": "x" * 100_000}
    assert chosen.post(f"{address}/texts", data=much).status_code == 413
    viewer = sign_in(Role.VIEWER)
    data = {"file": (BytesIO(bytes(300_000)), "logo.png")}
    assert viewer.post(f"{address}/logo", data=data).status_code == 413


def test_choosing_none_can_be_undone_and_foreign_logos_do_not_exist(
    hand_in: HandIn, chosen: FlaskClient, address: str, sent: Sent, db: Database, draft_id: int
) -> None:
    hand_in(SVG)
    token = sent(chosen, f"{address}/logo")
    page = chosen.post(f"{address}/logo/choose", data={**token, "logo": ""}, follow_redirects=True).text
    assert "Das Stück hat jetzt kein Logo" in page
    undo = re.search(r'name="logo" value="1">\s*<input type="hidden" name="version" value="(\w+)"', page)
    assert undo
    stale = {**token, "logo": "1"}  # from the page before: a colleague took the logo away meanwhile
    assert "inzwischen das Logo geändert" in chosen.post(
        f"{address}/logo/choose", data=stale, follow_redirects=True
    ).text  # fmt: skip
    inks = {**token, "ink_e2001a": "0 100 90 5"}
    assert "inzwischen" in chosen.post(f"{address}/logo/inks", data=inks, follow_redirects=True).text
    chosen.post(f"{address}/logo/choose", data={**stale, "version": undo[1]})
    found = design_of(db, draft_id)
    assert found is not None
    assert found.logo is not None
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Andere')")
    db.execute("UPDATE logo SET organisation_id = 2")
    db.conn.commit()
    assert chosen.post(f"{address}/logo/choose", data={**token, "logo": "1"}).status_code == 404


def test_inks_of_a_logo(
    hand_in: HandIn, chosen: FlaskClient, address: str, sent: Sent, db: Database, draft_id: int
) -> None:
    hand_in(SVG)
    token = sent(chosen, f"{address}/logo")
    for wrong in ("1,2,3", "a,b,c,d", "100,100,100,100", "-1,0,0,0"):
        answer = chosen.post(f"{address}/logo/inks", data={**token, "ink_e2001a": wrong})
        assert answer.status_code == 422
        assert "errors" in answer.text
    assert (
        chosen.post(f"{address}/logo/inks", data={**token, "ink_e2001a": "0 100 / 90, 5"}).status_code == 303
    )
    found = design_of(db, draft_id)
    assert found is not None
    assert found.logo is not None
    assert found.logo.inks == (("#e2001a", "0,100,90,5"),)


def test_drafts_of_others_do_not_exist(chosen: FlaskClient, address: str, db: Database, sent: Sent) -> None:
    token = sent(chosen, f"{address}/logo")
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Andere')")
    db.execute("UPDATE draft SET organisation_id = 2")
    db.conn.commit()
    for path in (
        "",
        "/gallery",
        "/texts",
        "/logo",
        f"/picture/{'0' * 40}/front-medium.webp",
        f"/large/{'0' * 40}/front",
    ):
        assert chosen.get(f"{address}{path}").status_code == 404, path
    for path in ("/gallery", "/texts", "/preview", "/logo", "/logo/choose", "/logo/inks"):
        assert chosen.post(f"{address}{path}", data=token).status_code == 404, path
