"""What printing a job does to the files around it, and what it refuses."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from printkit.design.marks import LaidOut
from printkit.errors import SignetError
from printkit.manifest import COLUMNS, read_manifest
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import Piece, PrintJob
from printkit.press.pdf import print_job
from printkit.units import MM


def job(design: LaidOut, pieces: list[Piece], **more: object) -> PrintJob:
    return replace(PrintJob("Batch 3 · Kanäle", design, pieces, minted_on="2026-11-22"), **more)  # type: ignore[arg-type]


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from conftest import _design, _pieces
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.imposing.sheet import load_sheet
job = PrintJob("Batch 3", _design(), _pieces(23), minted_on="2026-11-22")
print_job(job, load_sheet("a4"), Path({out!r}))
"""


def test_the_same_order_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2"):
        out = tmp_path / seed / "spring.pdf"
        out.parent.mkdir()
        code = BUILD.format(folder=str(Path(__file__).parent), out=str(out))
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)
        digests.add(hashlib.sha256(out.read_bytes() + out.with_suffix(".csv").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_progress_counts_sheets(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    calls: list[tuple[int, int]] = []
    print_job(
        job(make_design(), make_pieces(9)),
        load_sheet("a4"),
        tmp_path / "a.pdf",
        lambda *done: calls.append(done),
    )
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_existing_files_are_replaced_and_nothing_else_is_left(
    tmp_path: Path, make_design, make_pieces
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.pdf"
    path.write_text("old")
    (tmp_path / "a.csv").write_text(",".join(COLUMNS) + "\nold")
    print_job(job(make_design(), make_pieces(2)), load_sheet("a4"), path)
    assert path.read_bytes().startswith(b"%PDF-1.6")
    assert len(read_manifest(tmp_path / "a.csv")) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "a.pdf"]


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.pdf"
    old = ",".join(COLUMNS) + "\nold"
    for name in ("a.pdf", "a.csv"):
        (tmp_path / name).write_text(old)
    pieces = [*make_pieces(12), Piece(13, "HTTPS://A.DE/2", "a.de/" + "x" * 90, "2")]  # does not fit its line
    with pytest.raises(SignetError, match="too long"):
        print_job(job(make_design(), pieces), load_sheet("a4"), path)

    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_job(job(make_design(), pieces[:12]), load_sheet("a4"), path, interrupt)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"a.pdf": old, "a.csv": old}


@pytest.mark.parametrize("content", ["link\nhttps://kurz.example.de/1\n", "\0\n\xff"])
def test_a_csv_that_is_no_manifest_is_never_replaced(
    tmp_path: Path, make_design, make_pieces, content: str
) -> None:  # type: ignore[no-untyped-def]
    """`--links links.csv -o links.pdf` would destroy the links."""
    (tmp_path / "links.csv").write_text(content, "latin-1")
    with pytest.raises(SignetError, match=r"links\.csv, which is no manifest"):
        print_job(job(make_design(), make_pieces(2)), load_sheet("a4"), tmp_path / "links.pdf")
    assert (tmp_path / "links.csv").read_text("latin-1") == content
    assert [file.name for file in tmp_path.iterdir()] == ["links.csv"]


def test_a_pdf_without_its_manifest_never_appears(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    """The rows of a link that cannot be written to the CSV fail after the PDF was saved."""
    pieces = [replace(piece, code="\udc80") for piece in make_pieces(2)]
    with pytest.raises(UnicodeEncodeError):
        print_job(job(make_design(), pieces), load_sheet("a4"), tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["spring", "spring.csv", "none/spring.pdf", "folder.pdf"])
def test_a_place_that_cannot_take_the_pdf_is_refused(
    tmp_path: Path, make_design, make_pieces, name: str
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(SignetError) as caught:
        print_job(job(make_design(), make_pieces(1)), load_sheet("a4"), tmp_path / name)
    assert caught.value.problems[0].rule == "output"
    assert caught.value.problems[0].remedy


def test_nothing_to_print_and_muddled_jobs_are_refused(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    out, sheet = tmp_path / "a.pdf", load_sheet("a4")
    with pytest.raises(SignetError, match="no piece"):
        print_job(job(make_design(), []), sheet, out)
    with pytest.raises(SignetError, match="One code"):
        print_job(job(make_design(), make_pieces(2), copies=10), sheet, out)
    with pytest.raises(SignetError, match="no date"):
        print_job(job(make_design(), make_pieces(2), minted_on="yesterday"), sheet, out)
    with pytest.raises(SignetError, match="does not fit on the sheet A4"):
        print_job(job(make_design(300, 300), make_pieces(1)), sheet, out)


def test_a_code_too_small_for_its_box_is_refused(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    design = make_design()
    tiny = replace(design, back=replace(design.back, symbol=replace(design.back.symbol, size=11 * MM)))
    with pytest.raises(SignetError, match=r"25 modules in 11 mm .* Make the code 11\.18 mm wide") as caught:
        print_job(job(tiny, make_pieces(1)), load_sheet("a4"), tmp_path / "a.pdf")
    assert caught.value.problems[0].key == 'back[1] "code"'


@pytest.mark.slow
def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk. qpdf used to end the process (SIGABRT)."""
    (tmp_path / "links.csv").write_text("link\nhttps://qr.example.de/a\n")
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
        "from printkit.cli.main import cli; cli()"
    )
    words = [
        "print",
        "--links",
        "links.csv",
        "--design",
        "channels-bookmark",
        "--sheet",
        "a4",
        "-o",
        "piece.pdf",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", limited, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stderr
    assert "The PDF cannot be written (File too large)" in ran.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["links.csv"]
