"""The form that orders another printing of a batch."""

from __future__ import annotations

from flask_babel import lazy_gettext as N_  # noqa: N812 (its texts are extracted by this name)
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

LONGEST_POSITIONS = 500


class PrintForm(FlaskForm):  # type: ignore[misc]
    """What of a batch is printed on what."""

    sheet = SelectField(N_("Paper"))
    positions = StringField(N_("Only these pieces"), [Optional(), Length(max=LONGEST_POSITIONS)])
    bundle_size = IntegerField(
        N_("A slip after every so many pieces"), [Optional(), NumberRange(min=1, max=1_000_000)]
    )
