"""Fields that several forms about people have, with words for what is wrong."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (what the extraction of texts knows)
from wtforms import EmailField, Form, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from printkit.errors import SignetError
from printkit.store.names import LONGEST_NAME, checked_name
from tracker.staff.accounts import checked_email
from tracker.staff.passwords import bounds, weakness
from tracker.web.site import site

LONGEST_EMAIL = 255
_NEEDED = N_("Please fill this in.")
_LONG = N_("This is too long: %(max)d characters are possible.")


def name_field(label: str) -> StringField:
    """Return a field for a name of somebody or something."""
    return StringField(label, [DataRequired(_NEEDED), Length(max=LONGEST_NAME, message=_LONG), usable_name])


def email_field(label: str) -> EmailField:
    """Return a field for an e-mail address."""
    return EmailField(label, [DataRequired(_NEEDED), Length(max=LONGEST_EMAIL, message=_LONG), is_email])


def new_password_field(label: str) -> PasswordField:
    """Return a field for a new password; `not_guessable` looks at it where the other fields are known."""
    return PasswordField(label, [InputRequired(_NEEDED)])


def usable_name(form: Form, field: StringField) -> None:
    """Refuse a name that only looks like one."""
    try:
        field.data = checked_name(field.data or "", "name")
    except SignetError as error:
        raise ValidationError(gettext("This cannot be a name. Please type it again.")) from error


def is_email(form: Form, field: EmailField) -> None:
    """Refuse what is no e-mail address."""
    try:
        field.data = checked_email(field.data or "")
    except SignetError as error:
        raise ValidationError(
            gettext("This is not an e-mail address. Write it like name@library.example.")
        ) from error


def not_guessable(field: PasswordField, *about: str) -> None:
    """Refuse a password that cannot protect an account.

    Args:
        field: The new password.
        about: What is known of the account, beside the library's name.

    Raises:
        ValidationError: It can be guessed.
    """
    library = site().organisation()
    wrong = weakness(field.data or "", [*about, library.name if library else ""])
    if wrong:
        raise ValidationError(gettext(wrong, **bounds()))
