import fcntl
import os
import shutil
import sqlite3
import threading
import time
from collections import Counter
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.database import connect_to
from tracker.scans.counts import Portion, SqliteCounts, StaleOffsetError
from tracker.scans.fold import fold, fold_all, only_folder, remove_old, segments, waiting_bytes
from tracker.scans.lines import to_line
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

START = 1_700_000_000_000
MS_PER_HOUR = 3_600_000


def hit(code, at_ms=START, cls=HitClass.PERSON, entry=Entry.SCANNED, device=Device.PHONE):
    return Hit(at_ms, code, entry, Verdict(cls, "browser", device))


def segment(folder, number, content):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{START}-{number}-0123abcd.spool"
    path.write_bytes(content)
    return path


def hours(db):
    """Every hourly count as (batch, hour, class, device, entry) → hits."""
    rows = db.execute(
        "SELECT batch_id, hour / 4, one.word, other.word, third.word, hits FROM hit_hour"
        " JOIN hit_word AS one ON one.id = class JOIN hit_word AS other ON other.id = device"
        " JOIN hit_word AS third ON third.id = entry"
    )
    return {tuple(row[:5]): row[5] for row in rows}


def pieces(db):
    rows = db.execute(
        "SELECT code, scans, first_ms, last_ms FROM piece_scan JOIN code USING (batch_id, position)"
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def expected(hits):
    return Counter(
        (1, one.at_ms // MS_PER_HOUR, one.verdict.cls.value, one.verdict.device.value, one.entry.value)
        for one in hits
    )


@pytest.fixture
def folder(config):
    return config.spool_folder


def test_hits_become_hourly_counts_and_pieces(db, folder, mint_batch):
    code, other, *_ = mint_batch().codes
    hits = [
        hit(code, START + 5),
        hit(code, START),
        hit(code, START + 2 * MS_PER_HOUR, HitClass.ROBOT),
        hit(other, START, HitClass.PREVIEW, Entry.TYPED, Device.OTHER),
    ]
    segment(folder, 1, b"".join(map(to_line, hits)))
    assert fold_all(folder, SqliteCounts(db)) == 4
    assert hours(db) == expected(hits)
    assert pieces(db) == {code: (2, START, START + 5)}
    assert fold_all(folder, SqliteCounts(db)) == 0


def test_damaged_and_foreign_lines_are_skipped_and_counted(db, folder, mint_batch):
    code = mint_batch().codes[0]
    good = to_line(hit(code))
    flipped = bytearray(good)
    flipped[20] ^= 4
    content = good + bytes(flipped) + b"rubbish\n\xff\xfe\n\n" + to_line(hit("ZZZZZZ")) + good
    segment(folder, 1, content)
    folded = fold(folder, SqliteCounts(db))
    assert (folded.hits, folded.faults) == (3, 3)
    totals = SqliteCounts(db).totals()
    assert (totals.hits, totals.faults, totals.strangers) == (2, 3, 1)
    assert sum(hours(db).values()) == 2


def test_torn_last_line_waits_for_its_living_writer(db, folder, mint_batch):
    code = mint_batch().codes[0]
    line = to_line(hit(code))
    path = segment(folder, 1, line + line[:30])
    with path.open("ab") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        assert fold_all(folder, SqliteCounts(db)) == 1
        assert SqliteCounts(db).totals().faults == 0
        writer.write(line[30:])
        writer.flush()
        assert fold_all(folder, SqliteCounts(db)) == 1
    assert SqliteCounts(db).totals().faults == 0


def test_torn_last_line_of_a_dead_writer_is_a_fault_once(db, folder, mint_batch):
    line = to_line(hit(mint_batch().codes[0]))
    segment(folder, 1, line + line[:30])
    assert fold_all(folder, SqliteCounts(db)) == 1
    assert fold_all(folder, SqliteCounts(db)) == 0
    fold(folder, SqliteCounts(db))
    assert SqliteCounts(db).totals().faults == 1
    assert waiting_bytes(folder, SqliteCounts(db)) == 0


def test_only_files_of_ours_are_read(db, folder, mint_batch):
    line = to_line(hit(mint_batch().codes[0]))
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_bytes(line)
    (folder / f"{START}-1-0123abcd.spool~").write_bytes(line)
    assert fold_all(folder, SqliteCounts(db)) == 0


def test_missing_folder_is_nothing_to_count(db, tmp_path):
    assert fold_all(tmp_path / "nowhere", SqliteCounts(db)) == 0


def test_two_folds_at_once_count_once(db, config, folder, mint_batch):
    code = mint_batch().codes[0]
    path = segment(folder, 1, to_line(hit(code)) * 5000)
    with connect_to(config.database) as second:
        portion = Portion(path.name, 0, path.stat().st_size, [hit(code)] * 5000, 0)
        SqliteCounts(db).add([portion])
        with pytest.raises(StaleOffsetError):
            SqliteCounts(second).add([portion])
    assert sum(hours(db).values()) == 5000


def test_locked_database_loses_nothing(db, config, folder, mint_batch):
    code = mint_batch().codes[0]
    segment(folder, 1, to_line(hit(code)) * 10)
    with connect_to(config.database) as second:
        db.conn.execute("BEGIN IMMEDIATE")
        second.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            fold_all(folder, SqliteCounts(second))
        db.conn.execute("ROLLBACK")
        assert fold_all(folder, SqliteCounts(second)) == 10
    assert sum(hours(db).values()) == 10


def test_older_database_counts_again_what_is_kept(db, config, folder, mint_batch, tmp_path):
    code = mint_batch().codes[0]
    spool = Spool(folder)
    spool.add(hit(code))
    fold_all(folder, SqliteCounts(db))
    with sqlite3.connect(tmp_path / "backup.db") as backup:
        db.conn.backup(backup)
    backup.close()
    for _ in range(4):
        spool.add(hit(code))
    assert fold_all(folder, SqliteCounts(db)) == 4
    with connect_to(tmp_path / "backup.db") as older:
        assert fold_all(folder, SqliteCounts(older)) == 4
        assert sum(hours(older).values()) == 5


def test_old_counted_segments_are_removed_and_no_others(db, folder, mint_batch):
    line = to_line(hit(mint_batch().codes[0]))
    old, young, waiting, alive = (segment(folder, number, line) for number in (1, 2, 3, 4))
    fold_all(folder, SqliteCounts(db))
    with waiting.open("ab") as file:
        file.write(line)
    for path in (old, waiting, alive):
        os.utime(path, (time.time() - 8 * 86_400,) * 2)
    with alive.open("ab") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        assert remove_old(folder, SqliteCounts(db), days=7) == (old.name,)
    assert segments(folder) == sorted([young, waiting, alive])
    assert fold_all(folder, SqliteCounts(db)) == 1


def test_segments_are_not_removed_before_a_minute(db, folder, mint_batch):
    segment(folder, 1, to_line(hit(mint_batch().codes[0])))
    fold_all(folder, SqliteCounts(db))
    assert remove_old(folder, SqliteCounts(db), days=0) == ()


def test_folder_that_was_away_is_not_counted_again(db, folder, mint_batch, tmp_path):
    young = f"{int(time.time() * 1000)}-1-0123abcd.spool"
    folder.mkdir(parents=True)
    (folder / young).write_bytes(to_line(hit(mint_batch().codes[0])))
    fold_all(folder, SqliteCounts(db))
    shutil.move(folder, tmp_path / "away")
    folder.mkdir(parents=True)
    remove_old(folder, SqliteCounts(db), days=7)
    folder.rmdir()
    shutil.move(tmp_path / "away", folder)
    assert fold_all(folder, SqliteCounts(db)) == 0


def test_second_folder_waits(config):
    order = []

    def second():
        with only_folder(config.run_folder, wait_seconds=60) as alone:
            order.append(("second", alone))

    with only_folder(config.run_folder) as alone:
        assert alone
        with only_folder(config.run_folder) as again:
            assert not again
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append(("first", True))
    thread.join()
    assert order == [("first", True), ("second", True)]


@pytest.fixture(scope="module")
def minted(tmp_path_factory):
    """A database with six codes, of which every example gets a copy."""
    from printkit.store.links import BaseUrl
    from printkit.store.mint import MintOrder, mint
    from printkit.store.model import BatchKind

    path = tmp_path_factory.mktemp("fold") / "campaigns.db"
    base = BaseUrl.parse("https://qr.example.de")
    with connect_to(path) as db:
        order = MintOrder("C", BatchKind.PER_PIECE, 6, "d", {}, {"a": b""}, base, "https://www.example.org/")
        codes = mint(db, order).codes
        content = db.conn.serialize()
    return codes, content


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_split_into_segments_and_folds_counts_the_same(minted, tmp_path_factory, data):
    codes, content = minted
    tmp = tmp_path_factory.mktemp("split")
    (tmp / "campaigns.db").write_bytes(content)
    hits = data.draw(
        st.lists(
            st.builds(
                hit,
                st.sampled_from(codes),
                st.integers(START, START + 5 * MS_PER_HOUR),
                st.sampled_from(HitClass),
                st.sampled_from(Entry),
                st.sampled_from(Device),
            ),
            max_size=40,
        )
    )
    paths = [segment(tmp / "spool", number, b"") for number in range(3)]
    with connect_to(tmp / "campaigns.db") as db:
        for one in hits:
            line, path = to_line(one), data.draw(st.sampled_from(paths))
            cut = data.draw(st.integers(0, len(line)))
            with path.open("ab") as writer:
                fcntl.flock(writer, fcntl.LOCK_EX)
                writer.write(line[:cut])
                writer.flush()
                if data.draw(st.booleans()):
                    fold(tmp / "spool", SqliteCounts(db), largest=data.draw(st.integers(200, 400)))
                writer.write(line[cut:])
        for _ in range(200):
            fold(tmp / "spool", SqliteCounts(db), largest=256)
            if not waiting_bytes(tmp / "spool", SqliteCounts(db)):
                break
        people = [one for one in hits if one.verdict.cls is HitClass.PERSON]
        assert hours(db) == expected(hits)
        assert {code: scans for code, (scans, _, _) in pieces(db).items()} == Counter(
            one.code for one in people
        )
        for code, (_, first, last) in pieces(db).items():
            times = [one.at_ms for one in people if one.code == code]
            assert (first, last) == (min(times), max(times))
        assert SqliteCounts(db).totals().faults == 0


ODD = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(["", "-", "0", "253402300800000", "32503679999999", "9223372036854775807", "1e3", "1_0"]),
    st.text(st.characters(max_codepoint=127, exclude_characters="\t\n"), max_size=20),
)
WORDS = ("person", "browser", "scanned", "phone", "ios", "safari", "de")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati"]))
def test_no_odd_line_keeps_others_from_being_counted(minted, tmp_path_factory, data, zone):
    """A line with a right checksum may say anything: an odd clock, another version, a tool of one's own."""
    codes, content = minted
    tmp = tmp_path_factory.mktemp("odd")
    (tmp / "campaigns.db").write_bytes(content)
    lines = []
    for _ in range(data.draw(st.integers(1, 6))):
        hit_fields = ["2", str(START), codes[0], *WORDS]
        missed_fields = ["4", str(START), "BCD2FG", "person", "typed", "-", "1"]
        fields = data.draw(st.sampled_from([hit_fields, missed_fields])).copy()
        for _ in range(data.draw(st.integers(1, 3))):
            fields[data.draw(st.integers(0, len(fields) - 1))] = data.draw(ODD)
        text = "\t".join(fields).encode()
        key = b"\t0123456789abcdef" if text.startswith((b"2\t", b"3\t")) else b""
        lines.append(b"%08x\t%b%b\n" % (crc32(text), text, key))
    good = [to_line(hit(code, START + 1_000 * number)) for number, code in enumerate(codes)]
    segment(tmp / "spool", 1, b"".join(data.draw(st.permutations(lines + good))))
    with connect_to(tmp / "campaigns.db") as db:
        db.execute("UPDATE organisation SET time_zone = ?", [zone])
        fold_all(tmp / "spool", SqliteCounts(db))
        totals = SqliteCounts(db).totals()
        assert waiting_bytes(tmp / "spool", SqliteCounts(db)) == 0
        assert len(good) <= totals.hits <= len(good) + len(lines)
        assert totals.hits == db.execute("SELECT sum(hits) FROM hit_total").fetchone()[0]
