"""Jobs of one small file: the calibration sheet of a printer, slips for the bundles of a batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from printkit.press.extras.calibration import print_calibration
from printkit.press.imposing.sheet import load_sheet
from printkit.press.output.journal import Seal
from printkit.store.database import transaction
from tracker.jobs.files import file_name
from tracker.jobs.model import JobFile, Purpose, Stage
from tracker.jobs.ordered import Order, read_order
from tracker.jobs.queue import finish, put_files
from tracker.jobs.task import Task
from tracker.jobs.work.words import FileWords, words_for
from tracker.staff.handing_out.slips import draw_slips

Draw = Callable[[Database, Order, Path], None]


def do_calibration(task: Task) -> None:
    """Draw the calibration sheet for the paper of an order.

    Raises:
        SignetError: It cannot be drawn or written.
    """
    _do(task, lambda words, order: file_name(words.calibration, load_sheet(order.sheet).title), _calibration)


def do_slips(task: Task) -> None:
    """Draw a slip for each bundle of a batch.

    Raises:
        SignetError: The batch has no bundles, or the file cannot be written.
    """

    def draw(db: Database, order: Order, out: Path) -> None:
        (line,) = order.lines
        assert line.batch_id is not None
        draw_slips(db, line.batch_id, out, language=_language(task), base_url=task.config.base_url)

    _do(task, lambda words, order: file_name(words.slips, order.lines[0].name), draw)


def _calibration(_: Database, order: Order, out: Path) -> None:
    print_calibration(load_sheet(order.sheet), out)


def _do(task: Task, name: Callable[[FileWords, Order], str], draw: Draw) -> None:
    order = read_order(task.db, task.job.id)
    task.tell(Stage.PRINT, 0, 1)
    task.folder.open()
    out = task.folder.making / f"{name(words_for(_language(task)), order)}.pdf"
    draw(task.db, order, out)
    seal = Seal.of(out)
    task.folder.finish()
    with transaction(task.db):
        put_files(task.db, order.id, [JobFile(out.name, 1, Purpose.HELP, seal.size, seal.digest)])
        finish(task.db, order.id)


def _language(task: Task) -> str:
    sql = "SELECT language FROM organisation WHERE id = ?"
    return str(task.db.execute(sql, [task.job.organisation_id]).fetchone()[0])
