"""What the doctor says about codes that do not exist."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, HitClass, Missed
from tracker.survival.asked import look_at_unknown_codes
from tracker.survival.findings import Level
from tracker.survival.patient import Patient

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.fixture
def look(config, db):
    def looked():
        patient = Patient(config, (), NOW.timestamp())
        return {one.name: one for one in look_at_unknown_codes(patient, db)}

    return looked


@pytest.fixture
def ask(db):
    numbers = iter(range(100))

    def asked(code="", days_ago=0, times=1, *, refused=False):
        at_ms = int((NOW - timedelta(days=days_ago)).timestamp() * 1000)
        cls = HitClass.UNSURE if refused else HitClass.PERSON
        missed = [Missed(at_ms, code, Entry.TYPED, cls, refused, times)]
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, (), 0, missed)])

    return asked


def test_typing_errors_are_nothing_to_say(look, ask):
    for number in range(5):
        ask(f"BCDFG{number + 2}")
    ask("ZZZZZZ", 0, 50)
    found = look()
    assert found["unknown-codes"].level is Level.OK
    assert "guesses" not in found


def test_a_code_asked_for_on_several_days_is_a_note_with_the_nearest(look, ask, mint_batch):
    code = mint_batch(copies=1).codes[0]
    wrong = code[:-1] + ("B" if code[-1] != "B" else "C")
    for day in range(3):
        ask(wrong, day, 4)
    finding = look()["unknown-codes"]
    assert finding.level is Level.NOTE
    assert f"{wrong} (asked for 12 times, nearest {code})" in finding.says
    assert "export --of unknown" in finding.remedy


def test_many_of_them_are_not_all_named(look, ask):
    for number in range(5):
        for day in range(3):
            ask(f"ZZZZZ{number + 2}", day)
    assert "and 2 more" in look()["unknown-codes"].says


def test_guesses_of_the_last_week_are_a_note(look, ask):
    ask(times=1234, days_ago=2, refused=True)
    assert look()["guesses"].level is Level.NOTE
    assert "1,234" in look()["guesses"].says


def test_guesses_of_long_ago_are_not(look, ask):
    ask(times=1234, days_ago=20, refused=True)
    assert "guesses" not in look()
