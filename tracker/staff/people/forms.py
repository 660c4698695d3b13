"""The forms of those who are signed in: inviting, a role, one's own account."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (what the extraction of texts knows)
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from printkit.store.organisations import LANGUAGES
from tracker.staff.accounts import Account, Role
from tracker.staff.people.fields import email_field, name_field, new_password_field, not_guessable
from tracker.staff.people.roles import role_choice
from tracker.web.language import NAMES

LONGEST_NOTE = 500


def _roles() -> list[tuple[str, str]]:
    return [(role.value, role_choice(role)) for role in Role]


class InviteForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Who is invited, as what, with which words."""

    email = email_field(N_("E-mail address"))
    role = RadioField(N_("What may they do?"), choices=_roles, default=Role.EDITOR.value)
    note = TextAreaField(
        N_("A few words to them"),
        [Length(max=LONGEST_NOTE, message=N_("This is too long: %(max)d characters are possible."))],
    )


class RoleForm(FlaskForm):  # type: ignore[misc]
    """Which role somebody has."""

    role = RadioField(N_("What may they do?"), choices=_roles)


class OneselfForm(FlaskForm):  # type: ignore[misc]
    """What the pages call somebody, and in which language they speak."""

    name = name_field(N_("Your name"))
    language = RadioField(
        N_("Language of the pages"),
        choices=lambda: [("", gettext("as the library has it")), *((key, NAMES[key]) for key in LANGUAGES)],
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The current password, and the new one.

    Args:
        account: Whose.
    """

    old_password = PasswordField(N_("Your current password"), [InputRequired(N_("Please fill this in."))])
    new_password = new_password_field(N_("Your new password"))

    def __init__(self, account: Account) -> None:
        super().__init__()
        self._account = account

    def validate_new_password(self, field: PasswordField) -> None:
        """Refuse a password that can be guessed."""
        not_guessable(field, self._account.email, self._account.name)
