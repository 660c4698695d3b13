"""`tracker stats` and `tracker export` about codes that do not exist."""

import json

import pytest

from tracker.scans.spool import Spool
from tracker.scans.words import Entry, HitClass, Missed

AT = 1_795_000_000_000


@pytest.fixture
def asked(config, mint_batch):
    """A misprinted code that people ask for, and somebody's guesses, which wait in the spool."""
    code = mint_batch(copies=1).codes[0]
    wrong = code[:-1] + ("B" if code[-1] != "B" else "C")
    spool = Spool(config.spool_folder)
    for _ in range(4):
        spool.add(Missed(AT, wrong, Entry.TYPED, HitClass.PERSON))
    spool.add(Missed(AT, "", Entry.TYPED, HitClass.UNSURE, refused=True, times=1234))
    spool.close()
    return code, wrong


def test_without_any_nothing_is_said(run, mint_batch):
    mint_batch()
    assert "do not exist" not in run("stats").stdout


def test_stats_say_how_often_and_which(run, asked):
    code, wrong = asked
    text = run("stats").stdout
    assert "were asked for 1,238 times" in text
    assert "4 times by people" in text
    assert "1,234 were refused as guesses" in text
    row = next(line for line in text.splitlines() if wrong in line)
    assert row.split()[1:3] == ["4", "1"]
    assert row.split()[4:] == [code, "1"]
    unknown = json.loads(run("stats", "--json").stdout)["unknown"]
    assert unknown["figures"]["refused"] == 1234
    assert unknown["codes"][0]["nearest"] == code
    assert "unknown" not in json.loads(run("stats", "1", "--json").stdout)


def test_exports(run, asked):
    code, wrong = asked
    header, row = run("export", "--of", "unknown").stdout.splitlines()
    assert header == "code,times,days,first_day,last_day,nearest,batch"
    assert row.startswith(f"{wrong},4,1,")
    assert row.endswith(f",{code},1")
    rows = [
        json.loads(line)
        for line in run("export", "--of", "unknown-hours", "--format", "jsonl").stdout.splitlines()
    ]
    assert [(row["class"], row["refused"], row["times"]) for row in rows] == [
        ("person", False, 4),
        ("unsure", True, 1234),
    ]
