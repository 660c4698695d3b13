"""The forms of those who come with a link: what they say about themselves, and a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as N_  # noqa: N812 (what the extraction of texts knows)
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectField

from printkit.store.organisations import LANGUAGES
from tracker.staff.people.fields import email_field, name_field, new_password_field, not_guessable
from tracker.staff.people.set_up import SetUp
from tracker.web.language import NAMES, language
from tracker.web.zones import choices

_CHOOSE_PASSWORD = N_("Choose a password")


class SetUpForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The library and its first admin."""

    library = name_field(N_("Name of the library"))
    language = RadioField(N_("Language"), choices=[(key, NAMES[key]) for key in LANGUAGES], default=language)
    time_zone = SelectField(N_("Time zone"), choices=choices, default="Europe/Berlin")
    name = name_field(N_("Your name"))
    email = email_field(N_("Your e-mail address"))
    password = new_password_field(_CHOOSE_PASSWORD)

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that can be guessed."""
        known = (self.email, self.name, self.library)
        not_guessable(field, *(one.data or "" for one in known))

    def wanted(self) -> SetUp:
        """Return what was filled in."""
        return SetUp(
            self.library.data,
            self.time_zone.data,
            self.language.data,
            self.name.data,
            self.email.data,
            self.password.data,
        )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password of somebody who is known.

    Args:
        about: What is known of them: e-mail address and name.
    """

    password = new_password_field(_CHOOSE_PASSWORD)

    def __init__(self, *about: str) -> None:
        super().__init__()
        self._about = about

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that can be guessed."""
        not_guessable(field, *self._about)


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """Name and password of somebody who was invited.

    Args:
        email: Where the invitation went.
    """

    name = name_field(N_("Your name"))
    password = new_password_field(_CHOOSE_PASSWORD)

    def __init__(self, email: str) -> None:
        super().__init__()
        self._email = email

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that can be guessed."""
        not_guessable(field, self._email, self.name.data or "")
