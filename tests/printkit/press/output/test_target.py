from __future__ import annotations

from pathlib import Path

import pytest

from printkit.errors import SignetError
from printkit.press.crew.run import split
from printkit.press.output.target import check_targets


@pytest.mark.parametrize(("sheets", "most", "names"), [
    (10, None, ["a.pdf"]),
    (10, 10, ["a.pdf"]),
    (11, 10, ["a-001.pdf", "a-002.pdf"]),
    (1000, 1, ["a-0001.pdf", "a-1000.pdf"]),
    (999, 1, ["a-001.pdf", "a-999.pdf"]),
])  # fmt: skip
def test_sheets_are_distributed_over_files_in_order(sheets: int, most: int | None, names: list[str]) -> None:
    parts = split(Path("somewhere/a.pdf"), sheets, most)
    assert [parts[0].name, parts[-1].name][-len(names) :] == names
    assert [sheet for part in parts for sheet in part.sheets] == list(range(sheets))
    assert all(0 < len(part.sheets) <= (most or sheets) for part in parts)
    assert [(part.number, part.parts) for part in parts] == [
        (n, len(parts)) for n in range(1, len(parts) + 1)
    ]


@pytest.mark.parametrize(("there", "sheets", "left"), [
    (["a-001.pdf", "a-002.pdf"], 2, ""),
    (["a-001.pdf", "a-002.pdf", "a-003.pdf", "a-004.pdf"], 2, "a-003.pdf to a-004.pdf are left"),
    (["a-0001.pdf", "a-0002.pdf"], 2, "a-0001.pdf to a-0002.pdf are left"),
    (["a-005.pdf", "a-2026.pdf", "a-b.pdf"], 2, ""),
    (["a-001.pdf", "a-002.pdf"], 1, ""),
])  # fmt: skip
def test_files_of_a_longer_run_are_found(tmp_path: Path, there: list[str], sheets: int, left: str) -> None:
    for name in there:
        (tmp_path / name).touch()
    out = tmp_path / "a.pdf"
    if left:
        with pytest.raises(SignetError, match=left):
            check_targets(out, split(out, sheets, 1))
    else:
        check_targets(out, split(out, sheets, 1))
