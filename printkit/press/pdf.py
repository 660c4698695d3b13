"""A print job → a PDF and its manifest, both or none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

from printkit.errors import SignetError
from printkit.files import replacing
from printkit.manifest import is_header, manifest_path
from printkit.press.job import Printed, PrintJob
from printkit.press.pages import Pages
from printkit.press.plan import CUT_AND_STACK, Layout, grid_for, plan_job
from printkit.press.plates import Plates
from printkit.press.run import Run, forms_of, split
from printkit.press.sheet import Sheet

Progress = Callable[[int, int], None]


def print_job(
    job: PrintJob,
    sheet: Sheet,
    out: Path,
    progress: Progress | None = None,
    layout: Layout = CUT_AND_STACK,
) -> Printed:
    """Print a job to a PDF, with a manifest (a CSV of the same name) beside it.

    Both files are replaced if they exist, and appear together when all is written: if anything fails before,
    what was there stays as it was. A CSV that is no manifest is never replaced: it may hold the links.

    Args:
        job: What to print.
        sheet: What to print it on.
        out: The PDF.
        progress: Called with the sheets done and the sheets in all.
        layout: How copies are distributed over sheets.

    Raises:
        SignetError: If ``out`` cannot be written, the piece does not fit, or a symbol or line does not fit.
    """
    _check_target(out)
    _check_date(job.minted_on)
    grid = grid_for(job.design, sheet, layout)
    plan = plan_job(job, grid, layout)
    parts = split(out, plan.sheets, None)
    plates = Plates(Run(job, grid, plan, forms_of(job), parts))
    done = count(1)
    with (
        _both_or_none(out) as (pdf_path, csv_path),
        pdf_path.open("wb") as file,
        csv_path.open("w", encoding="utf-8", newline="") as manifest,
    ):
        Pages(plates, parts[0], file, manifest).draw(
            lambda: progress(next(done), plan.sheets) if progress else None
        )
    return Printed(
        pieces=len(job.pieces) if job.copies is None else job.copies,
        sheets_in_file=plan.sheets,
        sheets_to_print=plan.sheets * plan.repeat,
        repeat=plan.repeat,
        files=(out,),
        manifests=(manifest_path(out),),
    )


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
