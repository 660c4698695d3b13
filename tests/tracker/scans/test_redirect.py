import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace

import pytest

from tracker.clock import Clock
from tracker.scans.agents import Agents
from tracker.scans.fold import segments
from tracker.scans.lines import from_line
from tracker.scans.redirect import Redirect, headers_to
from tracker.scans.senders import entry_of
from tracker.scans.snapshot.head import Target
from tracker.scans.snapshot.reading import SnapshotFile
from tracker.scans.spool import Spool
from tracker.scans.staff_pass import make_pass, pass_key
from tracker.scans.words import Entry, Hit, HitClass, Missed

CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124 Mobile Safari/537"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131 Safari/5"
)
NO_CODE = str.maketrans("01", "XY")


class Lean:
    """A lean path over a folder; `ask` sends one request to it."""

    def __init__(self, config):
        self.folder = config.spool_folder
        self.app = Redirect(
            SnapshotFile(config.snapshot_file),
            Spool(self.folder),
            Agents(),
            Clock("token"),
            self.pages,
            config,
        )
        self.behind = None

    def pages(self, environ, start_response):
        self.behind = dict(environ)
        start_response("404 Not Found", [])
        return [b"page"]

    def ask(self, path, method="GET", **headers):
        seen = {}

        def start_response(status, fields, exc_info=None):
            seen["status"], seen["fields"] = status, fields

        self.behind = None
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_USER_AGENT": CHROME, **headers}
        body = b"".join(self.app(environ, start_response))
        return int(seen["status"].split()[0]), dict(seen["fields"]), body

    def hits(self):
        lines = [line for path in segments(self.folder) for line in path.read_bytes().splitlines()]
        return [from_line(line) for line in lines]


@pytest.fixture
def lean(config, write_snapshot):
    targets = {
        "BCD2FG": Target(1, "url", "https://a.example/x?y=1#z", False),
        "BCD2FH": Target(1, "url", "https://a.example/", True),
        "BCD2FJ": Target(1, "url", "javascript:alert(1)", False),
        "BCD2FK": Target(1, "page", "12", False),
    }
    write_snapshot(config.snapshot_file, targets)
    return Lean(config)


def test_known_code_is_redirected(lean):
    status, headers, body = lean.ask("/BCD2FG")
    assert status == 302
    assert headers == {
        "Location": "https://a.example/x?y=1#z",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "Content-Length": "0",
    }
    assert body == b""
    (hit,) = lean.hits()
    assert (hit.code, hit.entry, hit.verdict.cls) == ("BCD2FG", Entry.SCANNED, HitClass.PERSON)


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/BCD2FG", Entry.SCANNED),
        ("/bcd2fg", Entry.TYPED),
        ("/bcd2fg/", Entry.TYPED),
        ("/Bcd2fg", Entry.UNKNOWN),
    ],
)
def test_case_tells_how_it_came_in(lean, path, entry):
    assert lean.ask(path)[0] == 302
    assert [hit.entry for hit in lean.hits()] == [entry]


def test_digits_only_tell_nothing():
    assert entry_of("234567") is Entry.UNKNOWN


@pytest.mark.parametrize(
    "path",
    [
        "/", "", "//", "/BCD2FG//", "//BCD2FG", "/x/BCD2FG", "/BCD2FG/x", "/BCD2F", "/BCD2FG\n", "/BCD2FG\0",
        "/BCD2FG ", "/BCD2FGßß", "/BCD2ſG", "/BCD-2FG", "/staff/", "/" + "B" * 20_000, "/BCD2FG?",
        "/BCD2FG;a", "/\xff\xfe", "/BCD2FG\r\nSet-Cookie: x",
    ],
)  # fmt: skip
def test_nothing_else_is_a_code(lean, path):
    assert lean.ask(path)[0] == 404
    assert "signet.answer" not in lean.behind
    assert lean.hits() == []


