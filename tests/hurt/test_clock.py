"""Clocks that are set, and midnights under load: one salt a day in all workers, right days and hours. Slow.

All processes of the service see the time of day that a file says: ``sitecustomize`` is Python's own way to
put something before a program, and nothing of ours knows of it.
"""

import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from printkit.store.organisations import set_organisation
from tracker.background import Background
from tracker.database import connect
from tracker.privacy.salt import SALT_FILE, Salt
from tracker.scans.events import keep_events

pytestmark = pytest.mark.slow
BERLIN = ZoneInfo("Europe/Berlin")
GONE = b"-" * 16
"""Instead of a key that has been forgotten."""
SHIM = """
import time
time_, time_ns_ = time.time, time.time_ns
def ahead():
    with open({file!r}) as file:
        return float(file.read() or 0)
time.time = lambda: time_() + ahead()
time.time_ns = lambda: time_ns_() + int(ahead() * 1e9)
"""
MIDNIGHTS = [  # of Berlin; each day once, and forth and back by years
    datetime(2027, 1, 1, tzinfo=BERLIN),
    datetime(2026, 3, 29, tzinfo=BERLIN),  # a day of 23 hours begins
    datetime(2026, 3, 30, tzinfo=BERLIN),  # and ends
    datetime(2028, 2, 29, tzinfo=BERLIN),
    datetime(2026, 10, 26, tzinfo=BERLIN),  # a day of 25 hours ends
]
BEGINNING = datetime(2026, 6, 10, 12, tzinfo=BERLIN)
"""When it begins, whatever day it is here: one of those above, a second time, would get a second salt."""
LATER = datetime(2029, 6, 10, 12, tzinfo=BERLIN)
"""None of all those days."""
AT_ONCE = 4
"""Requests that are under way when a day ends."""
CHANGES = [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]


class FakeClock:
    """The time of day of all processes of a service."""

    def __init__(self, folder):
        folder.mkdir()
        self._file = folder / "ahead"
        self.set(BEGINNING.timestamp())
        (folder / "sitecustomize.py").write_text(SHIM.format(file=str(self._file)))
        self.environment = {"PYTHONPATH": str(folder)}

    def set(self, at):
        new = self._file.with_name("new")
        new.write_text(repr(at - time.time()))
        new.replace(self._file)

    def now(self):
        return time.time() + float(self._file.read_text())


class Keys:
    """All lines of the spool, read many times a second: before their keys are gone; at the end, once more."""

    def __init__(self, house):
        self.found, self._folder, self._stop = {}, house.config.spool_folder, threading.Event()
        self._read_up_to = Counter()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        self._read_new()

    def _read(self):
        while not self._stop.wait(0.02):
            self._read_new()

    def _read_new(self):
        for path in self._folder.glob("*.spool"):
            with path.open("rb") as file:
                begin = file.seek(self._read_up_to[path.name])
                lines = file.read().split(b"\n")[:-1]
            for line in lines:
                key, at_ms = line.rpartition(b"\t")[2], int(line.split(b"\t")[2])
                self.found[path.name, begin] = at_ms, key
                begin += len(line) + 1
            self._read_up_to[path.name] = begin

    def by_day(self):
        """Return the hits of each local day, by their key."""
        days = defaultdict(Counter)
        for at_ms, key in self.found.values():
            days[datetime.fromtimestamp(at_ms / 1000, BERLIN).date()][key] += 1
        return days


@pytest.fixture
def clock(tmp_path, house):
    with connect(house.config, create=False) as db:
        set_organisation(db, time_zone=BERLIN.key)
    return FakeClock(tmp_path / "clock")


def salt_of(house):
    return Salt.from_bytes((house.config.run_folder / SALT_FILE).read_bytes())


def figures(house):
    """Return hits by local day and by hour (UTC), and devices by local day, as the tables have them."""
    with connect(house.config, create=False) as db:
        first = datetime(1970, 1, 1).date()
        days = {first + timedelta(day): n for day, n in db.execute(_DAYS)}
        hours = {datetime.fromtimestamp(900 * hour, UTC): n for hour, n in db.execute(_HOURS)}
        devices = {first + timedelta(day): n for day, n in db.execute(_DEVICES)}
    return days, hours, devices


_DAYS = "SELECT day, sum(hits) FROM hit_day GROUP BY 1"
_HOURS = "SELECT hour, sum(hits) FROM hit_hour GROUP BY 1"
_DEVICES = "SELECT day, devices FROM device_day WHERE scope = 'organisation'"


def test_midnights_under_load(house, clock):
    """Phones scan all the time, over each midnight and each change of the clocks."""
    with connect(house.config, create=False) as db:
        keep_events(db, 3650, int(time.time() * 1000))
    with house.open(workers=2, environment=clock.environment) as service, Keys(house) as keys:
        workers = service.workers()
        with house.load(clients=AT_ONCE, pause=0.01) as load:
            for moment in (*MIDNIGHTS, *CHANGES):
                load.wait_for_more(2 * AT_ONCE)
                clock.set(moment.timestamp() - 0.7)
                time.sleep(1.5)
                load.wait_for_more(2 * AT_ONCE)
        house.wait_until_folded()
        assert service.workers() == workers
        house.until(lambda: "-" not in house.health()[1]["background"]["says"].replace("re-", ""))
        house.until(lambda: salt_of(house).day.has(clock.now()))
    assert not load.others
    assert not load.unanswered
    _check(house, load, keys)


def test_clock_that_is_set_a_day_back_and_forth(house, clock):
    with house.open(workers=2, environment=clock.environment), Keys(house) as keys:
        with house.load(clients=AT_ONCE, pause=0.01) as load:
            for days in (-1, 1, 2, -2):
                clock.set(clock.now() + days * 86_400)
                time.sleep(1)
                load.wait_for_more(2 * AT_ONCE)
        house.wait_until_folded()
    assert not load.others
    assert not load.unanswered
    assert "Traceback" not in house.log.read_text()
    _check(house, load, keys, once=False)


def _check(house, load, keys, *, once=True):
    house.books().balance()
    by_day = keys.by_day()
    days, hours, devices = figures(house)
    assert sum(days.values()) == sum(load.received.values())
    assert days == {day: sum(hits.values()) for day, hits in by_day.items()}
    expected = Counter()
    for at_ms, _ in keys.found.values():
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        expected[at.replace(minute=0, second=0, microsecond=0)] += 1
    assert hours == dict(expected)
    if once:  # one phone: one key a day, the same in both workers
        for day, hits in by_day.items():
            most = [one for one in hits.most_common() if one[0] != GONE]  # before the reader came by
            # A hit may be written down a millisecond before midnight and get its key after it.
            assert sum(number for _, number in most[1:]) <= AT_ONCE, (day, most)
            assert devices[day] in (1, 2)
    assert all(day in devices for day in days)
    later = Background(house.config, LATER.timestamp)
    later.step()
    later.close()
    for key in {key for hits in by_day.values() for key in hits} - {GONE}:
        for path in house.folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            assert key not in content, path
            assert int(key, 16).to_bytes(8) not in content, path
