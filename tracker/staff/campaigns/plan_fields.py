"""The fields that say what a campaign is for: the same in the first step of a draft and in the settings."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from wtforms import DateField, Field, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from printkit.store.names import LONGEST_NAME
from tracker.staff.people.fields import usable_name
from tracker.staff.typed_fields import CountField

LONGEST_GOAL = 1_000
MOST_SCANS = 100_000_000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
_LONG = N_("This is too long: %(max)d characters are possible.")


def _day(form: Form, field: Field) -> None:
    if field.data and not EARLIEST <= field.data < LATEST:
        raise ValidationError(gettext("This year cannot be meant. Please choose the day again."))


class PlanForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What a campaign is called, what it is for, and when, in the order in which pages ask for it."""

    name = StringField(
        N_("Name of the campaign"),
        [
            DataRequired(N_("Give the campaign a name, such as “Spring 2027”.")),
            Length(max=LONGEST_NAME, message=_LONG),
            usable_name,
        ],
    )
    goal = TextAreaField(N_("What do you want to reach?"), [Length(max=LONGEST_GOAL, message=_LONG)])
    starts_on = DateField(N_("From"), [Optional(), _day])
    ends_on = DateField(N_("Until"), [Optional(), _day])
    target_scans = CountField(N_("How many scans do you hope for?"), most=MOST_SCANS)
    responsible = StringField(N_("Who is responsible?"), [Length(max=LONGEST_NAME, message=_LONG)])

    def validate_ends_on(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("It ends before it begins. Change one of the two days."))
