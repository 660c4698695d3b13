"""Everything at once on one folder: commands, backups, a second service, while patrons scan. Slow."""

import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from printkit.store.batches import find_code
from printkit.store.destinations import retarget, retire, revive
from tracker.database import connect
from tracker.survival.backup import read_checked

pytestmark = pytest.mark.slow
BASE = "https://qr.example.de"
BIN = Path(sys.executable).parent


def command(house, *words):
    """Start a command of ours on the house's database."""
    program, *rest = words
    return subprocess.Popen(
        [BIN / program, *rest, "--database", house.database],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=house.folder.parent,
    )


def test_all_commands_at_once_while_patrons_scan(house, tmp_path):
    target = (house.codes[0], "--base-url", BASE, "--to", "https://www.example.org/new")
    design = (
        "--design",
        "wish-bookmark",
        "--base-url",
        BASE,
        "--to",
        "https://a.example/",
        "--field",
        "library=L",
    )
    with house.open(workers=2), house.load(clients=4, pause=0.002) as load:
        house.until(lambda: load.mark() > 200)
        running = [
            command(house, "tracker", "recount", "--apply"),
            command(house, "tracker", "recount", "--apply"),
            command(house, "tracker", "backup", str(tmp_path / "one.db")),
            command(house, "tracker", "backup", str(tmp_path / "two.db")),
            command(house, "tracker", "retention", "--days", "30"),
            command(house, "tracker", "export", "-o", str(tmp_path / "export.csv")),
            command(house, "tracker", "stats"),
            command(house, "printkit", "mint", "--campaign", "Neu", "--copies", "2000", *design),
            command(house, "printkit", "retarget", *target),
        ]
        said = {" ".join(map(str, one.args[1:4])): one.communicate(timeout=300)[0] for one in running}
        failed = {
            said_by: words for said_by, words in said.items() if "Traceback" in words or "Error" in words
        }
        assert not failed
        assert [one.returncode for one in running] == [0] * len(running), said
        house.until(lambda: load.targets[b"https://www.example.org/new"])
        load.wait_for_more(100)
        load.stop()
        house.wait_until_well()
        house.wait_until_folded()
    assert not load.others
    assert not load.unanswered
    house.books().agree_with(load)
    for backup in ("one.db", "two.db"):
        assert read_checked(tmp_path / backup, tmp_path / backup).codes >= 11


def test_second_service_is_refused_and_harms_nothing(house):
    with house.open(workers=1), house.load(clients=2) as load:
        house.until(lambda: load.mark() > 50)
        for port in ("0", str(house.config.port)):
            second = command(house, "tracker", "serve", "--port", port)
            words = second.communicate(timeout=300)[0]
            assert second.returncode == 1, words
            assert "Traceback" not in words
        load.wait_for_more(50)
        load.stop()
        house.wait_until_folded()
    assert not load.others
    assert not load.unanswered
    house.books().agree_with(load)


def takes_the_wish_to_end(pid):
    """Whether a process has come so far that SIGTERM does not simply end it."""
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_two_backgrounds_count_once(house):
    """A background process that was left behind, and the one of the service."""
    house.config.run_folder.mkdir(exist_ok=True)
    script = [sys.executable, "-P", "-m", "tracker.background", house.config.to_json()]
    with house.open(workers=2), house.load(clients=4) as load:
        others = [subprocess.Popen([*script, str(os.getpid())]) for _ in range(2)]
        for other in others:
            house.until(partial(takes_the_wish_to_end, other.pid))
        load.wait_for_more(2000)
        load.stop()
        for other in others:
            other.terminate()
            assert other.wait(120) == 0
        house.wait_until_folded()
    assert not load.others
    house.books().agree_with(load)


MOST_SECONDS, TRIES = 5, 5
"""One, where nobody else works; where somebody does for a while, at one of the tries."""


def seconds_until_none(old, new):
    """Return how long answers of the old kind came: until 500 of the new kind came and none of the old."""
    begun = last = time.monotonic()
    seen, at = old(), new()
    while new() < at + 500:
        now = time.monotonic()
        assert now < begun + 120, "the old ones never end"
        if old() != seen:
            seen, at, last = old(), new(), now
        time.sleep(0.01)
    return last - begun


def seconds_until_live(db, code, load):
    """Give a code one new destination after the other; yield how long answers led to the one before."""
    old = b"https://www.example.org/"
    for number in range(TRIES):
        new = b"https://www.example.org/%d" % number
        retarget(db, find_code(db, code), new.decode())
        yield seconds_until_none(partial(load.targets.get, old, 0), partial(load.targets.get, new, 0))
        old = new


def seconds_until_retired(db, code, load):
    """Retire a code again and again; yield how long answers still led somewhere."""
    for _ in range(TRIES):
        retire(db, find_code(db, code))
        yield seconds_until_none(load.mark, partial(load.others.get, 410, 0))
        revive(db, find_code(db, code))
        load.wait_for_more(100)


def test_changes_are_live_within_a_second_under_load(house):
    """After that second no worker leads to where the code led before; a retired one leads nowhere."""
    code = house.codes[0]
    house.codes = [code]
    with house.open(workers=4), house.load(clients=8, pause=0.001) as load:
        house.until(lambda: load.mark() > 500)
        with connect(house.config, create=False) as db:
            assert any(seconds < MOST_SECONDS for seconds in seconds_until_live(db, code, load))
            assert any(seconds < MOST_SECONDS for seconds in seconds_until_retired(db, code, load))
            assert load.others.keys() == {410}
        load.stop()
        house.wait_until_folded()
    books = house.books()
    books.balance()
    assert books.hits == sum(load.received.values()) + load.others[410]
