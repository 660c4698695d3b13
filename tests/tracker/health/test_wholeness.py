"""Damage of the file is noticed, although an open connection does not see it."""

import os
import sqlite3

import pytest

from printkit.errors import SignetError
from tracker.background import Background
from tracker.health.looking import checks_of
from tracker.health.wholeness import look_at_database


@pytest.fixture
def filled(config, db, mint_batch):
    mint_batch(copies=2000)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return config.database


def page_of_codes(db):
    """Return where a page begins that is in use for certain."""
    (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'code'").fetchone()
    return (root - 1) * 4096


def scribble(path, at, content):
    descriptor = os.open(path, os.O_WRONLY)
    os.pwrite(descriptor, content, at)
    os.close(descriptor)


def test_a_whole_database_is_looked_at_to_its_end(filled):
    assert look_at_database(filled, seconds=60)
    assert not look_at_database(filled, seconds=0)
    assert not look_at_database(filled, seconds=1e-9)


def test_a_file_that_is_no_database_is_noticed(filled, db):
    scribble(filled, 0, b"\0" * 200)
    with pytest.raises(sqlite3.DatabaseError):
        look_at_database(filled, seconds=0)


def test_a_damaged_page_is_noticed(filled, db):
    scribble(filled, page_of_codes(db), b"\xff" * 4096)
    with pytest.raises((SignetError, sqlite3.DatabaseError)):
        look_at_database(filled, seconds=60)


def test_a_running_service_says_it(config, filled, db):
    background = Background(config)
    background.step()
    background.close()
    scribble(filled, page_of_codes(db), b"\xff" * 4096)
    background = Background(config)
    background.step()
    said = {check.name: check.text() for check in checks_of(config.run_folder, 1)}
    background.close()
    assert said["database"] == "The database is damaged."
