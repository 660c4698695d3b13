"""Runs of several files: how they are split, what they replace, how they go on when interrupted."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from printkit.errors import SignetError
from printkit.manifest import read_manifest
from printkit.press.job import Piece, Printed, PrintJob
from printkit.press.journal import job_folder
from printkit.press.pdf import print_job
from printkit.press.plan import Layout
from printkit.press.sheet import load_sheet
from printkit.press.splitting import Splitting

A4 = load_sheet("a4")
FIVE = Splitting(5)


@pytest.fixture(scope="module")
def job(make_design, make_pieces) -> PrintJob:  # type: ignore[no-untyped-def]
    """Return 43 pieces of which four stand on an A4 sheet: 11 sheets, at most."""
    return PrintJob("Batch 3", make_design(), make_pieces(43), minted_on="2026-11-22")


def printed(job: PrintJob, out: Path, **more: object) -> Printed:
    out.parent.mkdir(exist_ok=True)
    return print_job(job, A4, out, **{"splitting": FIVE, **more})  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def words(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as file:
        return [page.get_textpage().get_text_range() for page in file]


def test_each_file_is_complete_with_its_manifest_and_a_pile_of_its_own(
    job, tmp_path: Path, decode_pdf
) -> None:  # type: ignore[no-untyped-def]
    done = printed(job, tmp_path / "spring.pdf")
    assert [file.name for file in done.files] == [f"spring-00{n}.pdf" for n in (1, 2, 3)]
    assert [file.name for file in done.manifests] == [f"spring-00{n}.csv" for n in (1, 2, 3)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        file.name for file in (*done.files, *done.manifests)
    )
    assert (done.pieces, done.sheets_in_file, done.sheets_to_print) == (43, 11, 11)
    rows = [read_manifest(manifest) for manifest in done.manifests]
    assert [{row.file for row in some} for some in rows] == [{file.name} for file in done.files]
    assert [sorted({row.sheet for row in some}) for some in rows] == [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11]]
    assert [{row.page for row in some} for some in rows] == [{2, 4, 6, 8, 10}, {2, 4, 6, 8, 10}, {2}]
    piles = [row.position for some in rows for row in sorted(some, key=lambda row: (row.slot, row.sheet))]
    assert piles == [*range(1, 44)]
    assert {symbol.text for symbol in decode_pdf(done.files[1], 200)} == {row.link for row in rows[1]}
    assert "sheet 6/11, file 2/3 | front" in words(done.files[1])[0]
    with pikepdf.open(done.files[2]) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.docinfo["/Title"] == "Batch 3"


def test_a_stack_depth_goes_across_files(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = printed(job, tmp_path / "spring.pdf", layout=Layout(stack_depth=11))
    rows = [row for manifest in done.manifests for row in read_manifest(manifest)]
    assert [row.position for row in sorted(rows, key=lambda row: (row.slot, row.sheet))] == [*range(1, 44)]


@pytest.mark.parametrize(("splitting", "files"), [
    (Splitting(11), ["a.pdf"]), (Splitting(None), ["a.pdf"]), (Splitting(10), ["a-001.pdf", "a-002.pdf"]),
])  # fmt: skip
def test_one_file_keeps_its_name(job, tmp_path: Path, splitting: Splitting, files: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert [file.name for file in printed(job, tmp_path / "a.pdf", splitting=splitting).files] == files


def test_no_file_becomes_larger_than_allowed(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    whole = printed(job, tmp_path / "whole.pdf", splitting=Splitting()).files[0].stat().st_size
    done = printed(job, tmp_path / "a.pdf", splitting=Splitting(None, whole - 2_000))
    assert len(done.files) == 2
    assert all(file.stat().st_size <= whole - 2_000 for file in done.files)
    assert done.files[0].stat().st_size > whole - 2_000 - 6_000
    assert len(printed(job, tmp_path / "b.pdf", splitting=Splitting(None, whole + 5_000)).files) == 1
    with pytest.raises(SignetError, match="A file with a single sheet is larger than 20,000 bytes"):
        printed(job, tmp_path / "c.pdf", splitting=Splitting(None, 20_000))


@pytest.mark.parametrize("processes", [2, 3])
def test_bytes_do_not_depend_on_the_number_of_processes(job, tmp_path: Path, processes: int) -> None:  # type: ignore[no-untyped-def]
    printed(job, tmp_path / "one" / "a.pdf", processes=1)
    steps: list[tuple[int, int]] = []
    printed(job, tmp_path / "more" / "a.pdf", processes=processes, progress=lambda *step: steps.append(step))
    assert content(tmp_path / "one") == content(tmp_path / "more")
    assert steps[-1] == (11, 11)
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})


def test_files_left_of_a_longer_run_are_never_mixed_with_new_ones(job, make_pieces, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    printed(job, tmp_path / "a.pdf")
    before = content(tmp_path)
    shorter = replace(job, pieces=make_pieces(40))
    with pytest.raises(SignetError, match=r"a-003\.pdf is left of another run .* Move them away"):
        printed(shorter, tmp_path / "a.pdf")
    assert content(tmp_path) == before
    (tmp_path / "a-003.pdf").unlink()
    assert len(printed(shorter, tmp_path / "a.pdf").files) == 2
    (tmp_path / "b-2026.pdf").write_text("no file of ours")
    printed(shorter, tmp_path / "b.pdf")


def test_a_link_that_does_not_fit_stops_all_and_leaves_nothing(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    long = Piece(43, "HTTPS://A.DE/2", "a.de/" + "x" * 90, "2")
    for processes in (1, 2):
        with pytest.raises(SignetError, match="too long"):
            printed(replace(job, pieces=[*job.pieces[:42], long]), tmp_path / "a.pdf", processes=processes)
        assert list(tmp_path.iterdir()) == []


class _Stop(BaseException):
    pass


def interrupted(job: PrintJob, out: Path, after: int, **more: object) -> None:
    def stop(done: int, _: int) -> None:
        if done >= after:
            raise _Stop

    with pytest.raises(_Stop):
        printed(job, out, progress=stop, **more)


def test_finished_files_are_kept_and_the_rest_is_drawn(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    printed(job, tmp_path / "whole" / "a.pdf")
    out = tmp_path / "cut" / "a.pdf"
    out.parent.mkdir()
    interrupted(job, out, 7)
    assert {path.name for path in out.parent.iterdir()} == {"a.job"}
    kept = job_folder(out) / "a-001.pdf"
    identity = kept.stat().st_ino
    said: list[str] = []
    steps: list[int] = []
    printed(job, out, note=said.append, progress=lambda done, _: steps.append(done))
    assert said == ["Continuing: 1 of 3 files were finished already."]
    assert steps == [5, 6, 7, 8, 9, 10, 11]
    assert out.with_name("a-001.pdf").stat().st_ino == identity  # it was not drawn again
    assert content(out.parent) == content(tmp_path / "whole")


@pytest.mark.parametrize("harm", ["changed", "gone", "journal"])
def test_what_is_damaged_is_drawn_again(job, tmp_path: Path, harm: str) -> None:  # type: ignore[no-untyped-def]
    printed(job, tmp_path / "whole" / "a.pdf")
    out = tmp_path / "cut" / "a.pdf"
    out.parent.mkdir()
    interrupted(job, out, 11)
    folder = job_folder(out)
    if harm == "changed":
        data = bytearray((folder / "a-002.pdf").read_bytes())
        data[5000] ^= 1
        (folder / "a-002.pdf").write_bytes(data)
    elif harm == "gone":
        (folder / "a-001.csv").unlink()
    else:
        cut = (folder / "journal").read_bytes()[:-30]
        (folder / "journal").write_bytes(cut)
    said: list[str] = []
    printed(job, out, note=said.append)
    assert said == ["Continuing: 1 of 3 files were finished already."]
    assert content(out.parent) == content(tmp_path / "whole")


@pytest.mark.parametrize("change", [
    {"label": "Batch 4"}, {"minted_on": "2026-11-23"}, {"not_for_print": "no host is set"},
    {"pieces": 42}, {"design": "Herbst"},
])  # fmt: skip
def test_another_job_of_the_same_name_begins_anew_and_says_so(  # type: ignore[no-untyped-def]
    job, make_design, make_pieces, tmp_path: Path, change: dict[str, object]
) -> None:
    if "pieces" in change:
        change = {"pieces": [*job.pieces[:42], replace(job.pieces[42], code="X")]}
    if "design" in change:
        change = {"design": replace(job.design, title="Herbst")}
    other = replace(job, **change)  # type: ignore[arg-type]
    printed(other, tmp_path / "whole" / "a.pdf")
    out = tmp_path / "cut" / "a.pdf"
    out.parent.mkdir()
    interrupted(job, out, 7)
    said: list[str] = []
    printed(other, out, note=said.append)
    assert said == [
        'a.job held an unfinished run of another job ("Batch 3", 3 files). '
        "It is thrown away, and this one begins anew."
    ]
    assert content(out.parent) == content(tmp_path / "whole")


def test_a_run_that_ended_between_two_renamings_goes_on(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    printed(job, tmp_path / "whole" / "a.pdf")
    out = tmp_path / "cut" / "a.pdf"
    out.parent.mkdir()
    out.with_name("a-002.pdf").write_text("old")
    interrupted(job, out, 11)
    for name in ("a-001.csv", "a-001.pdf", "a-002.csv"):
        (job_folder(out) / name).rename(out.with_name(name))
    printed(job, out)
    assert content(out.parent) == content(tmp_path / "whole")


def test_a_folder_that_is_something_else_is_left_alone(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.job").mkdir()
    (tmp_path / "a.job" / "tender.txt").write_text("precious")
    with pytest.raises(SignetError, match="something else"):
        printed(job, tmp_path / "a.pdf")
    assert [path.name for path in tmp_path.rglob("*.*")] == ["a.job", "tender.txt"]


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from conftest import _design, _pieces
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.sheet import load_sheet
from printkit.press.splitting import Splitting
job = PrintJob("Batch 3", _design(), _pieces(1600), minted_on="2026-11-22")
print_job(job, load_sheet("a4"), Path(sys.argv[1]), splitting=Splitting(20), processes=2, note=print)
"""


