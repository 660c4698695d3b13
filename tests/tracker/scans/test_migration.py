"""What the first tables counted is there in the second."""

import random
from datetime import UTC, date, datetime

import pytest

from printkit.store import database as store
from printkit.store.batches import list_batches
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from printkit.store.schema import PRINTKIT
from tracker.database import connect_to
from tracker.privacy.forgetting import empty_log
from tracker.reports.days import scans_by_day
from tracker.reports.figures import batch_figures
from tracker.reports.pieces import all_pieces, top_pieces
from tracker.scans.recount import differences, recount_due
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


def test_tests_of_pieces_are_told_in_a_database_of_before(tmp_path):
    """As the second migration left it: piece 1 tried in the office and scanned, 2 tried, 3 scanned."""
    path, noon_ms = tmp_path / "campaigns.db", 1_790_000_000_000  # 21 September 2026 in Berlin
    day_ms = 86_400_000
    base = BaseUrl.parse("https://qr.example.de")
    with store.connect(path, (PRINTKIT,)) as db:
        TRACKER.apply(db, stop_before="0003_what_is_kept_apart")
        order = MintOrder("C", BatchKind.PER_PIECE, 5, "d", {}, {"a": b""}, base, "https://www.example.org/")
        batch = mint(db, order).batch
        hand_out(db, batch, "Mitte", date(2026, 9, 21))
        db.execute("DELETE FROM recount_due")
        (person,) = db.execute("SELECT id FROM hit_word WHERE kind = 'class' AND word = 'person'").fetchone()
        times = {1: (noon_ms - day_ms, noon_ms, noon_ms + day_ms), 2: (noon_ms - day_ms,), 3: (noon_ms,)}
        for position, moments in times.items():
            db.execute(
                "INSERT INTO piece_scan VALUES (1, ?, ?, ?, ?)",
                [position, len(moments), moments[0], moments[-1]],
            )
            for number, at_ms in enumerate(moments):
                row = [at_ms, 10 * position + number, position, person]
                db.execute("INSERT INTO event VALUES (1, ?, ?, ?, ?, 1, 1, 1, 1, 1, 1)", row)
    with connect_to(path) as db:
        recount_due(db)
        found = {piece.position: (piece.scans, piece.tests) for piece in all_pieces(db)}
        assert found == {1: (2, 1), 2: (0, 1), 3: (1, 0)}
        (figures,) = batch_figures(db)
        assert (figures.pieces_scanned, figures.first_scan_at) == (
            2,
            datetime.fromtimestamp(1_790_000_000, UTC),
        )
        assert db.execute("SELECT count(*) FROM places_known").fetchone() == (0,)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_upgrade_leaves_no_keys_in_pages_that_are_free(tmp_path):
    """The table of the last minutes' scans is made anew; what the old one held must be gone from the file."""
    path, chance = tmp_path / "campaigns.db", random.Random(1)
    keys = [chance.getrandbits(62) | 2**62 for _ in range(3_000)]
    with store.connect(path, (PRINTKIT,)) as db:
        db.execute("PRAGMA secure_delete = OFF")  # as most builds of SQLite have it
        TRACKER.apply(db, stop_before="0003_what_is_kept_apart")
        rows = [(f"BCD{number:04d}", key, 1_790_000_000_000) for number, key in enumerate(keys)]
        db.conn.executemany("INSERT INTO recent_scan VALUES (?, ?, ?)", rows)
        empty_log(db.conn)
        assert all(key.to_bytes(8) in path.read_bytes() for key in keys[:50])
        TRACKER.apply(db)
        empty_log(db.conn)
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert not [key for key in keys if key.to_bytes(8) in content]
