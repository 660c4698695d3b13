"""The tables of what drafts will look like, and of the logos that were handed in."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_DESIGN = """
CREATE TABLE logo (  -- never changed: a draft that was ordered goes on showing the very same
  id INTEGER PRIMARY KEY,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  name TEXT NOT NULL CHECK (name <> ''),
  content BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 16777216),
  inks TEXT NOT NULL CHECK (json_type(inks) = 'array'),  -- [["#e2001a", "0,100,90,5"], …] of a drawing
  notes TEXT NOT NULL DEFAULT '',  -- what was done to it, words of tracker.studio.orders.TakenLogo
  added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX logo_organisation ON logo (organisation_id, id);

CREATE TABLE draft_design (
  draft_id INTEGER PRIMARY KEY REFERENCES draft ON DELETE CASCADE,
  shown TEXT NOT NULL CHECK (json_type(shown) = 'object'),  -- the design as it was when it was chosen
  variant TEXT NOT NULL DEFAULT '',
  logo_id INTEGER REFERENCES logo,
  looked_at INTEGER NOT NULL DEFAULT 0 CHECK (looked_at IN (0, 1)),  -- whether somebody saved its texts
  faults INTEGER NOT NULL DEFAULT 0 CHECK (faults >= 0)  -- what kept it from the press when it was saved
) STRICT;

CREATE TABLE draft_text (  -- of every design that was tried, so that nobody writes anything twice
  draft_id INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
  design TEXT NOT NULL,
  field TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (draft_id, design, field)
) STRICT, WITHOUT ROWID;

"""
_FROZEN = """
CREATE TRIGGER {name} BEFORE {event}
WHEN EXISTS (SELECT 1 FROM draft WHERE id = {row}.draft_id AND ordered_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a draft that was ordered never changes'); END;
"""
_CHANGES = (
    ("ordered_design_stays", "UPDATE ON draft_design", "OLD"),
    ("ordered_design_is_kept", "DELETE ON draft_design", "OLD"),
    ("ordered_texts_are_kept", "DELETE ON draft_text", "OLD"),
    ("ordered_texts_are_all", "INSERT ON draft_text", "NEW"),
)


def register(migrations: Migrations) -> None:
    """Add the migrations of this room to the tracker's set, in the order in which they were shipped."""
    migrations(name="design_0001_design")(_design)
    migrations(name="design_0002_seen")(_seen)


def _design(db: Database) -> None:
    frozen = [_FROZEN.format(name=name, event=event, row=row) for name, event, row in _CHANGES]
    db.executescript("".join((_DESIGN, *frozen)))


def _seen(db: Database) -> None:
    """Keep with what files a design was seen when it was ordered; ``''`` where nobody looked."""
    db.execute("ALTER TABLE draft_design ADD COLUMN stamp TEXT NOT NULL DEFAULT ''")
