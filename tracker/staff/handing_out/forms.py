"""The forms of handing out: for a thumb, with as little to type as can be."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_number, gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from printkit.errors import SignetError
from printkit.store.model import Batch, BatchKind, Place
from printkit.store.positions import parse_spans
from printkit.store.spans import Span
from printkit.store.stock import Stock

NEW = "new"
"""The choice of a place that is not in the list yet."""
_LONGEST = 500


class SeveralField(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HandOutForm(FlaskForm):  # type: ignore[misc]
    """Which pieces go to which place, since when."""

    what = RadioField(N_("What goes out?"), validators=[InputRequired(N_("Choose one."))])
    bundles = SeveralField(N_("Bundles"), validators=[Optional()])
    number = IntegerField(N_("How many?"), validators=[Optional(), NumberRange(1)])
    positions = StringField(N_("Which positions?"))
    place = SelectField(N_("Where to?"))
    new_place = StringField(N_("Name of the new place"))
    on = DateField(N_("Since when is it there?"), validators=[InputRequired(N_("Choose the day."))])

    def offer(
        self, batch: Batch, stock: Stock, bundles: Sequence[tuple[str, str]], places: Sequence[Place]
    ) -> None:
        """Give the choices that there are now.

        Args:
            batch: What is handed out.
            stock: What is left of it.
            bundles: Value and text of those that lie in the stock.
            places: Those offered, the most likely first.
        """
        whats = [("bundles", gettext("Bundles"))] if bundles else []
        whats.append(("rest", gettext("All that is left: %(number)s", number=format_number(stock.left))))
        whats.append(("next", gettext("A number of them")))
        if batch.kind is BatchKind.PER_PIECE:
            whats.append(("range", gettext("Certain positions")))
        self.what.choices = whats
        self.bundles.choices = list(bundles)
        here = [("", gettext("Choose a place"))] if places else []
        self.place.choices = (
            here + [(str(one.id), one.name) for one in places] + [(NEW, gettext("A new place"))]
        )

    def validate_number(self, field: Field) -> None:
        """Ask for it only where it is meant."""
        if self.what.data == "next" and not field.data and not field.errors:
            field.errors = [gettext("Write how many pieces go out.")]

    def wanted_place(self, places: Sequence[Place]) -> str:
        """Return the name of the chosen place, or of the new one; ``""`` after saying what is missing."""
        known = {str(one.id): one.name for one in places}
        if self.place.data in known:
            return known[self.place.data]
        name = " ".join((self.new_place.data or "").split())
        if self.place.data != NEW and not name:
            self.place.errors = [gettext("Choose a place, or write the name of a new one.")]
        elif not name:
            self.new_place.errors = [gettext("Write the name of the new place.")]
        return name

    def spans(self, batch: Batch) -> tuple[Span, ...]:
        """Return the positions that were typed, none after saying what is wrong with them."""
        return typed_positions(self.positions, batch)


class LossForm(FlaskForm):  # type: ignore[misc]
    """Pieces that came back or were spoilt: which, or how many."""

    place = SelectField(N_("From where?"), validators=[Optional()], validate_choice=False)
    number = IntegerField(N_("How many?"), validators=[Optional(), NumberRange(1)])
    positions = StringField(N_("Which positions?"))
    on = DateField(N_("On which day?"), validators=[InputRequired(N_("Choose the day."))])

    def spans(self, batch: Batch) -> tuple[Span, ...]:
        """Return the positions that were typed, none after saying what is wrong with them."""
        return typed_positions(self.positions, batch)


class BundlesForm(FlaskForm):  # type: ignore[misc]
    """How the pieces were piled."""

    size = IntegerField(N_("Pieces in each bundle"), validators=[Optional(), NumberRange(1)])
    sizes = StringField(N_("Or one by one"))


class MoveForm(FlaskForm):  # type: ignore[misc]
    """A hand-out put right."""

    place = SelectField(N_("Where did it go?"))
    on = DateField(N_("Since when is it there?"), validators=[InputRequired(N_("Choose the day."))])


def typed_positions(field: StringField, batch: Batch) -> tuple[Span, ...]:
    """Read positions and ranges; what is wrong is said beside the field."""
    text = " ".join((field.data or "").split())[:_LONGEST]
    if not text:
        return ()
    try:
        return parse_spans(text.replace(";", ",").replace(" ", ""), batch.copies)
    except SignetError:
        field.errors = [
            gettext(
                "Write positions from 1 to %(copies)s, such as 1-250 or 12-40, 77.",
                copies=format_number(batch.copies),
            )
        ]
        return ()


def typed_sizes(field: StringField) -> tuple[int, ...]:
    """Read sizes such as ``500, 500, 250``; what is wrong is said beside the field."""
    parts = (field.data or "").replace(";", ",").replace(" ", ",").split(",")
    found = [part for part in parts if part]
    if all(part.isascii() and part.isdigit() and 0 < len(part) < 8 for part in found):
        return tuple(map(int, found))
    field.errors = [gettext("Write numbers with commas between them, such as 500, 500, 250.")]
    return ()
