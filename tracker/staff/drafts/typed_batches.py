"""The table of batches as somebody typed it: cells with what is wrong with them, or batches."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext

from printkit.errors import SignetError
from printkit.store.mint import MOST_COPIES
from printkit.store.model import BatchKind
from printkit.store.names import LONGEST_NAME, checked_name
from tracker.staff.campaigns.plan import MOST_CENTS
from tracker.staff.destinations.words import RefusedAddressError, typed_address
from tracker.staff.drafts.costs import cents_of
from tracker.staff.drafts.model import MOST_ROWS, Batches, Row
from tracker.staff.typed import NotANumberError, read_count, read_euro
from tracker.staff.typed_fields import count_text, decimal_sign, euro_text, say_no_amount, say_no_count

CELLS = ("place", "copies", "cost", "name", "destination", "variant")
_FIELD = re.compile(rf"row-([0-9]{{1,2}})-({'|'.join(CELLS)})")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as it was typed.

    Attributes:
        cells: Text by name of the cell.
        errors: What is wrong, by name of the cell.
        row: What it says; ``None`` if something is wrong.
    """

    cells: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    row: Row | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into it."""
        return not any(self.cells.get(name, "").strip() for name in CELLS)

    @property
    def is_more(self) -> bool:
        """Whether it says something that is folded away at first."""
        return any(self.cells.get(name) or self.errors.get(name) for name in CELLS[3:])


@dataclass(frozen=True, slots=True)
class TypedBatches:
    """The whole table as it was typed.

    Attributes:
        left_out: How many places found no room when a row was made for each.
        blank: How many rows stood there in which nothing was written.
    """

    kind: BatchKind
    cost_each: bool
    rows: tuple[TypedRow, ...]
    left_out: int = 0
    blank: int = 0

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return not any(row.errors for row in self.rows)

    @property
    def batches(self) -> Batches:
        """What the rows say in which nothing is wrong."""
        return Batches(self.kind, self.cost_each, tuple(row.row for row in self.rows if row.row))

    def with_blank(self, count: int) -> TypedBatches:
        """Return it with so many blank rows at its end."""
        return replace(self, rows=(*self.rows, *[TypedRow({})] * count)[:MOST_ROWS])


def typed_of(batches: Batches) -> TypedBatches:
    """Return batches as they stand in the table."""
    return TypedBatches(
        batches.kind, batches.cost_each, tuple(TypedRow(_cells(row), {}, row) for row in batches.rows)
    )


def read_batches(
    form: Mapping[str, str], own_hosts: Collection[str], taken: Collection[str], variants: Collection[str]
) -> TypedBatches:
    """Return what was typed, without the rows in which nothing stands.

    Args:
        form: The form's fields.
        own_hosts: Hosts that no destination may lead to.
        taken: Names that batches of the campaign have already.
        variants: What a batch can choose as its colours, besides those of the draft.
    """
    found: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        if match := _FIELD.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = text
    rows = [TypedRow(cells) for _, cells in sorted(found.items())[:MOST_ROWS]]
    given = [row for row in rows if not row.is_blank]
    known = _Known(own_hosts, variants, form.get("cost_each") == "1")
    read: list[TypedRow] = []
    for number, typed in enumerate(given, 1):
        names = {row.row.name for row in read if row.row} | set(taken)
        read.append(_read(typed, number, names, known))
    kind = BatchKind.ONE_CODE if form.get("kind") == BatchKind.ONE_CODE else BatchKind.PER_PIECE
    return TypedBatches(kind, known.cost_each, tuple(read), blank=len(rows) - len(given))


@dataclass(frozen=True, slots=True)
class _Known:
    """What all rows are read by."""

    own_hosts: Collection[str]
    variants: Collection[str]
    cost_each: bool


def _cells(row: Row) -> dict[str, str]:
    return {
        "place": row.place,
        "copies": count_text(row.copies),
        "cost": euro_text(row.cost),
        "name": "" if row.name == row.place else row.name,
        "destination": row.destination,
        "variant": row.variant,
    }


def _read(typed: TypedRow, number: int, names: Collection[str], known: _Known) -> TypedRow:
    errors: dict[str, str] = {}

    def cell(name: str) -> str:
        return " ".join(typed.cells.get(name, "").split())

    place = _name(cell("place"), "place", errors)
    name = _batch_name(cell("name"), place, number, names, errors)
    row = Row(
        name,
        _copies(cell("copies"), errors),
        place,
        _cost(cell("cost"), errors),
        _destination(cell("destination"), known.own_hosts, errors),
        cell("variant") if cell("variant") in known.variants else "",
    )
    if (cents_of(row, known.cost_each) or 0) > MOST_CENTS:
        errors["cost"] = _too_much(known.cost_each)
    return TypedRow(typed.cells, errors, None if errors else row)


def _name(text: str, cell: str, errors: dict[str, str]) -> str:
    if not text:
        return ""
    try:
        return checked_name(text, cell)
    except SignetError:
        errors[cell] = (
            gettext("This is too long: %(most)s characters are possible.", most=LONGEST_NAME)
            if len(text) > LONGEST_NAME
            else gettext("This cannot be a name. Please type it again.")
        )
        return ""


def _batch_name(text: str, place: str, number: int, names: Collection[str], errors: dict[str, str]) -> str:
    """Return the name of a batch: as given, else its place or number, made different from all others."""
    given = _name(text, "name", errors)
    if given:
        if given in names:
            errors["name"] = gettext("There is a batch of this name already. Choose another one.")
        return given
    stem = place or gettext("Batch %(number)s", number=number)
    fresh, count = stem, 1
    while fresh in names:
        count += 1
        fresh = f"{stem} {count}"
    return str(fresh)


def _copies(text: str, errors: dict[str, str]) -> int | None:
    if not text:
        errors["copies"] = gettext("How many copies?")
        return None
    try:
        copies = read_count(text)
    except NotANumberError:
        errors["copies"] = say_no_count()
        return None
    if not 1 <= copies <= MOST_COPIES:
        errors["copies"] = gettext("Write a number from 1 to %(most)s.", most=count_text(MOST_COPIES))
    return copies


def _cost(text: str, errors: dict[str, str]) -> int | None:
    if not text:
        return None
    try:
        return read_euro(text, decimal_sign())
    except NotANumberError:
        errors["cost"] = say_no_amount()
        return None


def _too_much(cost_each: bool) -> str:
    if cost_each:
        return str(gettext("All pieces together would be more than ten million euros. Is that meant?"))
    return str(gettext("This is more than ten million euros. Is there a figure too many?"))


def _destination(text: str, own_hosts: Collection[str], errors: dict[str, str]) -> str:
    if not text:
        return ""
    try:
        return typed_address(text, own_hosts)
    except RefusedAddressError as error:
        errors["destination"] = str(error)
        return ""
