"""What is handed out, comes back and is spoilt, as a migration of `printkit.store.schema`.

``hand_out``, ``come_back`` and ``waste`` say how things are. What was cancelled or changed is gone from them
and kept in ``cancelled``, so that whoever counts needs to ask for nothing but what holds.
"""

from __future__ import annotations

from sqlite_utils import Database

_TIME = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'"
_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

_RANGE = """
  first INTEGER CHECK (first >= 1),  -- NULL: only the number is known
  last INTEGER CHECK (last >= first),
  pieces INTEGER NOT NULL CHECK (pieces >= 1),
"""
_BOOKED = """
  created_at TEXT NOT NULL CHECK (created_at IS_TIME),
  by_whom TEXT NOT NULL DEFAULT '',
"""
_FITS = "CHECK ((first IS NULL) = (last IS NULL)), CHECK (first IS NULL OR pieces = last - first + 1)"

_SCRIPT = """
ALTER TABLE place ADD COLUMN archived_at TEXT CHECK (archived_at IS_TIME);
ALTER TABLE hand_out ADD COLUMN copies INTEGER CHECK (copies >= 1);  -- of one code; NULL: all, or a bundle
ALTER TABLE hand_out ADD COLUMN by_whom TEXT NOT NULL DEFAULT '';

CREATE TABLE made_bundle (  -- as the pieces were piled after printing; positions, or with one code a count
  batch_id INTEGER NOT NULL REFERENCES batch,
  first INTEGER NOT NULL CHECK (first >= 1),
  last INTEGER NOT NULL CHECK (last >= first),
  PRIMARY KEY (batch_id, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE come_back (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hand_out_id INTEGER NOT NULL REFERENCES hand_out,
  batch_id INTEGER NOT NULL REFERENCES batch,
  RANGE
  back_on TEXT NOT NULL CHECK (back_on IS_DAY),
  BOOKED
  FITS
) STRICT;
CREATE INDEX come_back_batch ON come_back (batch_id, back_on);
CREATE INDEX come_back_hand_out ON come_back (hand_out_id);

CREATE TABLE waste (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES batch,
  RANGE
  noted_on TEXT NOT NULL CHECK (noted_on IS_DAY),
  BOOKED
  FITS
) STRICT;
CREATE INDEX waste_batch ON waste (batch_id);

CREATE TABLE cancelled (  -- a booking that holds no more, as it was
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES batch,
  what TEXT NOT NULL CHECK (what IN ('hand-out', 'return', 'waste')),
  place_id INTEGER REFERENCES place,
  RANGE
  on_day TEXT NOT NULL CHECK (on_day IS_DAY),
  BOOKED
  changed INTEGER NOT NULL CHECK (changed IN (0, 1)),  -- to another place or day, not taken back
  cancelled_at TEXT NOT NULL CHECK (cancelled_at IS_TIME),
  cancelled_by TEXT NOT NULL DEFAULT '',
  FITS
) STRICT;
CREATE INDEX cancelled_batch ON cancelled (batch_id, cancelled_at);

CREATE VIEW given AS  -- what is at places: each hand-out, less what came back of it
SELECT hand_out.batch_id, hand_out.place_id, hand_out.id AS hand_out_id, bundle.first, bundle.last,
  coalesce(bundle.last - bundle.first + 1, hand_out.copies, batch.copies) AS pieces, 1 AS sign,
  hand_out.handed_out_on AS on_day
FROM hand_out
JOIN batch ON batch.id = hand_out.batch_id
LEFT JOIN bundle ON bundle.id = hand_out.bundle_id
UNION ALL
SELECT come_back.batch_id, hand_out.place_id, come_back.hand_out_id, come_back.first, come_back.last,
  come_back.pieces, -1, come_back.back_on
FROM come_back JOIN hand_out ON hand_out.id = come_back.hand_out_id;
"""


def handing_out(db: Database) -> None:
    """Make room for bundles before they are handed out, for returns, waste, and what was cancelled."""
    script = _SCRIPT.replace("RANGE", _RANGE.strip()).replace("BOOKED", _BOOKED.strip())
    script = script.replace("FITS", _FITS).replace("IS_TIME", _TIME).replace("IS_DAY", _DAY)
    db.executescript(script)
