"""The process of a job: told to end while a library in C was at work, which may keep that to itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlite_utils import Database

from printkit.store.model import Batch
from tracker.config import Config
from tracker.jobs.child import BROKEN_OFF
from tracker.jobs.model import State
from tracker.jobs.orders import order_again
from tracker.jobs.queue import claim, files_of, find_job
from tracker.staff.accounts import Account

PROGRAM = """
import io, sys
from tracker.config import Config
from tracker.jobs.child import BreakOff, Speaker, work

break_off = BreakOff()

class Swallowing(io.StringIO):
    def write(self, text):
        try:
            break_off()
        except KeyboardInterrupt:
            {then}
        return super().write(text)

out = Swallowing()
code = work(Config.from_json(sys.argv[1]), int(sys.argv[2]), Speaker(out), break_off)
assert '"failed"' not in out.getvalue() and '"ended"' not in out.getvalue(), out.getvalue()
sys.exit(code)
"""


@pytest.mark.parametrize("then", ["pass", "raise IndexError"])
def test_an_interrupt_that_a_library_swallowed_is_obeyed(
    config: Config, db: Database, editor: Account, printable_batch: Callable[..., Batch], then: str
) -> None:
    number = order_again(db, editor, printable_batch(4), "a4")
    assert claim(db) is not None
    config.run_folder.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-c", PROGRAM.format(then=then), config.to_json(), str(number)]
    assert subprocess.run(command, check=False, timeout=120).returncode == BROKEN_OFF
    job = find_job(db, number)
    assert job is not None
    assert job.state is State.RUNNING  # the runner notes why it ended
    assert files_of(db, number) == ()
