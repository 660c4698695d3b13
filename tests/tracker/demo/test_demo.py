"""The demo as a newcomer runs it: an empty folder, one command, everything real."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from printkit.cli.output import progress
from printkit.store.batches import codes_of
from printkit.store.links import BaseUrl
from tracker.cli.demo import _settings
from tracker.config import make_config
from tracker.database import connect
from tracker.demo.run import Season, live_a_season, order_all
from tracker.locks import only_one
from tracker.scans.counts import SqliteCounts
from tracker.scans.spool import Spool
from tracker.scans.words import Entry, Hit, HitClass, Verdict

COMMAND = [sys.executable, "-P", "-m", "tracker.cli.main", "demo", "--no-serve", "--json"]


def demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if not key.startswith("SIGNET_")},
        capture_output=True,
        encoding="utf-8",
        timeout=400,
        check=False,
    )


def counted(done: subprocess.CompletedProcess[str]) -> list[tuple[Any, ...]]:
    """Return what does not depend on the random codes: the figures of every batch."""
    keys = ("name", "copies", "hits", "scans", "pieces_scanned", "classes")
    return [tuple(one[key] for key in keys) for one in json.loads(done.stdout)["batches"]]


@pytest.mark.slow
def test_an_empty_folder_becomes_a_counted_season_once(tmp_path: Path) -> None:
    first = demo(tmp_path)
    assert first.returncode == 0, first.stderr
    result = json.loads(first.stdout)
    assert [batch["copies"] for batch in result["batches"]] == [500, 2000, 240]
    assert sum(batch["hits"] for batch in result["batches"]) == result["sent"] > 200
    assert all(batch["scans"] > 0 for batch in result["batches"])
    assert sum(batch["classes"]["preview"] for batch in result["batches"]) > 0
    assert len(result["places"]) == 5
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert len(files) == 6

    second = demo(tmp_path, "--seed", "9")
    assert second.returncode == 0, second.stderr
    assert "begun with --seed 2012" in second.stderr
    assert json.loads(second.stdout)["sent"] == 0
    assert counted(second) == counted(first)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == files

    elsewhere = demo(tmp_path, "--database", "other.db")
    assert elsewhere.returncode == 1
    assert "out/kanaele-lesezeichen.pdf: This PDF is of a batch that the database does not have." in (
        elsewhere.stderr
    )
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == files


@pytest.mark.slow
def test_hits_that_a_killed_demo_left_in_the_spool_are_not_sent_again(tmp_path: Path) -> None:
    config = make_config(tmp_path / "campaigns.db")
    with connect(config) as db:
        ordered = order_all(db, BaseUrl("http", "127.0.0.1", 8000), date(2026, 11, 22))
        code = codes_of(db, ordered[0].batch.id)[0].code
        spool = Spool(config.spool_folder)
        for _ in range(10):
            spool.add(Hit(1_790_000_000_000, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser")))
        lived = live_a_season(db, config, ordered, 5, progress)
        assert (lived.before, lived.sent > 200) == (10, True)
        assert SqliteCounts(db).totals().hits == lived.before + lived.sent
        assert live_a_season(db, config, ordered, 5, progress) == Season(5, lived.before + lived.sent, 0)


def test_two_demos_at_once_do_not_mix(tmp_path: Path) -> None:
    config = make_config(tmp_path / "campaigns.db")
    with only_one(config.run_folder / "demo.lock"):
        refused = demo(tmp_path)
    assert refused.returncode == 1
    assert "Another demo is at work" in refused.stderr
    assert not (tmp_path / "out").exists()


def test_a_port_that_is_taken_is_said_before_codes_are_minted_for_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = demo(tmp_path, "--serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_serves_ends_with_all_its_processes(tmp_path: Path, number: int) -> None:
    port = free_port()
    words = [*COMMAND, "--serve", "--port", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=tmp_path, start_new_session=True, text=True, **pipes) as process:
        said = iter(process.stdout.readline, "")
        result = json.loads(next(said))
        assert json.loads(next(said))["url"] == f"http://127.0.0.1:{port}"
        os.killpg(process.pid, number)
        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()
    assert result["sent"] > 200
    assert not any(str(tmp_path).encode() in words for words in command_lines())


def free_port() -> int:
    """Return a free port below those that the system gives to connections by itself, so it stays free."""
    for port in random.sample(range(20_000, 30_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def command_lines() -> Iterator[bytes]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                yield (entry / "cmdline").read_bytes()


@pytest.mark.slow
def test_a_demo_that_was_killed_goes_on_and_doubles_nothing(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "killed").mkdir()
    whole = demo(tmp_path / "whole", "--seed", "5")
    assert whole.returncode == 0, whole.stderr
    for reached in ("batch", "hit_hour"):
        process = subprocess.Popen(
            [*COMMAND, "--seed", "5"],
            cwd=tmp_path / "killed",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_rows(tmp_path / "killed" / "campaigns.db", reached, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    rest = demo(tmp_path / "killed", "--seed", "5")
    assert rest.returncode == 0, rest.stderr
    assert counted(rest) == counted(whole)


def wait_for_rows(database: Path, table: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=1)) as db:
                if db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
                    return
        except sqlite3.OperationalError:
            pass
        time.sleep(0.01)


def test_a_database_with_real_campaigns_is_refused_untouched(tmp_path: Path) -> None:
    mint = [
        sys.executable, "-P", "-m", "printkit.cli.main", "mint", "--campaign", "Real",
        "--design", "channels-bookmark", "--copies", "2", "--to", "https://www.library.example/",
    ]  # fmt: skip
    subprocess.run(mint, cwd=tmp_path, check=True, capture_output=True)
    with closing(sqlite3.connect(tmp_path / "campaigns.db")) as db:
        before = list(db.iterdump())
    refused = demo(tmp_path)
    assert refused.returncode == 1
    assert 'a real campaign ("Real")' in refused.stderr
    assert not (tmp_path / "out").exists()
    with closing(sqlite3.connect(tmp_path / "campaigns.db")) as db:
        known = set(db.iterdump())
    assert set(before) <= known  # the tracker's empty tables may have come; nothing of the campaign changed


@pytest.mark.parametrize(
    ("base_url", "port", "host", "serves"),
    [
        (None, None, "127.0.0.1", 8000),
        (None, 8123, "127.0.0.1", 8123),
        ("http://127.0.0.1:9000", None, "127.0.0.1", 9000),
        ("http://localhost", None, "127.0.0.1", 8000),
        ("http://192.168.1.20:8000", None, "0.0.0.0", 8000),
        ("http://library-pc.local:8001", None, "0.0.0.0", 8001),
        ("https://qr.example.de", None, "127.0.0.1", 8000),
    ],
)
def test_the_base_url_decides_where_the_demo_serves(
    tmp_path: Path, base_url: str | None, port: int | None, host: str, serves: int
) -> None:
    base, config = _settings(base_url, port, tmp_path / "campaigns.db")
    assert (config.host, config.port) == (host, serves)
    assert base == (BaseUrl.parse(base_url) if base_url else BaseUrl("http", "127.0.0.1", serves))
