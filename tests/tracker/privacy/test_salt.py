import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tracker.privacy.salt import SALT_FILE, Day, DaySalt, Salt

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC).timestamp()
MIDNIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC).timestamp()  # in Berlin


class Time:
    """A time that the test sets."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run" / SALT_FILE


def test_all_processes_share_the_salt_of_the_day(path):
    now = Time(NOON)
    first, second = DaySalt(path, now), DaySalt(path, now)
    assert first.today() == second.today()
    now.at = MIDNIGHT - 0.001
    assert first.today() == second.today()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_midnight_replaces_the_salt_for_all_and_overwrites_the_old(path):
    now = Time(NOON)
    first, second = DaySalt(path, now), DaySalt(path, now)
    old = first.today()
    second.today()
    inode = path.stat().st_ino
    now.at = MIDNIGHT
    new = first.today()
    assert second.today() == new
    assert new.secret != old.secret
    assert new.day.begins == MIDNIGHT
    content = path.read_bytes()
    assert path.stat().st_ino == inode  # over the same bytes of the disk
    assert old.secret.hex().encode() not in content
    assert new.secret.hex().encode() in content


def test_clock_that_goes_back_a_day_gets_a_new_salt(path):
    now = Time(NOON)
    salt = DaySalt(path, now)
    old = salt.today()
    now.at = NOON - 86_400
    assert salt.today().secret != old.secret
    assert salt.today().day.has(now.at)


def test_other_process_is_noticed(path):
    now = Time(NOON)
    first, second = DaySalt(path, now), DaySalt(path, now)
    old = first.today()
    path.unlink()
    new = second.today()
    assert new != old
    first.refresh()
    assert first.today() == new


def test_removed_or_damaged_file_is_replaced(path):
    now = Time(NOON)
    salt = DaySalt(path, now)
    old = salt.today()
    for damage in (
        path.unlink,
        lambda: path.write_bytes(b"rubbish"),
        lambda: path.write_bytes(b"\xff" * 400),
    ):
        damage()
        salt.refresh()
        new = salt.today()
        assert new != old
        assert Salt.from_bytes(path.read_bytes()) == new
        old = new


def test_zone_of_the_organisation_keeps_the_salt_of_today(path):
    salt = DaySalt(path, Time(NOON))
    berlin = salt.today()
    tokyo = salt.set_zone("Asia/Tokyo")
    assert tokyo.secret == berlin.secret
    assert tokyo.day == Day.at(NOON, "Asia/Tokyo")
    assert DaySalt(path, Time(NOON)).today() == tokyo
    assert salt.set_zone("Asia/Tokyo") is salt.today()


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (28, 24)])
def test_days_of_the_change_of_clocks_have_their_length(day, hours):
    noon = datetime(2026, 3, day, 10, tzinfo=UTC).timestamp()
    found = Day.at(noon, "Europe/Berlin")
    assert found.ends - found.begins == 3600 * hours


def test_folder_that_cannot_be_written_gives_a_salt_of_its_own_for_the_day(tmp_path):
    (tmp_path / "run").write_text("a file is in the way")
    now = Time(NOON)
    salt = DaySalt(tmp_path / "run" / SALT_FILE, now)
    old = salt.today()
    salt.refresh()
    assert salt.today() == old
    now.at = MIDNIGHT
    assert salt.today().secret != old.secret
    (tmp_path / "run").unlink()
    salt.refresh()
    assert Salt.from_bytes((tmp_path / "run" / SALT_FILE).read_bytes()) == salt.today()


def test_many_processes_at_once_agree(path):
    code = f"""
from pathlib import Path
from tracker.privacy.salt import DaySalt
print(DaySalt(Path({str(path)!r})).today().secret.hex())
"""
    command = [sys.executable, "-c", code]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({process.communicate()[0] for process in started}) == 1
    assert os.path.getsize(path) == 256
