"""Who changed something while somebody else was writing: told by the audit trail."""

from __future__ import annotations

from collections.abc import Collection

from sqlite_utils import Database

from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Subject, lines_about
from tracker.staff.version import Difference, Meanwhile, line_shown


def last_line(db: Database, subject: Subject, actions: Collection[Action]) -> int:
    """Return the number of the last line about something, 0 if there is none; for `version_of`."""
    return next((line.id for line in lines_about(db, subject, most=1, actions=actions)), 0)


def changed_since(
    db: Database, subject: Subject, actions: Collection[Action], differences: tuple[Difference, ...]
) -> Meanwhile:
    """Return who changed something last since the form of this request was shown, and when.

    Args:
        db: The database.
        subject: What was changed; a campaign stands for its batches too.
        actions: What changes what the form shows.
        differences: What differs now.
    """
    for line in lines_about(db, subject, most=1, actions=actions, after=line_shown()):
        return Meanwhile(line.who, differences, line.at)
    return Meanwhile("", differences)
