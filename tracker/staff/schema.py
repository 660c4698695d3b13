"""The tables of staff and their sign-ins, as migrations on the tracker's set.

Times are whole seconds since 1970: they are only ever subtracted from one another. A session's token and the
subject of an attempt (an address, a network) are stored as digests: whoever reads the file can neither take
over a session nor learn from where somebody signed in.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_STAFF = """
CREATE TABLE staff (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- an account's number is never used again
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '_%@_%'),
  name TEXT NOT NULL CHECK (name <> ''),
  password_hash TEXT NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
  language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'de', 'en')),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_organisation ON staff (organisation_id);

CREATE TABLE staff_session (
  token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
  staff_id INTEGER NOT NULL REFERENCES staff ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_session_staff ON staff_session (staff_id);

CREATE TABLE sign_in_attempt (
  id INTEGER PRIMARY KEY,
  subject BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_attempt_subject ON sign_in_attempt (subject, at);
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of staff to the tracker's set, in the order in which they were shipped."""
    migrations(name="staff_0001_accounts")(_accounts)


def _accounts(db: Database) -> None:
    db.executescript(_STAFF)
