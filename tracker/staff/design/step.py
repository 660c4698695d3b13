"""How far the design of a draft is, for the top of the wizard: needs no studio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext, ngettext
from sqlite_utils import Database

from tracker.staff.design.store import design_of

State = Literal["empty", "faulty", "done"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is.

    Attributes:
        sentence: What is there or what lacks.
    """

    state: State
    sentence: str


def design_step(db: Database, draft_id: int) -> Step:
    """Return how far the design of a draft is."""
    found = design_of(db, draft_id)
    if found is None:
        return Step("empty", str(gettext("Please choose a design.")))
    if not found.is_looked_at:
        return Step("faulty", str(gettext("Please look through the texts.")))
    if found.faults:
        said = ngettext(
            "%(num)s thing in the design must be changed before it can be printed.",
            "%(num)s things in the design must be changed before it can be printed.",
            found.faults,
        )
        return Step("faulty", str(said))
    return Step("done", found.title)
