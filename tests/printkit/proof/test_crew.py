"""Reading alone and with helpers comes to the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printkit.errors import SignetError
from printkit.proof.crew import CHUNK, read_all

Make = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path, make_sheets: Make) -> list[tuple[Path, int]]:
    """Two files, one with a name of its own kind, that do not divide into whole chunks."""
    counts = {"a.pdf": CHUNK + 3, "Frühling \u2028 1.pdf": CHUNK - 1}
    sheets = make_sheets(CHUNK + 3, 2, 2)
    odd = replace(sheets.cells[5], drawn="Ä\n\u2028")
    return [(sheets.change(5, drawn=odd.drawn).write(tmp_path / n, pages=p), p) for n, p in counts.items()]


def test_helpers_read_what_one_reads_alone(files: list[tuple[Path, int]]) -> None:
    alone = list(read_all(files, alone=math.inf))
    helped = list(read_all(files, alone=0, worth=0))
    assert helped == alone
    assert [(file, page.page) for file, page in helped] == [
        (file, page) for file, count in files for page in range(1, count + 1)
    ]
    assert all(len(page.symbols) == 4 for _, page in helped)


@pytest.mark.parametrize("alone", [0, math.inf])
def test_file_that_is_gone_is_told(files: list[tuple[Path, int]], alone: float) -> None:
    files[1][0].unlink()
    with pytest.raises(SignetError, match="cannot be read"):
        list(read_all(files, alone=alone, worth=0))


def test_reader_that_gives_up_early_leaves_no_helper(files: list[tuple[Path, int]]) -> None:
    """Unfinished processes would be told as a ResourceWarning, which is an error here."""
    reading = read_all(files, alone=0, worth=0)
    next(reading)
    reading.close()  # type: ignore[attr-defined]
