import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from printkit.cli.main import cli

HEAVY = {"numpy", "sqlite_utils", "pikepdf", "reportlab", "PIL", "pypdfium2", "fontTools", "qrcode", "idna"}
PRINTING = HEAVY - {"sqlite_utils", "numpy", "idna"}


def loaded_by(*words: str) -> set[str]:
    script = (
        "import json, sys\nfrom printkit.cli.main import cli\n"
        "try:\n    cli(sys.argv[1:])\nfinally:\n    print(json.dumps(list(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    return set(json.loads(ran.stderr.splitlines()[-1]))


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_saying_what_there_is_loads_nothing_of_it(words: list[str]) -> None:
    loaded = loaded_by(*words)
    assert "click" in loaded
    assert loaded & HEAVY == set()
    assert not any(name.startswith(("printkit.store", "printkit.press")) for name in loaded)


@pytest.mark.parametrize("name", ["list", "retarget", "retire", "revive", "organisation"])
def test_commands_about_what_is_minted_load_nothing_that_prints(name: str) -> None:
    loaded = loaded_by(name, "--help")
    assert "printkit.store.database" in loaded
    assert loaded & PRINTING == set()


def test_minting_loads_nothing_that_draws_sheets() -> None:
    assert loaded_by("mint", "--help") & {"pikepdf", "pypdfium2", "reportlab.pdfgen", "zxingcpp"} == set()


def test_every_command_in_the_list_is_there_under_its_name_and_listed_once() -> None:
    listed = CliRunner().invoke(cli, ["--help"]).output
    for name in cli.commands:
        assert cli.commands[name].name == name
        assert listed.count(f"\n  {name} ") == 1


def test_an_unknown_command_is_a_usage_error() -> None:
    result = CliRunner().invoke(cli, ["prnt"])
    assert result.exit_code == click.UsageError.exit_code
    assert "No such command 'prnt'" in result.output
