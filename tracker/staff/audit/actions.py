"""What staff can do, and a sentence for each: every room adds its own.

In a sentence stand ``%(who)s``, ``%(subject)s`` (a link, where there is something to see) and, if it is to be
part of the sentence, ``%(detail)s``; no full stop at the end. Otherwise the detail of a line follows after a
colon. It must need no words around it: a name, a number, an address, "before → after" (`before_and_after`),
and is shown as it is, in both languages.
"""

from __future__ import annotations

from enum import StrEnum

from tracker.health.words import N_


class Action(StrEnum):
    """What somebody did; the value is what the database keeps and never changes."""

    SET_UP = "set-up"
    PERSON_ADDED = "person-added"
    PERSON_INVITED = "person-invited"
    INVITATION_RENEWED = "invitation-renewed"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    INVITATION_ACCEPTED = "invitation-accepted"
    ROLE_CHANGED = "role-changed"
    ACCOUNT_SHUT = "account-shut"
    ACCOUNT_OPENED = "account-opened"
    SESSIONS_ENDED = "sessions-ended"
    PASSWORD_LINK_MADE = "password-link-made"  # noqa: S105 (no password)
    PASSWORD_CHANGED = "password-changed"  # noqa: S105
    PASSWORD_RESET = "password-reset"  # noqa: S105
    NAME_CHANGED = "name-changed"
    PRINT_ORDERED = "print-ordered"
    PRINT_CANCELLED = "print-cancelled"
    PRINT_ASKED_AGAIN = "print-asked-again"
    NOTE_WRITTEN = "note-written"
    NOTE_CHANGED = "note-changed"
    NOTE_DELETED = "note-deleted"
    NOTE_RESTORED = "note-restored"
    FIGURES_SHARED = "figures-shared"
    SHARE_WITHDRAWN = "share-withdrawn"


SENTENCES = {
    Action.SET_UP: N_("%(who)s set up %(subject)s"),
    Action.PERSON_ADDED: N_("%(who)s gave %(subject)s an account"),
    Action.PERSON_INVITED: N_("%(who)s invited %(subject)s"),
    Action.INVITATION_RENEWED: N_("%(who)s made a new invitation for %(subject)s"),
    Action.INVITATION_WITHDRAWN: N_("%(who)s withdrew the invitation of %(subject)s"),
    Action.INVITATION_ACCEPTED: N_("%(who)s accepted the invitation"),
    Action.ROLE_CHANGED: N_("%(who)s changed the role of %(subject)s"),
    Action.ACCOUNT_SHUT: N_("%(who)s shut the account of %(subject)s"),
    Action.ACCOUNT_OPENED: N_("%(who)s opened the account of %(subject)s again"),
    Action.SESSIONS_ENDED: N_("%(who)s signed %(subject)s out everywhere"),
    Action.PASSWORD_LINK_MADE: N_("%(who)s made a link for a new password of %(subject)s"),
    Action.PASSWORD_CHANGED: N_("%(who)s chose a new password"),
    Action.PASSWORD_RESET: N_("%(who)s set a new password for %(subject)s"),
    Action.NAME_CHANGED: N_("%(who)s changed their name"),
    Action.PRINT_ORDERED: N_("%(who)s ordered the printing of %(subject)s"),
    Action.PRINT_CANCELLED: N_("%(who)s cancelled the printing of %(subject)s"),
    Action.PRINT_ASKED_AGAIN: N_("%(who)s let the printing of %(subject)s begin again"),
    Action.NOTE_WRITTEN: N_("%(who)s wrote the note “%(subject)s”"),
    Action.NOTE_CHANGED: N_("%(who)s changed the note “%(subject)s”"),
    Action.NOTE_DELETED: N_("%(who)s deleted the note “%(subject)s”"),
    Action.NOTE_RESTORED: N_("%(who)s took back that the note “%(subject)s” was deleted"),
    Action.FIGURES_SHARED: N_("%(who)s shared figures with %(subject)s"),
    Action.SHARE_WITHDRAWN: N_("%(who)s withdrew the link for %(subject)s"),
}
"""One for each action."""


def before_and_after(before: object, after: object) -> str:
    """Return the detail of a change of one value."""
    return f"{before} → {after}"
