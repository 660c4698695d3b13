import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from printkit.errors import SignetError
from printkit.store.database import connect, in_words, transaction
from printkit.store.schema import PRINTKIT

FIRST_START = """
import sys
from pathlib import Path
from printkit.store.database import connect
print("ready", flush=True)
sys.stdin.read()
with connect(Path(sys.argv[1])) as db:
    db.execute("INSERT INTO place (organisation_id, name) VALUES (1, ?)", [sys.argv[2]])
    print(db.execute("SELECT count(*) FROM organisation").fetchone()[0])
"""


def first_starts(path: Path, processes: int) -> None:
    """Start processes that all open the same missing database at the same moment."""
    waits, go = os.pipe()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST_START, str(path), f"place {number}"],
            stdin=waits,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    os.close(waits)
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    os.close(go)
    for process in running:
        out, err = process.communicate(timeout=300)
        assert (process.returncode, out, err) == (0, "1\n", "")
    with connect(path) as db:
        assert db.execute("SELECT count(*) FROM place").fetchone()[0] == processes
        assert len(PRINTKIT.applied(db)) == len(PRINTKIT._migrations)


def test_four_first_starts_at_once(tmp_path: Path) -> None:
    for number in range(2):
        first_starts(tmp_path / f"{number}.db", 4)


@pytest.mark.slow
def test_many_first_starts_at_once(tmp_path: Path) -> None:
    for number in range(8):  # without its care one start of six fails
        first_starts(tmp_path / f"{number}.db", 6)


def test_connection_is_set_up(db: Database) -> None:
    assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000


def test_second_start_finds_what_the_first_left(path: Path) -> None:
    with connect(path) as db:
        db.execute("UPDATE organisation SET name = 'Lindenau'")
    with connect(path) as db:
        assert db.execute("SELECT name FROM organisation").fetchall() == [("Lindenau",)]


def test_second_start_takes_no_write_lock(path: Path) -> None:
    with connect(path) as writer, transaction(writer):
        writer.execute("UPDATE organisation SET name = 'Lindenau'")
        with connect(path) as reader:
            assert reader.execute("SELECT name FROM organisation").fetchall() == [("Bibliothek",)]


def test_further_sets_of_tables(path: Path) -> None:
    more = Migrations("more")

    @more()
    def one(db: Database) -> None:
        db.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY, batch_id INTEGER REFERENCES batch) STRICT")

    connect(path).close()
    with connect(path, (PRINTKIT, more)) as db:
        assert db["extra"].exists()
    connect(path).close()  # who does not use them is not disturbed by them


def test_failing_migration_leaves_nothing(path: Path) -> None:
    broken = Migrations("broken")

    @broken()
    def one(db: Database) -> None:
        db.execute("CREATE TABLE half (id INTEGER)")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        connect(path, (PRINTKIT, broken))
    with connect(path) as db:
        assert not db["half"].exists()


def fail_halfway(db: Database) -> None:
    with transaction(db):
        db.execute("UPDATE organisation SET name = 'half'")
        raise RuntimeError("power cut")


def test_transaction_is_all_or_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError):
        fail_halfway(db)
    assert db.execute("SELECT name FROM organisation").fetchall() == [("Bibliothek",)]


def test_transaction_in_a_transaction(db: Database) -> None:
    with transaction(db):
        db.execute("INSERT INTO place (id, organisation_id, name) VALUES (1, 1, 'kept')")
        with pytest.raises(RuntimeError):
            fail_halfway(db)
    assert db.execute("SELECT name FROM organisation").fetchall() == [("Bibliothek",)]
    assert db.execute("SELECT name FROM place").fetchall() == [("kept",)]


def test_newer_database_is_refused_and_left_alone(path: Path) -> None:
    with connect(path) as db:
        db["_sqlite_migrations"].insert(
            {"migration_set": "printkit", "name": "9999_future", "applied_at": "2030"}
        )
    with pytest.raises(SignetError, match=r"A newer Signet .*9999_future.*Install that version"):
        connect(path)


def test_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (id INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(SignetError, match="another program"):
        connect(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be read as one " * 30, b"PK\x03\x04"]
)
def test_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(SignetError, match="is not a Signet database"):
        connect(path)
    assert path.read_bytes() == content


def test_damaged_database_is_named(path: Path) -> None:
    with connect(path) as db:
        for number in range(3000):
            db.execute("INSERT INTO place (organisation_id, name) VALUES (1, ?)", [f"place {number}" * 9])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(SignetError, match=r"damaged.*backup"):
        connect(path)


def test_missing_file_for_readers(path: Path) -> None:
    with pytest.raises(SignetError, match=r"There is no such database.*Mint a batch first"):
        connect(path, create=False)
    assert not path.exists()
    connect(path).close()
    connect(path, create=False).close()


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(SignetError, match=r"folder .*nowhere does not exist"):
        connect(tmp_path / "nowhere" / "campaigns.db")


def test_folder_instead_of_file(tmp_path: Path) -> None:
    with pytest.raises(SignetError, match="is a folder"):
        connect(tmp_path)


def test_place_that_cannot_be_written() -> None:
    with pytest.raises(SignetError, match="cannot be opened for writing"):
        connect(Path("/proc/campaigns.db"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(SignetError, match="cannot be opened for writing"):
        connect(folder / "campaigns.db")


def test_locked_and_full_disks_in_words(path: Path) -> None:
    with connect(path) as db, connect(path) as other, transaction(other):
        db.execute("PRAGMA busy_timeout = 20")
        with pytest.raises(sqlite3.OperationalError) as locked, transaction(db):
            pass
        assert "Another program held the database" in str(in_words(locked.value, path))
    with connect(path) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to a full disk
        with pytest.raises(sqlite3.OperationalError) as full:
            db.execute("INSERT INTO frozen_file VALUES (?, ?)", ["0" * 64, b"x" * 100_000])
        assert "disk could not be written" in str(in_words(full.value, path))
        with pytest.raises(sqlite3.OperationalError) as ours:
            db.execute("SELECT nonsense")
        assert in_words(ours.value, path) is None


def test_others_cannot_read_it(path: Path) -> None:
    connect(path).close()
    assert path.stat().st_mode & 0o007 == 0


def test_odd_names_of_files(tmp_path: Path) -> None:
    for name in ("a b?mode=memory.db", "50%25#x.db", "Kanäle.db"):
        connect(tmp_path / name).close()
        assert (tmp_path / name).is_file()


def test_second_connection_keeps_the_locks_of_the_first(path: Path) -> None:
    """POSIX: a process that closes any descriptor of a file gives up all its locks on it.

    Without them another process that closes the database takes itself for the last one, removes the WAL, and
    what the first connection writes from then on is lost.
    """
    elsewhere = f"""
from pathlib import Path
from printkit.store.database import connect
print(connect(Path({str(path)!r})).execute("SELECT count(*) FROM place").fetchone()[0])
"""

    def places() -> int:
        return int(subprocess.check_output([sys.executable, "-c", elsewhere]))

    with connect(path) as first:
        connect(path).close()
        assert places() == 0
        first.execute("INSERT INTO place (organisation_id, name) VALUES (1, 'Bücherbus')")
        assert places() == 1
