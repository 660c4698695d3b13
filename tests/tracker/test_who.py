"""Who made a hit, as a really running service counts it."""

import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from tracker.config import make_config
from tracker.database import connect
from tracker.serve import running_server, wait_until_folded

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Safari/537.36"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile"
    " Safari/537.36"
)


@pytest.fixture
def config(tmp_path):
    """Settings of a service with one worker, which sees every hit."""
    return make_config(tmp_path / "campaigns.db", port=0, workers=1)


@pytest.fixture
def codes(mint_batch):
    return mint_batch(copies=60).codes


def classes(config):
    """Return the hits by class, once all are counted."""
    wait_until_folded(config)
    with connect(config, create=False) as db:
        rows = db.execute(
            "SELECT word, sum(hits) FROM hit_hour JOIN hit_word ON hit_word.id = class GROUP BY word"
        )
        return dict(rows.fetchall())


def says(fetch, url):
    return json.loads(fetch(url, "/healthz").body)["checks"]["classes"]["says"]


def test_mail_scanner_is_a_robot_and_said_on_healthz(config, codes, fetch):
    with running_server(config) as url:
        for code in codes[:10]:
            assert fetch(url, f"/{code}", agent=CHROME).status == 302
        assert "7 came in bursts" in says(fetch, url)
        assert classes(config) == {"person": 3, "robot": 7}


def test_a_librarian_and_a_class_with_telephones_are_people(config, codes, fetch):
    with running_server(config) as url:
        for code in codes[:10]:
            fetch(url, f"/{code}", agent=ANDROID, headers={"Accept-Language": "de"})
        for code in codes[:14]:
            fetch(url, f"/{code}")
        assert classes(config) == {"person": 24}


@pytest.mark.slow
def test_telephones_behind_a_proxy_are_told_apart_only_by_one_we_know(config, codes, fetch):
    def scans(url):
        for number, code in enumerate(codes):
            forwarded = {"X-Forwarded-For": f"192.0.2.{number}"}
            assert fetch(url, f"/{code}", agent=ANDROID, headers=forwarded).status == 302

    with running_server(config) as url:
        scans(url)
        assert classes(config) == {"person": 60}
    trusting = make_config(config.database, port=0, workers=1, proxies="loopback")
    with running_server(trusting) as url:
        scans(url)
        assert classes(config) == {"person": 120}


def test_head_is_no_hit_and_loading_ahead_is_no_scan(config, codes, fetch):
    with running_server(config) as url:
        fetch(url, f"/{codes[0]}", "HEAD")
        fetch(url, f"/{codes[0]}", "OPTIONS")
        fetch(url, f"/{codes[0]}", headers={"Sec-Purpose": "prefetch;prerender"})
        fetch(url, f"/{codes[0]}", headers={"Purpose": "preview"})
        fetch(url, f"/{codes[0]}")
        assert classes(config) == {"prefetch": 1, "preview": 1, "person": 1}


def test_agents_of_any_bytes_are_redirected_and_counted(config, codes, fetch):
    agents = (b"\xff\xfe raw", b"\xc3\xbcber/1.0", b"a" * 4000, b"${jndi:ldap://x}", b"%00%n")
    with running_server(config) as url:
        server = urlsplit(url)
        for agent in agents:
            with socket.create_connection((server.hostname, server.port), timeout=60) as connection:
                lines = [f"GET /{codes[0]} HTTP/1.1".encode(), b"Host: x", b"User-Agent: " + agent]
                connection.sendall(b"\r\n".join([*lines, b"Connection: close", b"", b""]))
                assert connection.recv(12).endswith(b"302")
        assert sum(classes(config).values()) == len(agents)
        assert says(fetch, url).startswith("0 hits could not be classified")


@pytest.mark.slow
def test_a_flood_of_new_agents_is_counted_and_said(config, codes, fetch):
    with running_server(config) as url:
        server = urlsplit(url)
        hits, begun = 0, time.monotonic()
        with socket.create_connection((server.hostname, server.port), timeout=60) as connection:
            while time.monotonic() - begun < 60 and "; 0 are unsure" in says(fetch, url):
                request = "".join(
                    f"GET /{codes[0]} HTTP/1.1\r\nHost: x\r\nUser-Agent: {'a.b@c-' * 80}{hits + more}\r\n\r\n"
                    for more in range(200)
                )
                connection.sendall(request.encode())
                received = b""
                while received.count(b"302 Found") < 200:
                    received += connection.recv(65536)
                hits += 200
        assert "; 0 are unsure" not in says(fetch, url)
        counted = classes(config)
        assert sum(counted.values()) == hits
        assert counted["unsure"] > 0


def test_no_agent_and_no_address_is_left_anywhere(config, codes, fetch):
    with running_server(config) as url:
        for number, code in enumerate(codes):
            fetch(
                url,
                f"/{code}",
                agent=f"{CHROME} telling-{number}",
                headers={"X-Forwarded-For": "203.0.113.77"},
            )
        assert sum(classes(config).values()) == 60
        kept = b"".join(path.read_bytes() for path in config.database.parent.rglob("*") if path.is_file())
    assert b"telling" not in kept
    assert b"203.0.113.77" not in kept
    assert b"AppleWebKit" not in kept
