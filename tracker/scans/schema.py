"""The tables of what was counted, as migrations. A shipped migration is never edited: add the next one.

Hours are whole hours since 1970 (UTC); local days are made from them in the organisation's time zone when
read. Times of pieces are milliseconds since 1970: they are arithmetic, not documents. Classes, devices and
entries are rows, so that a new one is an INSERT and not a new CHECK. Counts name neither address nor agent.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

TRACKER = Migrations("tracker")

_WORDS = """
CREATE TABLE hit_class (class TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO hit_class VALUES ('person'), ('repeat'), ('preview'), ('robot'), ('prefetch'), ('unsure');
CREATE TABLE hit_device (device TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO hit_device VALUES ('phone'), ('tablet'), ('computer'), ('other');
CREATE TABLE hit_entry (entry TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO hit_entry VALUES ('scanned'), ('typed'), ('unknown');
"""

_COUNTS = """
CREATE TABLE hit_hour (
  batch_id INTEGER NOT NULL REFERENCES batch,
  hour INTEGER NOT NULL CHECK (hour >= 0),
  class TEXT NOT NULL REFERENCES hit_class,
  device TEXT NOT NULL REFERENCES hit_device,
  entry TEXT NOT NULL REFERENCES hit_entry,
  hits INTEGER NOT NULL CHECK (hits > 0),
  PRIMARY KEY (batch_id, hour, class, device, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE piece_scan (
  batch_id INTEGER NOT NULL REFERENCES batch,
  code TEXT NOT NULL REFERENCES code,
  scans INTEGER NOT NULL CHECK (scans > 0),
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL CHECK (last_ms >= first_ms),
  PRIMARY KEY (batch_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE spool_segment (
  name TEXT PRIMARY KEY,
  folded INTEGER NOT NULL CHECK (folded >= 0),      -- bytes, from the start of the segment
  faults INTEGER NOT NULL CHECK (faults >= 0),      -- lines that were torn or damaged
  strangers INTEGER NOT NULL CHECK (strangers >= 0) -- lines with a code that this database does not have
) STRICT, WITHOUT ROWID;

CREATE TABLE spool_total (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  hits INTEGER NOT NULL,
  faults INTEGER NOT NULL,
  strangers INTEGER NOT NULL
) STRICT;
INSERT INTO spool_total VALUES (1, 0, 0, 0);
"""


@TRACKER(name="0001_what_was_counted")
def what_was_counted(db: Database) -> None:
    """Create hourly counts, counts per piece, and how far each segment of the spool is folded."""
    for script in (_WORDS, _COUNTS):
        db.executescript(script)
