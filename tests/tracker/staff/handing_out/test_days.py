"""Days as the library has them: what counts from midnight on, in short and long nights and leap years."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.organisations import set_organisation
from printkit.store.places import hand_out, hand_outs
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


def test_nothing_goes_out_before_its_codes(
    db: Database, mint_batch: Callable[..., Minted], sign_in: SignIn, form: Callable[..., dict[str, str]]
) -> None:
    """The page says beforehand and beside the field from which day on, told by the library's clock."""
    batch, editor = (
        mint_batch(copies=20, at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC)).batch,
        sign_in(Role.EDITOR),
    )
    page = unescape(editor.get(PAGE).text)
    assert "frühestens der 01.03.2026" in page
    assert page.count('min="2026-03-01"') == 2  # to hand out, and spoilt
    words = "Die Codes dieser Serie wurden am 01.03.2026 vergeben"
    out = {"out-what": "rest", "out-place": "new", "out-new_place": "Nord"}
    slip = {"new_place": "Nord"}
    for path, name, fields in ((PAGE, "out-on", out), ("/staff/bundle/1-1-20", "on", slip)):
        data = {**form(editor, path), **fields, name: "2026-02-28"}
        answer = editor.post(path, data=data)
        assert answer.status_code == 422
        (beside,) = re.findall(rf'id="{name}-errors".*?</div>', answer.text, re.S)
        assert words in beside
        assert f'aria-describedby="{"out-on-help " if name == "out-on" else ""}{name}-errors"' in answer.text
        assert hand_outs(db, batch.id) == ()
    assert editor.post(PAGE, data={**form(editor, PAGE), **out, "out-on": "2026-03-01"}).status_code == 303
    number = hand_outs(db, batch.id)[0].id
    change = f"/staff/batches/1/hand-outs/{number}"
    assert "liegt vor dem" not in editor.get(change).text
    db.execute("UPDATE hand_out SET handed_out_on = '2026-02-01'")  # as older versions took it
    shown = unescape(editor.get(change).text)
    assert "Dieser Tag liegt vor dem 01.03.2026" in shown
    version, place = shown.split('name="version" value="')[1].split('"')[0], str(hand_outs(db, 1)[0].place_id)
    moved = {**form(editor, change), "version": version, "place": place}
    answer = editor.post(change, data={**moved, "on": "2026-02-02"})
    assert answer.status_code == 422
    assert words in answer.text.split('id="on-errors"')[1]
    bookings = editor.get(PAGE).text.split('name="bookings" value="')[1].split('"')[0]
    token = form(editor, PAGE)
    editor.post("/staff/batches/1/take-back", data={**token, "bookings": bookings})
    undo = editor.get(PAGE).text.split('name="numbers" value="')[1].split('"')[0]
    editor.post("/staff/batches/1/again", data={**token, "numbers": undo})
    assert [one.on for one in hand_outs(db, 1)] == [date(2026, 2, 1)]
