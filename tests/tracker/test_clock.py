import time

import pytest

from tracker.clock import Clock

AT = 1_700_000_000.5


def asked(value):
    return {"HTTP_X_SIGNET_CLOCK": value}


def test_request_with_the_secret_says_what_time_it_is():
    clock = Clock("secret")
    assert clock.now(asked(clock.header(AT))) == AT


def test_production_believes_nobody():
    for value in (f" {AT}", f"secret {AT}", str(AT)):
        assert Clock("").now(asked(value)) == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(
    "value",
    [f"wrong {AT}", f"secre {AT}", "secret nan", "secret inf", "secret x", "secret", "secret -1", "é 1"],
)
def test_wrong_secret_or_time_is_ignored(value):
    assert Clock("secret").now(asked(value)) == pytest.approx(time.time(), abs=60)


def test_environment_decides(monkeypatch):
    monkeypatch.setenv("SIGNET_CLOCK_TOKEN", "abc")
    assert Clock.from_environment() == Clock("abc")
    monkeypatch.delenv("SIGNET_CLOCK_TOKEN")
    assert Clock.from_environment() == Clock("")
