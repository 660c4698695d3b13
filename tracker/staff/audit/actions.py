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
    ACCOUNT_DELETED = "account-deleted"
    SESSIONS_ENDED = "sessions-ended"
    PASSWORD_LINK_MADE = "password-link-made"  # noqa: S105 (no password)
    PASSWORD_CHANGED = "password-changed"  # noqa: S105
    PASSWORD_RESET = "password-reset"  # noqa: S105
    NAME_CHANGED = "name-changed"
    SETTINGS_CHANGED = "settings-changed"
    DRAFT_BEGUN = "draft-begun"
    DRAFT_CHANGED = "draft-changed"
    DRAFT_DELETED = "draft-deleted"
    DRAFT_RESTORED = "draft-restored"
    CAMPAIGN_RENAMED = "campaign-renamed"
    CAMPAIGN_PLANNED = "campaign-planned"
    CAMPAIGN_ARCHIVED = "campaign-archived"
    CAMPAIGN_BROUGHT_BACK = "campaign-brought-back"
    COST_CHANGED = "cost-changed"
    DESIGN_CHOSEN = "design-chosen"
    DESIGN_CHANGED = "design-changed"
    LOGO_HANDED_IN = "logo-handed-in"
    PRINT_ORDERED = "print-ordered"
    PRINT_CANCELLED = "print-cancelled"
    PRINT_ASKED_AGAIN = "print-asked-again"
    NOTE_WRITTEN = "note-written"
    NOTE_CHANGED = "note-changed"
    NOTE_DELETED = "note-deleted"
    NOTE_RESTORED = "note-restored"
    FIGURES_SHARED = "figures-shared"
    SHARE_WITHDRAWN = "share-withdrawn"
    PIECES_HANDED_OUT = "pieces-handed-out"
    PIECES_CAME_BACK = "pieces-came-back"
    PIECES_SPOILT = "pieces-spoilt"
    BOOKING_TAKEN_BACK = "booking-taken-back"
    HAND_OUT_CHANGED = "hand-out-changed"
    BUNDLES_MADE = "bundles-made"
    PLACE_ADDED = "place-added"
    PLACE_RENAMED = "place-renamed"
    PLACE_ARCHIVED = "place-archived"
    PLACE_OFFERED = "place-offered"
    DESTINATION_CHANGED = "destination-changed"
    CODE_DESTINATION_CHANGED = "code-destination-changed"
    BATCH_RETIRED = "batch-retired"
    BATCH_REVIVED = "batch-revived"
    CODE_RETIRED = "code-retired"
    CODE_REVIVED = "code-revived"


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
    Action.ACCOUNT_DELETED: N_("%(who)s deleted the account of %(subject)s"),
    Action.SESSIONS_ENDED: N_("%(who)s signed %(subject)s out everywhere"),
    Action.PASSWORD_LINK_MADE: N_("%(who)s made a link for a new password of %(subject)s"),
    Action.PASSWORD_CHANGED: N_("%(who)s chose a new password"),
    Action.PASSWORD_RESET: N_("%(who)s set a new password for %(subject)s"),
    Action.NAME_CHANGED: N_("%(who)s changed their name"),
    Action.SETTINGS_CHANGED: N_("%(who)s changed the library’s settings"),
    Action.DRAFT_BEGUN: N_("%(who)s began the draft %(subject)s"),
    Action.DRAFT_CHANGED: N_("%(who)s worked on the draft %(subject)s"),
    Action.DRAFT_DELETED: N_("%(who)s deleted the draft %(subject)s"),
    Action.DRAFT_RESTORED: N_("%(who)s took back the draft %(subject)s"),
    Action.CAMPAIGN_RENAMED: N_("%(who)s renamed the campaign %(subject)s"),
    Action.CAMPAIGN_PLANNED: N_("%(who)s changed goal or dates of %(subject)s"),
    Action.CAMPAIGN_ARCHIVED: N_("%(who)s archived the campaign %(subject)s"),
    Action.CAMPAIGN_BROUGHT_BACK: N_("%(who)s took the campaign %(subject)s from the archive"),
    Action.COST_CHANGED: N_("%(who)s changed the cost of %(subject)s"),
    Action.DESIGN_CHOSEN: N_("%(who)s chose a design for %(subject)s"),
    Action.DESIGN_CHANGED: N_("%(who)s changed the texts or colours of %(subject)s"),
    Action.LOGO_HANDED_IN: N_("%(who)s uploaded a logo for %(subject)s"),
    Action.PRINT_ORDERED: N_("%(who)s ordered the printing of %(subject)s"),
    Action.PRINT_CANCELLED: N_("%(who)s cancelled the printing of %(subject)s"),
    Action.PRINT_ASKED_AGAIN: N_("%(who)s let the printing of %(subject)s begin again"),
    Action.NOTE_WRITTEN: N_("%(who)s wrote the note “%(subject)s”"),
    Action.NOTE_CHANGED: N_("%(who)s changed the note “%(subject)s”"),
    Action.NOTE_DELETED: N_("%(who)s deleted the note “%(subject)s”"),
    Action.NOTE_RESTORED: N_("%(who)s took back that the note “%(subject)s” was deleted"),
    Action.FIGURES_SHARED: N_("%(who)s shared figures with %(subject)s"),
    Action.SHARE_WITHDRAWN: N_("%(who)s withdrew the link for %(subject)s"),
    Action.PIECES_HANDED_OUT: N_("%(who)s handed out pieces of %(subject)s"),
    Action.PIECES_CAME_BACK: N_("%(who)s noted that pieces of %(subject)s came back"),
    Action.PIECES_SPOILT: N_("%(who)s noted that pieces of %(subject)s were spoilt"),
    Action.BOOKING_TAKEN_BACK: N_("%(who)s took back what was booked of %(subject)s"),
    Action.HAND_OUT_CHANGED: N_("%(who)s put a hand-out of %(subject)s right"),
    Action.BUNDLES_MADE: N_("%(who)s noted the bundles of %(subject)s"),
    Action.PLACE_ADDED: N_("%(who)s added the place %(subject)s"),
    Action.PLACE_RENAMED: N_("%(who)s gave the place %(subject)s its name"),
    Action.PLACE_ARCHIVED: N_("%(who)s put the place %(subject)s away"),
    Action.PLACE_OFFERED: N_("%(who)s brought the place %(subject)s back"),
    Action.DESTINATION_CHANGED: N_("%(who)s let %(subject)s lead elsewhere"),
    Action.CODE_DESTINATION_CHANGED: N_("%(who)s let one code of %(subject)s lead elsewhere"),
    Action.BATCH_RETIRED: N_("%(who)s retired %(subject)s"),
    Action.BATCH_REVIVED: N_("%(who)s took back the retirement of %(subject)s"),
    Action.CODE_RETIRED: N_("%(who)s retired one code of %(subject)s"),
    Action.CODE_REVIVED: N_("%(who)s took back the retirement of one code of %(subject)s"),
}
"""One for each action."""


def before_and_after(before: object, after: object) -> str:
    """Return the detail of a change of one value."""
    return f"{before} → {after}"
