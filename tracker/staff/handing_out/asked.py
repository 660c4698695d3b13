"""What a form of handing out offers, and what it asks for when it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import format_number, gettext
from flask_wtf import FlaskForm

from printkit.store.model import Batch, BatchKind
from printkit.store.spans import Span, from_the_front
from tracker.staff.handing_out.forms import HandOutForm
from tracker.staff.handing_out.lying import Lying, Pile
from tracker.staff.handing_out.typed import typed_positions
from tracker.staff.handing_out.words import PIECES, PLACE, Refused
from tracker.staff.version import version_of


def bundle_choices(batch: Batch, piles: Iterable[Pile]) -> list[tuple[str, str]]:
    """Return value and text of bundles of which something lies in the stock.

    The value names also what of it does: whoever ticks it gives what was shown, or nothing.
    """
    found = []
    for pile in piles:
        text = gettext(
            "Bundle %(number)s, %(pieces)s pieces", number=pile.bundle.number, pieces=format_number(pile.left)
        )
        if batch.kind is BatchKind.PER_PIECE:
            text += f" ({', '.join(map(_shown, pile.free))})"
        found.append((_value(pile), text))
    return found


def parts(form: HandOutForm, lying: Lying) -> list[Span | int]:
    """Return what is meant: ranges, or with one code numbers of copies; none after saying what is missing."""
    mine, stock = lying.batch, lying.stock
    if form.what.data == "bundles":
        piles = _ticked(form, lying)
        if mine.kind is BatchKind.ONE_CODE:
            return [pile.left for pile in piles]
        return [span for pile in piles for span in pile.free]
    if form.what.data == "range":
        spans = typed_positions(form.positions, mine)
        if not spans and not form.positions.errors:
            form.positions.errors = [gettext("Write which positions go out, such as 1-250.")]
        return list(spans)
    number = stock.left if form.what.data == "rest" else form.number.data or 0
    if not number:
        form.number.errors = [gettext("Write how many pieces go out.")]
    elif number > stock.left:
        left = format_number(stock.left)
        form.number.errors = [gettext("So many are not there: %(number)s are left.", number=left)]
    elif mine.kind is BatchKind.ONE_CODE:
        return [number]
    else:
        return list(from_the_front(stock.free, number))
    return []


def _ticked(form: HandOutForm, lying: Lying) -> list[Pile]:
    wanted = set(form.bundles.data or ())
    piles = [pile for pile in lying.open_piles if _value(pile) in wanted]
    if len(piles) < len(wanted):
        form.bundles.errors = [
            gettext("Meanwhile not all of these bundles lie there as you saw them. Look again and tick anew.")
        ]
        return []
    if not piles:
        form.bundles.errors = [gettext("Tick at least one bundle.")]
    return piles


def _shown(span: Span) -> str:
    first, last = span
    return f"{first}–{last}" if last > first else str(first)


def _value(pile: Pile) -> str:
    return f"{pile.bundle.number}.{version_of(pile.bundle, pile.free)}"


def field_of(form: HandOutForm) -> str:
    """Return the field that says which pieces are meant."""
    return {"bundles": "bundles", "range": "positions", "next": "number"}.get(form.what.data, "what")


def tell(form: FlaskForm, why: Refused, *, pieces: str) -> None:
    """Say beside the right field why a booking was refused."""
    name = pieces if why.field == PIECES else why.field
    if name == PLACE and "new_place" in form and form.new_place.data:
        name = "new_place"
    form[name].errors = [*form[name].errors, why.text]
