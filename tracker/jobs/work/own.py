"""Whether what lies in the folder of an order was made for it.

Numbers of orders are given out again when an older backup is restored; the files of before still lie there,
with codes that the database does not know any more. They must not be taken for what is being made.
"""

from __future__ import annotations

from hashlib import blake2b

from printkit.files import replace_file
from printkit.store.batches import codes_by_position
from tracker.jobs.ordered import Order
from tracker.jobs.task import Task

_MARK = ".order"


def keep_only_own(task: Task, order: Order) -> None:
    """Empty the folder of an order, unless what is in it was made of the same codes on the same paper.

    Raises:
        OSError: It cannot be written.
    """
    mark, path = _mark(task, order), task.folder.making / _MARK
    try:
        is_own = path.read_bytes() == mark
    except FileNotFoundError:
        is_own = False
    if not is_own:
        task.folder.empty()
        replace_file(path, mark)


def _mark(task: Task, order: Order) -> bytes:
    found = blake2b(repr((order.sheet, order.bundle_size)).encode())
    for line in order.lines:
        assert line.batch_id is not None
        found.update(repr((line.ordinal, line.batch_id, line.positions)).encode())
        for place in codes_by_position(task.db, line.batch_id):
            found.update(repr(place).encode())
    return found.hexdigest().encode()
