"""What a backup must not bring back: sessions that were ended, and links that were used."""

from __future__ import annotations

import time
from pathlib import Path

from sqlite_utils import Database

from tracker.config import Config, make_config
from tracker.database import connect
from tracker.staff.accounts import add_staff
from tracker.staff.people.password_links import make_link, whose
from tracker.staff.people.set_up import is_valid
from tracker.staff.people.set_up import make_link as make_set_up_link
from tracker.staff.sessions import begin, resume
from tracker.survival.backup import back_up


def test_a_restored_backup_lets_nobody_in_who_was_signed_in(
    config: Config, db: Database, tmp_path: Path
) -> None:
    """They may have been signed out since, and a link for a new password used."""
    now = time.time()
    set_up = make_set_up_link(db, now).rpartition("/")[2]
    assert is_valid(db, set_up, now)
    with connect(make_config(back_up(config, tmp_path / "first.db").file), create=False) as copy:
        assert not is_valid(copy, set_up, now)
    admin = add_staff(db, "a@library.example", "vier Wörter im Regal")
    person, link = begin(db, admin, now), make_link(db, admin, admin, now)
    assert person is not None
    assert link is not None
    with connect(make_config(back_up(config, tmp_path / "copy.db").file), create=False) as copy:
        assert resume(copy, person.token, now) is None
        assert whose(copy, link.token, now) is None
    assert resume(db, person.token, now)
