import json

from click.testing import CliRunner

from printkit.cli.output import SignetGroup
from printkit.store.strangers import Lost, keep_strangers, unaccepted_strangers
from tracker.cli.main import cli


def run(config, *words):
    result = CliRunner().invoke(cli, ["strangers", *words, "--database", str(config.database)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_strangers_there_is_nothing_to_say(config, db):
    assert run(config) == "Every code that was ever known here is in the database.\n"


def test_strangers_are_listed_and_accepted(config, db):
    keep_strangers(db, Lost(57, 1, "url", "https://lost.example/", False), ["BCDFGH", "BCDFGJ"])
    keep_strangers(db, Lost(58, 1, "url", "https://lost.example/", True), ["BCDFGK"])
    told = run(config).splitlines()
    assert told[1].split()[:2] == ["57", "2"]
    assert told[1].endswith("no        https://lost.example/")
    assert told[2].endswith("no        a kind page (retired)")
    assert "Accepted 3 codes." in run(config, "--accept")
    assert unaccepted_strangers(db) == 0
    again = json.loads(run(config, "--accept", "--json"))
    assert again["accepted"] == 0
    assert [one["codes"] for one in again["strangers"]] == [2, 1]
    assert all(one["accepted_at"] for one in again["strangers"])


def test_a_missing_database_is_not_created(config):
    result = CliRunner().invoke(cli, ["strangers", "--database", str(config.database)])
    assert result.exit_code == 1
    assert isinstance(cli, SignetGroup)
    assert not config.database.exists()
