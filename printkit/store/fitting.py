"""Whether pieces can be handed out: they are in the stock and not elsewhere, one code is at one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.booked import Return
from printkit.store.model import Batch, BatchKind, HandOut, Place
from printkit.store.spans import Span, common, joined, pieces_in, without, written
from printkit.store.stock import Stock, hand_outs, read_stock, returns, still_out


def wanted_part(
    db: Database, batch: Batch, first: int | None, last: int | None, copies: int | None
) -> Span | int:
    """Return what is meant: a range, or of copies with one code how many.

    Raises:
        SignetError: All that is left is meant, and that is nothing, or not one range.
    """
    if first is not None or last is not None:
        ends = [end for end in (first, last) if end is not None]
        return ends[0], ends[-1]
    if batch.kind is BatchKind.PER_PIECE:
        return _rest(batch, read_stock(db, batch).free)
    return read_stock(db, batch).left if copies is None else copies


def check_numbers(
    db: Database, batch: Batch, where: Place, numbers: Sequence[int], spans: Sequence[Span], on: date
) -> None:
    """Refuse copies with one code that are not there, or that would be at two places.

    Raises:
        SignetError: So it is.
    """
    if spans:
        raise SignetError.of(
            "positions",
            f"Batch {batch.id} has one code for all copies, so it has no positions.",
            "Leave them out; mint a batch for each place to tell places apart.",
            key="positions",
        )
    elsewhere = {one.id: one for one in hand_outs(db, batch.id) if one.place_id != where.id}
    for one in elsewhere.values():
        if one.back < one.pieces:
            raise _taken(batch, one, "Mint a batch for each place to tell places apart.", "one-place")
    last_back = [one.on for one in returns(db, batch.id) if one.hand_out_id in elsewhere]
    if last_back and on < max(last_back):
        raise elsewhere_until(max(last_back))
    left = read_stock(db, batch).left
    if left < 1:
        message = f"All pieces of batch {batch.id} are handed out."
        raise SignetError.of("nothing-left", message, "No copy is left.", key="positions")
    if min(numbers, default=1) < 1 or sum(numbers) > left:
        raise more_than_left(left, sum(numbers))


def more_than_left(left: int, wanted: int) -> SignetError:
    """Say that there are not so many pieces."""
    return SignetError.of(
        "more-than-left",
        f"{wanted} pieces are not there: {left} are left.",
        f"Use a number from 1 to {left}.",
        key="pieces",
        value=str(left),
    )


def check_spans(db: Database, batch: Batch, spans: Sequence[Span], numbers: Sequence[int], on: date) -> None:
    """Refuse positions that do not exist, are not in the stock, or were elsewhere on that day.

    Raises:
        SignetError: So it is.
    """
    if numbers:
        message = f"The pieces of batch {batch.id} have a code each."
        raise SignetError.of("positions", message, "Say which positions are meant.", key="positions")
    for first, last in spans:
        if not 1 <= first <= last <= batch.copies:
            raise SignetError.of(
                "no-such-positions",
                f"Batch {batch.id} has no positions {first}-{last}.",
                f"Write a range from 1 to {batch.copies}, the smaller number first.",
                key="positions",
                value=f"{first}-{last}",
            )
    stock = read_stock(db, batch)
    if pieces_in(spans) > pieces_in(joined(spans)):
        message = "The same positions are named twice."
        raise SignetError.of("positions", message, "Name each once.", key="positions", value=written(spans))
    if without(spans, stock.free):
        raise _why_not_free(db, batch, stock, spans)
    _check_after_returns(returns(db, batch.id), spans, on)
    if pieces_in(spans) > stock.left:
        raise more_than_left(stock.left, pieces_in(spans))


def _why_not_free(db: Database, batch: Batch, stock: Stock, wanted: Sequence[Span]) -> SignetError:
    for other, spans in still_out(hand_outs(db, batch.id), returns(db, batch.id)):
        if common(wanted, spans):
            return _taken(batch, other, _what_is_free(stock.free))
    lost = written(without(wanted, stock.free))
    message = f"Positions {lost} are noted as spoilt."
    return SignetError.of("spoilt", message, _what_is_free(stock.free), key="positions", value=lost)


def _check_after_returns(back: Sequence[Return], wanted: Sequence[Span], on: date) -> None:
    """A piece that came back on a day was elsewhere before."""
    later = [(one.first, one.last) for one in back if one.first and one.last and one.on > on]
    if common(wanted, later):
        raise elsewhere_until(
            max(one.on for one in back if one.first and one.last and common(wanted, [(one.first, one.last)]))
        )


def elsewhere_until(back_on: date) -> SignetError:
    """Say that pieces cannot be where they are said to be: on that day they came back from elsewhere."""
    return SignetError.of(
        "still-elsewhere",
        f"Pieces of it came back on {back_on.isoformat()}; before that they were elsewhere.",
        f"Use {back_on.isoformat()} or a later day.",
        key="on",
        value=back_on.isoformat(),
    )


def _rest(batch: Batch, free: tuple[Span, ...]) -> Span:
    if len(free) == 1:
        return free[0]
    message = (
        f"The pieces of batch {batch.id} that are left are not one bundle."
        if free
        else f"All pieces of batch {batch.id} are handed out."
    )
    rule = "not-one-bundle" if free else "nothing-left"
    raise SignetError.of(rule, message, _what_is_free(free), key="positions", value=written(free))


def _what_is_free(free: tuple[Span, ...]) -> str:
    return f"Left are the positions {written(free)}." if free else "No position is left."


def _taken(batch: Batch, other: HandOut, remedy: str, rule: str = "handed-out-already") -> SignetError:
    what = f"Batch {batch.id}" if other.first is None else f"Positions {other.first}-{other.last}"
    verb = "was" if other.first is None else "were"
    return SignetError.of(
        rule,
        f"{what} {verb} handed out to {other.place} on {other.on.isoformat()}.",
        remedy,
        key="positions",
        value=other.place,
    )
