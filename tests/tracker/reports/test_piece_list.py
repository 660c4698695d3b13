"""Pages of pieces hold every piece once, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.losses import give_back
from printkit.store.mint import Minted
from printkit.store.places import hand_out, places
from tracker.reports.figures import batch_figures
from tracker.reports.piece_list import PER_PAGE, View, find_piece, hits_of_piece, list_pieces, whereabouts
from tracker.scans.words import HitClass

Mint = Callable[..., Minted]
Count = Callable[..., None]
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Europe/Berlin"))


def scanned(db: Database, mint_batch: Mint, count_hits: Count) -> Minted:
    minted = mint_batch(copies=120)
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 2), first=1, last=70)
    hand_out(db, minted.batch, "Nord", date(2026, 11, 2), first=81, last=120)
    for position, times in ((3, 2), (90, 5), (60, 1)):
        count_hits(minted.codes[position - 1], NOON + timedelta(minutes=position), times=times)
    count_hits(minted.codes[74], NOON)  # still in the office
    return minted


def test_all_pieces_are_on_some_page(db: Database, mint_batch: Mint, count_hits: Count) -> None:
    batch = scanned(db, mint_batch, count_hits).batch
    where = whereabouts(db, batch, TODAY)
    pages = [list_pieces(db, batch, where, View.POSITION, page) for page in (1, 2, 3)]
    assert [line.position for page in pages for line in page.lines] == list(range(1, 121))
    assert [len(page.lines) for page in pages] == [PER_PAGE, PER_PAGE, 20]
    assert {page.total for page in pages} == {120}
    assert pages[0].pages == 3
    assert list_pieces(db, batch, where, View.POSITION, 10**18) == pages[2]
    assert list_pieces(db, batch, where, View.POSITION, -3) == pages[0]


def test_views_are_in_their_order(db: Database, mint_batch: Mint, count_hits: Count) -> None:
    batch = scanned(db, mint_batch, count_hits).batch
    where = whereabouts(db, batch, TODAY)
    found = {view: list_pieces(db, batch, where, view, 1) for view in View}
    assert [line.position for line in found[View.MOST].lines] == [90, 3, 60]
    assert [line.position for line in found[View.LATEST].lines] == [90, 60, 3]
    assert [line.position for line in found[View.EARLIEST].lines] == [3, 60, 90]
    assert found[View.OPEN].total == 117
    assert found[View.MOST].total == batch_figures(db, batch.id)[0].pieces_scanned
    assert 3 not in {line.position for line in found[View.OPEN].lines}
    assert (found[View.MOST].lines[0].place, found[View.MOST].lines[0].scans) == ("Nord", 5)


def test_only_pieces_of_a_place(db: Database, mint_batch: Mint, count_hits: Count) -> None:
    batch = scanned(db, mint_batch, count_hits).batch
    where = whereabouts(db, batch, TODAY)
    assert [line.position for line in list_pieces(db, batch, where, View.MOST, 1, "Mitte").lines] == [3, 60]
    assert list_pieces(db, batch, where, View.POSITION, 1, "Nord").total == 40
    assert list_pieces(db, batch, where, View.OPEN, 1, "Nord").total == 39
    assert list_pieces(db, batch, where, View.POSITION, 1, "Mond").total == 0


def test_one_piece_tells_tests_from_scans(db: Database, mint_batch: Mint, count_hits: Count) -> None:
    minted = scanned(db, mint_batch, count_hits)
    where = whereabouts(db, minted.batch, TODAY)
    office = find_piece(db, minted.batch, where, 75)
    assert office is not None
    assert (office.scans, office.tests, office.place, office.first_scan_at) == (0, 1, "", None)
    untouched = find_piece(db, minted.batch, where, 1)
    assert untouched is not None
    assert (untouched.scans, untouched.tests, untouched.place) == (0, 0, "Mitte")
    assert find_piece(db, minted.batch, where, 121) is None


def test_the_last_hits_of_a_piece(db: Database, mint_batch: Mint, count_hits: Count) -> None:
    minted = mint_batch(copies=2)
    now = datetime.now(NOON.tzinfo)
    count_hits(minted.codes[0], now - timedelta(hours=1))
    count_hits(minted.codes[0], now, HitClass.ROBOT)
    count_hits(minted.codes[1], now)
    found = hits_of_piece(db, minted.batch.id, 1, 10)
    assert [hit.cls for hit in found] == ["robot", "person"]
    assert len(hits_of_piece(db, minted.batch.id, 1, 1)) == 1


def test_what_came_back_is_at_no_place(db: Database, mint_batch: Mint, count_hits: Count) -> None:
    batch = scanned(db, mint_batch, count_hits).batch
    mitte = next(place for place in places(db) if place.name == "Mitte")
    give_back(db, batch, mitte, date(2026, 11, 12), positions=[(3, 5)])
    where = whereabouts(db, batch, TODAY)
    back = find_piece(db, batch, where, 3)
    assert back is not None
    assert (back.place, back.scans) == ("", 2)
    assert list_pieces(db, batch, where, View.POSITION, 1, "Mitte").total == 67
    assert whereabouts(db, batch, date(2026, 11, 11)).of(3) is not None
    give_back(db, batch, mitte, date(2026, 11, 13))
    assert whereabouts(db, batch, TODAY).places == ("Nord",)
