"""Patrons' pages through the real server: behind the lean path, with hits counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from printkit.store.batches import find_batch
from printkit.store.destinations import retire
from printkit.store.mint import Minted
from tracker.config import Config
from tracker.reports.figures import batch_figures
from tracker.serve import running_server, wait_until_folded

Fetch = Callable[..., Any]
Mint = Callable[..., Minted]


def test_a_typed_code_is_counted_as_typed(
    config: Config, db: Database, mint_batch: Mint, fetch: Fetch
) -> None:
    minted = mint_batch(copies=2)
    code = minted.codes[0]
    with running_server(replace(config, workers=1)) as url:
        answer = fetch(url, f"/?code={code[:3]}-{code[3:].lower()}")
        assert (answer.status, answer.headers["location"]) == (303, f"/{code.lower()}")
        assert fetch(url, answer.headers["location"]).status == 302
        assert fetch(url, f"/{minted.codes[1]}").status == 302
        wait_until_folded(config)
    (figures,) = batch_figures(db, minted.batch.id)
    assert (figures.scans, figures.entries.typed, figures.entries.scanned) == (2, 1, 1)


def test_unknown_and_retired_codes_get_kind_pages(
    config: Config, db: Database, mint_batch: Mint, fetch: Fetch
) -> None:
    minted = mint_batch(copies=1, name="Geheime Serie", campaign="Geheimer Plan")
    english = {"Accept-Language": "en"}
    with running_server(replace(config, workers=1)) as url:
        unknown = fetch(url, "/BCDFGH" if minted.codes[0] != "BCDFGH" else "/BCDFGJ", headers=english)
        assert unknown.status == 404
        assert b"We do not know this code." in unknown.body
        assert "set-cookie" not in unknown.headers
        retire(db, find_batch(db, minted.batch.id))
        end = time.monotonic() + 60
        while (ended := fetch(url, f"/{minted.codes[0]}", headers=english)).status != 410:
            assert time.monotonic() < end, ended
            time.sleep(0.05)
    assert b"What this code led to has ended." in ended.body
    assert b"Geheim" not in ended.body
    assert b"example.org" not in ended.body
    for answer in (unknown, ended):
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
