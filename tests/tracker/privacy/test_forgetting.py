import os
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.store.organisations import set_organisation
from tracker.database import connect_to
from tracker.privacy.forgetting import Forgetting, blank_segment, forget_in_database
from tracker.privacy.salt import Day
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.fold import fold_all, segments
from tracker.scans.lines import from_line, to_line
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)
TODAY = Day.at(NOON.timestamp(), "Europe/Berlin")
KEY = 0xFEEDFACECAFEBEEF


def hit(code="BCD2FG", at=NOON, key=KEY):
    verdict = Verdict(HitClass.PERSON, "browser", Device.PHONE)
    return Hit(int(at.timestamp() * 1000), code, Entry.SCANNED, verdict, key)


def ms(at):
    return int(at.timestamp() * 1000)


def written(path, *hits):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(to_line, hits)))
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "1700000000000-1-0123abcd.spool"


def test_keys_of_days_that_are_over_are_blanked_in_place(path):
    written(path, hit(at=NOON - timedelta(days=1)), hit(), hit(at=NOON + timedelta(days=300)))
    os.utime(path, (1e9, 1e9))
    size = path.stat().st_size
    assert blank_segment(path, TODAY) == 2
    assert (path.stat().st_size, path.stat().st_mtime) == (size, 1e9)
    assert [from_line(line).key for line in path.read_bytes().splitlines()] == [None, KEY, None]
    assert blank_segment(path, TODAY) == 0


def test_lines_keep_saying_everything_else(path):
    before = hit(at=NOON - timedelta(days=1))
    written(path, before)
    blank_segment(path, TODAY)
    assert from_line(path.read_bytes()[:-1]) == hit(at=NOON - timedelta(days=1), key=None)


@pytest.mark.parametrize("marks", [{"staff": True}, {"crowd": True}, {"staff": True, "crowd": True}])
def test_keys_of_lines_with_marks_are_blanked_too(path, marks):
    before = replace(hit(at=NOON - timedelta(days=1)), **marks)
    written(path, before, replace(hit(), **marks))
    assert blank_segment(path, TODAY) == 1
    first, second = path.read_bytes().splitlines()
    assert from_line(first) == replace(before, key=None)
    assert from_line(second).key == KEY


@given(st.integers(0, 200))
def test_torn_line_keeps_nothing_of_its_key(tmp_path_factory, length):
    path = tmp_path_factory.mktemp("torn") / "1700000000000-1-0123abcd.spool"
    line = to_line(hit(at=NOON - timedelta(days=1)))
    path.write_bytes(line + line[: min(length, len(line) - 1)] + b"\n" + line)
    blank_segment(path, TODAY)
    assert b"feed" not in path.read_bytes()


def test_living_writer_goes_on(tmp_path):
    spool = Spool(tmp_path)
    spool.add(hit(at=NOON - timedelta(days=1)))
    forgetting = Forgetting(tmp_path)
    assert forgetting.blank(TODAY) == 1
    spool.add(hit(at=NOON - timedelta(days=1)))
    spool.add(hit())
    assert forgetting.blank(TODAY) == 1
    assert forgetting.blank(TODAY) == 0
    tomorrow = Day.at(TODAY.ends, "Europe/Berlin")
    assert forgetting.blank(tomorrow) == 1
    (path,) = segments(tmp_path)
    assert [from_line(line).key for line in path.read_bytes().splitlines()] == [None] * 3


def test_blanked_lines_are_counted_by_an_older_database(db, config, mint_batch, tmp_path):
    code = mint_batch().codes[0]
    empty = db.conn.serialize()
    path = config.spool_folder / "1700000000000-1-0123abcd.spool"
    written(path, hit(code), hit(code, NOON + timedelta(seconds=5)))
    fold_all(config.spool_folder, SqliteCounts(db))
    blank_segment(path, Day.at(TODAY.ends, "Europe/Berlin"))
    (tmp_path / "older.db").write_bytes(empty)
    with connect_to(tmp_path / "older.db") as older:
        assert fold_all(config.spool_folder, SqliteCounts(older)) == 2
        assert older.execute("SELECT sum(hits) FROM hit_hour").fetchone() == (2,)
        assert older.execute("SELECT count(*) FROM device_day").fetchone() == (0,)


