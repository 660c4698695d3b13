"""What some print achieved, in sentences: the answer first, then how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from tracker.reports.answers import FEW, Answer, Cost, Rate, Trust
from tracker.reports.course import Point
from tracker.reports.selection import Unit
from tracker.staff.figures.numbers import count, each, euro, euro_interval, hour, interval, short_day


def answer_in_words(answer: Answer) -> tuple[str, ...]:
    """Return what came of the print, the most telling sentence first; empty if there is nothing to say."""
    return tuple(_answer(answer))


def _answer(answer: Answer) -> Iterator[str]:
    if answer.pieces:
        yield _pieces(answer.pieces)
    if answer.per_100:
        yield _per_100(answer.per_100)
    if not answer.rates and answer.scans:
        scans = count(answer.scans)
        yield str(ngettext("%(scans)s scan so far.", "%(scans)s scans so far.", answer.scans, scans=scans))
    if answer.cost and answer.scans:
        yield from _cost(answer.cost)


def _pieces(rate: Rate) -> str:
    values = {"counted": count(rate.counted), "of": count(rate.of), "rate": each(rate), "span": _span(rate)}
    said = ngettext(
        "%(counted)s of %(of)s pieces handed out was scanned at least once: %(rate)s%(span)s.",
        "%(counted)s of %(of)s pieces handed out were scanned at least once: %(rate)s%(span)s.",
        rate.counted,
        **values,
    )
    return str(said)


def _per_100(rate: Rate) -> str:
    values = {"counted": count(rate.counted), "of": count(rate.of), "rate": each(rate), "span": _span(rate)}
    said = ngettext(
        "%(of)s copies with one code brought %(counted)s scan: %(rate)s per 100 copies%(span)s.",
        "%(of)s copies with one code brought %(counted)s scans: %(rate)s per 100 copies%(span)s.",
        rate.counted,
        **values,
    )
    return str(said)


def _span(rate: Rate) -> str:
    return f" ({interval(rate.interval, per_100=rate.per_100)})" if rate.interval else ""


def _cost(cost: Cost) -> Iterator[str]:
    if cost.each.each is None:
        return
    yield str(gettext("A scan cost %(each)s.", each=euro(cost.each.each)))


def trust_in_words(answer: Answer) -> tuple[str, ...]:
    """Return how far the rates can be trusted."""
    if not answer.rates:
        return ()
    trust = {rate.trust for rate in answer.rates}
    says = []
    if Trust.FEW in trust:
        says.append(
            gettext(
                "These are few scans so far (less than %(few)s): the rate may still change a lot.",
                few=FEW,
            )
        )
    elif Trust.ROUGH in trust:
        says.append(
            gettext("This is a rough figure so far: look at the range in brackets, not at the number.")
        )
    if any(rate.interval for rate in answer.rates):
        says.append(
            gettext(
                "The range in brackets holds the true value in 19 of 20 cases; more scans make it narrower."
            )
        )
    if any(rate.interval is None for rate in answer.rates):
        says.append(gettext("How far it may be off cannot be said before there were scans on several days."))
    return tuple(map(str, says))


def cost_about(cost: Cost) -> str:
    """Return between which amounts a scan's cost lies, and what is left out."""
    parts = []
    if cost.each.interval:
        parts.append(euro_interval(cost.each.interval))
    if cost.unknown:
        left_out = ngettext(
            "without %(num)s batch whose cost is not known",
            "without %(num)s batches whose cost is not known",
            cost.unknown,
        )
        parts.append(str(left_out))
    return " · ".join(parts)


def rate_about(rate: Rate) -> str:
    """Return what a rate is a rate of, and its interval."""
    values = {"counted": count(rate.counted), "of": count(rate.of)}
    if rate.per_100:
        said = ngettext(
            "%(counted)s scan of %(of)s copies", "%(counted)s scans of %(of)s copies", rate.counted, **values
        )
    else:
        said = gettext("%(counted)s of %(of)s pieces handed out", **values)
    return f"{said}{_span(rate)}"


def point_name(point: Point, unit: Unit) -> str:
    """Return which hour, day or week a point of a course is."""
    if unit is Unit.HOUR:
        return hour(point.begins)
    if unit is Unit.WEEK:
        return str(gettext("Week from %(day)s", day=short_day(point.day)))
    return short_day(point.day)


def batches_waiting(answer: Answer) -> str:
    """Return how many batches are not handed out, in words, or ``""``."""
    if not answer.waiting or not answer.rates:
        return ""
    return str(
        ngettext(
            "%(num)s batch is not handed out yet and in no rate.",
            "%(num)s batches are not handed out yet and in no rate.",
            answer.waiting,
        )
    )
