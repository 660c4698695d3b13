"""Which steps of a draft are done, and what lacks in the others."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.links import check_destination
from tracker.staff.design.store import OWN_COLOURS, DraftDesign, design_of
from tracker.staff.drafts.model import Batches, Draft, StepName
from tracker.staff.drafts.store import batch_names, name_is_taken


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


def progress(
    db: Database, draft: Draft, own_hosts: frozenset[str], faults: int | None = None
) -> tuple[Done, ...]:
    """Return how far all steps are but the last, which is done with the order.

    Args:
        own_hosts: Hosts that no destination may lead to.
        faults: How many faults keep its design from the press, if somebody just looked; else those known.
    """
    design = design_of(db, draft.id)
    return (
        Done(StepName.GOAL, _goal(db, draft)),
        Done(StepName.DESTINATION, _destination(draft, own_hosts)),
        Done(StepName.DESIGN, _design(design, faults)),
        Done(StepName.BATCHES, _batches(draft.batches, batch_names(db, draft.campaign_id), design)),
        Done(StepName.PAPER, _paper(draft, design)),
    )


def _goal(db: Database, draft: Draft) -> str:
    if not draft.name:
        return str(gettext("The campaign has no name yet."))
    if draft.campaign_id is None and name_is_taken(db, draft.organisation_id, draft.name):
        return str(gettext("There is a campaign of this name already. Choose another name."))
    return ""


def _destination(draft: Draft, own: frozenset[str]) -> str:
    if not draft.destination:
        return str(gettext("It is not said yet where the codes lead."))
    try:
        for address in (draft.destination, *(row.destination for row in draft.batches.rows)):
            check_destination(address or draft.destination, own)
    except SignetError:  # the library's own address was set since it was written
        return str(gettext("A destination is where the codes themselves lead, so it would run in circles."))
    return ""


def _design(design: DraftDesign | None, faults: int | None) -> str:
    if design is None:
        return str(gettext("No design is chosen yet."))
    if design.faults if faults is None else faults:
        return str(gettext("Something in the design cannot be printed like this."))
    return "" if design.is_looked_at else str(gettext("Nobody has looked at the texts of the design yet."))


def _batches(batches: Batches, taken: frozenset[str], design: DraftDesign | None) -> str:
    if not batches.rows:
        return str(gettext("There is no batch yet."))
    if any(row.copies is None for row in batches.rows):
        return str(gettext("A batch does not say how many copies it has."))
    clash = next((row.name for row in batches.rows if row.name in taken), "")
    if clash:
        return str(gettext("The campaign has a batch named “%(name)s” already.", name=clash))
    known = {"", OWN_COLOURS, *(name for name, _ in design.variants)} if design else None
    odd = next((row.name for row in batches.rows if known and row.variant not in known), "")
    if odd:
        return str(gettext("The batch “%(name)s” has colours that the design does not have.", name=odd))
    return ""


def _paper(draft: Draft, design: DraftDesign | None) -> str:
    if not draft.sheet:
        return str(gettext("It is not said yet on what it is printed."))
    if design is not None and all(fit.sheet != draft.sheet for fit in design.fits):
        return str(gettext("The design does not fit on the paper that was chosen."))
    return ""
