"""How far the newest change of what codes answer has got: from the database to every worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from printkit.store.answering import revision
from tracker.config import Config
from tracker.health.state import BESIDE, found_in


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a change has arrived.

    Attributes:
        workers: Processes that answer codes.
        behind: Of them, those that do not know it yet.
        since: When all codes of the change were written down for them, UTC; ``None`` if that is not known.
    """

    workers: int
    behind: int
    since: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether every worker answers by it."""
        return self.workers > 0 and not self.behind


def read_spread(db: Database, config: Config) -> Spread:
    """Return how far the newest change has got; every worker says once a second what it knows."""
    wanted = revision(db)
    alive = [one.state for one in found_in(config.run_folder) if one.lives and one.path.name not in BESIDE]
    known = [
        int(dict(check.facts).get("revision", 0))
        for state in alive
        for check in state.checks
        if check.name == "redirects"
    ]
    try:
        since = datetime.fromtimestamp(config.snapshot_file.stat().st_mtime, UTC)
    except OSError:
        since = None
    return Spread(len(alive), sum(number < wanted for number in known) + len(alive) - len(known), since)
