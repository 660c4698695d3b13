"""Which steps of a draft are done, and what lacks in the others."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from sqlite_utils import Database

from tracker.staff.design.store import DraftDesign, design_of
from tracker.staff.drafts.model import Batches, Draft, StepName
from tracker.staff.drafts.store import batch_names


@dataclass(frozen=True, slots=True)
class Done:
    """How far a step is.

    Attributes:
        lacks: What is still to be done, as a sentence; ``""`` if it is done.
    """

    step: StepName
    lacks: str

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return not self.lacks


def progress(db: Database, draft: Draft) -> tuple[Done, ...]:
    """Return how far all steps are but the last, which is done with the order."""
    design = design_of(db, draft.id)
    return (
        Done(StepName.GOAL, "" if draft.name else gettext("The campaign has no name yet.")),
        Done(
            StepName.DESTINATION,
            "" if draft.destination else gettext("It is not said yet where the codes lead."),
        ),
        Done(StepName.DESIGN, _design(design)),
        Done(StepName.BATCHES, _batches(draft.batches, batch_names(db, draft.campaign_id))),
        Done(StepName.PAPER, _paper(draft, design)),
    )


def lacking(db: Database, draft: Draft) -> tuple[Done, ...]:
    """Return the steps that are not done."""
    return tuple(one for one in progress(db, draft) if not one.is_done)


def _design(design: DraftDesign | None) -> str:
    if design is None:
        return str(gettext("No design is chosen yet."))
    if design.faults:
        return str(gettext("Something in the design cannot be printed like this."))
    return "" if design.is_looked_at else str(gettext("Nobody has looked at the texts of the design yet."))


def _batches(batches: Batches, taken: frozenset[str]) -> str:
    if not batches.rows:
        return str(gettext("There is no batch yet."))
    if any(row.copies is None for row in batches.rows):
        return str(gettext("A batch does not say how many copies it has."))
    clash = next((row.name for row in batches.rows if row.name in taken), "")
    if clash:
        return str(gettext("The campaign has a batch named “%(name)s” already.", name=clash))
    return ""


def _paper(draft: Draft, design: DraftDesign | None) -> str:
    if not draft.sheet:
        return str(gettext("It is not said yet on what it is printed."))
    if design is not None and all(fit.sheet != draft.sheet for fit in design.fits):
        return str(gettext("The design does not fit on the paper that was chosen."))
    return ""
