"""Every figure of a real service against a model on paper: phones, previews, scanners, staff, guessers. Slow.

Requests go to several workers in random phases, each with the time that it says (the demo's clock). What must
be counted is worked out here from the list of requests alone, by rules that share no code with the product.
"""

import csv
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from printkit.store.batches import find_batch
from printkit.store.organisations import set_organisation
from printkit.store.places import hand_out
from tracker.clock import Clock
from tracker.config import make_config
from tracker.database import connect
from tracker.scans.recount import differences
from tracker.scans.staff_pass import KEY_FILE, cookie_name, make_pass
from tracker.serve import running_server, wait_until_folded

pytestmark = pytest.mark.slow
TOKEN, KEY = "paper", b"k" * 32
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Safari/537.36"
)
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PREVIEW = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
KINDS = ("phone", "staff", "scanner", "robot", "preview", "prefetch", "guesser", "head")
SHARES = (60, 6, 12, 4, 6, 3, 6, 3)
AGENTS = {"scanner": CHROME, "robot": GOOGLEBOT, "preview": PREVIEW}


class Ask(NamedTuple):
    """One request. ``at`` is in milliseconds since 1970, ``who`` a number that becomes an address."""

    at: int
    kind: str
    who: int
    written: str

    @property
    def code(self):
        return self.written.upper()

    @property
    def entry(self):
        return "scanned" if self.written.isupper() else "typed" if self.written.islower() else "unknown"


def traffic(chance, codes, begins, count):
    """Return requests in order of time, with pauses around the limits of repeats and bursts."""
    asks, at = [], begins
    for _ in range(count):
        at += chance.choice((2, 3, 40, 900, 2_500, 7_000))  # of two at once nobody could say who was first
        kind = chance.choices(KINDS, SHARES)[0]
        code = "".join(chance.choices(LETTERS, k=8)) if kind == "guesser" else chance.choice(codes[:9])
        if chance.random() < 0.06:  # somebody reads the page and comes back, just in time or just not
            at += chance.choice((59_000, 59_999, 60_000, 60_001))
        spelling = chance.choice((str.upper, str.upper, str.lower, lambda text: text[:3].lower() + text[3:]))
        asks.append(Ask(int(at / 1000 * 1000), kind, chance.randrange(5), spelling(code)))
    return asks


def on_paper(asks):
    """Return each recorded hit with its class: a scan, what is no scan, or a repeat of a scan."""
    scans, asked, burst = defaultdict(list), defaultdict(dict), {}
    for one in asks:
        cls = {"robot": "robot", "preview": "preview", "prefetch": "prefetch"}.get(one.kind, "person")
        if one.kind in ("guesser", "head"):
            continue
        if one.kind == "scanner":  # names no language: four codes within a minute, until it is quiet for one
            asked[one.who][one.code] = one.at
            of_late = sum(one.at - then < 60_000 for then in asked[one.who].values())
            if of_late >= 4 or (one.who in burst and one.at - burst[one.who] < 60_000):
                burst[one.who], cls = one.at, "robot"
        if cls == "person" and one.kind != "staff":
            known = scans[one.kind, one.who, one.code]
            if known and one.at - known[-1] < 60_000:
                cls = "repeat"
            else:
                known.append(one.at)
        yield one, cls


