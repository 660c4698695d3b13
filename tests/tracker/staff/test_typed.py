"""Numbers and amounts as people of both languages type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.staff.typed import NotANumberError, read_count, read_euro


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("500", 500), (" 2000 ", 2_000), ("2.000", 2_000), ("2,000", 2_000), ("2 000", 2_000)],
        *[("2\u202f000", 2_000), ("1'000'000", 1_000_000), ("1.000.000", 1_000_000), ("0", 0)],
    ],
)
def test_counts(text: str, number: int) -> None:
    assert read_count(text) == number


@pytest.mark.parametrize(
    "text", ["", "-5", "2.5", "20.00", "1.000,000", "zwei", "٣", "1e3", "5 Stück", "9" * 21, "1.0000"]
)
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(NotANumberError):
        read_count(text)


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        *[("12", 120_000, 120_000), ("12,50", 125_000, 125_000), ("12.50", 125_000, 125_000)],
        *[("1.234,50", 12_345_000, 12_345_000), ("1,234.50", 12_345_000, 12_345_000)],
        *[("1.234", 12_340_000, 12_340), ("1,234", 12_340, 12_340_000), ("0.034", 340, 340)],
        *[("0,034 €", 340, 340), ("€ 12", 120_000, 120_000), ("1 234,5", 12_345_000, 12_345_000)],
        *[("1.234.567", 12_345_670_000, 12_345_670_000), ("12,", 120_000, 120_000)],
    ],
)
def test_amounts(text: str, german: int, english: int) -> None:
    assert read_euro(text, ",") == german
    assert read_euro(text, ".") == english


@pytest.mark.parametrize(
    "text", ["", "-1", "€", "1,2,3", "12,34567", "1.23,4.5", "12 Euro", "NaN", ",50", "0.000.000"]
)
def test_what_is_no_amount(text: str) -> None:
    for decimal in ",.":
        with pytest.raises(NotANumberError):
            read_euro(text, decimal)


@given(st.text(alphabet="0123456789., '€x-", max_size=24))
def test_nothing_else_is_raised(text: str) -> None:
    for read in (read_count, lambda typed: read_euro(typed, ",")):
        with suppress(NotANumberError):
            assert read(text) >= 0
