"""The report of a proof as a text to keep or to send along."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import format_decimal, gettext, ngettext

from tracker.jobs.ordered import Fault, Proof
from tracker.staff.orders.shown import OrderShown
from tracker.staff.orders.words import moment, title

_FULL_QUIET = 4.0


def report(shown: OrderShown) -> str:
    """Return the report of all batches of an order."""
    lines = [f"{title(shown.job.kind, shown.job.id)} · {shown.job.title}"]
    if shown.job.ended_at:
        lines.append(moment(shown.job.ended_at))
    for line in shown.lines:
        if line.line.proof is not None:
            told = (summary(line.line.proof), *points(line.line.proof))
            lines += ["", line.line.name, *(f"- {point}" for point in told)]
    lines += [
        "",
        gettext("Not proved: how the codes come out on paper. Scan a printed piece before all are cut."),
    ]
    return "\n".join(lines) + "\n"


def summary(proof: Proof) -> str:
    """Return the outcome in a sentence."""
    numbers = {"decoded": format_decimal(proof.decoded), "codes": format_decimal(proof.codes)}
    if proof.found:
        faults = ngettext(
            "%(count)s fault", "%(count)s faults", proof.found, count=format_decimal(proof.found)
        )
        read = gettext("%(decoded)s of %(codes)s codes read", **numbers)
        return f"{read}; {faults}."
    if proof.codes == 1:  # one code for all pieces
        return str(gettext("The code was read, and is in its place."))
    return str(gettext("%(decoded)s of %(codes)s codes read, each in its place.", **numbers))


def points(proof: Proof) -> Iterator[str]:
    """Yield what was measured and found, a sentence each, beside the `summary`."""
    if proof.module_mm is not None:
        size = format_decimal(round(proof.module_mm, 2))
        yield gettext("The smallest square of a code measures %(size)s mm.", size=size)
    if proof.quiet is not None:
        if proof.quiet >= _FULL_QUIET:
            yield gettext("Around every code there is enough white.")
        else:
            quiet = format_decimal(round(proof.quiet, 1))
            yield gettext(
                "The narrowest white edge of a code has %(quiet)s squares; 4 are wanted.", quiet=quiet
            )
    yield gettext(
        "All codes were read from the finished PDF; %(drawn)s of %(pages)s pages were also looked at as "
        "pictures.",
        drawn=format_decimal(proof.drawn),
        pages=format_decimal(proof.pages),
    )
    yield from map(fault_words, proof.faults)
    if proof.found > len(proof.faults):
        yield gettext("… and %(more)s more faults.", more=format_decimal(proof.found - len(proof.faults)))


def fault_words(fault: Fault) -> str:
    """Return a fault with its place."""
    kinds = {
        "missing": gettext("a code is missing"),
        "missing-page": gettext("a page is missing"),
        "missing-file": gettext("a file is missing"),
        "unreadable": gettext("a code cannot be read"),
        "foreign": gettext("a code that does not belong here"),
        "duplicate": gettext("a code stands there twice"),
        "misplaced": gettext("a code is in the wrong place"),
        "quiet-zone": gettext("too little white around a code"),
        "small-module": gettext("a code is printed too small"),
        "damaged-page": gettext("a page is damaged"),
    }
    parts = [fault.file]
    if fault.page:
        parts.append(gettext("page %(number)s", number=fault.page))
    if fault.slot:
        parts.append(gettext("piece %(number)s", number=fault.slot))
    return f"{', '.join(filter(None, parts))}: {kinds.get(fault.rule, fault.message)}"
