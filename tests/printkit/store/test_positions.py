from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.store.positions import format_positions, parse_positions, parse_spans
from printkit.store.spans import joined


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("12-14,77", (12, 13, 14, 77)),
        (" 77 , 12 - 14 ", (12, 13, 14, 77)),
        ("5", (5,)),
        ("3,3,2-4", (2, 3, 4)),
        ("7\u20139", (7, 8, 9)),
        ("100", (100,)),
        ("1-1", (1,)),
    ],
)
def test_positions(text: str, positions: tuple[int, ...]) -> None:
    assert parse_positions(text, 100) == positions


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no position"),
        ("1,,2", "no position"),
        ("0", "begin with 1"),
        ("0-3", "begin with 1"),
        ("101", "Position 101 does not exist: the batch has 100 pieces"),
        ("99-101", "Position 101 does not exist"),
        ("9-3", '"9-3" runs backwards'),
        ("a", '"a" is neither'),
        ("12 4", '"12 4" is neither'),
        ("-5", '"-5" is neither'),
        ("1-2-3", "neither"),
        ("1.5", "neither"),
        ("²", "neither"),
        ("٣", "neither"),
        ("1" * 400, "neither"),
    ],
)
def test_wrong_positions(text: str, message: str) -> None:
    with pytest.raises(SignetError, match=message) as caught:
        parse_positions(text, 100)
    assert 'from 1 to 100 and ranges, such as "12-40,77"' in str(caught.value)


def test_all_faults_are_named() -> None:
    with pytest.raises(SignetError) as caught:
        parse_positions("a,5,300,9-3", 100)
    assert [problem.value for problem in caught.value.problems] == ["a", "300", "9-3"]


@given(st.sets(st.integers(1, 300), min_size=1))
def test_written_and_read_again(positions: set[int]) -> None:
    assert parse_positions(format_positions(positions), 300) == tuple(sorted(positions))


@given(st.sets(st.integers(1, 300)))
def test_ranges_are_as_few_as_can_be(positions: set[int]) -> None:
    found = joined((position, position) for position in positions)
    assert sorted(positions) == [number for first, last in found for number in range(first, last + 1)]
    assert all(one[1] + 1 < other[0] for one, other in pairwise(found))


def test_a_million_positions_many_times_over_cost_nothing() -> None:
    begun = process_time()
    assert parse_spans(",".join(["1-1000000"] * 1000), 1_000_000) == ((1, 1_000_000),)
    assert process_time() - begun < 0.5  # a million numbers written down a thousand times take minutes


@given(st.text("0123456789-, a"), st.integers(1, 50))
def test_any_text_is_read_or_refused(text: str, copies: int) -> None:
    try:
        found = parse_positions(text, copies)
    except SignetError:
        return
    assert found
    assert all(1 <= position <= copies for position in found)
