"""How the works of the background process are going, in the words of /healthz."""

from __future__ import annotations

import sys
import time
from typing import Literal

from tracker.health.check import Check
from tracker.health.faults import explained
from tracker.health.words import N_, SEE_DATABASE, Words

Work = Literal["database", "snapshot", "fold", "privacy"]
BEHIND_SECONDS = 30.0


class Works:
    """Remembers why each work fails, and says it on standard error when that changes."""

    def __init__(self) -> None:
        self._faults: dict[tuple[Work, str], Words] = {}
        self._counted_at = time.monotonic()

    def fails(self, work: Work, error: Exception, step: str = "") -> None:
        """Note that a step of a work could not be done."""
        words = explained(error)
        if words != self._faults.get((work, step)):
            _print(f"{work}: {words.says} ({str(error) or type(error).__name__})")
        self._faults[work, step] = words

    def goes(self, work: Work, step: str = "") -> None:
        """Note that a step was done; what another one of the same work could not do is still true."""
        if self._faults.pop((work, step), None) and not self._words(work):
            _print(f"{work}: in order again")

    def counted(self) -> None:
        """Note that counting went through."""
        self._counted_at = time.monotonic()

    def checks(self, waiting: int, damaged: int, strangers: int) -> tuple[Check, ...]:
        """Return how each work is going.

        Args:
            waiting: Bytes of the spool that are not counted.
            damaged: Lines that were torn or damaged, since the beginning.
            strangers: Hits of codes that the database does not have, since the beginning.
        """
        # For information: a torn line is what a kill leaves behind, and mends nothing.
        says = "%(damaged)s damaged, %(strangers)s of codes that the database lacks, since the beginning"
        return (
            _check("database", self._words("database")),
            _check("snapshot", self._words("snapshot")),
            self._fold(waiting),
            _check("privacy", self._words("privacy")),
            Check("lines", True, says, (("damaged", damaged), ("strangers", strangers))),
        )

    def _words(self, work: Work) -> Words | None:
        return next((words for (failing, _), words in self._faults.items() if failing == work), None)

    def _fold(self, waiting: int) -> Check:
        counts, words = (("bytes", waiting),), self._words("fold")
        if words is None and time.monotonic() - self._counted_at > BEHIND_SECONDS:
            words = Words(N_("Hits are not being counted."), SEE_DATABASE)
        if words is None:
            return Check("fold", True, "counts; %(bytes)s bytes wait", counts)
        says = N_("%(why)s %(bytes)s bytes of hits wait.")
        return Check("fold", False, says, counts, (("why", words.says),), words.do)


def strangers_check(codes: int) -> Check:
    """Return whether codes are on paper that the database does not know, and nobody has accepted that."""
    if not codes:
        return Check("strangers", True, "none that nobody knows of")
    says = N_(
        "%(codes)s codes on paper are not in this database, an older one that was restored."
        " They still lead to where they led, but their hits are not counted."
    )
    do = N_("Look for a younger backup. If there is none: tracker strangers --accept")
    return Check("strangers", False, says, (("codes", codes),), do=do)


def _check(name: str, words: Words | None) -> Check:
    return Check(name, False, words.says, do=words.do) if words else Check(name, True, "in order")


def _print(text: str) -> None:
    print(f"Signet background: {text}", file=sys.stderr, flush=True)
