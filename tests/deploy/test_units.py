"""The units of systemd: valid, shut off, and with command lines that the commands take."""

from __future__ import annotations

import re
import shlex
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import click
import pytest

from tracker.cli.backup import backup
from tracker.cli.serve import serve

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = ("signet.service", "signet-backup.service", "signet-backup.timer")
COMMANDS = {"serve": serve, "backup": backup}


def read(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name, tmp_path, need_program):
    for unit in UNITS:
        text = (DEPLOY / unit).read_text(encoding="utf-8")
        (tmp_path / unit).write_text(text.replace("/opt/signet/bin/tracker", "/usr/bin/env"))
    command = [need_program("systemd-analyze"), "verify", "--man=no", tmp_path / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["signet.service", "signet-backup.service"])
def test_the_service_is_shut_off_from_the_rest_of_the_machine(name, tmp_path, need_program):
    """On systemd's own scale from 0 to 10; most services that come with a distribution have 9."""
    command = [need_program("systemd-analyze"), "security", "--offline=yes", "--threshold=35", DEPLOY / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["signet.service", "signet-backup.service"])
def test_the_command_line_of_the_unit_is_one(name):
    program, command, *words = shlex.split(read(name)["Service"]["ExecStart"])
    assert program == "/opt/signet/bin/tracker"
    context = COMMANDS[command].make_context(command, words)
    assert isinstance(context, click.Context)


def test_what_draws_may_run_out_of_memory_without_ending_the_service():
    assert read("signet.service")["Service"]["OOMPolicy"] == "continue"


def test_every_setting_of_the_file_is_read_by_a_command():
    settings = dict(re.findall(r"^([A-Z_]+)=(.+)$", (DEPLOY / "signet.env").read_text(), re.MULTILINE))
    from tracker.cli.doctor import doctor

    known = {
        parameter.envvar: (command, parameter)
        for command in (serve, backup, doctor)
        for parameter in command.params
        if parameter.envvar
    }
    assert set(settings) <= set(known)
    for name, value in settings.items():
        command, parameter = known[name]
        assert parameter.process_value(click.Context(command), value) is not None
