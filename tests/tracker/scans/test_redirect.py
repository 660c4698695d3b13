import subprocess
import sys
import time

import pytest

from printkit.store.model import Answer
from tracker.clock import Clock
from tracker.scans.agents import Agents
from tracker.scans.fold import segments
from tracker.scans.lines import from_line
from tracker.scans.redirect import Redirect, headers_to
from tracker.scans.senders import entry_of
from tracker.scans.snapshot import SnapshotFile, Target, build, write
from tracker.scans.spool import Spool
from tracker.scans.words import Entry, HitClass

CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124 Mobile Safari/537"
)


class Lean:
    """A lean path over a folder; `ask` sends one request to it."""

    def __init__(self, config, answers):
        config.run_folder.mkdir(exist_ok=True)
        write(build(answers, 1), config.snapshot_file)
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
def lean(config):
    return Lean(
        config,
        [
            Answer("BCD2FG", 1, "url", "https://a.example/x?y=1#z", False),
            Answer("BCD2FH", 1, "url", "https://a.example/", True),
            Answer("BCD2FJ", 1, "url", "javascript:alert(1)", False),
            Answer("BCD2FK", 1, "page", "12", False),
        ],
    )


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
    assert lean.hits() == []


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
