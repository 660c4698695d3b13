"""What is kept of staff no longer than it is needed: the background process calls this now and then."""

from __future__ import annotations

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.audit.lines import forget_lines
from tracker.staff.drafts.forgetting import forget_drafts
from tracker.staff.people.invitations import forget_invitations
from tracker.staff.sent_forms import forget_sent_forms
from tracker.staff.sessions import forget_sessions
from tracker.staff.throttle import forget_attempts


def forget_what_is_over(db: Database, now: float) -> None:
    """Delete old lines of the audit trail, deleted drafts, and sessions, attempts and links that are over.

    Args:
        db: The database.
        now: Seconds since 1970.
    """
    with transaction(db):
        forget_lines(db, now)
        forget_invitations(db, now)
        forget_sessions(db, now)
        forget_attempts(db, now)
        forget_sent_forms(db, now)
        forget_drafts(db, now)
        for table in ("password_link", "set_up_link"):
            db.execute(f"DELETE FROM {table} WHERE ends_at <= ?", [int(now)])  # noqa: S608 (constants)
