from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from printkit.files import replace_file, replacing


def test_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state"
    replace_file(path, b"old")
    with path.open("rb") as reader:
        replace_file(path, b"new")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["state"]


def test_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.mkdir()
    with pytest.raises(OSError, match="state"):
        replace_file(path, b"new")
    assert os.listdir(tmp_path) == ["state"]


def writes_both(pdf: Path, text: str) -> None:
    with replacing(pdf, pdf.with_suffix(".csv")) as paths:
        for path in paths:
            path.write_text(text)


def test_several_files_appear_together(tmp_path: Path) -> None:
    for text in ("old", "new"):
        writes_both(tmp_path / "a.pdf", text)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.pdf": "new", "a.csv": "new"}


@pytest.mark.parametrize("existed", [True, False])
def test_what_cannot_be_put_in_place_leaves_all_as_it_was(tmp_path: Path, existed: bool) -> None:
    pdf, folder = tmp_path / "a.pdf", tmp_path / "a.csv"
    folder.mkdir()
    if existed:
        pdf.write_text("old")
    with pytest.raises(OSError, match=r"a\.csv"):
        writes_both(pdf, "new")
    assert folder.is_dir()
    assert [path.read_text() for path in tmp_path.iterdir() if path.is_file()] == ["old"] * existed


def test_a_block_that_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    writes_both(tmp_path / "a.pdf", "old")

    def interrupted() -> None:
        with replacing(tmp_path / "a.pdf", tmp_path / "a.csv") as (new, _):
            new.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.pdf": "old", "a.csv": "old"}


def test_names_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"


WRITER = """
import sys
from pathlib import Path
from printkit.files import replacing
pdf = Path(sys.argv[1])
for _ in range(100):
    with replacing(pdf, pdf.with_suffix(".csv"), durable=False) as paths:
        for path in paths:
            path.write_text(sys.argv[2])
"""


def test_processes_that_write_the_same_files_keep_them_together(tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(pdf), name], stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    assert [writer.communicate(timeout=300)[1] for writer in writers] == ["", ""]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.pdf"]
    assert pdf.read_text() == pdf.with_suffix(".csv").read_text()
