import pytest

from printkit.errors import SignetError
from tracker.database import connect, connect_to


def test_first_start_creates_every_table(config):
    with connect(config) as db:
        assert {"batch", "code", "hit_hour", "piece_scan", "spool_segment", "staff"} <= set(db.table_names())


def test_database_of_printkit_alone_gets_the_counts(config):
    from printkit.store.database import connect as connect_printkit

    connect_printkit(config.database).close()
    with connect(config) as db:
        assert "hit_hour" in db.table_names()


def test_vanished_database_is_not_replaced_by_an_empty_one(config):
    config.run_folder.mkdir()
    config.snapshot_file.write_bytes(b"of a former life")
    with pytest.raises(SignetError, match="has gone"):
        connect(config)
    assert not config.database.exists()


def test_missing_database_is_created_only_if_wanted(tmp_path):
    with pytest.raises(SignetError):
        connect_to(tmp_path / "campaigns.db", create=False)
    connect_to(tmp_path / "campaigns.db").close()
