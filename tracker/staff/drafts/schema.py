"""The tables of drafts.

A draft holds what somebody wrote so far, so nearly everything in it may be missing. What its design looks
like is in the tables of `tracker.staff.design`. Once ordered it never changes again: the order reads it.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_DRAFT = """
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- its number is in addresses that somebody may have kept
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  campaign_id INTEGER REFERENCES campaign,  -- NULL: minting it will begin one
  name TEXT NOT NULL DEFAULT '',
  goal TEXT NOT NULL DEFAULT '',
  target_scans INTEGER CHECK (target_scans >= 1),
  starts_on TEXT CHECK (starts_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ends_on TEXT CHECK (ends_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  responsible TEXT NOT NULL DEFAULT '',
  destination TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'code-per-piece' CHECK (kind IN ('code-per-piece', 'one-code')),
  cost_each INTEGER NOT NULL DEFAULT 0 CHECK (cost_each IN (0, 1)),  -- whether costs are those of a piece
  sheet TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
  created_by INTEGER REFERENCES staff ON DELETE SET NULL,
  changed_at TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T??:??:??Z'),
  changed_by INTEGER REFERENCES staff ON DELETE SET NULL,
  deleted_at TEXT CHECK (deleted_at GLOB '????-??-??T??:??:??Z'),
  ordered_at TEXT CHECK (ordered_at GLOB '????-??-??T??:??:??Z'),
  order_id INTEGER,
  base_url TEXT NOT NULL DEFAULT '',  -- of its short links, as it was when it was ordered
  CHECK ((ordered_at IS NULL) = (base_url = '')),
  CHECK (ordered_at IS NULL OR deleted_at IS NULL)
) STRICT;
CREATE INDEX draft_organisation ON draft (organisation_id, changed_at);
CREATE INDEX draft_campaign ON draft (campaign_id);

CREATE TABLE draft_batch (
  draft_id INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  name TEXT NOT NULL,
  copies INTEGER CHECK (copies BETWEEN 1 AND 1000000),
  place TEXT NOT NULL DEFAULT '',
  cost INTEGER CHECK (cost >= 0),  -- in hundredths of a cent, of the batch or of a piece (draft.cost_each)
  destination TEXT NOT NULL DEFAULT '',  -- its own; '': the draft's
  variant TEXT NOT NULL DEFAULT '',  -- colour variant of its own; '': the draft's
  batch_id INTEGER UNIQUE REFERENCES batch,  -- NULL until it is minted: so it is minted once
  PRIMARY KEY (draft_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ordered_draft_is_frozen
BEFORE UPDATE OF organisation_id, name, destination, kind, cost_each, sheet, base_url ON draft
WHEN OLD.ordered_at IS NOT NULL AND NEW.ordered_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a draft that is ordered never changes'); END;

CREATE TRIGGER ordered_draft_is_kept BEFORE DELETE ON draft WHEN OLD.ordered_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a draft that is ordered is never deleted'); END;

CREATE TRIGGER ordered_rows_stay BEFORE DELETE ON draft_batch
WHEN (SELECT ordered_at FROM draft WHERE id = OLD.draft_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a draft that is ordered never changes'); END;

CREATE TRIGGER ordered_rows_are_all BEFORE INSERT ON draft_batch
WHEN (SELECT ordered_at FROM draft WHERE id = NEW.draft_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a draft that is ordered never changes'); END;

CREATE TRIGGER minted_row_is_frozen
BEFORE UPDATE ON draft_batch WHEN OLD.batch_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what is minted never changes'); END;
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of drafts to the tracker's set."""
    migrations(name="drafts_0001_drafts")(_drafts)


def _drafts(db: Database) -> None:
    db.executescript(_DRAFT)
