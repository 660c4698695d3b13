"""The form of a note."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from tracker.staff.notes.store import LONGEST, Note, Written
from tracker.staff.one_line import one_line

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def _day(form: FlaskForm, field: Field) -> None:
    if field.data and not EARLIEST <= field.data < LATEST:
        raise ValidationError(gettext("This year cannot be meant. Write a day such as 2026-11-23."))


class NoteForm(FlaskForm):  # type: ignore[misc]
    """What a note says, and of which days."""

    text = StringField(N_("What happened?"), filters=[one_line])
    first = DateField(
        N_("On which day?"),
        validators=[InputRequired(N_("Say on which day it happened.")), _day],
    )
    last = DateField(N_("Until which day?"), validators=[Optional(), _day])
    everywhere = BooleanField(N_("Show it with all campaigns"))

    def validate_text(self, field: Field) -> None:
        """Refuse nothing at all, and more than a line."""
        if not field.data:
            raise ValidationError(gettext("Say in a few words what happened."))
        if len(field.data) > LONGEST:
            raise ValidationError(
                gettext(
                    "At most %(most)s letters; these are %(letters)s. Leave out what is not needed.",
                    most=LONGEST,
                    letters=len(field.data),
                )
            )

    def validate_last(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(gettext("It ends before it begins. Change one of the two days."))

    def written(self, campaign_id: int) -> Written:
        """Return what was written; the form is valid."""
        return Written(
            None if self.everywhere.data else campaign_id,
            self.first.data,
            self.last.data or self.first.data,
            self.text.data,
        )

    def show(self, note: Note) -> None:
        """Fill in what is stored."""
        self.text.data, self.first.data = note.text, note.first
        self.last.data = note.last if note.last != note.first else None
        self.everywhere.data = note.everywhere