def start(out: Path) -> subprocess.Popen[str]:
    code = BUILD.format(folder=str(Path(__file__).parent))
    environment = {**os.environ, "SIGNET_TRIAL": str(out)}
    command = [sys.executable, "-c", code, str(out)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def alive(out: Path) -> Iterator[int]:
    """Yield the processes that belong to a run started above."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"SIGNET_TRIAL={out}".encode() in path.read_bytes():
                yield int(path.parent.name)
        except OSError:
            continue


def gone(out: Path) -> bool:
    for _ in range(50):
        if not list(alive(out)):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_killed_at_random_again_and_again_the_run_is_what_it_would_have_been(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    whole, cut = tmp_path / "whole" / "a.pdf", tmp_path / "cut" / "a.pdf"
    first = start(whole)
    assert first.communicate(timeout=120)[1] == ""
    assert len(list(whole.parent.iterdir())) == 40
    chance, kills, continued = random.Random(1), 0, 0
    for _ in range(40):
        run = start(cut)
        try:
            said, errors = run.communicate(timeout=chance.uniform(0.6, 1.6))
            assert errors == ""
            continued += "Continuing" in said
            break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            said, _ = run.communicate()
            continued += "Continuing" in said
            kills += 1
            assert gone(cut)
    assert kills
    assert continued
    assert content(cut.parent) == content(whole.parent)


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["helper", "interrupt"])
def test_a_helper_that_dies_and_ctrl_c_are_said_and_nothing_is_lost(tmp_path: Path, victim: str) -> None:
    out = tmp_path / "a.pdf"
    run = start(out)
    while len(list(job_folder(out).glob("*.pdf"))) < 2 or len(list(alive(out))) < 2:
        assert run.poll() is None
        time.sleep(0.01)
    if victim == "helper":
        helper = next(pid for pid in alive(out) if pid != run.pid)
        os.kill(helper, signal.SIGKILL)
    else:
        run.send_signal(signal.SIGINT)
    said, errors = run.communicate(timeout=60)
    assert run.returncode != 0
    assert gone(out)
    assert {path.name for path in tmp_path.iterdir()} == {"a.job"}
    if victim == "helper":
        assert re.search(r"process that (drew a-0\d\d.pdf|helped) stopped", errors)
        assert "are kept in a.job" in errors
    else:
        assert "are kept in a.job" in said
        assert "The same command goes on." in said
    again = start(out)
    said, errors = again.communicate(timeout=120)
    assert (again.returncode, errors) == (0, "")
    assert "Continuing: " in said
    assert len(list(tmp_path.iterdir())) == 40


FULL = """
import resource
def fill(done, _):
    if done == 30:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
"""


@pytest.mark.slow
def test_a_full_disk_keeps_what_is_finished(tmp_path: Path) -> None:
    """A limit on the size of files, set in the middle of the second file, stands for the disk."""
    out = tmp_path / "a.pdf"
    code = FULL + BUILD.format(folder=str(Path(__file__).parent)).replace("note=print", "progress=fill")
    code = code.replace("processes=2", "processes=1")
    run = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=False)
    assert "The PDFs cannot all be written (File too large)" in run.stderr
    assert "Files finished so far are kept in a.job: 1." in run.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.job"}
    said, errors = start(out).communicate(timeout=120)
    assert errors == ""
    assert "Continuing: 1 of 20 files were finished already." in said
    assert len(list(tmp_path.iterdir())) == 40


@pytest.mark.slow
def test_two_processes_never_print_into_the_same_files(tmp_path: Path) -> None:
    first = start(tmp_path / "a.pdf")
    while not (job_folder(tmp_path / "a.pdf") / "journal").exists():
        assert first.poll() is None
        time.sleep(0.01)
    second = start(tmp_path / "a.pdf")
    assert "Another process is printing a.pdf just now" in second.communicate(timeout=60)[1]
    assert first.communicate(timeout=120)[1] == ""
    assert len(list(tmp_path.iterdir())) == 40
