"""Migration 0004: tests are told from scans piece by piece, repeats in any order; figures follow the zone."""

from __future__ import annotations

from sqlite_utils import Database

_TESTS_BY_PIECE = """
ALTER TABLE piece_scan RENAME TO piece_scan_3;
CREATE TABLE piece_scan (
  batch_id INTEGER NOT NULL REFERENCES batch,
  position INTEGER NOT NULL,  -- 0: the one code of all copies
  scans INTEGER NOT NULL CHECK (scans > 0),  -- hits by people
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL CHECK (last_ms >= first_ms),
  nowhere INTEGER NOT NULL CHECK (nowhere BETWEEN 0 AND scans),  -- of them, while the piece was at no place
  placed_ms INTEGER CHECK (placed_ms BETWEEN first_ms AND last_ms),  -- the first one at a place
  PRIMARY KEY (batch_id, position),
  CHECK ((placed_ms IS NULL) = (nowhere = scans))
) STRICT, WITHOUT ROWID;
INSERT INTO piece_scan
  SELECT batch_id, position, scans, first_ms, last_ms, scans, NULL FROM piece_scan_3;
DROP TABLE piece_scan_3;

-- Beyond all hours: none is moved, but the tests of each piece are told.
INSERT INTO recount_due SELECT DISTINCT batch_id, '9999-12-31' FROM hand_out WHERE true
  ON CONFLICT DO NOTHING;
"""

_RECENT_SCANS = """
DROP TABLE recent_scan;
CREATE TABLE recent_scan (  -- personal data until the day is over; scans of the last minutes
  code TEXT NOT NULL,
  key INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (code, key, at_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX recent_scan_at ON recent_scan (at_ms);
"""

# Events are complete from `complete_since` on; two days later no zone has hours that began before.
_OTHER_ZONE = """
CREATE TRIGGER time_zone_is_changed AFTER UPDATE OF time_zone ON organisation
WHEN NEW.time_zone <> OLD.time_zone
BEGIN
  INSERT INTO recount_due
    SELECT batch.id, coalesce(
      (SELECT date(900 * complete_since, 'unixepoch', '+2 days') FROM retention
        WHERE organisation_id = NEW.id), '1970-01-03')
    FROM batch JOIN campaign ON campaign.id = campaign_id
    WHERE organisation_id = NEW.id AND minted_at IS NOT NULL
    ON CONFLICT DO UPDATE SET since = min(since, excluded.since);
END;
"""


def tell_tests_apart(db: Database) -> None:
    """Let `piece_scan` tell tests from scans, and have all summed up anew when the time zone changes."""
    db.execute("PRAGMA secure_delete = ON")  # else keys live on in the pages of a table that is dropped
    for script in (_TESTS_BY_PIECE, _RECENT_SCANS, _OTHER_ZONE):
        db.executescript(script)
