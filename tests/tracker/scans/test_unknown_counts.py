"""What is kept of requests for codes that do not exist."""

import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.database import connect_to
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.events import keep_events
from tracker.scans.fold import fold, fold_all, waiting_bytes
from tracker.scans.lines import to_line
from tracker.scans.recount import differences
from tracker.scans.spool import Spool
from tracker.scans.unknown_counts import MOST_CODES, forget_unknown
from tracker.scans.words import Entry, Hit, HitClass, Missed, Verdict

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


def ms(at):
    return int(at.timestamp() * 1000)


def missed(code="", at=NOON, *, cls=HitClass.PERSON, entry=Entry.TYPED, refused=False, times=1):
    return Missed(ms(at), code, entry, cls, refused, times)


@pytest.fixture
def add(db):
    numbers = iter(range(10_000))

    def added(*records):
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, (), 0, records)])

    return added


def hours(db):
    return db.execute(
        "SELECT hour, one.word, other.word, refused, times FROM unknown_hour"
        " JOIN hit_word AS one ON one.id = class JOIN hit_word AS other ON other.id = entry"
        " ORDER BY 1, 2, 3, 4"
    ).fetchall()


def codes(db):
    rows = db.execute("SELECT code, times, days FROM unknown_code ORDER BY code")
    return {code: rest for code, *rest in rows}


def test_they_are_counted_by_hour_class_and_entry(db, add):
    add(missed(), missed(entry=Entry.SCANNED), missed(times=4), missed(cls=HitClass.ROBOT))
    add(missed(refused=True, cls=HitClass.UNSURE, times=900), missed(at=NOON + timedelta(hours=1)))
    hour = ms(NOON) // 900_000
    assert hours(db) == [
        (hour, "person", "scanned", 0, 1),
        (hour, "person", "typed", 0, 5),
        (hour, "robot", "typed", 0, 1),
        (hour, "unsure", "typed", 1, 900),
        (hour + 4, "person", "typed", 0, 1),
    ]
    assert codes(db) == {}


def test_they_are_no_hits_and_no_strangers(db, config, mint_batch):
    code = mint_batch().codes[0]
    spool = Spool(config.spool_folder)
    for record in (missed("BCDFGH"), Hit(ms(NOON), code, Entry.SCANNED, Verdict(HitClass.PERSON, "x"))):
        spool.add(record)
    spool.add(Hit(ms(NOON), "ZZZZZZ", Entry.SCANNED, Verdict(HitClass.PERSON, "x")))
    spool.close()
    assert fold_all(config.spool_folder, SqliteCounts(db)) == 2
    totals = SqliteCounts(db).totals()
    assert (totals.hits, totals.faults, totals.strangers) == (1, 0, 1)
    assert codes(db) == {"BCDFGH": [1, 1]}


def test_a_code_that_is_asked_for_again_is_listed_with_its_days(db, add):
    for day in (0, 0, 1, 1, 3):
        add(missed("BCDFGH", NOON + timedelta(days=day)))
    add(missed("BCDFGH", NOON + timedelta(days=1)))
    assert codes(db) == {"BCDFGH": [6, 3]}


def test_a_code_that_exists_by_now_is_not_listed(db, add, mint_batch):
    code = mint_batch().codes[0]
    add(missed(code), missed("BCDFGH" if code != "BCDFGH" else "BCDFGJ"))
    assert code not in codes(db)
    assert len(codes(db)) == 1


def test_the_list_is_bounded_and_what_is_asked_for_again_stays(db, add):
    alphabet = "BCDFGHJKMNPQRSTVWXYZ"
    guesses = [f"BB{a}{b}{c}2" for a in alphabet for b in alphabet for c in alphabet]
    for day in range(2):
        add(missed("ZZZZZZ", NOON + timedelta(days=day)))
    add(*(missed(guess, NOON + timedelta(days=2)) for guess in guesses[:4000]))
    assert len(codes(db)) == MOST_CODES
    assert codes(db)["ZZZZZZ"] == [2, 2]


