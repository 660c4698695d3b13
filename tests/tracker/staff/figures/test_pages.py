"""Pages of figures say what ``tracker stats`` says, in both languages, and only to whom it belongs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.losses import give_back
from printkit.store.model import BatchKind
from printkit.store.places import hand_out, places
from tracker.reports.course import by_day
from tracker.reports.figures import batch_figures
from tracker.reports.pieces import place_figures
from tracker.scans.words import HitClass
from tracker.staff.accounts import Role, add_staff, set_language

SignIn = Callable[..., FlaskClient]
Mint = Callable[..., Any]
Count = Callable[..., None]
Season = Any
"""What the fixture ``season`` gives."""
NASTY = '"><script>alert(1)</script>&{{ 7*7 }}'


def words_of(page: str) -> str:
    """Return what a page says, without its marks, its pictures and its tables' spaces."""
    body = re.sub(r"<(svg|script).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def english(db: Database, client: FlaskClient) -> FlaskClient:
    for (number,) in db.execute("SELECT id FROM staff").fetchall():
        set_language(db, number, "en")
    return client


def test_the_campaign_says_what_the_figures_say(db: Database, season: Season, sign_in: SignIn) -> None:
    said = words_of(sign_in().get("/staff/campaigns/1/").text)
    bookmarks, wishes, flyers = batch_figures(db)
    scanned, of = bookmarks.pieces_scanned + wishes.pieces_scanned, 300
    assert f"{scanned} von {of} ausgegebenen Stücken wurden mindestens einmal gescannt:" in said
    assert f"1.500 Exemplare mit einem Code für alle brachten {flyers.scans} Scans:" in said
    for one in (bookmarks, wishes, flyers):
        assert one.scan_rate is not None
        assert f"{one.scan_rate.percent:.1f}".replace(".", ",") in said
        assert f"{one.scans}" in said
    assert f"{bookmarks.scans + wishes.scans + flyers.scans} zuletzt" in said


def test_the_same_in_english(db: Database, season: Season, sign_in: SignIn) -> None:
    client = english(db, sign_in())
    said = words_of(client.get("/staff/campaigns/1/").text)
    flyers = batch_figures(db)[2]
    assert "of 300 pieces handed out were scanned at least once:" in said
    assert f"1,500 copies with one code brought {flyers.scans} scans:" in said
    assert flyers.scan_rate is not None
    assert f"{flyers.scan_rate.percent:.1f} per 100 copies" in said


def test_the_batch_says_what_the_figures_say(db: Database, season: Season, sign_in: SignIn) -> None:
    client = sign_in()
    said = words_of(client.get("/staff/batches/1/").text)
    (one,) = batch_figures(db, 1)
    assert one.scan_rate is not None
    assert f"{one.pieces_scanned} von 200 ausgegebenen Stücken" in said
    assert f"{one.scan_rate.percent:.1f}".replace(".", ",") + "\xa0%" in client.get("/staff/batches/1/").text
    for place in place_figures(db, 1):
        assert f"{place.place} {place.handed_out} {place.pieces_scanned}" in said
    for label, number in (("Roboter", 5), ("Vorschauen", 1), ("Tests", 1), ("Wiederholungen", 0)):
        assert re.search(rf"{label} [^0-9]* {number}\b", said), label
    assert f"Alle Aufrufe {one.hits}" in said


def test_one_code_says_what_it_cannot_say(db: Database, season: Season, sign_in: SignIn) -> None:
    client = sign_in()
    said = words_of(client.get("/staff/batches/3/").text)
    assert "Alle Exemplare dieser Serie haben denselben Code." in said
    assert "nicht feststellbar" in said
    assert "Scans je 100 Exemplare" in said
    assert "Alle Exemplare haben denselben Code." in words_of(client.get("/staff/batches/3/pieces").text)
    assert client.get("/staff/batches/3/pieces/1").status_code == 404


def test_costs_have_their_range(db: Database, season: Season, sign_in: SignIn) -> None:
    db.execute("INSERT INTO batch_cost VALUES (3, 18000)")
    flyers = batch_figures(db)[2]
    page = sign_in().get("/staff/campaigns/1/").text
    each = f"{180 / flyers.scans:.2f}".replace(".", ",")
    assert f"Ein Scan kostete {each}\xa0€." in unescape(page)
    assert "ohne 2 Serien, deren Kosten fehlen" in page


def test_batches_are_compared_with_a_verdict(db: Database, season: Season, sign_in: SignIn) -> None:
    client = sign_in()
    said = words_of(client.get("/staff/campaigns/1/").text)
    assert "Welche ist besser?" in said
    assert "Verglichen über 30 ganze Tage" in said
    assert "mindestens einmal gescannt" in said
    mixed = words_of(client.get("/staff/campaigns/1/?compare=1&compare=3").text)
    assert "Gezählt werden Scans je 100 Exemplare, weil nicht jede davon" in mixed
    assert "Sehen Sie auch auf die Kosten je Scan." in mixed
    alone = words_of(client.get("/staff/campaigns/1/?compare=2").text)
    assert "Wählen Sie zwei Serien oder mehr." in alone


def test_others_find_nothing(
    db: Database, season: Season, password: str, client: FlaskClient, form: Callable[..., Any]
) -> None:
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
    add_staff(db, "neighbour@library.example", password, role=Role.ADMIN, organisation_id=2)
    client.post("/staff/sign-in", data=form(client, email="neighbour@library.example"))
    parts = ("", "places", "live/summary", "live/course")
    pieces = ("batches/1/pieces", "batches/1/pieces/1", "batches/1/?picture=course&as=png")
    for address in (*(f"{kind}/1/{part}" for kind in ("campaigns", "batches") for part in parts), *pieces):
        answer = client.get(f"/staff/{address}")
        assert answer.status_code == 404, address
        assert "Lesezeichen" not in answer.text


def test_what_is_not_there_is_not_found(season: Season, sign_in: SignIn) -> None:
    client = sign_in()
    for address in ("campaigns/99/", "batches/99/", "batches/1/pieces/201", f"batches/{10**20}/",
                    f"campaigns/{10**20}/", "batches/1/pieces/0", f"batches/1/pieces/{10**20}"):  # fmt: skip
        assert client.get(f"/staff/{address}").status_code == 404, address


def test_names_are_no_markup(db: Database, season: Season, sign_in: SignIn) -> None:
    for table in ("campaign", "place"):
        db.execute(f"UPDATE {table} SET name = ? WHERE id = 1", [NASTY])
    db.execute("UPDATE batch SET name = ? WHERE id = 1", [NASTY])
    client = sign_in()
    for address in (
        "campaigns/1/",
        "batches/1/",
        "batches/1/pieces",
        "batches/1/pieces/1",
        "batches/1/places",
    ):
        page = client.get(f"/staff/{address}").text
        assert "<script>" not in page, address
        assert NASTY in unescape(page), address


class TestNothingYet:
    """What stands there as long as there are no figures teaches the next step."""

    def said(self, sign_in: SignIn, address: str = "batches/1/") -> str:
        return words_of(sign_in().get(f"/staff/{address}").text)

    def test_not_handed_out(self, mint_batch: Mint, sign_in: SignIn) -> None:
        mint_batch()
        assert "Noch ist nichts ausgegeben." in self.said(sign_in)
        assert "Noch ist nichts ausgegeben." in self.said(sign_in, "campaigns/1/")

    def test_scans_before_any_hand_out_are_said_to_count(
        self,
        mint_batch: Mint,
        season_now: Any,
        count_hits: Count,
        sign_in: SignIn,
    ) -> None:
        count_hits(mint_batch().codes[0], season_now)
        said = self.said(sign_in)
        assert "Bis dahin zählt jeder Scan, auch Ihr eigenes Ausprobieren." in said

    def test_not_scanned(self, db: Database, mint_batch: Mint, sign_in: SignIn, today: date) -> None:
        hand_out(db, mint_batch().batch, "Mitte", today - timedelta(days=2))
        assert "Ausgegeben, aber noch nicht gescannt." in self.said(sign_in)

    @pytest.mark.parametrize("kind", list(BatchKind))
    def test_only_tests(
        self,
        db: Database,
        mint_batch: Mint,
        season_now: Any,
        count_hits: Count,
        sign_in: SignIn,
        kind: BatchKind,
        today: date,
    ) -> None:
        minted = mint_batch(kind=kind)
        hand_out(db, minted.batch, "Mitte", today - timedelta(days=2))
        count_hits(minted.codes[0], season_now, staff=True)
        assert "Bisher nur Testscans." in self.said(sign_in)

    def test_only_robots(
        self, db: Database, mint_batch: Mint, season_now: Any, count_hits: Count, sign_in: SignIn, today: date
    ) -> None:
        minted = mint_batch()
        hand_out(db, minted.batch, "Mitte", today - timedelta(days=2))
        count_hits(minted.codes[0], season_now, HitClass.ROBOT)
        assert "Noch kein Mensch hat gescannt." in self.said(sign_in)

    def test_a_campaign_without_a_batch(self, db: Database, sign_in: SignIn) -> None:
        db.execute(
            "INSERT INTO campaign (organisation_id, name, created_at)"
            " VALUES (1, 'Leer', '2026-11-01T10:00:00Z')"
        )
        said = self.said(sign_in, "campaigns/1/")
        assert "Diese Kampagne hat noch keine Serie." in said


def test_few_scans_are_said_to_be_few(
    db: Database, mint_batch: Mint, season_now: Any, count_hits: Count, sign_in: SignIn, today: date
) -> None:
    minted = mint_batch(copies=500)
    hand_out(db, minted.batch, "Mitte", today - timedelta(days=2))
    count_hits(minted.codes[0], season_now)
    said = words_of(sign_in().get("/staff/batches/1/").text)
    assert "1 von 500 ausgegebenen Stücken wurde mindestens einmal gescannt: 0,2 % (0,0–1,1 %)" in said
    assert "Das sind noch wenige Scans" in said


def test_every_figure_leads_to_its_definition_and_pages_are_small(season: Season, sign_in: SignIn) -> None:
    client = sign_in()
    words = client.get("/staff/words").text
    for address in ("campaigns/1/", "batches/1/", "batches/3/", "batches/1/pieces"):
        page = client.get(f"/staff/{address}").text
        for anchor in set(re.findall(r'href="/staff/words#([^"]+)"', page)):
            assert f'id="{anchor}"' in words, (address, anchor)
        without_charts = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
        assert len(without_charts.encode()) < 100_000, address


def test_the_course_has_all_scans(db: Database, season: Season, sign_in: SignIn, today: date) -> None:
    from tracker.reports.reading import read
    from tracker.reports.selection import Selection

    page = words_of(sign_in().get("/staff/batches/1/?period=7").text)
    reading = read(db, 1, 1)
    week = sum(by_day(db, Selection(reading, today - timedelta(days=6), today)))
    assert f"Zusammen {week}" in page


def test_more_came_back_than_was_never_scanned(
    db: Database, mint_batch: Mint, season_now: Any, count_hits: Count, sign_in: SignIn, today: date
) -> None:
    """Where only their number is known, those that were scanned are taken for those that stayed."""
    minted, other = mint_batch(copies=10), mint_batch(copies=10, name="andere")
    on = today - timedelta(days=5)
    hand_out(db, minted.batch, "Mitte", on)
    hand_out(db, other.batch, "Mitte", on)
    for code in minted.codes[:6]:
        count_hits(code, season_now - timedelta(days=2))
    give_back(db, minted.batch, places(db)[0], today - timedelta(days=1), pieces=8)
    client = sign_in()
    said = words_of(client.get("/staff/batches/1/").text)
    assert "6 von 6 ausgegebenen Stücken" in said
    assert "8 davon kamen zurück" in said
    assert client.get("/staff/campaigns/1/").status_code == 200
    assert batch_figures(db, 1)[0].scan_rate.percent == 100


def test_all_came_back(
    db: Database, mint_batch: Mint, season_now: Any, count_hits: Count, sign_in: SignIn, today: date
) -> None:
    minted = mint_batch(copies=5)
    hand_out(db, minted.batch, "Mitte", today - timedelta(days=5))
    count_hits(minted.codes[0], season_now - timedelta(days=2))
    give_back(db, minted.batch, places(db)[0], today - timedelta(days=1))
    client = sign_in()
    said = words_of(client.get("/staff/batches/1/").text)
    assert "5 davon kamen zurück" in said
    assert client.get("/staff/campaigns/1/").status_code == 200
