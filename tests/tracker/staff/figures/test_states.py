"""What a page says where there is no usual answer: planned, all back, an hour that comes twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlite_utils import Database

from printkit.store.batches import find_code
from printkit.store.destinations import retire
from printkit.store.losses import give_back
from printkit.store.places import hand_out, places
from tracker.reports.charts.drawing import Text
from tracker.reports.selection import Shown
from tracker.reports.statistics.costs import cost_per_scan
from tracker.staff.accounts import Role
from tracker.staff.figures.numbers import euro_interval, hour
from tracker.staff.figures.terms import word_of
from tracker.staff.pictures.rows import RateRow, rates_picture

SignIn = Callable[..., FlaskClient]


def words_of(page: str) -> str:
    """Return what a page says, without its marks and pictures."""
    body = re.sub(r"<(svg|script).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_a_hand_out_that_is_planned_is_no_missing_one(
    db: Database, mint_batch: Callable[..., Any], today: date, sign_in: SignIn
) -> None:
    minted, begins = mint_batch(copies=9), today + timedelta(days=7)
    hand_out(db, minted.batch, "Mitte", begins)
    client = sign_in()
    for address in ("/staff/campaigns/1/", "/staff/batches/1/"):
        said = words_of(client.get(address).text)
        assert f"Die Ausgabe beginnt am {begins.day}. " in said
        assert "Bis dahin sind alle Scans Tests" in said
        assert "Noch ist nichts ausgegeben" not in said
    said = words_of(client.get("/staff/campaigns/1/").text)
    assert f"ein Code je Stück · wird am {begins:%d.%m.%Y} ausgegeben" in said


def test_what_came_back_was_handed_out_once(
    db: Database, mint_batch: Callable[..., Any], today: date, sign_in: SignIn
) -> None:
    minted = mint_batch(copies=9)
    hand_out(db, minted.batch, "Mitte", today - timedelta(days=5))
    give_back(db, minted.batch, places(db)[0], today - timedelta(days=2))
    piece = words_of(sign_in().get("/staff/batches/1/pieces/4").text)
    assert "Es kam zurück und liegt zurzeit an keinem Ort." in piece
    assert "Ausgegeben zurückgekommen" in piece
    said = words_of(sign_in().get("/staff/campaigns/1/").text)
    batches, _, rest = said.partition(" Serien ")[2].partition(" Orte ")
    assert "alle zurückgekommen" in batches
    assert "Mitte 9 – alle zurückgekommen" in rest
    assert "nicht ausgegeben" not in said


def test_an_hour_that_comes_twice_says_which_it_is(app: Flask) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, at, tzinfo=UTC).astimezone(berlin) for at in (0, 1))
    with app.test_request_context("/staff/"), force_locale("de"):
        assert hour(first).endswith("02:00 (Sommerzeit)")
        assert hour(second).endswith("02:00 (Winterzeit)")
        assert hour(second + timedelta(hours=1)).endswith("03:00")


def test_a_single_day_is_told_once(season: Any, today: date, sign_in: SignIn) -> None:
    day = today - timedelta(days=3)
    said = words_of(sign_in().get(f"/staff/campaigns/1/?from={day}&to={day}").text)
    assert f"Nur am {day:%d.%m.%Y}." in said
    assert f"{day:%d.%m.%Y} bis {day:%d.%m.%Y}" not in said


def test_rates_per_100_have_a_place_each_and_no_share_is_above_all(app: Flask) -> None:
    def said(*rows: RateRow, percent: bool) -> set[str]:
        with app.test_request_context("/staff/"), force_locale("de"):
            chart = rates_picture(rows, "Quoten", unit="", percent=percent)
        return {mark.text for mark in chart.wide.marks if isinstance(mark, Text)}

    assert {"7,0", "25.000,0"} <= said(RateRow("a", 7.0), RateRow("b", 25_000.0), percent=False)
    assert "7" not in said(RateRow("a", 7.0), percent=False)
    assert "100\xa0%" in (axis := said(RateRow("a", 100.0, 72.2, 100.0), percent=True))
    assert not {"120\xa0%", "125\xa0%"} & axis


def test_every_column_of_figures_leads_to_its_definition(season: Any, sign_in: SignIn) -> None:
    client = sign_in()
    defined = set(re.findall(r'id="([a-z0-9-]+)"', client.get("/staff/words").text))
    for address in ("/staff/campaigns/1/", "/staff/batches/1/", "/staff/campaigns/1/?show=hits"):
        page = client.get(address).text
        assert set(re.findall(r'href="/staff/words#([a-z0-9-]+)"', page)) <= defined
        heads = re.findall(r'<th scope="col" class="number">(.*?)</th>', page, re.DOTALL)
        bare = {words_of(head) for head in heads if "/staff/words#" not in head}
        plain = {f"{number:02d}" for number in range(24)}  # hours of the clock
        plain |= {"Tag", "Anteil", "Noch nicht gescannt", "Erstmals gescannt", "Aufrufe"}
        assert bare <= plain, bare - plain
    assert {word_of(shown) for shown in Shown} <= defined


def test_a_piece_leads_to_where_it_is_retired_and_revived(
    db: Database, mint_batch: Callable[..., Any], sign_in: SignIn
) -> None:
    minted = mint_batch(copies=9)
    there = f"/staff/batches/1/destination?piece={minted.codes[6]}"
    editor, viewer = sign_in(Role.EDITOR), sign_in(Role.VIEWER)
    assert (
        f'<a href="{there}">Anderswohin führen oder stilllegen'
        in editor.get("/staff/batches/1/pieces/7").text
    )
    assert there not in viewer.get("/staff/batches/1/pieces/7").text
    retire(db, find_code(db, minted.codes[6]))
    assert f'<a href="{there}">Seine Stilllegung zurücknehmen' in editor.get("/staff/batches/1/pieces/7").text
    assert "Stillgelegt" in words_of(viewer.get("/staff/batches/1/pieces/7").text)


def test_a_range_of_costs_that_says_nothing_is_not_told(app: Flask) -> None:
    two_days, week = cost_per_scan(160, [0, 49]).interval, cost_per_scan(160, [7, 5, 9, 4, 6, 8, 10]).interval
    assert two_days is not None
    assert week is not None
    with app.test_request_context("/staff/"), force_locale("de"):
        assert euro_interval(two_days) == "noch sehr ungenau"
        assert re.fullmatch(r"\d,\d\d\xa0€ bis \d,\d\d\xa0€", euro_interval(week))
