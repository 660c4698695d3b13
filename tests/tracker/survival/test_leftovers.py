"""The doctor on what must not lie about: salts, halves of files, folders that are synchronised."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tracker.config import make_config
from tracker.health.state import Loss, State, StateFile
from tracker.privacy.salt import SALT_FILE, DaySalt
from tracker.survival.findings import Finding, Level
from tracker.survival.leftovers import look_at_salt, look_for_halves, look_for_losses, look_for_syncing
from tracker.survival.patient import Patient
from tracker.survival.running import Running


@pytest.fixture
def patient(config) -> Patient:
    config.run_folder.mkdir()
    return Patient(config, (), time.time())


def only(findings) -> Finding:
    (one,) = findings
    return one


def test_todays_salt_is_in_order(patient, config):
    assert only(look_at_salt(patient)).level is Level.NOTE
    DaySalt(config.run_folder / SALT_FILE).today()
    assert only(look_at_salt(patient)).level is Level.OK


@pytest.mark.parametrize(("runs", "level"), [(True, Level.MEND), (False, Level.NOTE)])
def test_yesterdays_salt_is_said(config, patient, runs, level):
    DaySalt(config.run_folder / SALT_FILE, lambda: time.time() - 86_400).today()
    services = (Running(1, os.geteuid(), config, None),) if runs else ()
    said = only(look_at_salt(Patient(config, services, time.time())))
    assert (said.level, "is of another day" in said.says) == (level, True)


def test_a_salt_that_others_may_read_or_that_is_none_is_mended(patient, config):
    path = config.run_folder / SALT_FILE
    DaySalt(path).today()
    path.chmod(0o640)
    assert only(look_at_salt(patient)).says == "Others may read the salt of the day."
    path.write_bytes(b"pepper")
    assert only(look_at_salt(patient)).says == f"{path} is no salt."


def test_a_salt_among_backups_is_found(config, patient, tmp_path):
    kept = tmp_path / "kept"
    (kept / "monday" / "campaigns.run").mkdir(parents=True)
    (kept / "salt").write_text("not ours: a recipe")
    DaySalt(config.run_folder / SALT_FILE).today()
    with_backups = Patient(config, (), time.time(), kept)
    assert only(look_at_salt(with_backups)).level is Level.OK
    copied = kept / "monday" / "campaigns.run" / SALT_FILE
    copied.write_bytes((config.run_folder / SALT_FILE).read_bytes())
    said = only(look_at_salt(with_backups))
    assert said.level is Level.MEND
    assert str(copied) in said.says


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Stadt Lindenau", "Nextcloud", "plain"])
def test_a_synchronised_folder_is_no_place_for_keys(tmp_path, name):
    folder = tmp_path / name / "signet"
    folder.mkdir(parents=True)
    patient = Patient(make_config(folder / "campaigns.db"), (), time.time())
    expected = Level.OK if name == "plain" else Level.MEND
    assert only(look_for_syncing(patient)).level is expected
    (tmp_path / name / ".stfolder").mkdir()
    assert only(look_for_syncing(patient)).level is Level.MEND


def test_halves_of_files_are_named_when_they_are_old(config, patient, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    half: Path = kept / f".signet-{'0' * 12}.tmp"
    half.write_bytes(b"SQLite format 3")
    with_backups = Patient(config, (), time.time(), kept)
    assert only(look_for_halves(with_backups)).level is Level.OK
    os.utime(half, (1.0, 1.0))
    said = only(look_for_halves(with_backups))
    assert (said.level, str(half) in said.says) == (Level.NOTE, True)


def test_losses_are_said_after_their_worker(config, patient):
    assert only(look_for_losses(patient)).level is Level.OK
    file = StateFile(config.run_folder)
    file.write(State(1, 1.0, 1_700_000_060.0, (), Loss(2, 1_700_000_000.0, why="the disk is full")))
    file.close(remove=False)
    said = only(look_for_losses(patient))
    assert said.level is Level.NOTE
    assert said.says.startswith("2 hits were lost from 2023-11-14 22:13 UTC to 2023-11-14 22:14 UTC")
