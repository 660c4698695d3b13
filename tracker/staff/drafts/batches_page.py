"""The step of batches and places as a page: its table, its sums, and what a comparison can tell."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask_babel import gettext

from printkit.store.places import places
from tracker.staff.design.store import OWN_COLOURS, DraftDesign, design_of
from tracker.staff.drafts.base import all_own_hosts
from tracker.staff.drafts.costs import totals
from tracker.staff.drafts.fairness import fairness
from tracker.staff.drafts.frame import frame
from tracker.staff.drafts.keeper import Kept
from tracker.staff.drafts.model import MOST_ROWS, Draft, StepName
from tracker.staff.drafts.store import batch_names
from tracker.staff.drafts.typed_batches import TypedBatches, TypedRow, read_batches
from tracker.staff.guard import account
from tracker.staff.version import Meanwhile, carried, version_of
from tracker.web.site import database, site

MORE = 3
"""Rows that the button for more rows adds."""


def read_typed(draft: Draft) -> TypedBatches:
    """Return what the form of this request says."""
    db = database()
    return read_batches(
        request.form,
        all_own_hosts(db, draft.organisation_id, site().config),
        batch_names(db, draft.campaign_id),
        tuple(name for name, _ in _colours(design_of(db, draft.id))),
    )


def add_rows(typed: TypedBatches, which: str) -> TypedBatches:
    """Return the table with more rows, and without complaints of what is not finished yet.

    Args:
        which: ``places`` adds a row for each place that has none, with the copies of the first row.
    """
    rows = tuple(TypedRow(row.cells) for row in typed.rows)
    typed = replace(typed, rows=rows)
    if which != "places":
        return typed.with_blank(typed.blank + MORE)
    there = {row.cells.get("place", "").strip().casefold() for row in rows}
    copies = rows[0].cells.get("copies", "") if rows else ""
    missing = (
        place for place in places(database(), account().organisation_id) if place.name.casefold() not in there
    )
    added = tuple(TypedRow({"place": place.name, "copies": copies}) for place in missing)
    both = (*rows, *added)
    return replace(typed, rows=both[:MOST_ROWS], left_out=max(0, len(both) - MOST_ROWS))


def batches_page(draft: Draft, typed: TypedBatches, meanwhile: Meanwhile | None = None) -> str:
    """Return the page of the step."""
    db = database()
    design = design_of(db, draft.id)
    return render_template(
        "staff/drafts/batches.html",
        frame=frame(db, draft, StepName.BATCHES, saves=True),
        typed=typed,
        sums=totals(typed.batches),
        fair=fairness(typed.batches),
        places=places(db, draft.organisation_id),
        colours=_colours(design),
        usual=_usual(design),
        most_rows=MOST_ROWS,
        now=Kept(carried(version_of(draft.batches), meanwhile)),
        meanwhile=meanwhile,
    )


def sums_part(typed: TypedBatches, now: Kept) -> str:
    """Return the sums below the table, as the script asks for them while somebody types."""
    sums, fair = totals(typed.batches), fairness(typed.batches)
    return render_template("staff/drafts/sums.html", sums=sums, fair=fair, now=now)


def _colours(design: DraftDesign | None) -> tuple[tuple[str, str], ...]:
    """Return the colours that a batch can have of its own: the design's, and those of its variants."""
    if design is None or not design.variants:
        return ()
    return ((OWN_COLOURS, str(gettext("As designed"))), *design.variants)


def _usual(design: DraftDesign | None) -> str:
    """Return in which colours the batches are that say nothing of their own."""
    return design.colours_of(design.variant) or str(gettext("As designed")) if design else ""