def in_files(folder, text):
    """Names of the files of a folder, however deep, that hold some bytes."""
    return [file.name for file in folder.rglob("*") if file.is_file() and text in file.read_bytes()]


def test_database_forgets_the_keys_and_keeps_the_count(db, config, mint_batch):
    codes = mint_batch(copies=200).codes
    hits = [hit(code, key=KEY + number % 50) for number, code in enumerate(codes)]
    written(config.spool_folder / "1700000000000-1-0123abcd.spool", *hits)
    fold_all(config.spool_folder, SqliteCounts(db))
    stored = (KEY + 7).to_bytes(8)
    assert in_files(config.database.parent, stored)
    assert forget_in_database(db, ms(NOON)) == 0  # today's stay
    assert forget_in_database(db, ms(NOON + timedelta(days=1))) == 150 + 200 + 200
    for number in range(50):
        assert in_files(config.database.parent, (KEY + number).to_bytes(8)) == []
    assert db.execute("SELECT scope, devices FROM device_day ORDER BY scope").fetchall() == [
        ("batch", 50),
        ("campaign", 50),
        ("organisation", 50),
    ]


def test_day_is_the_organisations(db, config, mint_batch):
    set_organisation(db, time_zone="Pacific/Auckland")  # 00:00 there is 11:00 UTC
    code = mint_batch().codes[0]
    written(config.spool_folder / "1700000000000-1-0123abcd.spool", hit(code, NOON - timedelta(seconds=1)))
    fold_all(config.spool_folder, SqliteCounts(db))
    assert forget_in_database(db, ms(NOON) - 1) == 0
    assert forget_in_database(db, ms(NOON)) == 3 + 1 + 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 7])
def test_no_key_of_yesterday_is_left_anywhere_between_those_of_today(db, config, mint_batch, seed):
    """Pages that were split and merged many times, with keys of both days in between, read byte by byte."""
    codes, chance = mint_batch(copies=300).codes, random.Random(seed)
    midnight = datetime(2026, 11, 21, 23, tzinfo=UTC)
    days: dict[bool, set[int]] = {True: set(), False: set()}
    counts = SqliteCounts(db)
    for portion in range(60):
        hits = []
        for _ in range(chance.choice([3, 30, 120])):
            at = midnight + timedelta(seconds=chance.uniform(-900, 900) + 30 * (portion - 30))
            made = hit(chance.choice(codes), at, chance.getrandbits(64) | 2**63)
            days[ms(at) < ms(midnight)].add(made.key)
            hits.append(made)
        counts.add([Portion(f"{portion}-1-x.spool", 0, 1, hits, 0)])
    yesterday, today = days[True], days[False]
    assert min(len(yesterday), len(today)) > 500
    assert keys_in(config.database.parent, yesterday | today) == yesterday | today
    forget_in_database(db, ms(midnight) + 900_000)
    assert keys_in(config.database.parent, yesterday) == set()
    assert keys_in(config.database.parent, today) == today
    forget_in_database(db, ms(midnight + timedelta(days=1)))
    assert keys_in(config.database.parent, today) == set()


@pytest.mark.slow
def test_no_key_is_left_of_rows_that_were_dropped_before_midnight(db, config, mint_batch):
    """What is only carried for minutes goes row by row, long before its day is over."""
    codes, chance = mint_batch(copies=300).codes, random.Random(3)
    counts, keys = SqliteCounts(db), set()
    midnight = datetime(2026, 11, 21, 23, tzinfo=UTC)
    for portion in range(60):
        at = midnight + timedelta(seconds=20 * (portion - 60))
        hits = [hit(chance.choice(codes), at, chance.getrandbits(64) | 2**63) for _ in range(60)]
        keys |= {made.key for made in hits}
        counts.add([Portion(f"{portion}-1-x.spool", 0, 1, hits, 0)])
    late = midnight + timedelta(minutes=9)
    counts.add([Portion("late-1-x.spool", 0, 1, [hit(codes[0], late, KEY)], 0)])
    forget_in_database(db, ms(late))
    assert keys_in(config.database.parent, keys) == set()
    assert keys_in(config.database.parent, {KEY}) == {KEY}


def keys_in(folder, keys):
    """Return those of some keys that any file of a folder holds, at whatever place."""
    found = set()
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        found |= {key for key in keys if key.to_bytes(8) in content}
    return found
