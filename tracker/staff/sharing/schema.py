"""The table of share links. Of a token only a digest is kept: the file gives nobody a link that opens."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_SHARES = """
CREATE TABLE share_link (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  campaign_id INTEGER NOT NULL REFERENCES campaign,
  token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
  for_whom TEXT NOT NULL CHECK (for_whom <> ''),
  with_costs INTEGER NOT NULL CHECK (with_costs IN (0, 1)),
  with_notes INTEGER NOT NULL CHECK (with_notes IN (0, 1)),
  who TEXT NOT NULL,  -- who made it, as they were called then
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
  withdrawn_at INTEGER,
  views INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
  viewed_at INTEGER  -- the beginning of the day, for nobody needs to know the minute
) STRICT;
CREATE INDEX share_link_campaign ON share_link (campaign_id, id);
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of share links to the tracker's set."""
    migrations(name="sharing_0001_links")(_links)


def _links(db: Database) -> None:
    db.executescript(_SHARES)