class Clients:
    """Sends requests over several connections, so that all workers get some."""

    def __init__(self, url, chance):
        where = urlsplit(url)
        self.connections = [HTTPConnection(where.hostname, where.port, timeout=120) for _ in range(12)]
        self.chance, self.clock = chance, Clock(TOKEN)
        self.pass_ = make_pass(KEY, int(time.time()) + 86_400)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()

    def send(self, ask):
        connection = self.chance.choice(self.connections)
        network = KINDS.index(ask.kind)
        headers = {
            "X-Forwarded-For": f"198.51.{network}.{ask.who}",
            "User-Agent": AGENTS.get(ask.kind, PHONE),
            "X-Signet-Clock": self.clock.header(ask.at / 1000),
        }
        if ask.kind == "staff":
            headers["Cookie"] = f"{cookie_name(False)}={self.pass_}"
        if ask.kind == "prefetch":
            headers["Sec-Purpose"] = "prefetch"
        connection.request("HEAD" if ask.kind == "head" else "GET", f"/{ask.written}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in ((404, 429) if ask.kind == "guesser" else (302,)), (ask, answer.status)


def background_of(config):
    """Return the process that counts."""
    wanted = re.compile(rb"tracker\.background\0.*" + re.escape(os.fsencode(config.run_folder)))
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if wanted.search(path.read_bytes()):
                return int(path.parent.name)
    raise AssertionError("nobody counts")


def wait_until_well(url):
    """Wait until every process has said that all is well, so that none of them has anything to begin with."""
    until, where = time.monotonic() + 120, urlsplit(url)
    while True:
        with closing(HTTPConnection(where.hostname, where.port, timeout=120)) as connection:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            says = answer.read()
        if answer.status == 200:
            return
        assert time.monotonic() < until, says
        time.sleep(0.05)


def command(config, *words):
    """Run one of tracker's commands and return what it prints."""
    program = Path(sys.executable).with_name("tracker")
    done = subprocess.run(
        [program, *words, "--database", config.database], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize(("seed", "workers"), [(1, 1), (3, 4)])
def test_figures_are_those_on_paper(tmp_path, mint_two, seed, workers):
    chance, now = random.Random(seed), datetime.now(UTC)
    config = make_config(tmp_path / "campaigns.db", port=0, workers=workers, proxies="loopback")
    zone = f"Etc/GMT{now.hour - 12:+d}"  # where it is noon now, far from midnight
    today = (now + timedelta(hours=12 - now.hour)).date()
    codes, batch_of, position_of = mint_two(config)
    with connect(config) as db:
        set_organisation(db, time_zone=zone)
        hand_out(db, find_batch(db, 1), "Mitte", today, first=1, last=2)
        hand_out(db, find_batch(db, 1), "Nord", today + timedelta(days=1), first=3, last=5)
    config.run_folder.mkdir(exist_ok=True)
    (config.run_folder / KEY_FILE).write_bytes(KEY)
    asks = traffic(chance, codes, int(now.timestamp() * 1000) - 6_000_000, 700)
    with running_server(config, clock_token=TOKEN) as url, Clients(url, chance) as clients:
        wait_until_well(url)
        counting = background_of(config)
        for start in range(0, len(asks), 175):
            os.kill(counting, signal.SIGSTOP)  # so that the model need not know what is folded when
            for ask in asks[start : start + 175]:
                clients.send(ask)
            os.kill(counting, signal.SIGCONT)
            wait_until_folded(config, seconds=120)
    compare(config, list(on_paper(asks)), asks, batch_of, position_of, today)


def compare(config, hits, asks, batch_of, position_of, today):
    """Hold `stats`, `export` and `recount` against the list of hits."""

    def is_test(ask):  # of batch 1 only the first two pieces are handed out
        return ask.kind == "staff" or (batch_of[ask.code] == 1 and position_of[ask.code] > 2)

    people = [ask for ask, cls in hits if cls == "person"]
    scans = [ask for ask in people if not is_test(ask)]
    said = {one["batch"]: one for one in json.loads(command(config, "stats", "--json"))["batches"]}
    for batch in (1, 2):
        mine = [(ask, cls) for ask, cls in hits if batch_of[ask.code] == batch]
        of_batch = [ask for ask in scans if batch_of[ask.code] == batch]
        assert said[batch]["hits"] == len(mine)
        assert said[batch]["scans"] == len(of_batch)
        assert said[batch]["tests"] == sum(is_test(ask) for ask in people if batch_of[ask.code] == batch)
        assert said[batch]["pieces_scanned"] == len({ask.code for ask in of_batch})
        classes = Counter(cls for _, cls in mine)
        assert {cls: number for cls, number in said[batch]["classes"].items() if number} == classes
        entries = Counter(ask.entry for ask in of_batch)
        assert {entry: number for entry, number in said[batch]["entries"].items() if number} == entries
    days = exported(config, "days")
    assert sum(int(row["scans"]) for row in days) == len(scans)
    assert sum(int(row["hits"]) for row in days) == len(hits)
    unknown = exported(config, "unknown-hours")
    assert sum(int(row["times"]) for row in unknown) == sum(ask.kind == "guesser" for ask in asks)
    devices = {(row["of"], row["number"]): int(row["devices"]) for row in exported(config, "devices")}

    def at_least(*batches):  # devices; each test takes one off, since a device may have made nothing else
        own = [(ask, cls) for ask, cls in hits if batch_of[ask.code] in batches and ask.kind != "staff"]
        seen = {(ask.kind, ask.who) for ask, cls in own if cls in ("person", "repeat")}
        scanned = [(ask.kind, ask.who) for ask, cls in own if cls == "person" and not is_test(ask)]
        tests = sum(cls == "person" for _, cls in own) - len(scanned)
        found = min(max(len(seen) - tests, min(len(scanned), 1)), len(scanned))
        assert found <= len(set(scanned))
        return found

    assert {key: value for key, value in devices.items() if key[0] != "campaign"} == {
        ("batch", "1"): at_least(1), ("batch", "2"): at_least(2), ("organisation", "1"): at_least(1, 2),
    }  # fmt: skip
    with connect(config, create=False) as db:
        assert differences(db, 1) == differences(db, 2) == ()
        assert db.execute("SELECT faults, strangers FROM spool_total").fetchone() == (0, 0)


def exported(config, kind):
    return list(csv.DictReader(io.StringIO(command(config, "export", "--of", kind))))


@pytest.fixture
def mint_two():
    """A function that mints two batches of five pieces and tells whose each code is, and where."""
    from printkit.store.links import BaseUrl
    from printkit.store.mint import MintOrder, mint
    from printkit.store.model import BatchKind

    def minted(config):
        base, codes, batch_of, position_of = BaseUrl.parse("https://qr.example.de"), [], {}, {}
        with connect(config) as db:
            for number in (1, 2):
                order = MintOrder("C", BatchKind.PER_PIECE, 5, "d", {}, {"a": b""}, base, "https://www.example.org/",
                                  name=f"batch {number}")  # fmt: skip
                made = mint(db, order).codes
                codes += made
                batch_of |= dict.fromkeys(made, number)
                position_of |= {code: position for position, code in enumerate(made, 1)}
        return codes, batch_of, position_of

    return minted