def test_the_list_forgets(db, add):
    add(missed("BCDFGH"), missed("BCDFGJ"), missed("BCDFGJ", NOON + timedelta(days=1)))
    assert forget_unknown(db, ms(NOON + timedelta(days=30))) == 0
    assert forget_unknown(db, ms(NOON + timedelta(days=31))) == 1
    assert list(codes(db)) == ["BCDFGJ"]
    assert forget_unknown(db, ms(NOON + timedelta(days=366))) == 0
    assert forget_unknown(db, ms(NOON + timedelta(days=368))) == 1


def test_where_no_events_are_kept_nothing_is_listed_longer_than_the_day(db, add):
    keep_events(db, 0, ms(NOON))
    add(missed("BCDFGH"))
    assert forget_unknown(db, ms(NOON)) == 0
    assert forget_unknown(db, ms(NOON + timedelta(days=1))) == 1


RECORDS = st.one_of(
    st.builds(
        Missed,
        st.integers(ms(NOON), ms(NOON) + 10**8),
        st.sampled_from(["", "BCDFGH", "BCDFGJ", "ZZZZZ2"]),
        st.sampled_from(Entry),
        st.sampled_from(HitClass),
        st.booleans(),
        st.integers(1, 1000),
    ),
    st.builds(
        Hit,
        st.integers(ms(NOON), ms(NOON) + 10**8),
        st.sampled_from(["ZZZZZZ", "code"]),
        st.sampled_from(Entry),
        st.builds(Verdict, st.sampled_from(HitClass), st.just("x")),
        st.one_of(st.none(), st.integers(0, 3)),
        st.booleans(),
    ),
)


@pytest.fixture(scope="module")
def minted(tmp_path_factory):
    path = tmp_path_factory.mktemp("unknown") / "campaigns.db"
    with connect_to(path) as db:
        base, files = BaseUrl.parse("https://qr.example.de"), {"a": b""}
        order = MintOrder("C", BatchKind.ONE_CODE, 4, "d", {}, files, base, "https://www.example.org/")
        return mint(db, order).codes[0], db.conn.serialize()


@settings(max_examples=40)
@given(st.lists(RECORDS, max_size=40), st.integers(150, 5000), st.integers(0, 40))
def test_whatever_is_folded_when_each_is_counted_once(minted, tmp_path_factory, records, largest, cut):
    """Torn between folds anywhere, and once more after the fold failed."""
    code, content = minted
    folder = tmp_path_factory.mktemp("fold")
    (folder / "c.db").write_bytes(content)
    records = [replace(one, code=code) if one.code == "code" else one for one in records]
    segment = folder / "spool" / "1700000000000-1-0123abcd.spool"
    segment.parent.mkdir()
    with connect_to(folder / "c.db") as db:
        for part in (records[:cut], records[cut:]):
            with segment.open("ab") as file:
                file.write(b"".join(map(to_line, part)))
            db.execute(
                "CREATE TEMP TRIGGER no BEFORE INSERT ON unknown_hour BEGIN SELECT RAISE(ABORT, ''); END"
            )
            with suppress(sqlite3.IntegrityError):
                fold(segment.parent, SqliteCounts(db), largest=largest)
            db.execute("DROP TRIGGER temp.no")
            while waiting_bytes(segment.parent, SqliteCounts(db)):
                fold(segment.parent, SqliteCounts(db), largest=largest)
        missed = [one for one in records if isinstance(one, Missed)]
        hits = [one for one in records if isinstance(one, Hit)]
        found = db.execute(
            "SELECT coalesce(sum(times), 0), coalesce(sum(refused * times), 0) FROM unknown_hour"
        )
        assert found.fetchone() == (
            sum(one.times for one in missed),
            sum(one.times for one in missed if one.refused),
        )
        listed = Counter()
        for one in missed:
            listed[one.code] += one.times if one.code else 0
        assert {code: times for code, (times, _) in codes(db).items()} == +listed
        totals = SqliteCounts(db).totals()
        assert totals.hits + totals.strangers == len(hits)
        staff = db.execute("SELECT coalesce(sum(hits), 0) FROM hit_total WHERE staff").fetchone()[0]
        assert staff == sum(one.staff and one.code == code for one in hits)
        assert differences(db, 1) == ()
