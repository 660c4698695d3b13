"""Runs of several files: how they are split, what they replace, how they go on when interrupted."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from printkit.errors import SignetError
from printkit.manifest import read_manifest
from printkit.press.imposing.plan import Layout
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import Piece, Printed, PrintJob
from printkit.press.output.journal import job_folder
from printkit.press.output.splitting import Splitting
from printkit.press.pdf import print_job

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


def test_a_run_that_stops_before_its_first_file_leaves_nothing(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    interrupted(job, tmp_path / "a.pdf", 3)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_killed_before_its_journal_was_written_goes_on(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    printed(job, tmp_path / "whole" / "a.pdf")
    out = tmp_path / "cut" / "a.pdf"
    for left in ("lock", f".signet-{'0' * 12}.tmp"):
        job_folder(out).mkdir(parents=True, exist_ok=True)
        (job_folder(out) / left).touch()
        printed(job, out)
        assert content(out.parent) == content(tmp_path / "whole")


def test_a_name_that_is_too_long_is_said_at_once(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SignetError, match=r"File name too long.* Name it shorter"):
        printed(job, tmp_path / f"{'x' * 250}.pdf", progress=lambda *_: pytest.fail("it was drawn"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_something_else_is_left_alone(job, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.job").mkdir()
    (tmp_path / "a.job" / "tender.txt").write_text("precious")
    with pytest.raises(SignetError, match="something else"):
        printed(job, tmp_path / "a.pdf")
    assert [path.name for path in tmp_path.rglob("*.*")] == ["a.job", "tender.txt"]
