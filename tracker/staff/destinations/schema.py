"""The table of what looks at destinations found."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_LOOK = """
CREATE TABLE destination_look (
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  address TEXT NOT NULL CHECK (address <> ''),
  looked_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  way TEXT NOT NULL,  -- a JSON list
  status INTEGER NOT NULL,
  title TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  is_page INTEGER NOT NULL CHECK (is_page IN (0, 1)),
  for_phones INTEGER CHECK (for_phones IN (0, 1)),
  PRIMARY KEY (organisation_id, address)
) STRICT, WITHOUT ROWID;
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of looks at destinations to the tracker's set."""
    migrations(name="destinations_0001_looks")(_looks)


def _looks(db: Database) -> None:
    db.executescript(_LOOK)
