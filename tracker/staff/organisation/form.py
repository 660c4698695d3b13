"""The form of the library's settings."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (a keyword that pybabel knows)
from flask_wtf import FlaskForm
from wtforms import Form, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from printkit.errors import SignetError
from printkit.store.links import BaseUrl
from tracker.scans.events import MOST_DAYS
from tracker.staff.organisation.settings import Settings
from tracker.staff.people.fields import name_field
from tracker.web.language import NAMES
from tracker.web.zones import choices, zone_name


def _usable_host(form: Form, field: StringField) -> None:
    """Refuse what cannot be printed as the beginning of a short link; bring the rest into its usual form."""
    typed = (field.data or "").strip().removeprefix("https://").rstrip("/")
    if not typed:
        field.data = ""
        return
    try:
        field.data = BaseUrl.parse(f"https://{typed}").authority
    except SignetError as error:
        raise ValidationError(
            gettext("This is not the name of a host. Write it like qr.example.de, without anything after it.")
        ) from error


class SettingsForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """All settings at once."""

    name = name_field(N_("Name of the library"))
    language = RadioField(N_("Language"), choices=list(NAMES.items()))
    time_zone = SelectField(N_("Time zone"))
    host = StringField(N_("New short links begin with"), [_usable_host])
    kept_days = IntegerField(
        N_("Days for which single hits are kept"),
        [
            InputRequired(N_("Please write a number of days.")),
            NumberRange(0, MOST_DAYS, N_("Please write a number of days from 0 to %(max)s.")),
        ],
    )

    @classmethod
    def of(cls, settings: Settings) -> SettingsForm:
        """Return the form, filled in with what is stored unless something was sent."""
        form = cls(obj=settings)
        zones = choices()
        if not any(settings.time_zone == zone for names in zones.values() for zone, _ in names):
            zones = {"": [(settings.time_zone, zone_name(settings.time_zone))], **zones}  # set by a command
        form.time_zone.choices = zones
        return form

    def settings(self) -> Settings:
        """Return what was written; the form is valid."""
        return Settings(
            self.name.data, self.host.data, self.time_zone.data, self.language.data, self.kept_days.data
        )
