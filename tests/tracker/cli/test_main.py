"""The command line as a whole: what it says about its commands, and what it loads to run one."""

import subprocess
import sys

from click.testing import CliRunner

from tracker.cli.main import cli


def test_the_list_of_commands_says_of_each_in_full_what_it_does():
    said = CliRunner().invoke(cli, ["--help"], terminal_width=80)
    assert said.exit_code == 0
    assert "..." not in said.output.partition("Commands:")[2]
    assert all(name in said.output for name in cli.commands)


def test_every_command_is_where_the_list_says():
    for name in cli.commands:
        assert cli.commands[name].name == name
        assert cli.commands[name].help


def test_a_restart_loads_nothing_that_prints():
    asked = "import sys; from tracker.cli.main import cli; cli.commands['serve']; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    heavy = {"reportlab", "pikepdf", "flask", "user_agents", "printkit.press", "printkit.proof"}
    assert not heavy & set(loaded.stdout.split())
