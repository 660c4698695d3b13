"""docs/operate.md against the program: every check, finding, setting, file and command line that it names."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click

from printkit.cli.main import cli as printkit
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.cli.backup import backup
from tracker.cli.doctor import doctor
from tracker.cli.main import cli as tracker
from tracker.cli.serve import serve
from tracker.config import make_config
from tracker.database import connect
from tracker.scans.spool import Spool
from tracker.scans.words import Entry, Hit, HitClass, Verdict
from tracker.survival.backup import back_up

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
COMMANDS = {
    "printkit": dict(printkit.commands),
    "tracker": {**tracker.commands, "backup": backup, "doctor": doctor},
}


def first_cells(heading: str) -> list[str]:
    """Return the names in the first column of the table below a heading."""
    section = re.split(r"^#+ ", TEXT.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^\| `([a-z-]+)`", section, re.MULTILINE)


def named_in_code(functions: set[str], folder: str) -> set[str]:
    """Return the first argument of every call of some functions, as far as it is a text."""
    return {
        argument.value
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_every_check_of_healthz_is_explained() -> None:
    in_code = {
        *named_in_code({"Check"}, "tracker"),
        *(named_in_code({"_check"}, "tracker") & {"database", "snapshot", "privacy"}),
    }
    assert len(in_code) >= 9
    assert sorted(first_cells("What each check of /healthz means")) == sorted(in_code)


def test_every_message_of_the_studio_is_explained() -> None:
    porter = (ROOT / "tracker/studio/porter.py").read_text(encoding="utf-8")
    said = [text.strip() for text in re.findall(r'"Signet: ([^"({:]+)', porter)]
    assert len(said) == 3
    section = re.split(
        r"^#+ ", TEXT.partition("# What the studio says\n")[2], maxsplit=1, flags=re.MULTILINE
    )[0]
    assert [one for one in said if f"| `{one}" not in section] == []


def test_everything_the_doctor_looks_at_is_in_the_table() -> None:
    in_code = named_in_code({"ok", "note", "mend", "_owners"}, "tracker/survival")
    assert len(in_code) >= 25
    assert sorted(first_cells("What the doctor looks at")) == sorted(in_code)


def test_every_setting_of_the_service_is_in_the_table() -> None:
    rows = re.findall(r"^\| `(--[a-z-]+)` \| (?:`([A-Z_]+)`)? ?\| (?:`([^`]+)`|none) \|", TEXT, re.MULTILINE)
    told = {option: (variable, default) for option, variable, default in rows}
    options = {one.opts[0]: one for one in serve.params if one.opts[0] != "--json"}
    assert set(told) == set(options)
    for name, option in options.items():
        default = "" if not isinstance(option.default, str | int) else str(option.default)
        assert told[name] == (option.envvar or "", default), name


def command_lines() -> Iterator[tuple[str, str, list[str]]]:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    spans = re.findall(r"`((?:signet )?(?:tracker|printkit) [^`]+)`", TEXT)
    for line in [*"\n".join(blocks).splitlines(), *spans]:
        words = shlex.split(line, comments=True)
        if words[:1] == ["signet"]:
            words = words[1:]
        if len(words) > 1 and words[0] in COMMANDS:
            yield words[0], words[1], words[2:]


def test_every_command_line_is_one() -> None:
    lines = list(command_lines())
    assert len(lines) >= 12
    for group, name, words in lines:
        command = COMMANDS[group][name]
        known = {flag for parameter in command.params for flag in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, (group, name, words)
        assert isinstance(command, click.Command)


def test_a_shell_takes_every_block() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) >= 9
    for block in blocks:
        done = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), block


def test_links_and_files_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
    for file in (ROOT / "docs" / "deploy").iterdir():
        assert file.name in TEXT, f"{file.name} is not mentioned"


def test_restoring_as_it_is_written_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """The commands of the section, with a service of our own user in a folder of the test."""
    lib, kept = tmp_path / "lib", tmp_path / "kept"
    for folder in (lib, kept):
        folder.mkdir()
    config = make_config(lib / "campaigns.db")
    with connect(config) as db:
        files, base = {"design.toml": b"format = 1\n"}, BaseUrl.parse("https://qr.example.de")
        order = MintOrder("A", BatchKind.PER_PIECE, 9, "plain", {}, files, base, "https://www.example.org/")
        codes = mint(db, order).codes
    spool(config, codes[:3])
    made = back_up(config, kept / "campaigns-20261201T023000Z.db")
    assert made.contents.hits == 3
    spool(config, codes)
    with connect(config) as db:
        db.execute("CREATE TABLE scribble (x)")  # a write-ahead log that belongs to the other database
        shutil.copyfile(f"{config.database}-wal", tmp_path / "wal")
    shutil.copyfile(tmp_path / "wal", f"{config.database}-wal")
    block = TEXT.partition("\n## Restore\n")[2].partition("```sh\n")[2].partition("```")[0]
    for old, new in (
        ("/var/lib/signet", lib),
        ("/var/backups/signet", kept),
        ("/root/before", tmp_path / "b"),
    ):
        assert old in block
        block = block.replace(old, str(new))
    block = block.replace(" -o signet -g signet", "")
    shims = "systemctl() { :; }\nsignet() { :; }\n"
    subprocess.run(["bash", "-euc", shims + block], check=True, env={"PATH": os.environ["PATH"]})
    again = back_up(config, tmp_path / "again.db")
    assert again.contents.hits == 3 + len(codes)


def spool(config, codes) -> None:
    writer = Spool(config.spool_folder)
    for code in codes:
        writer.add(Hit(1_700_000_000_000, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser")))
    writer.close()
