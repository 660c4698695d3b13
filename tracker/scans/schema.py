"""The tables of what was counted, as migrations. A shipped migration is never edited: add the next one.

Words (classes, devices, reasons, languages …) are rows of one dictionary, and numbers everywhere else: ten
million rows must be read quickly, and a new word is an INSERT and not a new CHECK.

An hour is an hour of the organisation's clock, by the quarter of an hour since 1970 (UTC) with which it
begins: so local days can be made of hours also where the zone is half an hour off. Days and weekdays are
those of that clock, days since 1970. Times of hits are milliseconds since 1970: they are arithmetic, not
documents.

Counts name neither address nor agent. Only ``day_key`` and the tables of what is recent (scan, asked, burst)
hold device-day keys, and those only until the day is over.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from tracker.scans.schema_apart import keep_apart
from tracker.scans.schema_pieces import tell_tests_apart
from tracker.scans.schema_returns import count_returns
from tracker.scans.takeover import take_over

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


_DICTIONARY = """
CREATE TABLE hit_word (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN
    ('class', 'device', 'entry', 'reason', 'system', 'browser', 'language')),
  word TEXT NOT NULL,
  UNIQUE (kind, word)
) STRICT;
INSERT INTO hit_word (kind, word) SELECT 'class', class FROM hit_class ORDER BY class;
INSERT INTO hit_word (kind, word) SELECT 'device', device FROM hit_device ORDER BY device;
INSERT INTO hit_word (kind, word) SELECT 'entry', entry FROM hit_entry ORDER BY entry;
"""

_COUNTED = """
  place_id INTEGER NOT NULL,  -- 0: not handed out at the time of the hit
  class INTEGER NOT NULL REFERENCES hit_word,
  device INTEGER NOT NULL REFERENCES hit_word,
  entry INTEGER NOT NULL REFERENCES hit_word,
  channel INTEGER NOT NULL,   -- of a landing page; 0: none
  hits INTEGER NOT NULL CHECK (hits > 0),
"""

_BY_HOUR = """
ALTER TABLE hit_hour RENAME TO hit_hour_1;
ALTER TABLE piece_scan RENAME TO piece_scan_1;

