"""Listing designs, and beginning one of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from printkit.design.source import design_names

Run = Callable[..., Any]


def test_all_designs_are_listed_with_size_and_variants(printkit: Run) -> None:
    listed = printkit("designs")
    assert listed.code == 0, listed.err
    lines = listed.out.splitlines()
    assert lines[0].split() == ["design", "size", "sides", "variants", "title"]
    assert [line.split()[0] for line in lines[1:-1]] == list(design_names())
    flyer = next(line for line in lines if line.startswith("dl-flyer"))
    assert "99 × 210 mm" in flyer


def test_one_design_is_said_in_full(printkit: Run) -> None:
    told = printkit("designs", "dl-flyer")
    assert "99 × 210 mm, two sides" in told.out
    plain = printkit("designs", "dl-flyer", "--json").json
    assert (plain["design"], plain["width_mm"], plain["sides"]) == ("dl-flyer", 99, 2)
    library = next(field for field in plain["fields"] if field["name"] == "library")
    assert library["default"] == "Stadtbibliothek Lindenau"
    assert f"  library: {library['help']}\n    = Stadtbibliothek Lindenau\n" in told.out
    for variant in plain["variants"]:
        assert f"  {variant['name']}: {variant['title']}\n" in told.out
    assert plain in printkit("designs", "--json").json["designs"]


def test_a_broken_design_does_not_hide_the_others(printkit: Run, tmp_path: Path) -> None:
    (tmp_path / "designs/broken").mkdir(parents=True)
    (tmp_path / "designs/broken/design.toml").write_text("format = 1", encoding="utf-8")
    listed = printkit("designs", "--json")
    assert listed.code == 0
    assert "broken cannot be read: designs/broken/design.toml" in listed.err
    assert "dl-flyer" in [design["design"] for design in listed.json["designs"]]


def test_a_new_design_is_whole_and_can_be_used_at_once(printkit: Run, tmp_path: Path) -> None:
    made = printkit("new", "sommer-2027", "--from", "channels-bookmark")
    assert made.code == 0, made.err
    folder = tmp_path / "designs/sommer-2027"
    assert (folder / "README.md").read_text("utf-8").startswith("# Designing a piece")
    assert "Next: printkit check designs/sommer-2027" in made.out
    assert printkit("check", "sommer-2027").code == 0
    assert printkit("designs", "sommer-2027", "--json").json["title"] == "Sommer 2027"
    shipped = printkit("designs", "channels-bookmark", "--json").json
    assert printkit("designs", "sommer-2027", "--json").json["fields"] == shipped["fields"]
    assert [path.name for path in folder.parent.iterdir()] == ["sommer-2027"]
    assert folder.stat().st_mode & 0o777 == 0o755


def test_a_new_design_lies_where_it_is_told_and_has_the_title_it_is_given(
    printkit: Run, tmp_path: Path
) -> None:
    made = printkit("new", "work/für uns/fest", "--from", "dl-flyer", "--title", "Unser „Fest“", "--json")
    assert made.code == 0, made.err
    assert made.json["folder"] == "work/für uns/fest"
    assert all((tmp_path / "work/für uns/fest" / file).is_file() for file in made.json["files"])
    assert printkit("designs", "work/für uns/fest", "--json").json["title"] == "Unser „Fest“"


def test_nothing_is_written_over(printkit: Run, tmp_path: Path) -> None:
    printkit("new", "fest", "--from", "dl-flyer")
    toml = tmp_path / "designs/fest/design.toml"
    toml.write_text("mine", encoding="utf-8")
    again = printkit("new", "fest", "--from", "channels-bookmark")
    assert again.code == 1
    assert "designs/fest: There is something of this name already. Choose another name" in again.err
    assert toml.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fest", "--from", "dl-flier"), 'Did you mean "dl-flyer"?'),
        (("..", "--from", "dl-flyer"), '".." cannot be the name of a design. Use letters'),
        ((".fest", "--from", "dl-flyer"), "cannot be the name"),
        (("", "--from", "dl-flyer"), "cannot be the name"),
        (("fest", "--from", "dl-flyer", "--variant", "x"), "variant"),
        (("fest", "--from", "dl-flyer", "--title", " "), "title"),
        (("fest", "--from", "dl-flyer", "--title", "a\x07b"), "U+0007"),
    ],
)
def test_what_cannot_begin_a_design_is_said(
    printkit: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = printkit("new", *words)
    assert ran.code == 1
    assert said in ran.err
    assert not (tmp_path / "designs").exists()
