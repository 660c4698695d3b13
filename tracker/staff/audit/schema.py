"""The table of the audit trail.

A line names who and what as they were called at the time, so that it can be read when they are gone. It never
changes; lines are deleted when they are old (`tracker.staff.audit.lines.KEPT_DAYS`).
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_AUDIT = """
CREATE TABLE audit_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  staff_id INTEGER REFERENCES staff ON DELETE SET NULL,  -- NULL: a command, or the service itself
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action <> ''),
  subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
  subject_id INTEGER,
  subject TEXT NOT NULL,
  campaign_id INTEGER REFERENCES campaign ON DELETE SET NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_line_organisation ON audit_line (organisation_id, id);
CREATE INDEX audit_line_at ON audit_line (at);
CREATE INDEX audit_line_staff ON audit_line (staff_id, id);
CREATE INDEX audit_line_campaign ON audit_line (campaign_id, id);
CREATE INDEX audit_line_subject ON audit_line (subject_kind, subject_id, id);

CREATE TRIGGER audit_line_never_changes
BEFORE UPDATE OF id, organisation_id, who, at, action, subject_kind, subject_id, subject, detail ON audit_line
BEGIN SELECT RAISE(ABORT, 'a line of the audit trail never changes'); END;

CREATE TRIGGER audit_line_is_never_replaced BEFORE INSERT ON audit_line
WHEN EXISTS (SELECT 1 FROM audit_line WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a line of the audit trail never changes'); END;
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of the audit trail to the tracker's set."""
    migrations(name="audit_0001_lines")(_lines)


def _lines(db: Database) -> None:
    db.executescript(_AUDIT)
