"""What killed processes leave in the run folder, and when it goes."""

from __future__ import annotations

from pathlib import Path

from printkit.files import leftovers
from tracker.health.looking import KILLS_SECONDS
from tracker.health.state import BESIDE, found_in

LEFT_SECONDS = 3600.0
"""A file that is being written is far younger."""
LOSS_DAYS = 30.0


def tidy_run_folder(run_folder: Path, spool_folder: Path, now: float) -> None:
    """Remove halves of files, and the states of workers that ended and lost nothing or lost it long ago.

    Raises:
        OSError: Something could not be removed.
    """
    for folder in (run_folder, spool_folder):
        for path in leftovers(folder, before=now - LEFT_SECONDS):
            path.unlink(missing_ok=True)
    for found in found_in(run_folder):
        loss = found.state.loss
        kept = LOSS_DAYS * 86_400 if loss.lost or loss.waiting else KILLS_SECONDS
        if not found.lives and found.path.name not in BESIDE and found.state.at < now - kept:
            found.path.unlink(missing_ok=True)
