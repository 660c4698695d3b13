"""Reading alone and with helpers comes to the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printkit.errors import SignetError
from printkit.proof.crew import CHUNK, Crew
from printkit.proof.helper import Way

Make = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path, make_sheets: Make) -> list[tuple[Path, int]]:
    """Two files, one with a name of its own kind, that do not divide into whole chunks."""
    counts = {"a.pdf": CHUNK[Way.PATHS] + 3, "Frühling \u2028 1.pdf": CHUNK[Way.DRAWN] - 1}
    sheets = make_sheets(CHUNK[Way.PATHS] + 3, 2, 2)
    odd = replace(sheets.cells[5], drawn="Ä\n\u2028")
    return [(sheets.change(5, drawn=odd.drawn).write(tmp_path / n, pages=p), p) for n, p in counts.items()]


def read_all(crew: Crew, way: Way, files: list[tuple[Path, int]]) -> list[Any]:
    read = crew.paths if way is Way.PATHS else crew.drawn
    return [(file, page) for file, count in files for page in read(file, range(1, count + 1))]


@pytest.mark.parametrize("way", list(Way))
def test_helpers_read_what_one_reads_alone(files: list[tuple[Path, int]], way: Way) -> None:
    with Crew(alone=math.inf) as crew:
        alone = read_all(crew, way, files)
    with Crew(alone=0, worth=0) as crew:
        helped = read_all(crew, way, files)
    assert helped == alone
    assert [(file, page.page) for file, page in helped] == [
        (file, page) for file, count in files for page in range(1, count + 1)
    ]
    assert all(len(page.symbols) == 4 for _, page in helped)


@pytest.mark.parametrize("alone", [0, math.inf])
def test_file_that_is_gone_is_told(files: list[tuple[Path, int]], alone: float) -> None:
    files[1][0].unlink()
    with Crew(alone=alone, worth=0) as crew, pytest.raises(SignetError, match="cannot be read"):
        read_all(crew, Way.DRAWN, files)


def test_paths_of_a_file_that_is_gone_are_doubtful(files: list[tuple[Path, int]]) -> None:
    files[1][0].unlink()
    with Crew() as crew:
        assert all(page.doubt for file, page in read_all(crew, Way.PATHS, files) if file == files[1][0])


def test_reader_that_gives_up_early_leaves_no_helper(files: list[tuple[Path, int]]) -> None:
    """Unfinished processes would be told as a ResourceWarning, which is an error here."""
    with Crew(alone=0, worth=0) as crew:
        reading = crew.drawn(files[0][0], range(1, files[0][1] + 1))
        next(reading)
        reading.close()  # type: ignore[attr-defined]