def test_unknown_code_is_the_pages_business(lean):
    assert lean.ask("/bcd2fz")[0] == 404
    assert (lean.behind["signet.answer"], lean.behind["signet.code"]) == ("unknown", "BCD2FZ")
    (missed,) = lean.hits()
    assert isinstance(missed, Missed)
    assert (missed.code, missed.entry, missed.cls) == ("BCD2FZ", Entry.TYPED, HitClass.PERSON)


def test_head_of_an_unknown_code_is_not_counted(lean):
    assert lean.ask("/bcd2fz", "HEAD")[0] == 404
    assert lean.hits() == []


def test_guessing_is_braked_and_known_codes_are_not(lean):
    """10,000 guesses from one address; known codes go on from there, and from a house beside it."""
    statuses = Counter()
    for number in range(10_000):
        statuses[lean.ask(f"/BBBB{number:04d}".translate(NO_CODE), REMOTE_ADDR="192.0.2.7")[0]] += 1
        if number % 50 == 0:
            for address in ("192.0.2.7", "198.51.100.1"):
                assert lean.ask("/BCD2FG", REMOTE_ADDR=address)[0] == 302
    assert statuses[404] <= 60 + 10
    assert statuses[404] + statuses[429] == 10_000
    lean.app.finish()
    hits = [one for one in lean.hits() if isinstance(one, Hit)]
    missed = [one for one in lean.hits() if isinstance(one, Missed)]
    assert len(hits) == 400
    assert sum(one.times for one in missed) == 10_000
    assert sum(one.times for one in missed if one.refused) == statuses[429]
    assert len(missed) < 200
    assert lean.ask("/BBBBBB", REMOTE_ADDR="198.51.100.1")[0] == 404


def test_who_guessed_too_much_gets_a_kind_page_in_both_languages(lean):
    for _ in range(100):
        status, headers, body = lean.ask("/BBBBBB", REMOTE_ADDR="192.0.2.7")
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 60
    assert headers["Content-Length"] == str(len(body))
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    text = body.decode()
    assert "Diesen Code kennen wir nicht." in text
    assert "We do not know this code." in text
    assert "BBBBBB" not in text
    assert lean.behind is None
    status, headers, body = lean.ask("/BBBBBB", "HEAD", REMOTE_ADDR="192.0.2.7")
    assert (status, body) == (429, b"")


def test_a_forged_forwarded_header_gives_no_new_allowance(lean):
    statuses = [
        lean.ask("/BBBBBB", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"203.0.113.{n % 250}")[0]
        for n in range(300)
    ]
    assert statuses.count(404) <= 61


def test_behind_a_proxy_of_ours_each_client_has_his_own(config, write_snapshot):
    write_snapshot(config.snapshot_file, {"BCD2FG": Target(1, "url", "https://a.example/", False)})
    lean = Lean(replace(config, proxies="loopback"))
    for client in ("203.0.113.9", "203.0.113.10"):
        named = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": client}
        statuses = [lean.ask("/BBBBBB", **named)[0] for _ in range(70)]
        assert statuses.count(404) == 60 // config.workers
    silent = [lean.ask("/BBBBBB", REMOTE_ADDR="127.0.0.1")[0] for _ in range(70)]
    assert silent == [404] * 70  # a proxy that names nobody locks nobody out


def test_who_guesses_quickly_is_a_robot_when_he_hits(lean):
    """A script with the agent of a browser; nobody else with that agent behind another address is."""
    windows = {"HTTP_USER_AGENT": WINDOWS, "HTTP_ACCEPT_LANGUAGE": "de"}
    for number in range(20):
        lean.ask(f"/BBBBB{number % 8 + 2}B", REMOTE_ADDR="192.0.2.7", **windows)
    lean.ask("/BCD2FG", REMOTE_ADDR="192.0.2.7", **windows)
    lean.ask("/BCD2FG", REMOTE_ADDR="198.51.100.1", **windows)
    guessed, other = [one for one in lean.hits() if isinstance(one, Hit)]
    assert (guessed.verdict.cls, guessed.verdict.reason) == (HitClass.ROBOT, "burst")
    assert other.verdict.cls is HitClass.PERSON


