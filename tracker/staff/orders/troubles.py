"""Why an order failed, in the reader's language: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext

from printkit.errors import Problem
from tracker.health.words import N_

_AGAIN = N_("Press “Try again”. If that does not help, tell whoever runs Signet.")
_RESTORE = N_("Tell whoever runs Signet: the database has to be restored from a backup.")
_NO_DISK = (N_("The disk of the server took no files."), _AGAIN)
_KILLED = (
    N_("The work was broken off several times, perhaps because the server ran out of memory."),
    N_("Try again when less is going on, or order fewer pieces at a time."),
)
_KNOWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "disk-full": (
            N_("The disk of the server is full."),
            N_(
                "Tell whoever runs Signet. When there is room again, press “Try again”: it goes on where it "
                "stopped."
            ),
        ),
        "disk": _NO_DISK,
        "output": _NO_DISK,
        "job-killed": _KILLED,
        "stopped": _KILLED,
        "database-locked": (N_("The database was held by another program for too long."), _AGAIN),
        "frozen-file": (
            N_("What was frozen for this batch is damaged. It cannot be printed as it was."),
            _RESTORE,
        ),
        "damaged-database": (N_("The database is damaged."), _RESTORE),
        "batch-name": (
            N_("The campaign has a batch of that name already."),
            N_("Take the order back to a draft and choose another name."),
        ),
        "destination": (
            N_("The destination cannot be used any more."),
            N_("Take the order back to a draft and choose another destination."),
        ),
        "piece-too-large": (
            N_("A piece of this size does not fit on this sheet."),
            N_("Choose a larger sheet, or single pages for a print shop."),
        ),
        "design-changed": (
            N_("The design was changed since you ordered it, so nobody has seen what would be printed."),
            N_("Take the order back to a draft: its last step shows what the design looks like now."),
        ),
        "unknown-sheet": (
            N_("This sheet is not known any more."),
            N_("Choose another sheet and order it again."),
        ),
        "bundles": (
            N_("This batch has no bundles yet."),
            N_("Say on the page “Handing out” of the batch how its pieces are bundled, then make the slips."),
        ),
    }
)
_UNFIT = (
    N_("The draft cannot be printed as it is."),
    N_("Take the order back to a draft: its last step says what must be changed."),
)
_FAULT = (N_("Something went wrong on our side."), _AGAIN)
_OTHERWISE = (N_("It could not be made."), _AGAIN)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an order failed: what is wrong, what to do, and the words of the program for whoever runs it."""

    says: str
    do: str
    exact: str = ""


def troubles(problems: Iterable[Problem], *, is_draft: bool) -> tuple[Trouble, ...]:
    """Return why an order failed, each reason once.

    Args:
        problems: What the job said.
        is_draft: Whether nothing was minted: then the draft can be changed.
    """
    return tuple(dict.fromkeys(_trouble(problem, is_draft) for problem in problems))


def _trouble(problem: Problem, is_draft: bool) -> Trouble:
    if problem.rule == "proof":
        return _of_proof(problem)
    if problem.rule in _KNOWN:
        says, do = _KNOWN[problem.rule]
        return Trouble(gettext(says), gettext(do))
    says, do = _FAULT if problem.rule == "job-fault" else _UNFIT if is_draft else _OTHERWISE
    return Trouble(gettext(says), gettext(do), str(problem))


def _of_proof(problem: Problem) -> Trouble:
    says = gettext(
        "The proof of “%(batch)s” found %(number)s faults, so nothing is offered for download.",
        batch=problem.key,
        number=problem.value,
    )
    return Trouble(says, gettext("Let it be made again. If the proof fails again, tell whoever runs Signet."))
