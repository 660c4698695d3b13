"""Backups are whole, made while everything goes on, and with the run folder lose no hit and double none."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from printkit.errors import SignetError
from tracker.cli.backup import backup
from tracker.config import make_config
from tracker.database import connect
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import count_waiting
from tracker.scans.lines import to_line
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict
from tracker.serve import running_server, wait_until_folded
from tracker.staff.accounts import add_staff
from tracker.survival.backup import back_up, backups_in, dated_name, read_checked

START = 1_700_000_000_000


def spool(config, codes, at_ms=START):
    writer = Spool(config.spool_folder)
    for number, code in enumerate(codes):
        writer.add(
            Hit(at_ms + number, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser", Device.PHONE))
        )
    writer.close()


def restore(copy, config):
    """Do what docs/operate.md says."""
    for end in ("", "-wal", "-shm"):
        config.database.with_name(config.database.name + end).unlink(missing_ok=True)
    shutil.copyfile(copy, config.database)


def hits(config):
    with connect(config, create=False) as db:
        return db.execute("SELECT coalesce(sum(hits), 0) FROM hit_hour").fetchone()[0]


def test_a_backup_is_one_whole_file_with_all_that_was_waiting(config, db, mint_batch, tmp_path):
    codes = mint_batch().codes
    add_staff(db, "a@library.example", "vier Wörter im Regal")
    spool(config, codes)
    made = back_up(config, tmp_path / "copy.db")
    inside = made.contents
    assert (inside.batches, inside.codes, inside.hits, inside.staff) == (1, len(codes), len(codes), 1)
    assert inside.last_scan == datetime.fromtimestamp((START + len(codes) - 1) / 1000, UTC)
    assert (made.waiting, made.uncounted) == (0, "")
    assert made.size == made.file.stat().st_size
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert made.file.read_bytes()[18:20] == b"\x01\x01"  # a file by itself: no write-ahead log belongs to it
    assert sorted(
        path.name for path in tmp_path.iterdir() if "copy" in path.name or path.suffix == ".tmp"
    ) == ["copy.db"]


def test_a_backup_opens_like_the_database_it_was_made_of(config, db, mint_batch, tmp_path):
    mint_batch()
    made = back_up(config, tmp_path / "copy.db")
    with connect(make_config(made.file), create=False) as copy:
        ours, theirs = list(db.conn.iterdump()), list(copy.conn.iterdump())
    assert sorted(ours) == sorted(theirs)


def test_what_was_deleted_is_not_in_a_backup(config, db, tmp_path):
    add_staff(db, "gone.for.good@library.example", "vier Wörter im Regal")
    db.execute("PRAGMA secure_delete = OFF")  # Debian's SQLite overwrites by itself, others do not
    db.execute("DELETE FROM staff")
    db.execute("DELETE FROM audit_line")  # it names whom it is about
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"gone.for.good" in config.database.read_bytes()
    assert b"gone.for.good" not in back_up(config, tmp_path / "copy.db").file.read_bytes()


def test_an_older_backup_counts_the_later_hits_again_and_none_twice(config, db, mint_batch, tmp_path):
    codes = mint_batch().codes
    spool(config, codes[:4])
    copy = back_up(config, tmp_path / "copy.db").file
    spool(config, codes)
    assert count_waiting(config.spool_folder, config.run_folder, SqliteCounts(db), seconds=60)
    assert hits(config) == 14
    db.close()
    for _ in range(2):  # however often
        restore(copy, config)
        assert hits(config) == 4
        back_up(config, tmp_path / "again.db", replace=True)
        assert hits(config) == 14


def test_hits_inside_one_segment_are_split_at_the_backup(config, db, mint_batch, tmp_path):
    """The same segment goes on growing after the backup."""
    codes = mint_batch().codes
    spool(config, codes[:3])
    (segment,) = config.spool_folder.iterdir()
    copy = back_up(config, tmp_path / "copy.db").file
    with segment.open("ab") as file:
        for code in codes:
            file.write(to_line(Hit(START, code, Entry.TYPED, Verdict(HitClass.ROBOT, "tool"))))
    back_up(config, tmp_path / "later.db")
    db.close()
    restore(copy, config)
    with connect(config, create=False) as again:
        assert count_waiting(config.spool_folder, config.run_folder, SqliteCounts(again), seconds=60)
    assert hits(config) == 3 + len(codes)


@pytest.mark.slow
def test_backups_while_serving_lose_nothing_when_restored(config, mint_batch, fetch, tmp_path):
    codes = mint_batch(copies=50).codes
    stop, answered = threading.Event(), []

    def scan(url):
        while not stop.is_set():
            answered.append(fetch(url, f"/{codes[len(answered) % 50]}").status)

    with running_server(config) as url:
        threads = [threading.Thread(target=scan, args=(url,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        copies = [back_up(config, tmp_path / f"{number}.db") for number in range(5)]
        stop.set()
        for thread in threads:
            thread.join()
        wait_until_folded(config)
    assert {*answered} == {302}
    counted = [copy.contents.hits for copy in copies]
    assert counted == sorted(counted)
    assert counted[0] < counted[-1] <= len(answered) == hits(config)
    for copy in (copies[0], copies[3]):
        restore(copy.file, config)
        with running_server(config) as url:
            assert fetch(url, f"/{codes[0]}").status == 302
            answered.append(302)
            wait_until_folded(config)
        assert hits(config) == len(answered)


def test_nothing_is_replaced_unless_asked(config, db, tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(SignetError, match="--replace"):
        back_up(config, target)
    assert target.read_text() == "mine"
    assert back_up(config, target, replace=True).size > 4


@pytest.mark.parametrize(
    "name", ["campaigns.db", "campaigns.db-wal", "campaigns.run/copy.db", "x/../campaigns.db"]
)
def test_files_of_the_service_are_never_the_target(config, db, tmp_path, name):
    (tmp_path / "x").mkdir()
    config.run_folder.mkdir(exist_ok=True)
    with pytest.raises(SignetError, match="belongs to the service"):
        back_up(config, tmp_path / name, replace=True)


def test_a_folder_gets_dated_backups_and_keeps_the_newest(config, db, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    old = [folder / dated_name(config.database, 1_700_000_000 + day * 86_400) for day in range(3)]
    strangers = [folder / "campaigns-notes.db", folder / dated_name(Path("other.db"), 1_700_000_000)]
    for path in (*old, *strangers):
        path.write_bytes(b"")
    made = back_up(config, folder, keep=2)
    assert made.removed == tuple(old[:2])
    assert backups_in(folder, config.database) == (old[2], made.file)
    assert all(path.exists() for path in strangers)


def test_a_damaged_database_gives_no_backup_and_spares_the_old_one(config, db, mint_batch, tmp_path):
    mint_batch(copies=3000)
    kept = back_up(config, tmp_path / "copy.db").file
    before = kept.read_bytes()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    with config.database.open("r+b") as file:
        for page in range(20, 40):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    with pytest.raises(SignetError, match=r"damaged"):
        back_up(config, kept, replace=True)
    assert kept.read_bytes() == before
    assert not list(tmp_path.glob(".signet-*"))


def test_a_link_that_leads_nowhere_is_not_replaced_unless_asked(config, db, tmp_path):
    link, elsewhere = tmp_path / "latest.db", tmp_path / "elsewhere.db"
    link.symlink_to(elsewhere)
    with pytest.raises(SignetError, match="such a file already"):
        back_up(config, link)
    assert not elsewhere.exists()
    back_up(config, link, replace=True)
    assert not link.is_symlink()
    assert not elsewhere.exists()


def test_what_a_killed_backup_left_goes_with_a_later_one(config, db, tmp_path):
    halves = [
        tmp_path / f".signet-{letter * 12}.tmp{end}"
        for letter, end in [("a", ""), ("b", "-journal"), ("c", "")]
    ]
    for half in halves:
        half.write_bytes(b"SQLite format 3")
    for half in halves[:2]:
        os.utime(half, (1.0, 1.0))
    back_up(config, tmp_path / "b.db")
    assert [half.exists() for half in halves] == [False, False, True]  # the younger one may be at work


def test_a_full_disk_is_left_as_it_was(config, db, mint_batch, mounted):
    mint_batch(copies=2000)
    folder = mounted("size=128k")
    with pytest.raises(SignetError, match="The disk could not be written"):
        back_up(config, folder)
    assert list(folder.iterdir()) == []


def test_rows_without_what_they_refer_to_are_found(config, db, mint_batch, tmp_path):
    mint_batch()
    db.conn.execute("PRAGMA foreign_keys = OFF")
    db.execute("INSERT INTO hit_hour VALUES (99, 1, 0, 1, 7, 11, 0, 0, 1)")
    with pytest.raises(SignetError, match="rows of hit_hour"):
        read_checked(config.database, config.database)


def test_a_locked_database_is_copied_all_the_same(config, db, mint_batch, tmp_path):
    codes = mint_batch().codes
    spool(config, codes)
    with closing(sqlite3.connect(config.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        made = back_up(config, tmp_path / "copy.db", seconds=0.3)
        other.execute("ROLLBACK")
    assert made.uncounted
    assert made.waiting == sum(path.stat().st_size for path in config.spool_folder.iterdir())
    assert made.contents.codes == len(codes)


def test_hits_that_never_stop_do_not_hold_a_backup_up(config, db, mint_batch, tmp_path):
    """Only what waited at the beginning is waited for; a live writer goes on meanwhile."""
    code = mint_batch().codes[0]
    writer, stop = Spool(config.spool_folder), threading.Event()
    hit = Hit(START, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"))
    writer.add(hit)

    def go_on():
        while not stop.wait(0.001):
            writer.add(hit)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        assert back_up(config, tmp_path / "copy.db", seconds=60).uncounted == ""
    finally:
        stop.set()
        thread.join()
        writer.close()


def test_no_room_for_the_backup_is_said_with_its_name(config, db, mint_batch, tmp_path):
    mint_batch(copies=2000)
    db.close()
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from tracker.cli.main import cli; cli()"
    )
    command = [os.sys.executable, "-c", program, "backup", "copy.db", "--database", config.database]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1, done.stderr
    assert f"{tmp_path / 'copy.db'}: The disk could not be written" in done.stderr
    assert not (tmp_path / "copy.db").exists()
    assert not list(tmp_path.glob(".signet-*"))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nowhere/copy.db"], 1, "does not exist"),
        (["copy.db", "--database", "none.db"], 1, "no such database"),
        (["copy.db", "--keep", "3"], 2, "--keep needs a folder"),
        (["kept", "--keep", "0"], 2, "--keep"),
    ],
)
def test_wrong_arguments_are_said(config, db, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").mkdir()
    result = run_backup(arguments)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr


def test_the_command_says_what_is_in_it(config, db, mint_batch, tmp_path):
    codes = mint_batch().codes
    spool(config, codes)
    result = run_backup([str(tmp_path / "copy.db"), "--database", str(config.database)])
    assert "1 batch, 10 codes, 10 hits, 0 accounts, last scan 2023-11-14 22:13 UTC" in result.stdout
    result = run_backup([str(tmp_path / "b.db"), "--database", str(config.database), "--json"])
    said = json.loads(result.stdout)
    assert said["file"] == str(tmp_path / "b.db")
    assert said["contents"]["hits"] == 10


def run_backup(arguments):
    """Run the command as `tracker` does, with faults in words."""
    from printkit.cli.output import SignetGroup

    group = SignetGroup("tracker", commands=[backup])
    return CliRunner().invoke(group, ["backup", *arguments])
