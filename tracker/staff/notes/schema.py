"""The table of notes."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_NOTES = """
CREATE TABLE note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  campaign_id INTEGER REFERENCES campaign,  -- NULL: of all campaigns of the organisation
  first_on TEXT NOT NULL CHECK (first_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  last_on TEXT NOT NULL CHECK (last_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  text TEXT NOT NULL CHECK (text <> ''),
  who TEXT NOT NULL,  -- who wrote it last, as they were called then
  deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),  -- kept, so that it can be taken back
  CHECK (last_on >= first_on)
) STRICT;
CREATE INDEX note_organisation ON note (organisation_id, first_on);
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of notes to the tracker's set."""
    migrations(name="notes_0001_notes")(_notes)


def _notes(db: Database) -> None:
    db.executescript(_NOTES)
