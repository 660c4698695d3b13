import pytest

from tracker.scans.budget import Bucket, Budget, Share


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_budget_is_used_up_counted_and_full_again_after_a_second(hands):
    budget = Budget(0.1, hands)
    assert budget.is_left()
    budget.spend(0.06)
    assert budget.is_left()
    budget.spend(0.06)
    assert [budget.is_left() for _ in range(3)] == [False] * 3
    assert budget.refused == 3
    hands.now += 0.99
    assert not budget.is_left()
    hands.now += 0.01
    assert budget.is_left()
    assert budget.refused == 4


def test_bucket_fills_again_with_time_and_never_beyond_its_brim():
    bucket = Bucket(3, 0.5)
    assert [bucket.take(100.0) for _ in range(4)] == [True] * 3 + [False]
    assert [bucket.take(at) for at in (101.0, 102.0, 102.5)] == [False, True, False]
    assert [bucket.take(1000.0) for _ in range(4)] == [True] * 3 + [False]
    assert not bucket.take(999.0), "a clock that went back gives nothing"


def test_each_network_has_a_share_of_its_own_and_it_comes_back(hands):
    share = Share(2, 0.5, now=hands)
    assert [share.is_left("192.0.2.1") for _ in range(4)] == [True, True, False, False]
    assert share.is_left("192.0.2.2")
    assert [share.is_left("") for _ in range(4)] == [True] * 4, "nobody knows how many those are"
    assert share.refused == 2
    hands.now += 0.5
    assert share.is_left("192.0.2.1")


def test_networks_remembered_are_bounded():
    share = Share(1, 1000.0, networks=10)
    for number in range(1000):
        assert share.is_left(f"192.0.2.{number}")
    assert len(share._brought) <= 10
