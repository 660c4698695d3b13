"""Pages stay quick with 100,000 codes and a million scans of one batch behind them."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.reports.figures import batch_figures

CODES, HITS = 100_000, 1_430_000
MOST_SECONDS = 1.5
"""A guard against a slip on a busy machine; measured on a quiet one: a tenth of it."""


@pytest.fixture
def benchmark() -> ModuleType:
    path = Path(__file__).parents[4] / "benchmarks" / "figures.py"
    spec = importlib.util.spec_from_file_location("benchmark_of_figures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.BATCHES = 1
    return module


@pytest.mark.slow
def test_a_million_scans(db: Database, benchmark: ModuleType, sign_in: Callable[..., FlaskClient]) -> None:
    benchmark.order(db, CODES)
    db.execute("PRAGMA foreign_keys = OFF")
    db.conn.execute("BEGIN")
    benchmark.load(db, HITS, CODES)
    db.conn.execute("COMMIT")
    (figures,) = batch_figures(db)
    assert figures.scans > 1_000_000
    client = sign_in()
    for address in (
        "campaigns/1/",
        "batches/1/",
        "batches/1/?period=28&place=2",
        "batches/1/live/summary",
        "batches/1/pieces?page=2000",
        "batches/1/pieces?view=most",
        "batches/1/pieces?view=open",
        "batches/1/pieces/77777",
    ):
        begun = time.process_time()
        answer = client.get(f"/staff/{address}")
        assert time.process_time() - begun < MOST_SECONDS, address
        assert answer.status_code == 200
    said = client.get("/staff/batches/1/").text
    assert f"{figures.scans:,}".replace(",", ".") in said
    assert len(client.get("/staff/batches/1/pieces?page=2000").data) < 100_000
