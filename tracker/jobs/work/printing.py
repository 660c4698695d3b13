"""The second stage of an order: the PDFs of each batch, with their manifests, from what minting froze.

A batch that is finished is noted beside its files, so that an order goes on with the next one after a kill;
within a large batch the press goes on by itself (`printkit.press.output.journal`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from printkit.cli.printing import batch_job
from printkit.files import replace_file
from printkit.manifest import manifest_path
from printkit.press import job as press
from printkit.press.imposing.plan import Layout
from printkit.press.imposing.sheet import Sheet, load_sheet
from printkit.press.job import PrintJob
from printkit.press.output.journal import Seal
from printkit.press.pdf import print_job
from printkit.store.batches import find_batch
from printkit.store.model import Batch
from printkit.store.positions import parse_positions
from printkit.units import to_mm
from tracker.jobs.files import file_name
from tracker.jobs.model import Stage
from tracker.jobs.ordered import Line, Order, Printed, codes_in
from tracker.jobs.task import Task, Timed
from tracker.jobs.work.own import keep_only_own
from tracker.jobs.work.words import words_for

_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a line: its PDFs, and by their seals, that they are still the same."""

    line: Line
    printed: Printed
    files: tuple[Path, ...]
    seals: tuple[Seal, ...]

    @property
    def all_files(self) -> tuple[tuple[Path, Seal], ...]:
        """PDFs and manifests in turn, each with its seal."""
        both = [path for pdf in self.files for path in (pdf, manifest_path(pdf))]
        return tuple(zip(both, self.seals, strict=True))


def print_order(task: Task, order: Order) -> tuple[Made, ...]:
    """Print all lines of an order; those that are there already are taken as they are.

    Raises:
        SignetError: Something cannot be printed or written.
    """
    keep_only_own(task, order)
    sheet, made, before = load_sheet(order.sheet), list[Made](), 0
    with task.timed(Stage.PRINT, codes_in(task.db, order.id)) as timed:
        for line in order.lines:
            assert line.batch_id is not None
            found = _already_made(task.folder.making, line)
            if found:
                timed.skip()
            made.append(found or _print_line(task, order, line, sheet, before, timed))
            before += line.copies
            task.tell(Stage.PRINT, before, order.copies)
    return tuple(made)


def _print_line(task: Task, order: Order, line: Line, sheet: Sheet, before: int, timed: Timed) -> Made:
    assert line.batch_id is not None
    batch = find_batch(task.db, line.batch_id)
    wanted = parse_positions(line.positions, batch.copies) if line.positions else None
    job = batch_job(task.db, batch, wanted)
    out = task.folder.making / f"{_name(batch, line, order, sheet, job.language)}.pdf"

    def drawn(sheets: int, of: int) -> None:
        task.tell(Stage.PRINT, before + line.copies * sheets // of, order.copies)

    def continued(_: str) -> None:
        timed.skip()

    done = print_job(
        job,
        sheet,
        out,
        drawn,
        Layout(bundle_size=order.bundle_size or None),
        processes=task.processes,
        note=continued,
    )
    seals = [Seal.of(path) for pdf in done.files for path in (pdf, manifest_path(pdf))]
    made = Made(line, _printed(job, sheet, done), done.files, tuple(seals))
    _remember(task.folder.making, made)
    return made


def _printed(job: PrintJob, sheet: Sheet, done: press.Printed) -> Printed:
    return Printed(
        pieces=done.pieces,
        sheets_in_file=done.sheets_in_file,
        sheets=done.sheets_to_print,
        repeat=done.repeat,
        width_mm=round(to_mm(job.design.width), 2),
        height_mm=round(to_mm(job.design.height), 2),
        bleed_mm=round(to_mm(job.design.bleed), 2),
        sides=len(job.design.sides),
        flip=sheet.paper.flip if sheet.paper else "",
    )


def _name(batch: Batch, line: Line, order: Order, sheet: Sheet, language: str) -> str:
    """Return what the PDF is called; the number of the batch keeps names apart that look alike in files."""
    words = words_for(language)
    pieces = words.pieces(line.copies)
    if line.positions:
        pieces = f"{pieces} ({words.reprint})"
    paper = words.single if sheet.paper is None else sheet.title
    alike = [other for other in order.lines if other.name.casefold() == line.name.casefold()]
    name = batch.name if len(alike) == 1 else f"{batch.name} ({batch.id})"
    return file_name(batch.campaign, name, pieces, paper)


def _note_of(folder: Path, line: Line) -> Path:
    return folder / f".made-{line.ordinal:0{_DIGITS}}.json"


def _remember(folder: Path, made: Made) -> None:
    plain = {
        "printed": asdict(made.printed),
        "files": [file.name for file in made.files],
        "seals": [asdict(seal) for seal in made.seals],
    }
    replace_file(_note_of(folder, made.line), json.dumps(plain).encode())


def _already_made(folder: Path, line: Line) -> Made | None:
    """Return what a run before this one made of a line, if all of it is still there and whole."""
    try:
        plain = json.loads(_note_of(folder, line).read_bytes())
    except (OSError, ValueError):
        return None
    made = Made(
        line,
        Printed(**plain["printed"]),
        tuple(folder / name for name in plain["files"]),
        tuple(Seal(**one) for one in plain["seals"]),
    )
    return made if all(seal.holds(path) for path, seal in made.all_files) else None
