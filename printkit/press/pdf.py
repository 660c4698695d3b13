"""A print job → PDFs with their manifests: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from printkit.errors import SignetError
from printkit.manifest import manifest_path
from printkit.press.crew.crew import draw_parts, processes_for
from printkit.press.crew.draw import draw_part
from printkit.press.crew.run import Part, Run, forms_of, split
from printkit.press.imposing.plan import CUT_AND_STACK, Layout, grid_for, plan_job
from printkit.press.imposing.sheet import Sheet
from printkit.press.job import Printed, PrintJob
from printkit.press.output.journal import Finished, Note, Seal, job_folder, open_journal
from printkit.press.output.splitting import USUAL, Splitting, check_size, sheets_in_file
from printkit.press.output.target import check_folder, check_targets, remedy, unwritable
from printkit.press.plates import Plates

Progress = Callable[[int, int], None]


def _silent(*_: object) -> None:
    """Say nothing."""


def print_job(
    job: PrintJob,
    sheet: Sheet,
    out: Path,
    progress: Progress = _silent,
    layout: Layout = CUT_AND_STACK,
    *,
    splitting: Splitting = USUAL,
    processes: int | None = None,
    note: Note = _silent,
) -> Printed:
    """Print a job to a PDF, or to several, with a manifest (a CSV of the same name) beside each.

    Files are replaced if they exist, and appear together when all is written: if anything fails before, what
    was there stays as it was. A CSV that is no manifest is never replaced: it may hold the links. A job of
    several files that was interrupted, even killed, goes on where it was when it is printed again.

    Args:
        job: What to print.
        sheet: What to print it on.
        out: The PDF; several are called ``out-001.pdf`` and so on.
        progress: Called with the sheets done and the sheets in all.
        layout: How copies are distributed over sheets.
        splitting: How much a file holds.
        processes: How many draw at once; by default as many as it pays.
        note: Told in words what is continued or thrown away.

    Raises:
        SignetError: If ``out`` cannot be written, the piece does not fit, or a symbol or line does not fit.
    """
    check_folder(out)
    _check_date(job.minted_on)
    run = plan_run(job, sheet, out, layout, splitting)
    check_targets(out, run.parts)
    if len(run.parts) == 1:
        _print_one(run, out, progress)
    else:
        _print_several(run, out, progress, processes, splitting, note)
    files = tuple(out.with_name(part.name) for part in run.parts)
    return Printed(
        pieces=len(job.pieces) if job.copies is None else job.copies,
        sheets_in_file=run.plan.sheets,
        sheets_to_print=run.plan.sheets * run.plan.repeat,
        repeat=run.plan.repeat,
        files=files,
        manifests=tuple(map(manifest_path, files)),
    )


def plan_run(job: PrintJob, sheet: Sheet, out: Path, layout: Layout, splitting: Splitting) -> Run:
    """Decide what stands where, and on which sheets each file ends.

    Raises:
        SignetError: If the piece does not fit, or a link cannot be written as a symbol.
    """
    grid = grid_for(job.design, sheet, layout)
    plan = plan_job(job, grid, layout, splitting.sheets)
    run = Run(job, grid, plan, forms_of(job), split(out, plan.sheets, plan.file_sheets(splitting.sheets)))
    if splitting.size is None:
        return run
    most = sheets_in_file(run, splitting)
    plan = plan_job(job, grid, layout, most)
    return Run(job, grid, plan, run.forms, split(out, plan.sheets, plan.file_sheets(most)))


def _print_one(run: Run, out: Path, progress: Progress) -> None:
    counter = _Counter(progress, run.plan.sheets)
    try:
        draw_part(Plates(run), run.parts[0], out.parent, counter.more)
    except OSError as error:
        raise unwritable(out, error) from error


def _print_several(
    run: Run, out: Path, progress: Progress, processes: int | None, splitting: Splitting, note: Note
) -> None:
    with _kept(out, note), open_journal(out, run, note) as journal:
        todo = journal.todo
        counter = _Counter(progress, run.plan.sheets)
        counter.more(run.plan.sheets - sum(len(part.sheets) for part in todo))

        def finish(part: Part) -> None:
            pdf = journal.folder / part.name
            finished = Finished(part.name, Seal.of(pdf), Seal.of(manifest_path(pdf)))
            check_size(finished.pdf.size, part.name, splitting)
            journal.add(finished)

        if todo:
            wanted = processes_for(processes, len(run.job.pieces), len(todo))
            draw_parts(run, todo, journal.folder, wanted, counter.more, finish)
        journal.publish()


@contextmanager
def _kept(out: Path, note: Note) -> Iterator[None]:
    """Say what became of finished files when a run stops before its end."""
    try:
        yield
    except OSError as error:
        raise SignetError.of(
            "output",
            f"The PDFs cannot all be written ({error.strerror}).",
            _how_to_go_on(out) or remedy(error),
            file=str(out),
        ) from error
    except KeyboardInterrupt:
        if said := _how_to_go_on(out):
            note(said)
        raise


def _how_to_go_on(out: Path) -> str:
    """Return what can be done about a run that stopped; nothing if no file is finished."""
    folder = job_folder(out)
    count = sum(path.suffix == out.suffix for path in folder.glob("*"))
    if not count:
        return ""
    return f"Finished files are kept in {folder}: {count:,}. The same command goes on; or delete that folder."


class _Counter:
    """Adds up drawn sheets for whoever shows progress."""

    def __init__(self, progress: Progress, sheets: int) -> None:
        self._progress = progress
        self._sheets = sheets
        self._done = 0

    def more(self, sheets: int = 1) -> None:
        self._done += sheets
        if self._done:
            self._progress(self._done, self._sheets)


def _check_date(minted_on: str) -> None:
    try:
        if minted_on:
            date.fromisoformat(minted_on)
    except ValueError as error:
        raise SignetError.of("date", f"{minted_on!r} is no date.", "Write it as 2026-11-22.") from error
