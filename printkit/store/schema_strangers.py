"""The tables of strangers (see `printkit.store.strangers`), a migration of `printkit.store.schema`.

A restored backup lacks the codes that were minted after it, and those are on paper. They are kept here, so
that no later code is one of them.
"""

from __future__ import annotations

from sqlite_utils import Database

_TIME = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'"

_STRANGERS = """
CREATE TABLE history (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL) STRICT;
INSERT INTO history VALUES (1, lower(hex(randomblob(16))));  -- the same in all backups of one database

CREATE TABLE stranger_target (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  batch_id INTEGER NOT NULL,  -- its number in the lost database; here another batch may have it
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
  codes INTEGER NOT NULL CHECK (codes > 0),
  found_at TEXT NOT NULL CHECK (found_at IS_TIME),
  accepted_at TEXT CHECK (accepted_at IS_TIME)
) STRICT;

CREATE TABLE stranger (
  code TEXT PRIMARY KEY CHECK (code NOT GLOB '*[^23456789BCDFGHJKMNPQRSTVWXYZ]*' AND length(code) >= 6),
  target_id INTEGER NOT NULL REFERENCES stranger_target
) STRICT, WITHOUT ROWID;
CREATE INDEX stranger_of_target ON stranger (target_id);

CREATE TRIGGER code_is_no_stranger BEFORE INSERT ON code
WHEN EXISTS (SELECT 1 FROM stranger WHERE code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'a code is never used again'); END;

CREATE TRIGGER stranger_is_never_replaced BEFORE INSERT ON stranger
WHEN EXISTS (SELECT 1 FROM stranger WHERE code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'a code is never used again'); END;

CREATE TRIGGER stranger_is_frozen BEFORE UPDATE ON stranger
BEGIN SELECT RAISE(ABORT, 'a code never changes'); END;

CREATE TRIGGER stranger_is_kept BEFORE DELETE ON stranger
BEGIN SELECT RAISE(ABORT, 'a code is never deleted'); END;

CREATE TRIGGER stranger_answers AFTER INSERT ON stranger_target
BEGIN UPDATE revision SET number = number + 1; END;

CREATE INDEX code_of_its_own ON code (batch_id) WHERE destination_id IS NOT NULL OR retired_at IS NOT NULL;
"""


def codes_of_lost_databases(db: Database) -> None:
    """Name the history of the database, and make room for printed codes that it does not know."""
    db.executescript(_STRANGERS.replace("IS_TIME", _TIME))
