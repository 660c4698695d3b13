"""How far the newest change of what codes answer has got: from the database to every worker."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from printkit.store.answering import revision
from tracker.config import Config
from tracker.health.state import BESIDE, found_in

_OF_LATE = timedelta(minutes=10)
"""Later the list of codes was written anew for other changes; then its time says nothing of this one."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a change has arrived.

    Attributes:
        workers: Processes that answer codes.
        behind: Of them, those that do not know it yet.
        since: When the change was written down for them, UTC; ``None`` if it was not of late.
    """

    workers: int
    behind: int
    since: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether every worker answers by it."""
        return self.workers > 0 and not self.behind


def read_spread(db: Database, config: Config, changed_at: datetime | None) -> Spread:
    """Return how far the newest change has got; every worker says once a second what it knows.

    Args:
        db: The database.
        config: The settings of the service.
        changed_at: When the destination was changed last.
    """
    wanted = revision(db)
    alive = [one.state for one in found_in(config.run_folder) if one.lives and one.path.name not in BESIDE]
    known = [
        int(dict(check.facts).get("revision", 0))
        for state in alive
        for check in state.checks
        if check.name == "redirects"
    ]
    since = None
    with suppress(OSError):
        since = datetime.fromtimestamp(config.snapshot_file.stat().st_mtime, UTC)
    is_new = since and changed_at and changed_at <= since < changed_at + _OF_LATE
    behind = sum(number < wanted for number in known) + len(alive) - len(known)
    return Spread(len(alive), behind, since if is_new else None)
