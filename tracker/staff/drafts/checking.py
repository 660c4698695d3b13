"""The last step: everything on one page, and what pressing the button will fix for ever."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from sqlite_utils import Database
from wtforms import BooleanField

from tracker.config import Config
from tracker.staff.design.look import Seen
from tracker.staff.design.store import DraftDesign, design_of
from tracker.staff.drafts.base import Base, Doubt, all_own_hosts, base_of, code_length
from tracker.staff.drafts.costs import Totals, totals
from tracker.staff.drafts.leads import Lead, leads_of
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.papers import Paper, papers
from tracker.staff.drafts.progress import Done, progress
from tracker.staff.version import is_stale, version_of

LACKING, CHANGED = 422, 409
_SAMPLE = "BCD2FG"


class OrderForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The button, and what has to be said before it where links are not for the public."""

    trial = BooleanField(N_("This is a trial: nothing of it will be handed out."))


@dataclass(frozen=True, slots=True)
class Check:
    """Everything that the last step shows.

    Attributes:
        lacks: Steps that are not done; with any, nothing can be ordered.
        codes: How many codes will be minted.
        link: What a short link will look like.
        code_length: Letters of a code.
        paper: ``None`` if none is chosen, or none that fits.
        looks: How the pieces look, those in the same colours together.
        leads: Where the codes lead, the draft's own destination first.
        version: Of all of it, so that nothing else is ordered than was shown.
    """

    draft: Draft
    design: DraftDesign | None
    base: Base
    totals: Totals
    lacks: tuple[Done, ...]
    codes: int
    link: str
    code_length: int
    paper: Paper | None
    looks: tuple[Seen, ...]
    leads: tuple[Lead, ...]
    version: str

    @property
    def is_for_public(self) -> bool:
        """Whether nothing speaks against its links."""
        return self.base.doubt is Doubt.NONE

    @property
    def trouble(self) -> str:
        """Why nobody could look at the pieces, ``""`` if somebody could."""
        return next((one.shows.trouble for one in self.looks if one.shows.trouble), "")

    @property
    def faults(self) -> int | None:
        """How many faults keep the pieces from the press; ``None`` if nobody could look at all of them."""
        return None if self.trouble else sum(one.shows.errors for one in self.looks)

    @property
    def module_mm(self) -> float:
        """Side of the smallest square of a code, 0 if it is not known."""
        return min((one.shows.module_mm for one in self.looks if one.shows.module_mm), default=0.0)

    @property
    def stamp(self) -> str:
        """Tells apart the states of the design's files; the version says which of them was shown."""
        return next((one.shows.stamp for one in self.looks), "")


def check_of(db: Database, draft: Draft, config: Config, looks: tuple[Seen, ...]) -> Check:
    """Gather what the last step shows.

    Args:
        looks: From `tracker.staff.design.look.looks`, which takes its time: never inside a transaction.
    """
    design = design_of(db, draft.id)
    base = base_of(db, draft.organisation_id, config)
    sums = totals(draft.batches)
    length = code_length(db, draft.batches)
    found = papers(design.fits, draft.batches) if design else ()
    check = Check(
        draft=draft,
        design=design,
        base=base,
        totals=sums,
        lacks=(),
        codes=draft.batches.codes,
        link=base.url.short_link(_SAMPLE.ljust(length, _SAMPLE[-1])),
        code_length=length,
        paper=next((one for one in found if one.sheet == draft.sheet), None),
        looks=looks,
        leads=leads_of(db, draft),
        version=_version(draft, design, base, looks),
    )
    done = progress(db, draft, all_own_hosts(db, draft.organisation_id, config), check.faults)
    return replace(check, lacks=tuple(one for one in done if not one.is_done))


def refusal(check: Check, form: OrderForm) -> int:
    """Return why nothing is ordered, as the status of the answer; 0 if nothing speaks against it."""
    if check.lacks:
        return LACKING
    if is_stale(check.version):
        return CHANGED
    if check.trouble:
        return LACKING
    if not check.is_for_public and not form.trial.data:
        form.trial.errors = [
            gettext("Please confirm that this is a trial, or have your own address set first.")
        ]
        return LACKING
    return 0


def _version(draft: Draft, design: DraftDesign | None, base: Base, looks: tuple[Seen, ...]) -> str:
    """Return the version of all that is shown; the keys of the looks change with the design's files."""
    return version_of(
        draft.goal,
        draft.destination,
        draft.batches,
        draft.sheet,
        design.version if design else "",
        base.url,
        tuple(one.shows.key for one in looks),
    )
