"""Somebody who orders, drafts that lack nothing, and a real runner."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.store.links import BaseUrl
from printkit.store.model import BatchKind
from tracker.config import Config
from tracker.jobs.model import State
from tracker.jobs.queue import find_job
from tracker.staff.accounts import Account, Role, add_staff
from tracker.staff.design.store import choose, design_of, write
from tracker.staff.drafts.base import Base
from tracker.staff.drafts.model import Batches, Goal, Row
from tracker.staff.drafts.placing import place_order
from tracker.staff.drafts.store import find_draft
from tracker.staff.drafts.writing import begin, write_batches, write_destination, write_sheet
from tracker.studio.catalogue import catalogue
from tracker.studio.shown import Catalogue

DESIGN = "wish-bookmark"


@pytest.fixture
def editor(db: Database) -> Account:
    return add_staff(
        db, "editor@library.example", "vier Wörter im Regal", name="Frau Editor", role=Role.EDITOR
    )


@pytest.fixture
def order_of_draft(db: Database, editor: Account) -> Callable[..., tuple[int, int]]:
    """Return ``ordered({"Zentrale": 8, …}) -> (draft, order)``: a draft for which the button was pressed."""
    design = load_design(find_design(DESIGN))
    texts = resolve_texts(design, {}, samples=True)
    shown = next(one for one in Catalogue.from_json(catalogue(b"").decode()).designs if one.name == DESIGN)

    def ordered(
        copies: dict[str, int], name: str = "Lesen im Park", kind: BatchKind = BatchKind.PER_PIECE
    ) -> tuple[int, int]:
        draft_id = begin(db, editor, Goal(name=name, goal="Mehr Leser"))
        write_destination(db, editor, draft_id, "https://www.example.org/")
        rows = tuple(Row(batch, count, place=batch) for batch, count in copies.items())
        write_batches(db, editor, draft_id, Batches(kind, rows=rows))
        write_sheet(db, editor, draft_id, "a4")
        choose(db, draft_id, shown, None, {})
        found, draft = design_of(db, draft_id), find_draft(db, draft_id)
        assert found is not None
        assert draft is not None
        write(db, found, "", texts, 0)
        return draft_id, place_order(db, editor, draft, Base(BaseUrl.parse("https://qr.example.de"), None))

    return ordered


class RealRunner:
    """The process ``python -m tracker.jobs``, as the service starts it."""

    def __init__(self, config: Config) -> None:
        config.run_folder.mkdir(mode=0o700, exist_ok=True)
        command = [sys.executable, "-P", "-m", "tracker.jobs", config.to_json(), str(os.getpid())]
        self._process = subprocess.Popen(command, process_group=0)

    def stand_back(self) -> bool:
        """Whether its processes take only what others leave, of the processor and of memory."""
        own = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        scores = [int(Path(f"/proc/{pid}/oom_score_adj").read_text()) for pid in own]
        policies = {os.sched_getscheduler(int(pid)) for pid in own}
        return policies == {os.SCHED_IDLE} and min(scores) > 0

    def kill(self) -> None:
        """Kill it as a power cut would; what it started ends with it."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it in order."""
        self._process.terminate()
        self._process.wait(60)


@pytest.fixture
def runner(config: Config) -> Callable[[], Iterator[RealRunner]]:
    """Return a context in which a real runner works."""

    @contextmanager
    def running() -> Iterator[RealRunner]:
        made = RealRunner(config)
        try:
            yield made
        finally:
            made.kill()

    return running


@pytest.fixture
def reaches(db: Database) -> Callable[..., None]:
    """Return ``reaches(job, State.DONE)``: wait until a job is in a state; what it says if it never is."""

    def waited(job_id: int, *states: State, seconds: float = 240.0) -> None:
        until = time.monotonic() + seconds
        while (job := find_job(db, job_id)) is not None and job.state not in states:
            assert time.monotonic() < until, job
            time.sleep(0.05)

    return waited
