"""A print job → a PDF and its manifest, both or none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from printkit.errors import SignetError
from printkit.files import replacing
from printkit.manifest import Row, is_header, manifest_path, write_manifest
from printkit.press.finish import finish, save
from printkit.press.imposition import Grid, Stacks, impose
from printkit.press.job import Piece, Printed, PrintJob
from printkit.press.pages import Pages
from printkit.press.sheet import Sheet
from printkit.units import to_mm

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """Which piece stands on which slot of which sheet.

    Attributes:
        repeat: How many times each sheet is printed.
    """

    job: PrintJob
    stacks: Stacks
    repeat: int

    @property
    def sheets(self) -> int:
        """Sheets in the file."""
        return self.stacks.sheets

    def on_sheet(self, sheet: int) -> tuple[tuple[int, Piece], ...]:
        """Return slots and pieces of a sheet; all count from 0, and blank slots are left out."""
        if self.job.copies is not None:
            same = replace(self.job.pieces[0], position=None)
            return tuple((slot, same) for slot in range(self.stacks.slots))
        copies = ((slot, self.stacks.copy_at(sheet, slot)) for slot in range(self.stacks.slots))
        return tuple((slot, self.job.pieces[copy]) for slot, copy in copies if copy is not None)


def plan_run(job: PrintJob, slots: int) -> Run:
    """Distribute the pieces of a job over sheets of so many slots.

    One code for all fills one sheet, to be printed as often as the copies need. A code per piece is
    cut-and-stack.

    Raises:
        SignetError: If there is nothing to print.
    """
    if not job.pieces:
        raise SignetError.of(
            "nothing-to-print", "There is no piece to print.", "Choose at least one position."
        )
    if job.copies is None:
        return Run(job, Stacks(len(job.pieces), slots), 1)
    if len(job.pieces) != 1 or job.copies < 1:
        raise SignetError.of(
            "one-code",
            f"One code for all was asked for, with {len(job.pieces)} pieces and {job.copies} copies.",
            "Give one piece and at least one copy.",
        )
    return Run(job, Stacks(slots, slots), -(-job.copies // slots))


def print_job(job: PrintJob, sheet: Sheet, out: Path, progress: Progress | None = None) -> Printed:
    """Print a job to a PDF, with a manifest (a CSV of the same name) beside it.

    Both files are replaced if they exist, and appear together when all is written: if anything fails before,
    what was there stays as it was. A CSV that is no manifest is never replaced: it may hold the links.

    Args:
        job: What to print.
        sheet: What to print it on.
        out: The PDF.
        progress: Called with the sheets done and the sheets in all.

    Raises:
        SignetError: If ``out`` cannot be written, the piece does not fit, or a symbol or line does not fit.
    """
    _check_target(out)
    _check_date(job.minted_on)
    grid = impose(job.design.width, job.design.height, job.design.bleed, sheet)
    run = plan_run(job, grid.slots)
    links = [piece.link for index in range(run.sheets) for _, piece in run.on_sheet(index)]
    pages = Pages(job, grid, links, run.sheets, None if job.copies is None else run.repeat)
    for index in range(run.sheets):
        pages.add_sheet(index, run.on_sheet(index))
        if progress:
            progress(index + 1, run.sheets)
    pdf = pages.close()
    finish(pdf, job.label, job.minted_on)
    with _both_or_none(out) as (pdf_path, csv_path):
        save(pdf, pdf_path)
        write_manifest(csv_path, _rows(run, grid, pages, out.name))
    return Printed(
        pieces=len(job.pieces) if job.copies is None else job.copies,
        sheets_in_file=run.sheets,
        sheets_to_print=run.sheets * run.repeat,
        repeat=run.repeat,
        files=(out,),
        manifests=(manifest_path(out),),
    )


def _rows(run: Run, grid: Grid, pages: Pages, file: str) -> Iterator[Row]:
    sides = pages.sides
    for sheet in range(run.sheets):
        for number, side in enumerate(sides):
            page = sheet * len(sides) + number + 1
            for slot, piece in run.on_sheet(sheet) if side.has_symbol else ():
                box = side.symbol_box(slot)
                yield Row(
                    file, page, sheet + 1, slot + 1, side.name, piece.position, piece.code, piece.link,
                    to_mm(box.x), to_mm(box.y), to_mm(box.width),
                )  # fmt: skip


def _check_target(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise SignetError.of("output", f"{out} does not end in .pdf.", f"Write {out.with_suffix('.pdf')}.")
    if not out.parent.is_dir():
        raise SignetError.of("output", f"There is no folder {out.parent}.", "Make it first, or name another.")
    for path in (out, manifest_path(out)):
        if path.is_dir():
            raise SignetError.of("output", f"{path} is a folder.", "Name another file.")
    if not _may_be_replaced(manifest_path(out)):
        raise SignetError.of(
            "output",
            f"The manifest would replace {manifest_path(out)}, which is no manifest.",
            "Name another PDF, or move that file.",
        )


def _may_be_replaced(manifest: Path) -> bool:
    """Tell whether a manifest is there, an empty file, or nothing."""
    try:
        with manifest.open("rb") as file:
            line = file.readline().decode("utf-8", "replace")
            return not line.strip("\ufeff\r\n") or is_header(line)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise SignetError.of(
            "output", f"{manifest} cannot be read ({error.strerror}).", "Name another PDF."
        ) from error


def _check_date(minted_on: str) -> None:
    try:
        if minted_on:
            date.fromisoformat(minted_on)
    except ValueError as error:
        raise SignetError.of("date", f"{minted_on!r} is no date.", "Write it as 2026-11-22.") from error


@contextlib.contextmanager
def _both_or_none(out: Path) -> Iterator[tuple[Path, ...]]:
    """Give two temporary paths, and put what was written there in place of the PDF and its manifest."""
    try:
        with replacing(out, manifest_path(out)) as new:
            yield new
    except OSError as error:
        raise SignetError.of(
            "output",
            f"The PDF cannot be written ({error.strerror}).",
            "Close it in other programs, or name another file.",
            file=str(out),
        ) from error
