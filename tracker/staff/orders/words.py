"""What an order's page says, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import format_decimal, gettext, ngettext

from printkit.errors import Problem
from printkit.press.imposing.sheet import load_sheet, sheet_names
from printkit.store.model import Batch, BatchKind
from tracker.jobs.model import Kind, Stage, State
from tracker.jobs.ordered import Order
from tracker.web.language import language
from tracker.web.site import site


def title(kind: str, number: int) -> str:
    """Return what an order is called."""
    names = {
        Kind.PRINT.value: gettext("Print order %(number)s", number=number),
        Kind.SLIPS.value: gettext("Slips for bundles"),
        Kind.CALIBRATION.value: gettext("Calibration sheet"),
    }
    return str(names.get(kind, gettext("Order %(number)s", number=number)))


def state_words(state: State) -> str:
    """Return the state of an order as a word."""
    words = {
        State.WAITING: gettext("waits"),
        State.RUNNING: gettext("at work"),
        State.DONE: gettext("ready"),
        State.FAILED: gettext("failed"),
        State.CANCELLED: gettext("cancelled"),
    }
    return str(words[state])


def stage_words(stage: Stage) -> str:
    """Return what is done in a stage."""
    words = {
        Stage.MINT: gettext("Give out the codes"),
        Stage.PRINT: gettext("Draw the pages"),
        Stage.PROVE: gettext("Read every code again"),
    }
    return str(words[stage])


def time_left(seconds: float) -> str:
    """Return how long it still takes, roughly: more is not known."""
    minutes = round(seconds / 60)
    if seconds < 20:
        return str(gettext("A few seconds left"))
    if minutes < 2:
        return str(gettext("About a minute left") if seconds > 45 else gettext("Less than a minute left"))
    if minutes < 90:
        return str(ngettext("About %(num)s minute left", "About %(num)s minutes left", minutes))
    return str(ngettext("About %(num)s hour left", "About %(num)s hours left", round(minutes / 60)))


def size_words(size: int) -> str:
    """Return the size of a file."""
    if size < 1_000_000:
        return f"{format_decimal(max(1, round(size / 1000)))} kB"
    return f"{format_decimal(round(size / 1_000_000, 1))} MB"


def sheet_words(name: str) -> str:
    """Return what a sheet is called."""
    if name == "single":
        return str(gettext("Single pages for a print shop"))
    return load_sheet(name).title if name in sheet_names() else name


def sheet_choices() -> tuple[tuple[str, str], ...]:
    """Return all sheets that there are, those of the own printer first."""
    first = ("a4", "a3", "single")
    others = tuple(name for name in sheet_names() if name not in first)
    return tuple((name, sheet_words(name)) for name in (*first, *others) if name in sheet_names())


def moment(time: datetime) -> str:
    """Return day and time where the organisation is."""
    found = site().organisation()
    zone = ZoneInfo(found.time_zone) if found else UTC
    return str(
        format_datetime(
            time,
            "d. MMMM y, HH:mm" if language() == "de" else "d MMMM y, HH:mm",
            tzinfo=zone,
            locale=language(),
        )
    )


def pieces_words(order: Order) -> str:
    """Return how much is printed."""
    return str(
        ngettext("%(count)s piece", "%(count)s pieces", order.copies, count=format_decimal(order.copies))
    )


def position_words(problem: Problem, batch: Batch) -> str:
    """Return why positions that somebody typed cannot be printed."""
    if batch.kind is BatchKind.ONE_CODE:
        return str(
            gettext("All pieces of this batch have the same code, so there are no numbers to choose from.")
        )
    example = gettext("Write numbers from 1 to %(copies)s, such as 12-40, 77.", copies=batch.copies)
    refused = gettext("“%(text)s” cannot be printed.", text=problem.value)
    return f"{refused} {example}"
