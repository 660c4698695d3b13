"""The form of a share link."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import ValidationError

from tracker.staff.one_line import one_line
from tracker.staff.sharing.store import LONGEST, Wanted

DEFAULT_DAYS = "30"


class ShareForm(FlaskForm):  # type: ignore[misc]
    """For whom a link is, how long it opens, and what it shows."""

    for_whom = StringField(N_("For whom?"), filters=[one_line])
    days = SelectField(
        N_("How long should it work?"),
        choices=[("7", N_("for 7 days")), ("30", N_("for 30 days")), ("90", N_("for 90 days"))],
        default=DEFAULT_DAYS,
    )
    with_costs = BooleanField(N_("Show what a scan cost"))
    with_notes = BooleanField(N_("Show the notes"))

    def validate_for_whom(self, field: Field) -> None:
        """Refuse nothing at all, and more than a name."""
        if not field.data:
            raise ValidationError(gettext("Say for whom it is, so that you still know in a month."))
        if len(field.data) > LONGEST:
            raise ValidationError(gettext("At most %(most)s letters, please.", most=LONGEST))

    def wanted(self, campaign_id: int) -> Wanted:
        """Return what was asked for; the form is valid."""
        return Wanted(
            campaign_id,
            self.for_whom.data,
            int(self.days.data),
            bool(self.with_costs.data),
            bool(self.with_notes.data),
        )
