"""Addresses may ask for anything: what cannot be is said, and never a fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from printkit.store.model import Place
from tracker.reports.selection import Shown, Unit
from tracker.staff.figures.filters import Filters, Period, parse_filters

SINCE, TODAY = date(2026, 9, 28), date(2026, 11, 23)
MITTE = Place(3, 1, "Mitte")
NAMES = ("period", "from", "to", "unit", "place", "show")
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["all", "7", "28", "range", "hour", "day", "week", "3", "-1", "scans", "hits", "0000-00-00"]
    ),
    st.dates().map(date.isoformat),
    st.dates().map(lambda day: f"{day.day}.{day.month}.{day.year}"),
)


@pytest.fixture(scope="module")
def speaking() -> Flask:
    """An application that has words, and nothing else: quicker than ours."""
    app = Flask("figures")
    Babel(app)
    return app


@pytest.fixture
def parse(speaking: Flask) -> Callable[..., Filters]:
    def parsed(**asked: str) -> Filters:
        with speaking.test_request_context():
            return parse_filters(
                {name.strip("_"): text for name, text in asked.items()}, SINCE, TODAY, [MITTE]
            )

    return parsed


def test_without_a_wish_it_is_all(parse: Callable[..., Filters]) -> None:
    found = parse()
    assert (found.period, found.first, found.last, found.unit) == (Period.ALL, SINCE, TODAY, Unit.DAY)
    assert (found.place, found.shown, found.problems, found.query()) == (None, Shown.SCANS, (), {})
    assert found.is_plain


def test_days_can_be_named(parse: Callable[..., Filters]) -> None:
    week = parse(period="7")
    assert (week.first, week.last) == (TODAY - timedelta(days=6), TODAY)
    named = parse(from_="2026-10-01", to="3.10.2026", period="7")
    assert (named.period, named.first, named.last) == (Period.RANGE, date(2026, 10, 1), date(2026, 10, 3))
    assert parse(from_="2026-11-20").last == TODAY
    assert parse(to="2026-12-24").last == TODAY


def test_the_unit_fits_the_days(parse: Callable[..., Filters]) -> None:
    assert parse(from_="2026-11-22", to="2026-11-23").unit is Unit.HOUR
    assert parse(period="28").unit is Unit.DAY
    assert parse(period="28", unit="week").unit is Unit.WEEK
    too_many = parse(period="28", unit="hour")
    assert (too_many.unit, [one.field for one in too_many.problems]) == (Unit.DAY, ["unit"])


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from_": "31.2.2026"}, "from"),
        ({"to": "gestern"}, "to"),
        ({"from_": "2026-11-20", "to": "2026-11-01"}, "from"),
        ({"from_": "0001-01-01", "to": "0001-01-02"}, "from"),
        ({"period": "9"}, "period"),
        ({"place": "4"}, "place"),
        ({"place": "Mitte"}, "place"),
        ({"show": "people"}, "show"),
        ({"unit": "month"}, "unit"),
    ],
)
def test_what_cannot_be_is_said(parse: Callable[..., Filters], asked: dict[str, str], field: str) -> None:
    found = parse(**asked)
    assert [one.field for one in found.problems] == [field]
    assert (found.first, found.last, found.place) == (SINCE, TODAY, None)


def test_a_query_asks_for_the_same(speaking: Flask) -> None:
    @settings(max_examples=100)
    @given(st.dictionaries(st.sampled_from(NAMES), TEXTS))
    def holds(asked: dict[str, str]) -> None:
        with speaking.test_request_context():
            found = parse_filters(asked, SINCE, TODAY, [MITTE])
            again = parse_filters(found.query(), SINCE, TODAY, [MITTE])
        assert found.first <= found.last <= TODAY
        assert again.problems == ()
        assert (again.first, again.last, again.unit, again.place, again.shown) == (
            found.first, found.last, found.unit, found.place, found.shown,
        )  # fmt: skip

    holds()


def test_no_address_is_a_fault(season: Any, sign_in: Callable[..., FlaskClient]) -> None:
    client = sign_in()

    @settings(max_examples=10)
    @given(
        st.dictionaries(st.sampled_from((*NAMES, "compare", "page", "view", "find")), TEXTS),
        st.sampled_from(
            ["campaigns/1/", "batches/1/", "batches/3/", "batches/1/pieces", "batches/1/live/course"]
        ),
    )
    def holds(asked: dict[str, str], address: str) -> None:
        assert client.get(f"/staff/{address}", query_string=asked).status_code in (200, 303)

    holds()


def test_problems_stand_on_the_page(season: Any, sign_in: Callable[..., FlaskClient]) -> None:
    page = unescape(sign_in().get("/staff/batches/1/?from=<b>&unit=week").text)
    assert "„<b>“ ist kein Tag. Schreiben Sie ihn wie 28.9.2026 oder 2026-09-28." in page
    assert '<p class="notice warn" role="status">„<b>' in page or "&lt;b&gt;" in page


def test_links_keep_the_filters(season: Any, sign_in: Callable[..., FlaskClient]) -> None:
    page = unescape(sign_in().get("/staff/batches/1/?unit=week&show=hits").text)
    assert "/staff/batches/1/live/course?unit=week&show=hits" in page
    assert "/staff/batches/1/?unit=week&show=hits&period=7#over-time" in page
    assert "?unit=week&show=hits&picture=course&as=png" in page


def test_nothing_that_cannot_be_read_is_said_again(season: Any, sign_in: Callable[..., FlaskClient]) -> None:
    page = sign_in().get("/staff/campaigns/1/?from=2026%00-13&show=%00%0a%1bxyz").text
    assert "„2026-13“ ist kein Tag." in page
    assert "„xyz“ lässt sich hier nicht wählen." in page
    assert "\x00" not in page
