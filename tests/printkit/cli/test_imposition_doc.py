"""docs/imposition.md says all there is, and nothing else."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import click
import pytest

from printkit.cli.layouts import LayoutOption
from printkit.cli.main import cli

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "imposition.md").read_text("utf-8")
COMMANDS = [cli.commands[name] for name in ("print", "reprint", "labels", "calibrate")]
HEADINGS = ("How pieces lie on sheets", "Sheets that were used before", "Bundles")
OPTIONS = [one for command in COMMANDS for one in command.params if isinstance(one, click.Option)]


def test_every_way_to_impose_is_described() -> None:
    ours = {
        name
        for one in OPTIONS
        if isinstance(one, LayoutOption) and one.heading in HEADINGS
        for name in one.opts
    }
    assert len(ours) >= 9
    assert {name for name in ours if name not in TEXT} == set()
    for command in COMMANDS[2:]:
        names = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
        assert {name for name in names - {"--database", "--json"} if name not in TEXT} == set()


def test_every_option_of_the_text_is_one() -> None:
    known = {name for one in OPTIONS for name in one.opts}
    assert set(re.findall(r"--[a-z][a-z-]+", TEXT)) <= known


def test_its_pictures_are_there_and_drawn_by_its_script() -> None:
    pictures = re.findall(r"\]\((pictures/[^)]+)\)", TEXT)
    assert len(pictures) >= 9
    script = runpy.run_path(str(ROOT / "docs" / "pictures" / "imposition" / "draw.py"))
    drawn = {f"pictures/imposition/{one.name}.png" for one in script["PICTURES"]}
    assert set(pictures) == drawn | {"pictures/imposition/calibration.png"}
    for picture in pictures:
        assert 1_000 < (ROOT / "docs" / picture).stat().st_size < 40_000


@pytest.mark.slow
def test_the_script_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    script = runpy.run_path(str(ROOT / "docs" / "pictures" / "imposition" / "draw.py"))
    for picture in script["PICTURES"]:
        script["draw"](picture, tmp_path, tmp_path)
        assert (tmp_path / f"{picture.name}.png").exists()
