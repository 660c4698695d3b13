"""A database that is locked, gone, damaged, older or newer: patrons see nothing, counts stay right. Slow."""

import contextlib
import os
import random
import shutil
import sqlite3
import statistics
import time
from pathlib import Path

import pytest

from tracker.survival.backup import back_up

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def plain(path):
    """Open a database as another program would."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=120)) as connection:
        yield connection


def beside(database, *ends):
    return [database.with_name(database.name + end) for end in ends]


def answers_go_on(load, at_least=200):
    """Wait until so many more redirects have come, and return how long the slower ones took."""
    before = load.mark()
    load.wait_for_more(at_least)
    return statistics.quantiles(load.seconds[before:], n=100)[-1]


def is_unwell(house, check="database"):
    status, checks = house.health()
    return status == 503 and not checks.get(check, {}).get("ok", True)


def test_locked_database_slows_no_redirect(house):
    with house.open(workers=2), house.load(clients=4, pause=0.002) as load:
        usual = answers_go_on(load, 1000)
        with plain(house.database) as other:
            other.execute("BEGIN EXCLUSIVE")
            time.sleep(3)  # longer than the background process waits
            locked = answers_go_on(load, 1000)
            house.until(lambda: is_unwell(house, "fold") or is_unwell(house))
            other.execute("ROLLBACK")
        assert locked < max(5 * usual, 2)  # the database is waited for for longer
        house.wait_until_well()
        load.stop()
        house.wait_until_folded()
    assert not load.others
    assert not load.unanswered
    house.books().agree_with(load)


def test_deleted_and_put_back(house):
    """Moved away and back, with what belongs to it; in between nothing is made anew in its place."""
    away = house.folder.with_name("away")
    away.mkdir()
    with house.open(workers=1), house.load(clients=4) as load:
        answers_go_on(load)
        for path in [house.database, *beside(house.database, "-wal", "-shm")]:
            with contextlib.suppress(FileNotFoundError):  # who has it open notices, and tidies its log away
                path.rename(away / path.name)
        house.until(lambda: is_unwell(house))
        answers_go_on(load)
        assert not house.database.exists()
        for path in sorted(away.iterdir(), reverse=True):  # the database last: with a log it never comes back
            shutil.move(path, house.folder / path.name)
        house.wait_until_well()
        load.stop()
        house.wait_until_folded()
    assert not load.others
    assert not load.unanswered
    house.books().agree_with(load)


def restore(house, backup):
    """Put a backup in the place of the database, as docs/operate.md says."""
    for path in beside(house.database, "-wal", "-shm"):
        path.unlink(missing_ok=True)
    shutil.copyfile(backup, house.folder / "new.db")
    os.replace(house.folder / "new.db", house.database)


def test_older_backup_counts_the_rest_again(house, tmp_path):
    with house.open(workers=2), house.load(clients=4) as load:
        answers_go_on(load)
        backup = back_up(house.config, tmp_path / "backup.db").file
        answers_go_on(load, 1000)
        house.wait_until_folded()
        restore(house, backup)
        answers_go_on(load)
        load.stop()
        house.wait_until_well()
        house.wait_until_folded()
    assert not load.others
    house.books().agree_with(load)


def harm_garbage(database, _):
    with database.open("r+b") as file:
        file.write(b"no database at all " * 1000)


def harm_page(database, _):
    """Turn a page of the hourly counts into nonsense, as a bad block does."""
    with plain(database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        pages = db.execute("SELECT rootpage FROM sqlite_schema WHERE name IN ('hit_hour', 'event')")
        pages = pages.fetchall()
    with database.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(random.Random(3).randbytes(size))  # chance might make it a page after all


def harm_restored_in_place(database, backup):
    """What docs/operate.md warns of: an older database over a newer write-ahead log."""
    shutil.copyfile(backup, database)


@pytest.mark.parametrize("harm", [harm_garbage, harm_page, harm_restored_in_place])
def test_damaged_database_is_said_and_a_backup_mends_it(house, tmp_path, harm):
    """While serving it may go unnoticed: what is needed is in memory. Afterwards it must not."""
    with house.open(workers=1), house.load(clients=4) as load:
        answers_go_on(load)
        backup = back_up(house.config, tmp_path / "backup.db").file
        answers_go_on(load)
        harm(house.database, backup)
        answers_go_on(load)
        load.stop()
    assert not load.others
    assert not load.unanswered
    damaged = house.database.read_bytes()
    with house.open(workers=1), house.load(clients=4) as later:
        answers_go_on(later)
        if harm is not harm_restored_in_place:
            house.until(lambda: is_unwell(house, "fold") or is_unwell(house))
        if harm is harm_garbage:
            assert house.database.read_bytes() == damaged
        restore(house, backup)
        house.wait_until_well()
        answers_go_on(later)
        later.stop()
        house.wait_until_folded()
    assert not later.others
    assert "ended" not in house.log.read_text()
    house.books().agree_with(load, later)


def test_log_deleted_under_the_service(house):
    """Somebody tidies up and removes campaigns.db-wal: what it held is counted again from the spool."""
    with house.open(workers=2) as service, house.load(clients=4) as load:
        answers_go_on(load, 500)
        for path in beside(house.database, "-wal", "-shm"):
            path.unlink(missing_ok=True)
        assert house.get("/staff/")[0] in (200, 302, 303)
        answers_go_on(load, 500)
        assert house.get("/BBBBBB")[0] == 404
        time.sleep(1.5)
        load.stop()
        assert service.stop() == 0
    assert not load.others
    with house.open(workers=1):
        house.wait_until_folded()
        house.wait_until_well()
    house.books().agree_with(load)


def test_database_of_a_newer_version_is_left_alone(house):
    with house.open(workers=1), house.load(clients=2) as load:
        answers_go_on(load, 50)
        load.stop()
        house.wait_until_folded()
    with plain(house.database) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('tracker', '9999_future', '2030-01-01')"
        )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = house.database.read_bytes()
    with house.open(workers=1), house.load(clients=2) as later:
        answers_go_on(later, 50)
        house.until(lambda: is_unwell(house))
        assert "newer Signet" in house.health()[1]["database"]["says"]
    assert house.database.read_bytes() == content
    with plain(house.database) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = '9999_future'")
    with house.open(workers=1):
        house.wait_until_folded()
    house.books().agree_with(load, later)


def test_foreign_database_is_left_alone(house, tmp_path):
    """The database of another program has been put in the place of ours, by mistake."""
    with house.open(workers=1):
        assert house.get(f"/{house.codes[0]}")[0] == 302
    ours = house.database.read_bytes()
    house.database.unlink()
    with plain(house.database) as db:
        db.execute("CREATE TABLE recipe (name)")
    content = house.database.read_bytes()
    with house.open(workers=1):
        assert house.get(f"/{house.codes[0]}")[0] == 302
        house.until(lambda: is_unwell(house))
        assert house.database.read_bytes() == content
        assert not any(Path(path).exists() for path in beside(house.database, "-wal", "-shm"))
        shutil.copyfile(house.database, tmp_path / "foreign")
        house.database.write_bytes(ours)
        house.wait_until_well()
        house.wait_until_folded()
    assert house.books().hits == 2
