"""The last step: everything on one page, and what pressing the button will fix for ever."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from sqlite_utils import Database
from wtforms import BooleanField

from tracker.config import Config
from tracker.staff.design.store import DraftDesign, design_of
from tracker.staff.destinations.store import Looked, last_look
from tracker.staff.drafts.base import Base, Doubt, base_of, code_length
from tracker.staff.drafts.costs import Totals, totals
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.papers import Paper, papers
from tracker.staff.drafts.progress import Done, lacking
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
        looked: What the last look at the destination found.
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
    looked: Looked | None
    version: str

    @property
    def is_for_public(self) -> bool:
        """Whether nothing speaks against its links."""
        return self.base.doubt is Doubt.NONE

    @property
    def variant(self) -> str:
        """Title of the colour variant, ``""`` for the design's own colours."""
        if self.design is None:
            return ""
        return dict(self.design.variants).get(self.design.variant, "")


def check_of(db: Database, draft: Draft, config: Config) -> Check:
    """Gather what the last step shows."""
    design = design_of(db, draft.id)
    base = base_of(db, draft.organisation_id, config)
    sums = totals(draft.batches)
    length = code_length(db, draft.batches)
    found = papers(design.fits, draft.batches) if design else ()
    return Check(
        draft=draft,
        design=design,
        base=base,
        totals=sums,
        lacks=lacking(db, draft),
        codes=draft.batches.codes,
        link=base.url.short_link(_SAMPLE.ljust(length, _SAMPLE[-1])),
        code_length=length,
        paper=next((one for one in found if one.sheet == draft.sheet), None),
        looked=last_look(db, draft.organisation_id, draft.destination) if draft.destination else None,
        version=_version(draft, design, base),
    )


def refusal(check: Check, form: OrderForm) -> int:
    """Return why nothing is ordered, as the status of the answer; 0 if nothing speaks against it."""
    if check.lacks:
        return LACKING
    if is_stale(check.version):
        return CHANGED
    if not check.is_for_public and not form.trial.data:
        form.trial.errors = [
            gettext("Please confirm that this is a trial, or have your own address set first.")
        ]
        return LACKING
    return 0


def _version(draft: Draft, design: DraftDesign | None, base: Base) -> str:
    return version_of(
        draft.goal, draft.destination, draft.batches, draft.sheet, design.version if design else "", base.url
    )
