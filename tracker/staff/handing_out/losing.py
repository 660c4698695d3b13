"""What came back from a place, and what was spoilt: two forms, alike but for the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import format_number, gettext, ngettext

from printkit.errors import SignetError
from printkit.store.booked import Booked, Return, Waste
from printkit.store.model import Batch, Place
from printkit.store.places import places
from printkit.store.spans import Span
from tracker.staff.accounts import Role
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.asked import tell
from tracker.staff.handing_out.base import Forms, Page, back, handing_out, page, undo
from tracker.staff.handing_out.booking import book_return, book_waste
from tracker.staff.handing_out.day import tell_of_codes
from tracker.staff.handing_out.forms import LossForm
from tracker.staff.handing_out.typed import typed_positions
from tracker.staff.handing_out.words import refused
from tracker.staff.owned import own_batch
from tracker.web.site import database

_Lost = Sequence[Return] | Sequence[Waste]


@handing_out.post("/batches/<int:batch_id>/returns")
@requires(Role.EDITOR)
def returned(batch_id: int) -> Page:
    """Note what came back from a place."""
    mine, forms = own_batch(database(), account(), batch_id), Forms()
    form = forms.back
    place = next((one for one in _places() if str(one.id) == form.place.data), None)

    def book(number: int | None, spans: Sequence[Span]) -> _Lost:
        if place is None:
            raise SignetError.of("no-place", "No place was chosen.")
        on = form.on.data
        return book_return(database(), account(), mine, place, on, pieces=number, positions=spans)

    if (done := _booked(mine, form, book, may_be_all=True)) is None:
        return page(mine, forms), 422
    assert place is not None
    pieces = sum(one.pieces for one in done)
    text = ngettext(
        "%(number)s piece came back from %(place)s.",
        "%(number)s pieces came back from %(place)s.",
        pieces,
        number=format_number(pieces),
        place=place.name,
    )
    say(text, undo=undo(mine, Booked.RETURN, done))
    tell_of_codes(mine, form.on.data)
    return back(mine)


@handing_out.post("/batches/<int:batch_id>/waste")
@requires(Role.EDITOR)
def waste(batch_id: int) -> Page:
    """Note what was spoilt."""
    mine, forms = own_batch(database(), account(), batch_id), Forms()
    form = forms.waste

    def book(number: int | None, spans: Sequence[Span]) -> _Lost:
        return book_waste(database(), account(), mine, form.on.data, pieces=number, positions=spans)

    if (done := _booked(mine, form, book, may_be_all=False)) is None:
        return page(mine, forms), 422
    pieces = sum(one.pieces for one in done)
    text = ngettext(
        "%(number)s piece is noted as spoilt.",
        "%(number)s pieces are noted as spoilt.",
        pieces,
        number=format_number(pieces),
    )
    say(text, undo=undo(mine, Booked.WASTE, done))
    tell_of_codes(mine, form.on.data)
    return back(mine)


def _booked(
    mine: Batch, form: LossForm, book: Callable[[int | None, Sequence[Span]], _Lost], *, may_be_all: bool
) -> _Lost | None:
    """Book what the form says; ``None`` after saying beside its fields why not."""
    form.validate()
    spans, number = typed_positions(form.positions, mine), form.number.data
    if spans and number:
        form.number.errors = [gettext("Write either which positions or how many, not both.")]
    elif not (spans or number or may_be_all or form.errors):
        form.number.errors = [gettext("Write how many, or which positions.")]
    if form.errors:
        return None
    try:
        return book(number, spans)
    except SignetError as error:
        tell(form, refused(error, copies=mine.copies), pieces="positions" if spans else "number")
        return None


def _places() -> tuple[Place, ...]:
    return places(database(), account().organisation_id)
