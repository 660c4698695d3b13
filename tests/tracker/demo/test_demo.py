"""The demo as a newcomer runs it: an empty folder, one command, everything real."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from printkit.store.links import BaseUrl
from tracker.cli.demo import _settings

COMMAND = [sys.executable, "-P", "-m", "tracker.cli.main", "demo", "--no-serve", "--json"]


def demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if not key.startswith("SIGNET_")},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
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

    second = demo(tmp_path)
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["sent"] == 0
    assert counted(second) == counted(first)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == files


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
    time.sleep(3)  # the killed demo's server notices that its parent is gone
    rest = demo(tmp_path / "killed", "--seed", "5")
    assert rest.returncode == 0, rest.stderr
    assert counted(rest) == counted(whole)


def wait_for_rows(database: Path, table: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=1) as db:
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
    with sqlite3.connect(tmp_path / "campaigns.db") as db:
        before = list(db.iterdump())
    refused = demo(tmp_path)
    assert refused.returncode == 1
    assert 'a real campaign ("Real")' in refused.stderr
    assert not (tmp_path / "out").exists()
    with sqlite3.connect(tmp_path / "campaigns.db") as db:
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
