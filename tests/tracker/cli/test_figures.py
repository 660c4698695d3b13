import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import termios
from datetime import UTC, date, datetime, timedelta

import pytest

from printkit.store.places import hand_out
from tracker.scans.fold import only_folder
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict
from tracker.serve import running_server

CLASSES = {"person", "repeat", "preview", "robot", "prefetch", "unsure"}


@pytest.fixture
def hits(config, mint_batch):
    """Two batches, and three scans of the first that wait in the spool."""
    codes = mint_batch(name="=evil").codes
    mint_batch(name="other")
    spool = Spool(config.spool_folder)
    for code in codes[:3]:
        spool.add(Hit(1_790_000_000_000, code, Entry.SCANNED, Verdict(HitClass.PERSON, "x", Device.PHONE)))
    spool.close()


def test_stats_count_what_waits_and_name_all_classes(run, hits):
    batches = json.loads(run("stats", "--json").stdout)["batches"]
    assert [(one["batch"], one["name"], one["copies"]) for one in batches] == [
        (1, "=evil", 10),
        (2, "other", 10),
    ]
    assert [(one["hits"], one["scans"], one["pieces_scanned"]) for one in batches] == [(3, 3, 3), (0, 0, 0)]
    assert all(set(one["classes"]) == CLASSES for one in batches)
    assert json.loads(run("stats", "--json").stdout)["batches"] == batches


def test_stats_of_one_batch(run, hits):
    (batch,) = json.loads(run("stats", "2", "--json").stdout)["batches"]
    assert batch["name"] == "other"
    assert "9" in run("stats", "9", code=1).stderr
    assert "not the number of a batch" in run("stats", "", code=1).stderr


def test_stats_are_an_aligned_table(run, hits):
    campaign, header, first, second, *_ = run("stats").stdout.splitlines()
    assert campaign == json.loads(run("stats", "--json").stdout)["batches"][0]["campaign"]
    assert header.split()[:3] == ["Batch", "Name", "Copies"]
    assert first[header.index("Scans") + 4] == "3"
    assert second[header.index("Scans") + 4] == "0"


def test_stats_without_a_database_say_what_to_do(run, config):
    result = run("stats", code=1)
    assert "campaigns.db" in result.stderr
    assert not config.database.exists()


def test_stats_without_a_batch_say_how_to_begin(run, db):
    assert "printkit mint" in run("stats").stdout
    assert json.loads(run("stats", "--json").stdout)["batches"] == []


def test_stats_wait_for_the_running_service(run, config, mint_batch, fetch, until):
    codes = mint_batch().codes
    with running_server(config) as url:
        for code in codes:
            fetch(url, f"/{code}")
        results = []  # it waits two seconds, or says that it did
        until(lambda: results.append(run("stats", "--json")) or not results[-1].stderr)
    (batch,) = json.loads(results[-1].stdout)["batches"]
    assert batch["scans"] == len(codes)


@pytest.mark.slow
def test_stats_say_that_hits_still_wait(run, config, hits):
    with only_folder(config.run_folder):
        result = run("stats")
    assert "still being counted" in result.stderr
    assert result.stdout.splitlines()[2].split()[0] == "1"


def test_export_writes_csv_without_formulas(run, hits, tmp_path):
    (row,) = csv.DictReader(io.StringIO(run("export").stdout))
    assert (row["name"], row["scans"]) == ("'=evil", "3")
    output = tmp_path / "figures.csv"
    assert json.loads(run("export", "-o", str(output), "--json").stdout)["rows"] == 1
    assert output.read_text().splitlines()[1].startswith("2026-")
    assert list(tmp_path.glob(".figures*")) == []


def test_export_writes_json_lines_by_name_or_option(run, hits, tmp_path):
    output = tmp_path / "figures.jsonl"
    run("export", "-o", str(output))
    assert json.loads(output.read_text())["name"] == "=evil"
    assert json.loads(run("export", "1", "--format", "jsonl").stdout)["scans"] == 3
    assert run("export", "2", "--format", "jsonl").stdout == ""


def test_export_of_a_campaign_has_its_batches_only(run, hits, mint_batch, count_hits, tmp_path):
    other = mint_batch(copies=2, name="andere", campaign="Herbst")
    count_hits(other.codes[0], datetime.now(UTC) - timedelta(minutes=5))
    (row,) = csv.DictReader(io.StringIO(run("export", "--campaign", "Herbst").stdout))
    assert (row["campaign"], row["name"]) == ("Herbst", "andere")
    assert len(run("export").stdout.splitlines()) == 3
    run("export", "--campaign", "Herbst", "--of", "pieces", "-o", str(tmp_path))
    (file,) = tmp_path.glob(f"signet-pieces-campaign-{other.batch.campaign_id}-v*.csv")
    assert len(file.read_text().splitlines()) == 2
    assert "Herbst" in run("export", "--campaign", "Winter", code=1).stderr
    assert "BATCH" in run("export", "1", "--campaign", "Herbst", code=2).stderr
    assert "--of unknown" in run("export", "--campaign", "Herbst", "--of", "unknown", code=2).stderr


def test_export_into_a_missing_folder_is_said(run, hits, tmp_path):
    missing = tmp_path / "nowhere" / "f.csv"
    assert f"{missing}: No such file or directory" in run("export", "-o", str(missing), code=1).stderr


def test_one_batch_is_told_in_full(run, config, db, mint_batch):
    minted = mint_batch(name="Lesezeichen")
    spool = Spool(config.spool_folder)
    for number, cls in enumerate((HitClass.PERSON, HitClass.PERSON, HitClass.ROBOT)):
        verdict = Verdict(cls, "x", Device.PHONE)
        spool.add(Hit(1_790_000_000_000 + number, minted.codes[number], Entry.TYPED, verdict))
    spool.close()
    said = run("stats", "1").stdout
    assert "Batch 1: Lesezeichen (Lesezeichen 2026)" in said
    assert "2026-09-21 16:13" in said  # in Berlin
    assert "none as long as nothing is handed out" in said
    assert "tracker hand-out 1 --place PLACE --on DATE" in said
    hand_out(db, minted.batch, "Mitte", date(2026, 9, 21))
    said = run("stats", "1").stdout
    assert "20.0 % (2 of 10 pieces handed out)" in said
    assert "0 scanned, 2 typed" in said
    assert "tracker hand-out" not in said


@pytest.mark.parametrize("columns", [80, 119, 120, 200])
def test_table_fits_into_the_terminal(run, config, hits, mint_batch, columns):
    mint_batch(name="Lesezeichen aus der Sommerkampagne mit langem Namen")
    lines = on_terminal(columns, "stats", "--database", str(config.database))
    header = next(line for line in lines if line.startswith("Batch"))
    assert ("Previews" in header) == (columns >= 120)
    if columns < 120:
        assert max(map(len, lines)) <= max(columns, 100)
        assert max(len(line) for line in lines if line[:5].strip().isdigit()) <= columns


def on_terminal(columns, *words):
    """Run `tracker` on a terminal of so many columns and return its lines without colours."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    subprocess.run(
        [sys.executable, "-c", "from tracker.cli.main import cli; cli()", *words],
        stdout=slave, stdin=subprocess.DEVNULL, env=environment, check=True, timeout=60,
    )  # fmt: skip
    os.close(slave)
    text = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the end, on Linux
            break
        if not part:
            break
        text += part
    os.close(master)
    return re.sub(r"\x1b\[[0-9;]*m", "", text.decode()).splitlines()
