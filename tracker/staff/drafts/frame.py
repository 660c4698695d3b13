"""The top of every step: where one is, what is done, and the way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import redirect, request, url_for
from flask_babel import gettext
from sqlite_utils import Database
from werkzeug.wrappers import Response

from tracker.staff.drafts.base import all_own_hosts
from tracker.staff.drafts.model import Draft, StepName
from tracker.staff.drafts.progress import progress
from tracker.web.site import site

GO = "go"
"""Name of the buttons that save a step and say where to go on: a step's name, ``next`` or ``stay``."""
_ENDPOINTS = {
    StepName.GOAL: "drafts.goal",
    StepName.DESTINATION: "drafts.destination",
    StepName.DESIGN: "design.step",
    StepName.BATCHES: "drafts.batches",
    StepName.PAPER: "drafts.paper",
    StepName.CHECK: "drafts.check",
}


@dataclass(frozen=True, slots=True)
class FrameStep:
    """A step in the row at the top.

    Attributes:
        lacks: What is still to be done there, ``""`` if nothing is.
    """

    name: str
    text: str
    url: str
    state: Literal["done", "now", "later"]
    lacks: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What `staff/drafts/frame.html` shows around a step.

    Attributes:
        draft: ``None`` while it is only about to begin.
        before_url: The step before, ``""`` at the first.
        next_url: The next step, ``""`` at the last.
        saves: Whether leaving by the row at the top saves: it belongs to the step's form.
    """

    draft: Draft | None
    step: FrameStep
    steps: tuple[FrameStep, ...]
    before_url: str
    next_url: str
    saves: bool


def frame(
    db: Database,
    draft: Draft | None,
    step: StepName | str,
    *,
    saves: bool = False,
    faults: int | None = None,
) -> Frame:
    """Return the frame of a step.

    Args:
        step: Where one is, such as ``"design"``.
        saves: Whether the page has a form with the id ``step`` that reads `GO`.
        faults: How many faults keep the design from the press, if somebody just looked.
    """
    here = StepName(step)
    lacks = _lacks(db, draft, faults) if draft else {}
    steps = tuple(
        FrameStep(
            one.value,
            step_word(one),
            step_url(draft, one),
            "now" if one is here else "done" if lacks.get(one, "?") == "" else "later",
            lacks.get(one, ""),
        )
        for one in StepName
    )
    at = list(StepName).index(here)
    return Frame(
        draft,
        steps[at],
        steps,
        steps[at - 1].url if at else "",
        steps[at + 1].url if at + 1 < len(steps) else "",
        saves and draft is not None,
    )


def _lacks(db: Database, draft: Draft, faults: int | None) -> dict[StepName, str]:
    hosts = all_own_hosts(db, draft.organisation_id, site().config)
    return {one.step: one.lacks for one in progress(db, draft, hosts, faults)}


def step_url(draft: Draft | None, step: StepName) -> str:
    """Return the address of a step, ``""`` while there is no draft."""
    return url_for(_ENDPOINTS[step], draft_id=draft.id) if draft else ""


def onward(draft_id: int, step: StepName) -> Response:
    """Lead to where the button says that saved a step: by default the next step."""
    steps = list(StepName)
    wanted = request.form.get(GO, "next")
    if wanted == "stay":
        to = step
    elif wanted in set(StepName):
        to = StepName(wanted)
    else:
        to = steps[min(steps.index(step) + 1, len(steps) - 1)]
    return redirect(url_for(_ENDPOINTS[to], draft_id=draft_id), 303)


def step_word(step: StepName) -> str:
    """Return what a step is called."""
    return str(
        {
            StepName.GOAL: gettext("Goal"),
            StepName.DESTINATION: gettext("Destination"),
            StepName.DESIGN: gettext("Design"),
            StepName.BATCHES: gettext("Batches"),
            StepName.PAPER: gettext("Paper"),
            StepName.CHECK: gettext("Check"),
        }[step]
    )