def test_a_whole_box_of_bookmarks_tried_with_a_pass_is_no_burst(config, write_snapshot):
    codes = [f"BCD2{a}{b}" for a in "BCDFGHJK" for b in "BCDFGHJK"]
    write_snapshot(
        config.snapshot_file, {code: Target(1, "url", "https://a.example/", False) for code in codes}
    )
    lean = Lean(config)
    value = make_pass(pass_key(config.run_folder), int(time.time()) + 60)
    lean.app.tend()
    for code in codes:
        lean.ask(f"/{code}", REMOTE_ADDR="192.0.2.7", HTTP_COOKIE=f"signet-pass={value}")
    assert {(hit.staff, hit.verdict.cls) for hit in lean.hits()} == {(True, HitClass.PERSON)}
    lean.ask(f"/{codes[0]}", REMOTE_ADDR="192.0.2.7")
    assert lean.hits()[-1].verdict.cls is HitClass.PERSON


def test_a_staff_pass_is_noted_with_the_hit(lean, config):
    value = make_pass(pass_key(config.run_folder), int(time.time()) + 60)
    lean.app.tend()
    phone = {"REMOTE_ADDR": "192.0.2.7"}
    assert lean.ask("/BCD2FG", HTTP_COOKIE=f"signet-pass={value}", **phone)[0] == 302
    assert lean.ask("/BCD2FG", HTTP_COOKIE=f"signet-pass={value[:-1]}", **phone)[0] == 302
    assert lean.ask("/BCD2FG", **phone)[0] == 302
    first, second, third = lean.hits()
    assert [hit.staff for hit in (first, second, third)] == [True, False, False]
    assert first.verdict == second.verdict == third.verdict
    assert first.key == second.key == third.key


def test_retired_code_is_a_hit_and_then_a_page(lean):
    assert lean.ask("/BCD2FH")[0] == 404
    assert (lean.behind["signet.answer"], lean.behind["signet.code"]) == ("retired", "BCD2FH")
    assert [hit.code for hit in lean.hits()] == ["BCD2FH"]
    lean.ask("/BCD2FH", "HEAD")
    assert lean.behind["signet.answer"] == "retired"
    assert len(lean.hits()) == 1


def test_head_is_answered_and_no_hit(lean):
    assert lean.ask("/BCD2FG", "HEAD")[:2] == lean.ask("/BCD2FG")[:2]
    assert len(lean.hits()) == 1


def test_options_are_answered_and_no_hit(lean):
    status, headers, _ = lean.ask("/BCD2FG", "OPTIONS")
    assert (status, headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert lean.hits() == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "get", "X" * 500])