CREATE TABLE hit_hour (
  batch_id INTEGER NOT NULL REFERENCES batch,
  hour INTEGER NOT NULL CHECK (hour >= 0),  -- quarters of an hour since 1970
  COUNTED
  PRIMARY KEY (batch_id, hour, place_id, class, device, entry, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE hit_day (
  batch_id INTEGER NOT NULL REFERENCES batch,
  day INTEGER NOT NULL,
  COUNTED
  PRIMARY KEY (batch_id, day, place_id, class, device, entry, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE hit_day_sum (
  batch_id INTEGER NOT NULL REFERENCES batch,
  day INTEGER NOT NULL,
  nowhere INTEGER NOT NULL CHECK (nowhere IN (0, 1)),  -- not handed out at the time of the hit
  class INTEGER NOT NULL REFERENCES hit_word,
  hits INTEGER NOT NULL CHECK (hits > 0),
  PRIMARY KEY (batch_id, day, nowhere, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE hit_total (
  batch_id INTEGER NOT NULL REFERENCES batch,
  COUNTED
  PRIMARY KEY (batch_id, place_id, class, device, entry, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE hit_week (
  batch_id INTEGER NOT NULL REFERENCES batch,
  class INTEGER NOT NULL REFERENCES hit_word,
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),  -- 0 is Monday
  clock INTEGER NOT NULL CHECK (clock BETWEEN 0 AND 23),
  hits INTEGER NOT NULL CHECK (hits > 0),
  PRIMARY KEY (batch_id, class, weekday, clock)
) STRICT, WITHOUT ROWID;

CREATE TABLE hit_reason (
  batch_id INTEGER NOT NULL REFERENCES batch,
  class INTEGER NOT NULL REFERENCES hit_word,
  reason INTEGER NOT NULL REFERENCES hit_word,
  hits INTEGER NOT NULL CHECK (hits > 0),
  PRIMARY KEY (batch_id, class, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE piece_scan (
  batch_id INTEGER NOT NULL REFERENCES batch,
  position INTEGER NOT NULL,  -- 0: the one code of all copies
  scans INTEGER NOT NULL CHECK (scans > 0),
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL CHECK (last_ms >= first_ms),
  PRIMARY KEY (batch_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO piece_scan
  SELECT piece_scan_1.batch_id, coalesce(code.position, 0), scans, first_ms, last_ms
  FROM piece_scan_1 JOIN code ON code.code = piece_scan_1.code;
DROP TABLE piece_scan_1;
""".replace("COUNTED", _COUNTED)

_EVENTS = """
CREATE TABLE event (
  batch_id INTEGER NOT NULL REFERENCES batch,
  at_ms INTEGER NOT NULL,
  number INTEGER NOT NULL,    -- the how many-th hit it was
  position INTEGER NOT NULL,  -- 0: the one code of all copies
  class INTEGER NOT NULL,     -- words from here on
  reason INTEGER NOT NULL,
  device INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  system INTEGER NOT NULL,
  browser INTEGER NOT NULL,
  language INTEGER NOT NULL,
  PRIMARY KEY (batch_id, at_ms, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE retention (
  organisation_id INTEGER PRIMARY KEY REFERENCES organisation,
  event_days INTEGER NOT NULL DEFAULT 30 CHECK (event_days BETWEEN 0 AND 3650),
  complete_since INTEGER NOT NULL DEFAULT 0  -- the hour from which on every hit is an event too
) STRICT;

CREATE TABLE recount_due (
  batch_id INTEGER PRIMARY KEY REFERENCES batch,
  since TEXT NOT NULL  -- the first day whose places may be others
) STRICT;

CREATE TABLE places_known (
  batch_id INTEGER PRIMARY KEY REFERENCES batch,
  since INTEGER NOT NULL  -- hours before this one do not say at which place
) STRICT;

CREATE TRIGGER hand_out_is_noted AFTER INSERT ON hand_out
BEGIN
  INSERT INTO recount_due VALUES (NEW.batch_id, NEW.handed_out_on)
    ON CONFLICT DO UPDATE SET since = min(since, excluded.since);
END;
CREATE TRIGGER hand_out_is_changed AFTER UPDATE ON hand_out
BEGIN
  INSERT INTO recount_due VALUES (NEW.batch_id, min(OLD.handed_out_on, NEW.handed_out_on))
    ON CONFLICT DO UPDATE SET since = min(since, excluded.since);
END;
CREATE TRIGGER hand_out_is_taken_back AFTER DELETE ON hand_out
BEGIN
  INSERT INTO recount_due VALUES (OLD.batch_id, OLD.handed_out_on)
    ON CONFLICT DO UPDATE SET since = min(since, excluded.since);
END;
"""

_DEVICES = """
CREATE TABLE device_day (
  scope TEXT NOT NULL CHECK (scope IN ('organisation', 'campaign', 'batch')),
  scope_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  devices INTEGER NOT NULL CHECK (devices > 0),
  PRIMARY KEY (scope, scope_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE day_key (  -- personal data until the day is over, then empty
  day INTEGER NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('organisation', 'campaign', 'batch')),
  scope_id INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (day, scope, scope_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE recent_scan (  -- likewise; scans of the last minutes, to tell repeats
  code TEXT NOT NULL,
  key INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (code, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX recent_scan_at ON recent_scan (at_ms);
"""

_OLD_WORDS = "DROP TABLE hit_hour_1; DROP TABLE hit_class; DROP TABLE hit_device; DROP TABLE hit_entry;"


@TRACKER(name="0002_what_is_kept_how_long")
def what_is_kept_how_long(db: Database) -> None:
    """Count by place, keep events for a while, tell devices for a day; take over what was counted before."""
    for script in (_DICTIONARY, _BY_HOUR, _EVENTS, _DEVICES):
        db.executescript(script)
    take_over(db)
    db.executescript(_OLD_WORDS)


TRACKER(name="0003_what_is_kept_apart")(keep_apart)
TRACKER(name="0004_tests_by_piece")(tell_tests_apart)
TRACKER(name="0005_returns")(count_returns)
