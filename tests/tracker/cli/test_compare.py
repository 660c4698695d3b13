import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.cli.main import cli
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


@pytest.fixture
def now():
    """When the test begins, which may be a day after it was read."""
    return datetime.now(ZoneInfo("Europe/Berlin"))


@pytest.fixture
def run(config, db):
    """A function that runs `tracker` on the database: ``run("compare", "1", "2")``."""

    def ran(*words, code=0):
        database = ["--database", str(config.database)] if words[0] == "compare" else []
        result = CliRunner().invoke(cli, [*words, *database])
        assert result.exit_code == code, result.output
        return result

    return ran


@pytest.fixture
def campaign(db, mint_batch, now):
    """A function that mints a batch, hands it out and lets so many pieces be scanned, some every day."""
    numbers = iter(range(1000))

    def made(name, copies, scanned, kind=BatchKind.PER_PIECE):
        minted = mint_batch(copies=copies, name=name, kind=kind)
        hand_out(db, minted.batch, f"Regal {name}", now.date() - timedelta(days=20))
        hits = []
        for number in range(scanned):
            at = now.replace(hour=12) - timedelta(days=20 - number % 19)
            code = minted.codes[number % len(minted.codes)]
            verdict = Verdict(HitClass.PERSON, "test", Device.PHONE)
            hits.append(Hit(int(at.timestamp() * 1000) + number, code, Entry.SCANNED, verdict))
        hits.sort(key=lambda hit: hit.at_ms)
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, hits, 0)])
        return minted.batch

    return made


def test_the_better_batch_is_named(run, campaign):
    campaign("Rot", 300, 20)
    campaign("Blau", 300, 90)
    said = run("compare", "1", "2").stdout
    assert "The first 20 whole days since each hand-out" in said
    assert "“Blau” is better.\n“Blau” has 4.5 times the rate of “Rot”; it may be" in said
    assert "30.0 %    25.1–35.4 %" in said
    assert "docs/statistics.md" in said


def test_json_has_the_verdict_and_what_it_rests_on(run, campaign):
    campaign("Rot", 300, 20)
    campaign("Blau", 300, 30)
    found = json.loads(run("compare", "1", "2", "--json").stdout)
    assert (found["measure"], found["days"], found["worth"]) == ("scan rate", 20, 1.25)
    assert [(one["name"], one["copies"], one["counted"]) for one in found["batches"]] == [
        ("Rot", 300, 20),
        ("Blau", 300, 30),
    ]
    assert found["batches"][0]["interval"]["low"] == pytest.approx(4.36, abs=0.01)
    assert found["verdict"]["kind"] == "too early to say"
    assert found["verdict"]["missing"]["copies"] > 300
    assert found["verdict"]["pairs"][0]["left"]["low"] < 1
    assert found["words"][0] == "It is too early to say."


def test_with_one_code_scans_are_compared(run, campaign):
    campaign("Rot", 300, 20)
    campaign("Flyer", 1000, 40, BatchKind.ONE_CODE)
    said = run("compare", "1", "2").stdout
    assert "Per 100" in said
    assert "Pieces scanned" not in said
    assert json.loads(run("compare", "1", "2", "--json").stdout)["measure"] == "scans per 100 copies"


def test_handed_out_today_is_too_early(run, db, mint_batch, now):
    for name in ("a", "b"):
        hand_out(db, mint_batch(name=name).batch, "Mitte", now.date())
    said = run("compare", "1", "2").stdout
    assert said.startswith("Not yet a whole day since the hand-out")
    assert "Not all have been out for a whole day yet." in said


def test_what_is_worth_mentioning_can_be_said(run, campaign):
    campaign("Rot", 300, 200)
    campaign("Blau", 300, 210)
    assert "300% or more can be excluded" in run("compare", "1", "2", "--worth", "300%").stdout
    assert "too early" in run("compare", "1", "2", "--worth", "2%").stdout
    assert "is no rate" in run("compare", "1", "2", "--worth", "much", code=1).stderr


@pytest.mark.parametrize(
    ("batches", "code", "said"),
    [
        (["1"], 2, "two or more"),
        (["1", "1"], 1, "named twice"),
        (["1", "7"], 1, "no batch 7"),
        (["1", "2"], 1, "tracker hand-out 2 "),
        (["1", "blau"], 1, "not the number of a batch"),
    ],
)
def test_what_cannot_be_compared_is_said(run, campaign, mint_batch, batches, code, said):
    campaign("Rot", 30, 2)
    mint_batch(name="Blau")
    assert said in run("compare", *batches, code=code).stderr


def test_copies_needed_for_one_percent_against_two(run):
    said = run("copies-needed", "--from", "1%", "--to", "2%").stdout
    assert said.startswith("To tell 1 % from 2 % with a certainty of 80 %:\n2,319 copies of each variant")
    found = json.loads(run("copies-needed", "--from", "1", "--to", "2 %", "--json").stdout)
    assert found == {"once": 2319, "daily": 4682, "variants": 2}


def test_copies_needed_grow_with_what_is_asked(run):
    def copies(*words):
        return json.loads(run("copies-needed", "--from", "5,5%", "--to", "8%", *words, "--json").stdout)[
            "once"
        ]

    plain = copies()
    assert copies("--certainty", "95%") > plain
    assert copies("--variants", "4") > plain
    assert copies("--one-code") == pytest.approx(copies("--one-code", "--spread", "4") / 2, abs=1)
    assert copies("--one-code", "--spread", "1") == pytest.approx(plain, rel=0.1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--from", "1%", "--to", "1.0%"], 1, "the same"),
        (["--from", "0", "--to", "1%"], 1, '--from: "0" is no rate'),
        (["--from", "1%", "--to", "100%"], 1, "below 100 %"),
        (["--from", "one", "--to", "2%"], 1, "Write it like 1.5%."),
        (["--from", "-1%", "--to", "2%"], 1, "is no rate"),
        (["--from", "1%", "--to", "2%", "--certainty", "20%"], 1, "no certainty"),
        (["--from", "1%", "--to", "2%", "--spread", "2"], 2, "--one-code"),
        (["--from", "1%", "--to", "2%", "--variants", "1"], 2, "variants"),
        (["--from", "1%"], 2, "--to"),
    ],
)
def test_what_cannot_be_planned_is_said(run, words, code, said):
    assert said in run("copies-needed", *words, code=code).stderr


def test_rates_of_one_code_may_be_above_a_hundred(run):
    assert (
        "copies of each variant"
        in run("copies-needed", "--from", "150%", "--to", "250%", "--one-code").stdout
    )
