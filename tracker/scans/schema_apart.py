"""Migration 0003: what is kept apart from scans.

Hits with a staff pass are counted in rows of their own, so that reading can take them for tests. Codes that
do not exist are counted by the hour, and the few that are asked for again and again are listed by name.

``recent_asked`` and ``recent_burst`` tell bursts, which several workers see only together. They hold
device-day keys, and only those of the last minutes.
"""

from __future__ import annotations

from sqlite_utils import Database

_COUNTED = (
    ("hit_hour", "batch_id, hour, place_id, class, device, entry, channel"),
    ("hit_day", "batch_id, day, place_id, class, device, entry, channel"),
    ("hit_day_sum", "batch_id, day, nowhere, class"),
    ("hit_total", "batch_id, place_id, class, device, entry, channel"),
)
"""Tables that get the column ``staff``, with the key that they have."""

_TABLES = """
ALTER TABLE event ADD COLUMN staff INTEGER NOT NULL DEFAULT 0 CHECK (staff IN (0, 1));

CREATE TABLE recent_asked (  -- personal data until the day is over; codes of the last minutes
  key INTEGER NOT NULL,
  code TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (key, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX recent_asked_at ON recent_asked (at_ms);
CREATE TABLE recent_burst (  -- likewise; who is in a burst
  key INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,     -- its last hit
  quiet_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE unknown_hour (
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  hour INTEGER NOT NULL CHECK (hour >= 0),  -- quarters of an hour since 1970
  class INTEGER NOT NULL REFERENCES hit_word,
  entry INTEGER NOT NULL REFERENCES hit_word,
  refused INTEGER NOT NULL CHECK (refused IN (0, 1)),  -- too many came from one network
  times INTEGER NOT NULL CHECK (times > 0),
  PRIMARY KEY (organisation_id, hour, class, entry, refused)
) STRICT, WITHOUT ROWID;

CREATE TABLE unknown_code (
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  code TEXT NOT NULL,
  times INTEGER NOT NULL CHECK (times > 0),
  days INTEGER NOT NULL CHECK (days > 0),  -- on how many different days
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL CHECK (last_day >= first_day),
  PRIMARY KEY (organisation_id, code)
) STRICT, WITHOUT ROWID;
"""


def keep_apart(db: Database) -> None:
    """Count hits with a staff pass in rows of their own; make room for bursts and for unknown codes."""
    for table, key in _COUNTED:
        db.executescript(_with_staff(db, table, key))
    db.executescript(_TABLES)


def _with_staff(db: Database, table: str, key: str) -> str:
    """Return the script that makes a table anew with ``staff`` in its key, all rows without pass."""
    (made,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table]).fetchone()
    hits, primary = "  hits INTEGER NOT NULL", f"PRIMARY KEY ({key})"
    assert made.count(hits) == made.count(primary) == 1, made
    staff = "  staff INTEGER NOT NULL CHECK (staff IN (0, 1)),  -- with a staff pass\n"
    new = made.replace(hits, staff + hits).replace(primary, f"PRIMARY KEY ({key}, staff)")
    return (
        f"ALTER TABLE {table} RENAME TO {table}_2; {new};"  # noqa: S608 (constants)
        f" INSERT INTO {table} SELECT {key}, 0, hits FROM {table}_2; DROP TABLE {table}_2;"
    )
