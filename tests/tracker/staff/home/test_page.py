"""The first page: teaches on the first day, finds one of many, escapes all, shows only one's own library."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.links import BaseUrl
from printkit.store.mint import Minted, MintOrder, mint
from printkit.store.model import BatchKind
from tracker.staff.accounts import Role, add_staff
from tracker.staff.campaigns.plan import CampaignPlan, write_plan
from tracker.staff.home.page import MANY

SignIn = Callable[..., FlaskClient]
Mint = Callable[..., Minted]
NASTY = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.mark.parametrize(("role", "may_begin"), [(Role.VIEWER, False), (Role.EDITOR, True)])
def test_on_the_first_day_the_page_teaches(sign_in: SignIn, role: Role, may_begin: bool) -> None:
    page = sign_in(role).get("/staff/").text
    assert "Machen Sie Gedrucktes messbar." in page
    assert ("Neue Kampagne" in page) is may_begin
    assert "<table" not in page


def test_numbers_are_written_as_the_reader_does(
    db: Database, mint_batch: Mint, count: Callable[..., None], sign_in: SignIn
) -> None:
    count(mint_batch(copies=12_345).batch.id, 1)
    client = sign_in()
    assert "12.345 Exemplare" in client.get("/staff/").text
    db.execute("UPDATE staff SET language = 'en'")
    assert "12,345 copies" in client.get("/staff/").text


@pytest.mark.parametrize("key", ["campaign", "name", "place"])
def test_no_name_is_markup(db: Database, sign_in: SignIn, key: str) -> None:
    order = MintOrder(
        NASTY if key == "campaign" else "Frühling", BatchKind.ONE_CODE, 10, "plain", {},
        {"design.toml": b"format = 1\n"}, BaseUrl.parse("https://qr.example.de"), "https://www.example.org/a",
        name=NASTY if key == "name" else "Flyer", place=NASTY if key == "place" else "Rathaus",
    )  # fmt: skip
    mint(db, order)
    client = sign_in(Role.EDITOR)
    db.execute("UPDATE staff SET name = ?", [NASTY])
    db.execute("UPDATE organisation SET name = ?", [NASTY])
    for address in ("/staff/", "/staff/?name=" + NASTY):
        page = client.get(address).text
        assert "<script>" not in page
        assert "<img" not in page
        assert NASTY in unescape(page)


def test_one_of_many_is_found_by_its_name(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    for number in range(MANY):
        mint_batch(campaign=f"Frühling {number}")
    client = sign_in()
    assert 'name="name"' in client.get("/staff/").text
    page = client.get("/staff/?name=+FRÜHLING++3").text
    assert "1 Kampagne hat „FRÜHLING 3“ im Namen." in page
    assert "Frühling 3" in page
    assert "Frühling 4" not in page
    assert "0 Kampagnen" in client.get("/staff/?name=Herbst").text


def test_archived_ones_are_folded(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    batch = mint_batch(campaign="Alt").batch
    mint_batch(campaign="Neu")
    write_plan(db, batch.campaign_id, CampaignPlan(archived_at=datetime.now(UTC)))
    page = sign_in().get("/staff/").text
    assert "1 Kampagne im Archiv" in page
    assert page.index("Neu") < page.index("Archiv")


def test_demo_data_are_marked(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    mint_batch(campaign="Echt")
    client = sign_in()
    assert "Demodaten" not in client.get("/staff/").text
    db.execute("UPDATE campaign SET demo = 1")
    assert client.get("/staff/").text.count("Demodaten") == 1


def test_other_organisations_stay_unseen(
    db: Database, mint_batch: Mint, password: str, client: FlaskClient, form: Callable[..., dict[str, str]]
) -> None:
    mint_batch(campaign="Geheimer Plan", name="Geheime Serie")
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
    add_staff(db, "neighbour@library.example", password, role=Role.ADMIN, organisation_id=2)
    answer = client.post("/staff/sign-in", data=form(client, email="neighbour@library.example"))
    assert answer.status_code == 303
    page = client.get("/staff/").text
    assert "Geheim" not in page
    assert "Machen Sie Gedrucktes messbar." in page


def test_many_campaigns_are_pages_quick_and_small(db: Database, sign_in: SignIn) -> None:
    files = {"design.toml": b"format = 1\n"}
    base = BaseUrl.parse("https://qr.example.de")
    for number in range(60):
        name = f"Kampagne {number:02}"
        mint(db, MintOrder(name, BatchKind.ONE_CODE, 5, "plain", {}, files, base, "https://a.example"))
    client = sign_in()
    client.get("/staff/")
    begun = time.process_time()
    answer = client.get("/staff/")
    assert time.process_time() - begun < 1.0  # a guard against a slip, not a measurement
    assert len(answer.data) < 100_000
    seen: list[str] = []
    for number in (1, 2, 3):
        page = client.get(f"/staff/?page={number}").text
        assert f"Seite {number} von 3" in page
        seen += re.findall(r">(Kampagne \d\d)</a>", page)
    assert sorted(seen) == [f"Kampagne {number:02}" for number in range(60)]
    for odd in ("0", "-1", "99", "x", "9" * 40):
        assert client.get(f"/staff/?page={odd}").status_code == 200
    assert "Seite" not in client.get("/staff/?name=Kampagne+1").text
