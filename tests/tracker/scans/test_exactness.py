"""Whatever happens to spool and database, each hit is counted once, in every table."""

import fcntl
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.database import connect_to
from tracker.privacy.forgetting import Forgetting, forget_in_database
from tracker.privacy.salt import Day
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import fold, waiting_bytes
from tracker.scans.lines import to_line
from tracker.scans.recount import differences, recount_due
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

TABLES = ("hit_hour", "hit_day", "hit_day_sum", "hit_total", "hit_week", "hit_reason")
MOMENTS = [  # around midnight and both changes of the clock, and far away on either side
    int(datetime(*moment, tzinfo=UTC).timestamp() * 1000)
    for moment in (
        (2026, 10, 24, 21, 59, 30),
        (2026, 10, 25, 0, 59, 30),
        (2026, 3, 29, 0, 59, 30),
        (2030, 1, 1),
    )
]
HITS = st.builds(
    lambda moment, after, code, cls, key: (moment + after, code, cls, key),
    st.sampled_from(MOMENTS),
    st.integers(0, 90_000),
    st.integers(0, 3),
    st.sampled_from(HitClass),
    st.sampled_from([None, 1, 2**64 - 1]),
)


@pytest.fixture(scope="module")
def minted(tmp_path_factory):
    path = tmp_path_factory.mktemp("exact") / "campaigns.db"
    base = BaseUrl.parse("https://qr.example.de")
    with connect_to(path) as db:
        order = MintOrder("C", BatchKind.PER_PIECE, 4, "d", {}, {"a": b""}, base, "https://www.example.org/")
        made = mint(db, order)
        return made, db.conn.serialize()


class Life:
    """A spool with its database, to which things happen."""

    def __init__(self, folder, minted):
        self.made, content = minted
        self.folder, self.path = folder / "spool", folder / "campaigns.db"
        self.path.write_bytes(content)
        self.folder.mkdir()
        self.segments = [self.folder / f"170000000000{n}-{n}-0123abcd.spool" for n in range(3)]
        self.older, self.hits, self.faults = content, [], 0
        self.db = connect_to(self.path)

    def write(self, at_ms, code, cls, key, segment, torn):
        hit = Hit(at_ms, self.made.codes[code], Entry.SCANNED, Verdict(cls, "x", Device.PHONE), key)
        with self.segments[segment].open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if torn:
                file.write(to_line(hit)[:torn] + b"\n")
                self.faults += 1
            file.write(to_line(hit))
        self.hits.append(hit)

    def fold(self, largest=300):
        return fold(self.folder, SqliteCounts(self.db), largest=largest)

    def fail(self):
        """Count while the last table cannot be written: as if killed before the commit."""
        self.db.execute("CREATE TEMP TRIGGER no BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END")
        before = self.totals()
        try:
            if self.fold().hits:
                assert self.totals() != before  # none of them was one that is kept as an event
        except sqlite3.IntegrityError:
            assert self.totals() == before
        self.db.execute("DROP TRIGGER no")

    def back_up(self):
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.older = self.db.conn.serialize()

    def restore(self):
        self.db.close()
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        self.path.write_bytes(self.older)
        self.db = connect_to(self.path)

    def end_day(self, at_ms):
        forget_in_database(self.db, at_ms)
        Forgetting(self.folder).blank(Day.at(at_ms / 1000, "Europe/Berlin"))

    def hand_out(self):
        if not self.db.execute("SELECT 1 FROM hand_out").fetchone():
            hand_out(self.db, self.made.batch, "Mitte", date(2026, 10, 25), first=1, last=2)
        recount_due(self.db)

    def totals(self):
        return [
            self.db.execute(f"SELECT coalesce(sum(hits), 0) FROM {table}").fetchone()[0] for table in TABLES
        ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_each_hit_is_counted_once_whatever_happens(minted, tmp_path_factory, data):
    life = Life(tmp_path_factory.mktemp("life"), minted)
    steps = st.sampled_from(
        ["write"] * 8 + ["fold"] * 3 + ["fail", "back up", "restore", "midnight", "hand out"]
    )
    for step in data.draw(st.lists(steps, max_size=40)):
        match step:
            case "write":
                torn = data.draw(st.one_of(st.just(0), st.integers(1, 60)))
                life.write(*data.draw(HITS), data.draw(st.integers(0, 2)), torn)
            case "fold":
                life.fold()
            case "fail":
                life.fail()
            case "back up":
                life.back_up()
            case "restore":
                life.restore()
            case "midnight":
                life.end_day(data.draw(st.sampled_from(MOMENTS)))
            case "hand out":
                life.hand_out()
    while waiting_bytes(life.folder, SqliteCounts(life.db)):
        life.fold()
    recount_due(life.db)
    assert life.totals() == [len(life.hits)] * len(TABLES)
    assert SqliteCounts(life.db).totals().hits == len(life.hits)
    assert SqliteCounts(life.db).totals().faults == life.faults
    assert life.db.execute("SELECT count(*) FROM event").fetchone()[0] == len(life.hits)
    assert differences(life.db, 1) == ()
    _check_classes(life)
    life.db.close()


def _check_classes(life):
    """People and repeats together are those that came as people; all other classes are as they came."""
    rows = life.db.execute(
        "SELECT word, sum(hits) FROM hit_total JOIN hit_word ON hit_word.id = class GROUP BY word"
    )
    found, came = Counter(dict(rows.fetchall())), Counter(hit.verdict.cls.value for hit in life.hits)
    for counts in (found, came):
        counts["people"] = counts.pop("person", 0) + counts.pop("repeat", 0)
    assert +found == +came
    scans = life.db.execute("SELECT coalesce(sum(scans), 0) FROM piece_scan").fetchone()[0]
    assert scans <= came["people"]
