"""One sees one's own test scan arrive, and the code on the screen can be scanned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zxingcpp
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.scans.events import keep_events
from tracker.scans.words import HitClass
from tracker.staff.accounts import Role
from tracker.staff.batches.symbol import symbol

PAGE = "/staff/batches/1/test"
Mint = Callable[..., Minted]
Count = Callable[..., None]


def test_the_symbol_on_the_screen_says_the_link(tmp_path: Path) -> None:
    for link in ("HTTPS://QR.EXAMPLE.DE/BCD2FG", "https://signet.stadtbibliothek.example/staff/phone"):
        drawn = symbol(link, '"><script>')
        assert "<script>" not in drawn
        side = int(drawn.split('viewBox="0 0 ')[1].split(" ")[0])
        picture = Image.new("L", (side * 8, side * 8), 255)
        pen = ImageDraw.Draw(picture)
        for run in drawn.split('d="')[1].split('"')[0].removesuffix("z").split("z"):
            begin, length = run.removeprefix("M").split("v")[0].split("h")
            x, y = map(int, begin.split())
            pen.rectangle((x * 8, y * 8, (x + int(length)) * 8 - 1, y * 8 + 7), fill=0)
        (found,) = zxingcpp.read_barcodes(picture)
        assert found.text == link


def test_scans_appear_as_they_arrive(
    db: Database, sign_in: Callable[..., FlaskClient], mint_batch: Mint, count_hits: Count
) -> None:
    minted, client = mint_batch(copies=30), sign_in(Role.VIEWER)
    shown = client.get(PAGE).text
    assert "Wartet auf einen Scan" in shown
    revision = shown.split('data-revision="')[1].split('"')[0]
    live, etag = f"{PAGE}/arrivals", {"If-None-Match": f'"{revision}"', "X-Signet-Live": "1"}
    assert client.get(live, headers=etag).status_code == 204
    now = datetime.now(UTC)
    hand_out(db, minted.batch, "Mitte", now.date() - timedelta(days=2), first=1, last=20)
    count_hits(minted.codes[11], now - timedelta(seconds=4), staff=True)
    count_hits(minted.codes[2], now - timedelta(seconds=9))
    count_hits(minted.codes[24], now - timedelta(seconds=15))
    count_hits(minted.codes[1], now, HitClass.ROBOT)
    count_hits(minted.codes[1], now - timedelta(hours=2), staff=True)
    answer = client.get(live, headers=etag)
    assert answer.status_code == 200
    assert "Stück 12" in answer.text
    assert answer.text.index("Stück 12") < answer.text.index("nicht als Test") < answer.text.index("Stück 3")
    assert answer.text.count("<li") == 3
    assert (
        answer.text.index("Stück 3") < answer.text.index("nicht ausgegeben") < answer.text.index("Stück 25")
    )
    assert answer.text.count("nicht als Test") == 1
    assert "Diese Serie hat kein Stück „31“." in client.get(f"{PAGE}?piece=31").text
    keep_events(db, 0, int(now.timestamp() * 1000))
    assert "bewahrt keine einzelnen Aufrufe auf" in client.get(PAGE).text


def test_a_batch_with_one_code(
    db: Database, sign_in: Callable[..., FlaskClient], mint_batch: Mint, count_hits: Count
) -> None:
    minted, client, now = (
        mint_batch(copies=300, kind=BatchKind.ONE_CODE),
        sign_in(Role.VIEWER),
        datetime.now(UTC),
    )
    assert f"qr.example.de/{minted.codes[0].lower()}" in client.get(PAGE).text
    count_hits(minted.codes[0], now - timedelta(seconds=9))
    assert "nicht ausgegeben" in client.get(f"{PAGE}/arrivals").text
    hand_out(db, minted.batch, "Mitte", now.date() - timedelta(days=2))
    assert "nicht als Test" in client.get(f"{PAGE}/arrivals").text
