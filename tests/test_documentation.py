"""What the README says is there is there, and what is there is said."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from printkit.cli.main import cli as printkit
from tracker.cli.main import cli as tracker
from tracker.cli.shown import MEANS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GROUPS = {"printkit": printkit, "tracker": tracker}
COMMANDS = [(group, name) for group, commands in GROUPS.items() for name in commands.commands]


@pytest.mark.parametrize(("group", "name"), COMMANDS)
def test_every_command_is_in_the_readme_and_explains_itself(group: str, name: str) -> None:
    command = GROUPS[group].commands[name]
    row = rf"\|[^|\n]*`(?:{group} )?{re.escape(name)}`|\|[^|\n]*`{group} {re.escape(name)}`"
    assert re.search(row, README), f"{group} {name} is missing in the table of commands"
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []
    assert "as_json" in {option.name for option in options}


def test_every_command_line_of_the_readme_is_one() -> None:
    lines = re.findall(r"^(?:\.venv/bin/)?(printkit|tracker) (.+)$", README, re.MULTILINE)
    assert len(lines) >= 9
    for group, rest in lines:
        name, *words = rest.split()
        command = GROUPS[group].commands[name]
        known = {flag for parameter in command.params for flag in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert len(README.splitlines()) <= 165
    for target in re.findall(r"\]\(([^)#]+)", README):
        if "://" not in target:
            assert (ROOT / target).exists(), target


def test_the_readme_shows_what_the_demo_prints() -> None:
    shown = README.partition("On one machine it printed:")[2]
    assert "\n".join(MEANS) in shown.partition("```\n")[2].partition("```")[0]


@pytest.mark.slow
def test_the_readmes_way_from_design_to_figures_works_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    block = README.partition("## Use it")[2].partition("```sh\n")[2].partition("```")[0]
    for line in block.splitlines():
        group, name, *words = shlex.split(line)
        if name in ("serve", "add-staff"):  # the one runs for ever, the other asks for a password
            continue
        environment = {"SIGNET_DATABASE": None, "SIGNET_BASE_URL": None}
        result = CliRunner().invoke(GROUPS[group], [name, *words], env=environment)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        assert "Warning" not in result.stderr, f"{line}\n{result.stderr}"
    assert (tmp_path / "bookmarks.pdf").exists()