def test_other_methods_are_refused(lean, method):
    status, headers, _ = lean.ask("/BCD2FG", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert lean.hits() == []


def test_prefetch_is_redirected_and_is_no_scan(lean):
    assert lean.ask("/BCD2FG", HTTP_SEC_PURPOSE="prefetch;prerender")[0] == 302
    assert [hit.verdict.cls for hit in lean.hits()] == [HitClass.PREFETCH]


def test_demo_says_what_time_it_is(lean):
    lean.ask("/BCD2FG", HTTP_X_SIGNET_CLOCK=Clock("token").header(1_700_000_000))
    lean.ask("/BCD2FG", HTTP_X_SIGNET_CLOCK="wrong 1700000000")
    first, second = lean.hits()
    assert first.at_ms == 1_700_000_000_000
    assert second.at_ms > 1_700_000_000_000


@pytest.mark.parametrize("code", ["BCD2FJ", "BCD2FK"])
def test_stored_nonsense_is_never_a_location(lean, code):
    status, headers, _ = lean.ask(f"/{code}")
    assert status == 404
    assert "Location" not in headers
    assert b'"destinations": {"ok": false' in lean.ask("/healthz")[2]


@pytest.mark.parametrize(
    "reference",
    [
        "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "//evil.example", "",
        "https://", "https://a.example/\r\nSet-Cookie: a=b", "https://a.example/\n", " https://a.example/",
        "https://a.example/ b", "https://ä.example/", "https://a.example/\u2028", "HTTPS://a.example",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_are_locations(reference):
    assert headers_to(Target(1, "url", reference, False)) is None


def test_trouble_with_the_spool_costs_no_redirect(lean):
    lean.folder.write_text("in the way")
    for _ in range(3):
        assert lean.ask("/BCD2FG")[0] == 302
    status, _, body = lean.ask("/healthz")
    assert status == 503
    assert b"3 hits wait in memory" in body
    lean.folder.unlink()
    time.sleep(0.3)
    lean.app.tend()
    assert len(lean.hits()) == 3
    assert b"0 hits wait in memory, 0 lost" in lean.ask("/healthz")[2]


def test_trouble_with_the_classifier_costs_no_redirect(config, lean):
    class Broken(Agents):
        """A classifier with a fault in it, as a new pattern may bring."""

        def classify(self, environ):
            raise RecursionError

    lean.app = Redirect(
        SnapshotFile(config.snapshot_file), Spool(lean.folder), Broken(), Clock(), lean.pages, config
    )
    assert lean.ask("/BCD2FG")[0] == 302
    assert [hit.verdict.reason for hit in lean.hits()] == ["not-classified"]
    assert b"1 hits could not be classified" in lean.ask("/healthz")[2]


def test_without_any_snapshot_patrons_are_asked_to_wait(config, lean):
    config.snapshot_file.unlink()
    lean.app = Redirect(
        SnapshotFile(config.snapshot_file), Spool(lean.folder), Agents(), Clock(), lean.pages, config
    )
    status, headers, body = lean.ask("/BCD2FG")
    assert (status, headers["Retry-After"]) == (503, "2")
    assert b"Augenblick" in body
    assert lean.ask("/healthz")[0] == 503


def test_health_has_no_secrets(config, lean):
    _, headers, body = lean.ask("/healthz")
    assert headers["Content-Type"] == "application/json"
    assert str(config.run_folder).encode() not in body
    assert b"token" not in body
    assert lean.ask("/healthz", "HEAD")[2] == b""
    assert lean.ask("/healthz", "POST")[0] == 405


def test_hit_says_nothing_about_the_patron(lean):
    lean.ask(
        "/BCD2FG",
        HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 10; Secret 4711) AppleWebKit/537.36 Mobile",
        REMOTE_ADDR="203.0.113.77",
        HTTP_X_FORWARDED_FOR="203.0.113.78",
        HTTP_COOKIE="a=4711",
        HTTP_REFERER="https://4711.example/",
        HTTP_ACCEPT_LANGUAGE="de-4711",
    )
    content = b"".join(path.read_bytes() for path in segments(lean.folder))
    assert b"4711" not in content
    assert b"203.0" not in content


def test_lean_path_loads_no_heavy_package():
    program = """
import sys
import tracker.scans.redirect
heavy = {"flask", "reportlab", "numpy", "pikepdf", "sqlite_utils", "PIL", "granian", "click"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_two_organisations_cannot_compare_their_devices(config, write_snapshot):
    ours, theirs = (Target(n, "url", "https://a.example/", False, organisation_id=n) for n in (1, 2))
    write_snapshot(config.snapshot_file, {"BCD2FG": ours, "BCD2FH": ours, "BCD2FJ": theirs})
    lean = Lean(config)
    for code in ("BCD2FG", "BCD2FH", "BCD2FJ", "BCD2FJ"):
        assert lean.ask(f"/{code}", REMOTE_ADDR="192.0.2.7")[0] == 302
    keys = [hit.key for hit in lean.hits()]
    assert keys[0] == keys[1] != keys[2] == keys[3]
    assert None not in keys
