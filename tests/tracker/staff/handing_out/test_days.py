"""Days as the library has them: what counts from midnight on, in short and long nights and leap years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.organisations import set_organisation
from printkit.store.places import ensure_place, hand_out, hand_outs
from printkit.store.stock import returns
from tracker.reports.figures import batch_figures
from tracker.scans.recount import recount_due
from tracker.staff.accounts import Role

SignIn = Callable[..., FlaskClient]
PAGE = "/staff/batches/1/hand-out"
NIGHTS = (
    *(("Europe/Berlin", day) for day in ("2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26")),
    *(("America/St_Johns", day) for day in ("2024-02-29", "2026-03-08", "2026-11-01")),
    *(("Pacific/Apia", day) for day in ("2011-12-31", "2021-04-04", "2024-02-29")),
    *(("Africa/Cairo", day) for day in ("2024-04-26",)),  # has no midnight: it begins at one o'clock
)


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
@pytest.mark.parametrize("late", [False, True])
def test_scans_count_from_the_midnight_of_the_hand_out_on(
    db: Database,
    mint_batch: Callable[..., Minted],
    count_hits: Callable[..., None],
    zone: str,
    day: str,
    late: bool,
) -> None:
    """Whether the hand-out is noted before, or dated back after the scans were counted."""
    set_organisation(db, time_zone=zone)
    on = date.fromisoformat(day)
    minted = mint_batch(copies=20, at=datetime.combine(on, datetime.min.time(), UTC) - timedelta(days=9))
    midnight = datetime.combine(on, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    if not late:
        hand_out(db, minted.batch, "Nord", on, first=1, last=10)
    for position, seconds in ((1, -1), (2, 0), (3, 1), (4, 23 * 3600 - 1), (11, 5)):
        count_hits(minted.codes[position - 1], midnight + timedelta(seconds=seconds))
    if late:
        hand_out(db, minted.batch, "Nord", on, first=1, last=10)
        recount_due(db)
    (figures,) = batch_figures(db)
    assert (figures.handed_out, figures.scan_rate.of) == (10, 10)
    assert (figures.tests, figures.scans, figures.pieces_scanned) == (2, 3, 3)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin"])
def test_today_is_the_librarys_today(
    db: Database,
    sign_in: SignIn,
    mint_batch: Callable[..., Minted],
    form: Callable[..., dict[str, str]],
    zone: str,
    same_day: Callable[[str], None],
) -> None:
    """One of the first two has another day than UTC at any moment."""
    same_day(zone)
    batch, editor = mint_batch(copies=100).batch, sign_in(Role.EDITOR)
    set_organisation(db, time_zone=zone)
    today = datetime.now(ZoneInfo(zone)).date()
    tomorrow = today + timedelta(days=1)
    shown = editor.get(PAGE).text
    assert f'value="{today.isoformat()}"' in shown
    place = hand_out(db, batch, "Nord", today, first=1, last=10).place_id
    hand_out(db, batch, "Nord", tomorrow, first=11, last=30)
    assert "20 sind für später vorgesehen" in unescape(editor.get(PAGE).text)
    for path, name in (("returns", "back"), ("waste", "waste")):
        for on, status in ((tomorrow, 422), (today, 303)):
            fields = {"on": on.isoformat(), "number": "2", "place": str(place)}
            data = {f"{name}-{key}": fields[key] for key in fields}
            answer = editor.post(f"/staff/batches/1/{path}", data={**form(editor, PAGE), **data})
            assert answer.status_code == status
            assert ("Dieser Tag kommt erst noch." in answer.text) is (status == 422)
    assert [one.on for one in returns(db, batch.id)] == [today]
    assert len(hand_outs(db, batch.id)) == 2


def test_what_is_dated_before_its_codes_is_booked_and_told(
    db: Database, mint_batch: Callable[..., Minted], sign_in: SignIn, form: Callable[..., dict[str, str]]
) -> None:
    """By the library's clock, on which the codes were made on the first of March."""
    mint_batch(copies=20, at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    editor, nord, west = sign_in(Role.EDITOR), *(str(ensure_place(db, name).id) for name in ("Nord", "West"))
    slip, change = "/staff/bundle/1-11-20", "/staff/batches/1/hand-outs/1"
    out = {"out-what": "range", "out-place": nord}

    def told(page: str, path: str, **fields: str) -> bool:
        answer = editor.post(path, data={**form(editor, page), **fields})
        assert answer.status_code == 303, answer.text
        words = "Zur Information: Die Codes dieser Serie wurden erst am 01.03.2026 vergeben."
        return words in unescape(editor.get(PAGE).text)

    def version() -> str:
        return str(editor.get(change).text.split('name="version" value="')[1].split('"')[0])

    before, since = "2026-02-28", "2026-03-01"
    assert told(PAGE, PAGE, **out, **{"out-positions": "1-4", "out-on": before})
    assert not told(PAGE, PAGE, **out, **{"out-positions": "5-8", "out-on": since})
    assert told(change, change, version=version(), place=west, on="2026-02-27")
    assert not told(change, change, version=version(), place=west, on=since)
    assert told(change, change, version=version(), place=west, on=before)
    assert told(slip, slip, new_place="Ost", on=before)
    waste, back = "/staff/batches/1/waste", "/staff/batches/1/returns"
    assert told(PAGE, waste, **{"waste-positions": "9", "waste-on": before})
    assert not told(PAGE, waste, **{"waste-positions": "10", "waste-on": since})
    assert told(PAGE, back, **{"back-place": west, "back-number": "1", "back-on": before})
    assert not told(PAGE, back, **{"back-place": west, "back-number": "1", "back-on": since})
    assert {(one.place, one.on.isoformat()) for one in hand_outs(db, 1)} == {
        ("West", before), ("Nord", since), ("Ost", before),
    }  # fmt: skip


def test_what_is_wrong_on_a_slip_is_said_beside_its_field(
    mint_batch: Callable[..., Minted], sign_in: SignIn, form: Callable[..., dict[str, str]]
) -> None:
    mint_batch(copies=20)
    editor, page = sign_in(Role.EDITOR), "/staff/bundle/1-1-20"
    for fields, name in (
        ({"new_place": "Nord", "on": "1999-12-31"}, "on"),
        ({"new_place": "Nord", "on": ""}, "on"),
        ({"new_place": "", "on": "2026-11-01"}, "new_place"),
    ):
        answer = editor.post(page, data={**form(editor, page), **fields})
        assert answer.status_code == 422
        assert answer.text.count("data-refused") == 1
        assert f'id="{name}-errors"' in answer.text
        assert f'aria-describedby="{name}-errors"' in answer.text
