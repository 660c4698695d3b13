"""Ten thousand hits of people who can be told apart, over errors and kills: nothing tells who it was."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracker.background import Background
from tracker.database import connect
from tracker.privacy.salt import SALT_FILE, Salt
from tracker.survival.backup import back_up

pytestmark = pytest.mark.slow
AGENT = "Mozilla/5.0 (Linux; Android 14; Zebrafink {}) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36"
ADDRESSES = [f"203.0.113.{n}" for n in range(30)] + [f"2001:db8:feed:beef::{n:x}" for n in range(30)]
TELLING = [
    *(b"Zebrafink", b"203.0.113.", b"feed:beef", b"2001:db8", b"webmail.example", b"Kolibri"),
    *(socket.inet_pton(socket.AF_INET6, "2001:db8:feed:beef::")[:8], b"s3cr3t-passw0rd"),
]


def request(path, chance, method="GET", body="", header="X-Forwarded-For", kept=False):
    number, connection = chance.randrange(len(ADDRESSES)), "keep-alive" if kept else "close"
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: {AGENT.format(number)}\r\n"
        f"{header}: {ADDRESSES[number]}\r\nReferer: https://webmail.example/Kolibri\r\n"
        f"Connection: {connection}\r\nCookie: a=Kolibri\r\nAccept-Language: de\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def send(house, chance, times):
    """Ask for codes over kept connections; return how many redirects came."""
    received, sent = 0, 0
    while sent < times:
        try:
            with socket.create_connection(("127.0.0.1", house.config.port), timeout=120) as connection:
                while sent < times:
                    sent += 1
                    connection.sendall(request(f"/{chance.choice(house.codes)}", chance, kept=True))
                    answer = connection.recv(65536)
                    received += answer.startswith(b"HTTP/1.1 302")
                    if not answer:
                        break
        except OSError:
            time.sleep(0.02)
    return received


def make_trouble(house, service, chance):
    """What writes something down, if anything does: faults, kills, refusals, full limits."""
    for path in (
        "/BBBBBB",
        "/!!",
        "/staff/",
        "/%00",
        "/" + "B" * 9000,
        "/?code=Kolibri",
        "/healthz",
        "/staff/nowhere",
    ):
        house.raw(request(path, chance))
        house.raw(request(path, chance, header="Forwarded"))
    form = "username=Kolibri&password=s3cr3t-passw0rd"
    house.raw(request("/staff/sign-in", chance, "POST", form))
    house.raw(request(f"/{house.codes[0]}", chance, "DELETE"))
    house.raw(request("/x\x00", chance) + b"\xff\xfe Zebrafink 203.0.113.9\r\n\r\n")
    for pid in [*service.workers()[:1], *service.background()]:
        os.kill(pid, signal.SIGKILL)
    with connect(house.config, create=False) as db:
        db.execute("BEGIN EXCLUSIVE")
        house.raw(request("/staff/", chance))
        time.sleep(2.5)
        db.execute("ROLLBACK")


def found_in(folder, words):
    files = [path for path in folder.rglob("*") if path.is_file()]
    content = {path: path.read_bytes() for path in files}
    return [(path.name, word) for path in files for word in words if word in content[path]]


def test_nothing_tells_who_it_was(house, tmp_path):
    chance = random.Random(9)
    with house.open(workers=2, proxies="loopback") as service:
        received = send(house, chance, 5000)
        make_trouble(house, service, chance)
        received += send(house, chance, 5000)
        house.wait_until_well()
        house.wait_until_folded()
        salt = Salt.from_bytes((house.config.run_folder / SALT_FILE).read_bytes())
        backup = back_up(house.config, tmp_path / "backups.db").file
        with connect(house.config, create=False) as db:
            keys = [key for (key,) in db.execute("SELECT DISTINCT key FROM day_key")]
        assert found_in(house.folder, TELLING) == []
        assert [word for word in TELLING if word in backup.read_bytes() + house.log.read_bytes()] == []
    assert received > 9900
    assert received <= house.books().hits <= 10_000
    texts = [b"%016x" % (key % 2**64) for key in keys]
    keyed = [*texts, *(key.to_bytes(8, signed=True) for key in keys)]
    secret = [salt.secret, salt.secret.hex().encode()]
    assert len(keys) >= 30
    assert found_in(house.folder, texts), "the search would find a key"
    assert [word for word in keyed + secret if word in backup.read_bytes()] == []
    assert [word for word in keyed + secret if word in house.log.read_bytes()] == []
    tomorrow = Background(house.config, lambda: time.time() + 86_400)
    tomorrow.step()
    tomorrow.close()
    assert found_in(house.folder, [*TELLING, *keyed, *secret]) == []
    words = subprocess.run(
        [Path(sys.executable).parent / "tracker", "doctor", "--database", house.database],
        capture_output=True,
        check=False,
    )
    assert [word for word in TELLING if word in words.stdout + words.stderr] == []
