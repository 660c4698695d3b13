"""Where there are too many rows to read, those with the most scans are shown, and all are a link away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.staff.figures.listed import MOST, most_of


def test_rows_with_most_scans_stay_in_their_order() -> None:
    few = [3, 0, 2]
    assert most_of(few, int) == (3, 0, 2)
    many = [*range(MOST), 99, 1]
    assert most_of(many, int) == (*range(1, MOST), 99)  # of two alike the first stays


def test_many_batches_at_many_places(
    db: Database,
    mint_batch: Callable[..., Any],
    count_hits: Callable[..., None],
    today: date,
    sign_in: Callable[..., FlaskClient],
) -> None:
    for number in range(1, MOST + 3):
        minted = mint_batch(copies=9, name=f"Serie {number:02}", kind=BatchKind.ONE_CODE)
        hand_out(db, minted.batch, f"Ort {number:02}", today - timedelta(days=3))
        if number > 1:
            count_hits(minted.codes[0], datetime.now(UTC) - timedelta(days=1))
    client = sign_in()
    page = client.get("/staff/campaigns/1/").text
    assert f"Das sind die {MOST} Serien mit den meisten Scans, von {MOST + 2}." in page
    assert f"Das sind die {MOST} Orte mit den meisten Scans, von {MOST + 2}." in page
    shown = page.partition('id="compare"')[0]
    assert (">Serie 01<" in shown, ">Serie 02<" in shown, ">Serie 31<" in shown) == (False, True, True)
    assert 'id="compare-1"' in page  # the first of those that are compared
    assert f'id="compare-{MOST + 2}"' not in page
    first, second = (client.get(f"/staff/campaigns/1/?period=7&batches={page}").text for page in (1, 2))
    assert all(f">Serie {number:02}<" in first for number in range(1, MOST + 1))
    assert all(
        (f">Serie {number}<" in first, f">Serie {number}<" in second) == (False, True) for number in (31, 32)
    )
    assert f'id="compare-{MOST + 2}"' in second
    assert "batches=2" in re.findall(r'data-live="([^"]+live/rest[^"]*)"', second)[0]
    assert 'href="/staff/campaigns/1/?period=7&amp;batches=1#batches"' in second  # the filter stays
    places = [client.get(f"/staff/campaigns/1/places?page={page}").text for page in (1, 2)]
    assert all(f">Ort {number:02}<" in places[number > MOST] for number in range(1, MOST + 3))
    assert 'href="/staff/campaigns/1/?place=1#over-time"' in places[0]
