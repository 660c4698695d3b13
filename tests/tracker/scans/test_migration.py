"""What the first tables counted is there in the second."""

from datetime import date

import pytest

from printkit.store import database as store
from printkit.store.batches import list_batches
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from printkit.store.schema import PRINTKIT
from tracker.database import connect_to
from tracker.reports.days import scans_by_day
from tracker.reports.figures import batch_figures
from tracker.reports.pieces import top_pieces
from tracker.scans.recount import differences
from tracker.scans.schema import TRACKER

HOUR = 1_790_000_000 // 3600


@pytest.fixture
def old(tmp_path):
    """A database as the first migration left it, with counts."""
    path = tmp_path / "campaigns.db"
    base = BaseUrl.parse("https://qr.example.de")
    with store.connect(path, (PRINTKIT,)) as db:
        TRACKER.apply(db, stop_before="0002_what_is_kept_how_long")
        order = MintOrder("C", BatchKind.PER_PIECE, 5, "d", {}, {"a": b""}, base, "https://www.example.org/")
        codes = mint(db, order).codes
        for hour, cls, device, entry, hits in (
            (HOUR, "person", "phone", "scanned", 3),
            (HOUR, "robot", "other", "unknown", 2),
            (HOUR + 30, "person", "tablet", "typed", 1),
        ):
            db.execute("INSERT INTO hit_hour VALUES (1, ?, ?, ?, ?, ?)", [hour, cls, device, entry, hits])
        db.execute(
            "INSERT INTO piece_scan VALUES (1, ?, 4, ?, ?)", [codes[2], HOUR * 3_600_000, HOUR * 3_600_001]
        )
    return path


def test_counts_are_taken_over(old):
    with connect_to(old) as db:
        (figures,) = batch_figures(db)
        assert (figures.hits, figures.scans, figures.tests) == (6, 4, 0)
        assert (figures.classes.person, figures.classes.robot) == (4, 2)
        assert (figures.entries.scanned, figures.entries.typed) == (3, 1)
        (piece,) = top_pieces(db)
        assert (piece.position, piece.scans) == (3, 4)
        days = scans_by_day(db, 1, 2, until=date(2026, 9, 22))
        assert [(day.hits, day.scans) for day in days] == [(5, 3), (1, 1)]
        assert differences(db, 1) == ()
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_hand_out_of_then_makes_only_earlier_days_tests(old):
    with connect_to(old) as db:
        (batch,) = list_batches(db)
        hand_out(db, batch, "Mitte", date(2026, 9, 22))
        (figures,) = batch_figures(db)
        assert (figures.scans, figures.tests) == (1, 3)
