"""What `tracker.staff.schema` did not have yet: shut accounts, and links that let somebody in once.

Of a link only a digest of its token is kept. The last open admin of an organisation stays one whatever is
asked for, also by two at once.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

LETS_IN = ("staff_session", "password_link", "set_up_link")
"""Tables of what lets somebody in and may have ended since a copy was made: no copy holds it."""
_PEOPLE = """
ALTER TABLE staff ADD COLUMN shut_at INTEGER;
ALTER TABLE staff ADD COLUMN seen_on TEXT
  CHECK (seen_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');  -- the day only, where the library is

CREATE TRIGGER staff_last_admin_stays BEFORE UPDATE OF organisation_id, role, shut_at ON staff
WHEN OLD.role = 'admin' AND OLD.shut_at IS NULL
  AND (NEW.role <> 'admin' OR NEW.shut_at IS NOT NULL OR NEW.organisation_id <> OLD.organisation_id)
  AND NOT EXISTS (SELECT 1 FROM staff WHERE organisation_id = OLD.organisation_id AND id <> OLD.id
    AND role = 'admin' AND shut_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'the last admin stays'); END;

CREATE TABLE set_up_link (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32),
  ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE invitation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  email TEXT NOT NULL CHECK (email = lower(email) AND email LIKE '_%@_%'),
  role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
  note TEXT NOT NULL,
  token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
  made_by INTEGER REFERENCES staff ON DELETE SET NULL,
  ends_at INTEGER NOT NULL,
  UNIQUE (organisation_id, email)
) STRICT;
CREATE INDEX invitation_made_by ON invitation (made_by);

CREATE TABLE password_link (
  staff_id INTEGER PRIMARY KEY REFERENCES staff ON DELETE CASCADE,
  token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
  ends_at INTEGER NOT NULL
) STRICT;
"""

_SENT_FORM = """
CREATE TABLE sent_form (
  key_sha256 BLOB PRIMARY KEY CHECK (length(key_sha256) = 32),  -- of session, address and content
  at INTEGER NOT NULL,
  location TEXT NOT NULL,  -- '': still at work
  said TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_form_at ON sent_form (at);
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of people to the tracker's set."""
    migrations(name="people_0001_links")(_people)
    migrations(name="people_0002_sent_forms")(_sent_forms)


def _people(db: Database) -> None:
    db.executescript(_PEOPLE)


def _sent_forms(db: Database) -> None:
    db.executescript(_SENT_FORM)
