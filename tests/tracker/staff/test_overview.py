"""The table of campaigns and batches: right figures, everything escaped, only one's own organisation."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.destinations import retire
from printkit.store.links import BaseUrl
from printkit.store.mint import Minted, MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict
from tracker.staff.accounts import Role, add_staff
from tracker.staff.overview import DAYS, read_overview

SignIn = Callable[..., FlaskClient]
Mint = Callable[..., Minted]
NASTY = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def count(db: Database, batch: int, hits: int, cls: str = "person", days_ago: int = 0) -> None:
    at_ms = int(time.time() * 1000) - days_ago * 86_400_000
    codes = [
        row[0] for row in db.execute("SELECT code FROM code WHERE batch_id = ? ORDER BY position", [batch])
    ]
    hit = Hit(at_ms, codes[0], Entry.SCANNED, Verdict(HitClass(cls), "test", Device.PHONE))
    SqliteCounts(db).add([Portion(f"{secrets.token_hex(8)}.spool", 0, 1, [hit] * hits, 0)])


def test_without_batches_the_page_teaches(sign_in: SignIn) -> None:
    page = sign_in().get("/staff/").text
    assert "Noch ist nichts gedruckt." in page
    for command in ("printkit mint", "printkit print", "printkit proof", "tracker hand-out", "tracker demo"):
        assert command in page
    assert "<table" not in page


def test_the_figures_are_those_of_the_batches(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    one = mint_batch(copies=1_500, name="Kanäle").batch
    other = mint_batch(copies=2_000, kind=BatchKind.ONE_CODE, name="Flyer").batch
    today = date.today()
    hand_out(db, one, "Zentrale", today - timedelta(days=3), first=1, last=1_250)
    hand_out(db, other, "Rathaus", today - timedelta(days=3))
    count(db, one.id, 1_234)
    count(db, one.id, 7, "robot")
    count(db, one.id, 5, "preview", days_ago=2)
    count(db, other.id, 26, days_ago=1)
    (campaign,) = read_overview(db, 1)
    assert (campaign.totals.copies, campaign.totals.handed_out) == (3_500, 3_250)
    assert (campaign.totals.hits, campaign.totals.scans) == (1_272, 1_260)
    first, second = campaign.rows
    assert {line.name: line.hits for line in first.classes} == {
        "person": 1_234, "repeat": 0, "preview": 5, "robot": 7, "prefetch": 0, "unsure": 0,
    }  # fmt: skip
    assert first.in_days == 1_234
    assert [(day.hits, day.scans) for day in first.days] == [(1_241, 1_234), (5, 0)]
    assert len(first.sparkline.bars) == len(second.sparkline.bars) == 1
    assert first.sparkline.bars[0].height == 32
    assert second.sparkline.bars[0].height == 1.5  # 26 of 1,234: the same scale
    page = sign_in().get("/staff/").text
    for text in ("1.500", "1.250", "1.246", "1.234", "1,3", "je 100 Exemplare", "ausgegeben", "Zusammen"):
        assert text in page, text


def test_numbers_and_days_are_written_as_the_reader_does(
    db: Database, mint_batch: Mint, sign_in: SignIn
) -> None:
    count(db, mint_batch(copies=12_345).batch.id, 1)
    client = sign_in()
    assert "12.345" in client.get("/staff/").text
    db.execute("UPDATE staff SET language = 'en'")
    page = client.get("/staff/").text
    assert "12,345" in page
    assert "Copies" in page


def test_older_hits_count_but_are_not_in_the_days(db: Database, mint_batch: Mint) -> None:
    count(db, mint_batch().batch.id, 9, days_ago=DAYS + 5)
    ((row,),) = (campaign.rows for campaign in read_overview(db, 1))
    assert (row.figures.scans, row.in_days, row.days, row.sparkline.bars) == (9, 0, (), ())


@pytest.mark.parametrize("key", ["campaign", "name", "place", "destination"])
def test_no_name_is_markup(db: Database, sign_in: SignIn, key: str) -> None:
    order = MintOrder(
        NASTY if key == "campaign" else "Frühling", BatchKind.ONE_CODE, 10, "plain", {},
        {"design.toml": b"format = 1\n"}, BaseUrl.parse("https://qr.example.de"), "https://www.example.org/a",
        name=NASTY if key == "name" else "Flyer", place=NASTY if key == "place" else "Rathaus",
    )  # fmt: skip
    batch = mint(db, order).batch
    if key == "destination":  # past the check that would refuse or encode it
        db.execute("DROP TRIGGER destination_is_frozen")
        db.execute("UPDATE destination SET reference = ?", [f"https://x.example/{NASTY}"])
    hand_out(db, batch, NASTY if key == "place" else "Rathaus", date.today())
    page = sign_in().get("/staff/").text
    assert "<script>" not in page
    assert "<img" not in page
    assert NASTY in unescape(page)


def test_the_names_of_people_and_libraries_are_no_markup(db: Database, sign_in: SignIn) -> None:
    client = sign_in()
    db.execute("UPDATE staff SET name = ?", [NASTY])
    db.execute("UPDATE organisation SET name = ?", [NASTY])
    page = client.get("/staff/").text
    assert "<script>" not in page
    assert NASTY in unescape(page)


def test_demo_data_are_marked(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    mint_batch(campaign="Echt")
    client = sign_in()
    assert "Demodaten" not in client.get("/staff/").text
    db.execute("UPDATE campaign SET demo = 1")
    assert client.get("/staff/").text.count("Demodaten") == 2


def test_states_are_shown_in_words(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    batch = mint_batch().batch
    client = sign_in()
    assert "Codes vergeben" in client.get("/staff/").text
    retire(db, batch)
    assert "stillgelegt" in client.get("/staff/").text


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
    assert "Noch ist nichts gedruckt." in page


def test_the_page_is_quick_and_small_with_many_batches(
    db: Database, mint_batch: Mint, sign_in: SignIn
) -> None:
    for number in range(20):
        batch = mint_batch(copies=5, name=f"Serie {number}").batch
        for days_ago in range(DAYS):
            count(db, batch.id, number + 1, days_ago=days_ago)
    client = sign_in()
    client.get("/staff/")
    begun = time.perf_counter()
    answer = client.get("/staff/")
    assert time.perf_counter() - begun < 1.0  # a guard against a slip, not a measurement
    assert len(answer.data) < 400_000


def test_tests_are_shown_apart_from_scans(db: Database, mint_batch: Mint, sign_in: SignIn) -> None:
    batch = mint_batch(copies=10).batch
    hand_out(db, batch, "Zentrale", date.today(), first=1, last=1)
    count(db, batch.id, 3, days_ago=2)
    count(db, batch.id, 2)
    ((row,),) = (campaign.rows for campaign in read_overview(db, 1))
    assert {line.name: line.hits for line in row.classes if line.hits} == {"person": 2, "test": 3}
    assert "bevor das Stück ausgegeben war" in sign_in().get("/staff/").text
