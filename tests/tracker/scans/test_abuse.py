"""Guessing, mail scanners and staff passes against a real service of several workers."""

import http.client
import time
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from tracker.clock import Clock
from tracker.reports.figures import batch_figures
from tracker.reports.unknown import unknown_codes, unknown_figures
from tracker.scans.staff_pass import make_pass, pass_key
from tracker.serve import running_server, wait_until_folded

pytestmark = pytest.mark.slow
ALPHABET = "BCDFGHJKMNPQRSTVWXYZ"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
    " Safari/537.36"
)


@pytest.fixture
def minted(mint_batch):
    return mint_batch(copies=40)


class Client:
    """One who keeps a connection, behind a proxy of ours that says for whom."""

    def __init__(self, url, address):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.named = {"X-Forwarded-For": address}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def ask(
        self, path, agent="Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605 Safari/604"
    ):
        begun = time.perf_counter()
        self.connection.request("GET", path, headers={"User-Agent": agent, **self.named})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - begun


def guesses(count, taken):
    found = (f"/{a}{b}{c}{d}22" for a in ALPHABET for b in ALPHABET for c in ALPHABET for d in ALPHABET)
    return [
        path for path, _ in zip((one for one in found if one[1:] not in taken), range(count), strict=False)
    ]


def test_ten_thousand_guesses_beside_a_librarys_shared_address(config, db, minted, until):
    """Guesses one after the other; the same address and the library go on, and staff see it all."""
    with running_server(replace(config, proxies="loopback")) as url, ExitStack() as open_ones:
        guesser, known, library = (
            open_ones.enter_context(Client(url, address))
            for address in ("203.0.113.9", "203.0.113.9", "198.51.100.1")
        )
        statuses, slowest = [], 0.0
        for number, path in enumerate(guesses(10_000, minted.codes)):
            statuses.append(guesser.ask(path)[0])
            if number % 500 == 0:
                for client in (known, library):
                    status, seconds = client.ask(f"/{minted.codes[number // 500]}")
                    assert status == 302
                    slowest = max(slowest, seconds)
        assert [library.ask(f"/ZZZZZ{n}2".lower())[0] for n in "BCDFGHJK"] == [404] * 8
        until(lambda: unknown_figures(db).asked >= 10_008)  # sums come once a second
        library.connection.request("GET", "/healthz")
        assert b"refused as guesses" in library.connection.getresponse().read()
    assert set(statuses) == {404, 429}
    assert statuses.count(404) < 60 + 30
    assert slowest < 30  # well below a second, where nobody else works
    figures = unknown_figures(db)
    assert figures.asked == 10_008
    assert figures.refused == statuses.count(429)
    assert len(unknown_codes(db, most=None, least=1)) < 40
    (batch,) = batch_figures(db)
    assert batch.hits == 40


@pytest.mark.parametrize("workers", [2, 4])
def test_a_mail_scanner_is_one_however_many_workers_it_meets(config, db, minted, fetch, workers):
    """Each link over a connection of its own: seven scans, then a robot, as with one worker."""
    clock, begun = Clock("s3cret"), time.time()  # however busy this machine is, it asks in quick succession
    with running_server(replace(config, workers=workers), clock_token="s3cret") as url:
        for number, code in enumerate(minted.codes[:20]):
            headers = {"Accept-Language": "de", "X-Signet-Clock": clock.header(begun + number / 50)}
            assert fetch(url, f"/{code}", agent=WINDOWS, headers=headers).status == 302
        wait_until_folded(config)
    (batch,) = batch_figures(db)
    assert (batch.classes.person, batch.classes.robot) == (7, 13)


def test_scans_with_a_staff_pass_are_tests(config, db, minted, fetch):
    config.run_folder.mkdir()
    value = make_pass(pass_key(config.run_folder), int(time.time()) + 3600)
    with running_server(config) as url:
        for number, code in enumerate(minted.codes[:6]):
            cookie = {"Cookie": f"signet-pass={value}"} if number < 4 else {}
            assert fetch(url, f"/{code}", headers=cookie).status == 302
        wait_until_folded(config)
    (batch,) = batch_figures(db)
    assert (batch.hits, batch.scans, batch.tests, batch.pieces_scanned) == (6, 2, 4, 2)
