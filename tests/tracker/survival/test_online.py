"""What is found when the doctor looks from outside."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager

import pytest

from tracker.survival.findings import Level
from tracker.survival.online import ask, look_at_plain_http


@contextmanager
def server(port, location):
    """A web server that answers everything with a redirect and notes what it was asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append((self.command, self.path))
            self.send_response(301)
            self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_):
            pass

    try:
        running = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError:
        pytest.skip(f"Port {port} cannot be had here.")
    with running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield running.server_port, asked
        finally:
            running.shutdown()
            thread.join()


def test_it_asks_once_and_follows_nothing():
    with server(0, "https://elsewhere.example/") as (port, asked):
        answer = ask(f"http://127.0.0.1:{port}/BCD2FG")
    assert (answer.status, answer.location, answer.ends) == (301, "https://elsewhere.example/", 0.0)
    assert asked == [("HEAD", "/BCD2FG")]  # which is no hit


@pytest.mark.parametrize(
    ("location", "level"),
    [
        ("https://127.0.0.1/BCD2FG", Level.OK),
        ("https://127.0.0.1/bcd2fg", Level.MEND),  # a scanned code would be counted as typed
        ("https://127.0.0.1/", Level.MEND),
        ("https://www.example.org/BCD2FG", Level.MEND),
        ("http://127.0.0.1/BCD2FG", Level.MEND),
    ],
)
def test_http_must_lead_to_the_same_path_over_https(location, level):
    with server(80, location):
        assert look_at_plain_http("https://127.0.0.1", "/BCD2FG").level is level


def test_a_closed_port_80_is_found():
    with server(80, "https://127.0.0.1/"):
        pass  # skips where somebody else has the port
    finding = look_at_plain_http("https://127.0.0.1", "/BCD2FG")
    assert (finding.level, "cannot be asked" in finding.says) == (Level.MEND, True)
