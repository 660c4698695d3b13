"""Pieces that people came back to, and devices of a day: said where they can be told, left out elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.reports.figures import batch_figures
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict
from tracker.staff.pictures.words import rate

SignIn = Callable[..., FlaskClient]


def words_of(page: str) -> str:
    """Return what a page says, without its marks and pictures."""
    body = re.sub(r"<(svg|script).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_pieces_scanned_again_are_told_of_those_scanned(season: Any, sign_in: SignIn) -> None:
    client = sign_in()
    assert "Mehr als einmal gescannt: 14 von 28 gescannten Stücken." in words_of(
        client.get("/staff/batches/1/").text
    )
    assert "Mehr als einmal gescannt: 9 von 9 gescannten Stücken." in words_of(
        client.get("/staff/batches/2/").text
    )
    assert "Mehr als einmal" not in words_of(client.get("/staff/batches/3/").text)  # one code for all


def test_scans_before_the_hand_out_bring_nobody_back(
    db: Database, mint_batch: Callable[..., Any], count_hits: Callable[..., None], sign_in: SignIn
) -> None:
    minted, now = mint_batch(copies=9), datetime.now(UTC)
    count_hits(minted.codes[0], now - timedelta(days=20), times=3)
    out = datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=10)
    hand_out(db, minted.batch, "Mitte", out)
    count_hits(minted.codes[0], now - timedelta(days=5))
    said = words_of(sign_in().get("/staff/batches/1/").text)
    assert "Mehr als einmal gescannt: 0 von 1 gescannten Stück." in said


def test_devices_stand_beside_the_scans_of_a_day(
    db: Database, mint_batch: Callable[..., Any], sign_in: SignIn
) -> None:
    minted = mint_batch(copies=9)
    yesterday = datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=1)
    hand_out(db, minted.batch, "Mitte", yesterday)
    noon = datetime(yesterday.year, yesterday.month, yesterday.day, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    hits = [
        Hit(int(noon.timestamp() * 1000), code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), key)
        for code, key in zip(minted.codes[:3], (7, 7, 8), strict=True)
    ]
    SqliteCounts(db).add([Portion("0-devices-x.spool", 0, 1, hits, 0)])
    client = sign_in()
    for address in ("/staff/batches/1/", "/staff/campaigns/1/"):
        said = words_of(client.get(f"{address}?unit=day").text)
        assert "Wann Scans ? Was heißt das? Geräte, mindestens" in said
        assert "Zusammen 3" in said, said
        assert re.search(r" 3 2 Zusammen 3 ", said), said.partition("Geräte, mindestens")[2][:200]
        for other in ("unit=hour", "unit=week", "unit=day&show=hits", "unit=day&place=1"):
            assert "Geräte, mindestens" not in words_of(client.get(f"{address}?{other}").text)


def test_every_page_rounds_as_the_command_does(
    db: Database, mint_batch: Callable[..., Any], count_hits: Callable[..., None], sign_in: SignIn
) -> None:
    minted = mint_batch(copies=2000, kind=BatchKind.ONE_CODE)
    hand_out(db, minted.batch, "Mitte", datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=10))
    count_hits(minted.codes[0], datetime.now(UTC) - timedelta(days=5), times=113)
    (one,) = batch_figures(db)
    assert one.scan_rate is not None
    assert f"{one.scan_rate.percent:.1f}" == "5.7"
    client = sign_in()
    for address in ("/staff/", "/staff/campaigns/1/", "/staff/batches/1/", "/staff/batches/1/places"):
        said = words_of(client.get(address).text)
        assert "5,7" in said, address
        assert "5,6" not in said, address
    with client.application.test_request_context(headers={"Accept-Language": "de"}):
        assert rate(100 * 113 / 2000) == "5,7\xa0%"  # as the charts say it
