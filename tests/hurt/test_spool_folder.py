"""What may lie in the folder of the spool besides whole segments: nothing of it stops the counting."""

import os
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from zlib import crc32

import pytest

from tracker.background import Background
from tracker.database import connect
from tracker.scans.counts import SqliteCounts

NOW = int(time.time() * 1000)
YESTERDAY = NOW - 86_400_000


def line(code, at_ms=NOW, key=b"0123456789abcdef"):
    """Return a hit as the spool has it, written by hand."""
    fields = f"2\t{at_ms}\t{code}\tperson\tbrowser\tscanned\tphone\tios\tsafari\tde".encode()
    return b"%08x\t%b\t%b\n" % (crc32(fields), fields, key)


def name(number, at_ms=NOW):
    return f"{at_ms:013d}-{number}-0123abcd.spool"


@pytest.fixture
def spool(house):
    house.config.spool_folder.mkdir(parents=True)
    return house.config.spool_folder


@contextmanager
def alarm(seconds):
    """Fail if the block hangs, as it does when it opens a pipe that nobody writes to."""

    def ring(*_):
        raise AssertionError("it hangs")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def a_day(house, capfd):
    """Let a background process count, remove what is old and end the day; return what it complains of."""
    with alarm(120):
        background = Background(house.config)
        background.step()
        background.close()
    return capfd.readouterr().err


def test_foreign_files_stop_nothing(house, spool, capfd, tmp_path):
    """Whoever may write here may do worse than stop the counting; but a slip must not stop it either."""
    code = house.codes[0]
    (spool / name(1)).write_bytes(line(code) * 3)
    (spool / name(2)).mkdir()
    os.mkfifo(spool / name(3))
    os.utime(spool / name(3), (1_600_000_000, 1_600_000_000))
    (spool / name(4)).symlink_to(name(1))
    (spool / name(5)).symlink_to("nowhere")
    (spool / name(6)).symlink_to("/dev/zero")
    (spool / name(7)).symlink_to(tmp_path)
    (spool / name(8)).touch()
    (spool / "notes.txt").write_bytes(line(code))
    (spool / "core").mkdir()
    (spool / name(9, 9_999_999_999_999)).write_bytes(line(code))
    assert a_day(house, capfd) == ""
    with connect(house.config, create=False) as db:
        assert SqliteCounts(db).totals().hits == 4
        assert SqliteCounts(db).totals().faults == 0
    assert house.books().events == {code: 4}
    assert {path.name for path in spool.iterdir()} >= {name(number) for number in range(2, 8)}


def test_damaged_segments_cost_their_damage_only(house, spool, capfd):
    good, code = line(house.codes[0]), house.codes[0]
    flipped = bytearray(good * 3)
    flipped[len(good) + 20] ^= 1
    (spool / name(1)).write_bytes(good * 2 + good[:-20])
    (spool / name(2)).write_bytes(flipped)
    (spool / name(3)).write_bytes(bytes(5000))
    (spool / name(4)).write_bytes(os.urandom(5000).replace(b"\n", b"") + b"\n" + good)
    (spool / name(5)).write_bytes(good.replace(b"\n", b"\r\n"))
    (spool / name(6)).write_bytes(b"\n\n\n" + good[10:] + good)
    assert a_day(house, capfd) == ""
    with connect(house.config, create=False) as db:
        assert SqliteCounts(db).totals().hits == 2 + 2 + 0 + 1 + 0 + 1
        assert SqliteCounts(db).totals().faults == 1 + 1 + 1 + 1 + 1 + 1
    books = house.books()
    books.balance()
    assert books.events == {code: 6}


def test_segment_that_shrinks_is_not_counted_again(house, spool, capfd):
    """A file system check after a power cut may cut off what was counted already."""
    path = spool / name(1)
    path.write_bytes(line(house.codes[0]) * 10)
    a_day(house, capfd)
    os.truncate(path, len(line(house.codes[0])) * 4)
    a_day(house, capfd)
    (spool / name(2)).write_bytes(line(house.codes[1]))
    a_day(house, capfd)
    assert house.books().events == {house.codes[0]: 10, house.codes[1]: 1}


def test_segment_that_may_not_be_read_stops_no_other(house, spool):
    """Somebody ran a service as root once: its segments stay, and all others are counted and blanked."""
    if os.geteuid():
        pytest.skip("Only root can make files that others may not read, and become another.")
    nobody, code = 65534, house.codes[0]
    (spool / name(1)).write_bytes(line(code, YESTERDAY))
    (spool / name(1)).chmod(0o600)
    (spool / name(2)).write_bytes(line(code, YESTERDAY) * 2)
    for path in (house.folder, house.database, house.config.run_folder, spool, spool / name(2)):
        os.chown(path, nobody, nobody)
    for folder in list(house.folder.parents)[:-1]:
        folder.chmod(folder.stat().st_mode | 0o011)
    child = os.fork()
    if not child:
        _be(nobody, house)
    os.waitpid(child, 0)
    said = house.log.read_text()
    assert "Permission denied" in said
    assert "Traceback" not in said
    assert house.books().events == {code: 2}
    assert b"0123456789abcdef" not in (spool / name(2)).read_bytes()
    assert b"0123456789abcdef" in (spool / name(1)).read_bytes()


def _be(user, house):
    """Become another user in a process of its own, let the background process work a step, and end."""
    try:
        os.dup2(os.open(house.log, os.O_WRONLY | os.O_CREAT), 2)
        sys.stderr = os.fdopen(2, "w")
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
        background = Background(house.config)
        background.step()
        background.close()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


@pytest.mark.slow
def test_thousands_of_segments_are_counted_while_serving(house, spool):
    """A run folder of years, or workers that die every second."""
    for number in range(1, 4001):
        (spool / name(number, NOW + number)).write_bytes(line(house.codes[number % 10], NOW + number))
    with house.open(workers=1), house.load(clients=2) as load:
        house.until(lambda: load.mark() > 100)
        house.wait_until_folded()
        house.wait_until_well()
        os.mkfifo(spool / name(5000))
        (spool / name(5001)).mkdir()
        load.wait_for_more(100)
        load.stop()
        house.wait_until_folded()
    books = house.books()
    books.balance()
    assert books.hits == 4000 + sum(load.received.values())
