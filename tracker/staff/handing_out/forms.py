"""The forms of handing out: for a thumb, with as little to type as can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import format_number, gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from printkit.store.mint import MOST_COPIES
from printkit.store.model import Batch, BatchKind, Place
from printkit.store.stock import Stock
from tracker.staff.typed_fields import CountField

NEW = "new"
"""The choice of a place that is not in the list yet."""


class SeveralField(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HandOutForm(FlaskForm):  # type: ignore[misc]
    """Which pieces go to which place, since when."""

    what = RadioField(N_("What goes out?"), validate_choice=False)
    bundles = SeveralField(N_("Bundles"), validators=[Optional()], validate_choice=False)
    number = CountField(N_("How many?"), MOST_COPIES)
    positions = StringField(N_("Which positions?"))
    place = SelectField(N_("Where to?"), validate_choice=False)
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

    def validate(self, extra_validators: Mapping[str, Iterable[Any]] | None = None) -> bool:
        """Look at what was sent; a field that the choice does not ask for is left alone."""
        super().validate(extra_validators)
        if self.what.data not in {value for value, _ in self.what.choices}:
            self.what.errors = [gettext("Choose one.")]
        if self.what.data != "next":
            self.number.errors = []
        return not self.errors

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


class LossForm(FlaskForm):  # type: ignore[misc]
    """Pieces that came back or were spoilt: which, or how many."""

    place = SelectField(N_("From where?"), validators=[Optional()], validate_choice=False)
    number = CountField(N_("How many?"), MOST_COPIES)
    positions = StringField(N_("Which positions?"))
    on = DateField(N_("On which day?"), validators=[InputRequired(N_("Choose the day."))])


class BundlesForm(FlaskForm):  # type: ignore[misc]
    """How the pieces were piled."""

    size = CountField(N_("Pieces in each bundle"), MOST_COPIES)
    sizes = StringField(N_("Or one by one"))


class MoveForm(FlaskForm):  # type: ignore[misc]
    """A hand-out put right."""

    place = SelectField(N_("Where did it go?"), validate_choice=False)
    on = DateField(N_("Since when is it there?"), validators=[InputRequired(N_("Choose the day."))])
