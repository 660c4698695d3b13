"""The tables of what was ordered, as migrations. A shipped migration is never edited: add the next one.

Times are UTC text (``2026-11-22T22:50:00Z``), days are ``2026-11-22``: whoever opens the file in twenty
years reads them without Signet, they sort as text, and a CHECK can hold their form.

Every table leads to its organisation by foreign keys, so several organisations need no new column.
What a code may lead to (landing pages, vouchers) is a row in ``destination_kind``, not a change of a CHECK.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from printkit.store.schema_again import booked_again
from printkit.store.schema_handing import handing_out
from printkit.store.schema_retargeting import who_retargeted
from printkit.store.schema_strangers import codes_of_lost_databases

PRINTKIT = Migrations("printkit")

_TIME = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'"
_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

_ORGANISATION = f"""
CREATE TABLE organisation (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  host TEXT NOT NULL DEFAULT '' CHECK (host = lower(host)),
  time_zone TEXT NOT NULL DEFAULT 'Europe/Berlin' CHECK (time_zone <> ''),
  language TEXT NOT NULL DEFAULT 'de' CHECK (language IN ('de', 'en'))
) STRICT;

CREATE TABLE campaign (
  id INTEGER PRIMARY KEY,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  name TEXT NOT NULL CHECK (name <> ''),
  demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1)),
  created_at TEXT NOT NULL CHECK (created_at {_TIME}),
  UNIQUE (organisation_id, name)
) STRICT;

CREATE TABLE place (
  id INTEGER PRIMARY KEY,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  name TEXT NOT NULL CHECK (name <> ''),
  UNIQUE (organisation_id, name)
) STRICT;

CREATE TABLE destination_kind (
  kind TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE destination (
  id INTEGER PRIMARY KEY,
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  kind TEXT NOT NULL REFERENCES destination_kind,
  reference TEXT NOT NULL CHECK (reference <> ''),
  UNIQUE (organisation_id, kind, reference),
  CHECK (kind <> 'url' OR reference GLOB 'https://?*' OR reference GLOB 'http://?*')
) STRICT;
"""

_FIRST_ROWS = """
INSERT INTO organisation (id, name) VALUES (1, 'Bibliothek');
INSERT INTO destination_kind VALUES ('url');
"""

_BATCH = f"""
CREATE TABLE batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a batch's number is printed on its sheets: never used again
  campaign_id INTEGER NOT NULL REFERENCES campaign,
  name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('code-per-piece', 'one-code')),
  copies INTEGER NOT NULL CHECK (copies BETWEEN 1 AND 1000000),
  design TEXT NOT NULL CHECK (design <> ''),
  base_url TEXT NOT NULL CHECK (base_url GLOB 'https://?*' OR base_url GLOB 'http://?*'),
  destination_id INTEGER NOT NULL REFERENCES destination,
  place_id INTEGER REFERENCES place,
  created_at TEXT NOT NULL CHECK (created_at {_TIME}),
  minted_at TEXT CHECK (minted_at {_TIME}),
  retired_at TEXT CHECK (retired_at {_TIME}),
  UNIQUE (campaign_id, name),
  CHECK (retired_at IS NULL OR minted_at IS NOT NULL)
) STRICT;
CREATE INDEX batch_destination ON batch (destination_id);

CREATE TABLE batch_field (
  batch_id INTEGER NOT NULL REFERENCES batch,
  ordinal INTEGER NOT NULL,
  field TEXT NOT NULL CHECK (field <> ''),
  text TEXT NOT NULL,
  PRIMARY KEY (batch_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE frozen_file (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  content BLOB NOT NULL
) STRICT;

CREATE TABLE batch_file (
  batch_id INTEGER NOT NULL REFERENCES batch,
  path TEXT NOT NULL CHECK (path <> ''),
  sha256 TEXT NOT NULL REFERENCES frozen_file,
  PRIMARY KEY (batch_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_file_sha256 ON batch_file (sha256);

CREATE TABLE code (
  code TEXT PRIMARY KEY CHECK (code NOT GLOB '*[^23456789BCDFGHJKMNPQRSTVWXYZ]*' AND length(code) >= 6),
  batch_id INTEGER NOT NULL REFERENCES batch,
  position INTEGER CHECK (position >= 1),
  destination_id INTEGER REFERENCES destination,
  retired_at TEXT CHECK (retired_at {_TIME})
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX code_position ON code (batch_id, position);
CREATE UNIQUE INDEX code_single ON code (batch_id) WHERE position IS NULL;
CREATE INDEX code_own_destination ON code (batch_id) WHERE destination_id IS NOT NULL;
"""

_AFTERWARDS = f"""
CREATE TABLE bundle (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batch,
  first INTEGER NOT NULL CHECK (first >= 1),
  last INTEGER NOT NULL CHECK (last >= first)
) STRICT;
CREATE INDEX bundle_batch ON bundle (batch_id, first);

CREATE TABLE hand_out (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batch,
  bundle_id INTEGER UNIQUE REFERENCES bundle,  -- NULL: all copies of a one-code batch
  place_id INTEGER NOT NULL REFERENCES place,
  handed_out_on TEXT NOT NULL CHECK (handed_out_on {_DAY}),
  created_at TEXT NOT NULL CHECK (created_at {_TIME})
) STRICT;
CREATE INDEX hand_out_batch ON hand_out (batch_id, handed_out_on);

CREATE TABLE print_run (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES batch,
  sheet TEXT NOT NULL CHECK (sheet <> ''),
  positions TEXT NOT NULL,  -- '12-40,77'; '' means the whole batch
  pieces INTEGER NOT NULL CHECK (pieces >= 1),
  sheets INTEGER NOT NULL CHECK (sheets >= 1),
  created_at TEXT NOT NULL CHECK (created_at {_TIME})
) STRICT;
CREATE INDEX print_run_batch ON print_run (batch_id, created_at);

CREATE TABLE retargeting (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER REFERENCES batch,
  code TEXT REFERENCES code,
  destination_id INTEGER NOT NULL REFERENCES destination,
  since TEXT NOT NULL CHECK (since {_TIME}),
  CHECK ((batch_id IS NULL) <> (code IS NULL))
) STRICT;
CREATE INDEX retargeting_batch ON retargeting (batch_id, since);
CREATE INDEX retargeting_code ON retargeting (code, since) WHERE code IS NOT NULL;
"""

# INSERT OR REPLACE deletes the old row without asking a trigger on DELETE, so those on INSERT ask as well.
_PERMANENCE = """
CREATE TRIGGER code_is_kept BEFORE DELETE ON code
BEGIN SELECT RAISE(ABORT, 'a code is never deleted'); END;

CREATE TRIGGER code_is_frozen BEFORE UPDATE OF code, batch_id, position ON code
BEGIN SELECT RAISE(ABORT, 'a code never changes'); END;

CREATE TRIGGER code_joins_a_draft BEFORE INSERT ON code
WHEN (SELECT minted_at FROM batch WHERE id = NEW.batch_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'codes are added while minting only'); END;

CREATE TRIGGER code_is_never_used_again BEFORE INSERT ON code
WHEN EXISTS (SELECT 1 FROM code WHERE code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'a code is never used again'); END;

CREATE TRIGGER batch_is_kept BEFORE DELETE ON batch WHEN OLD.minted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a minted batch is never deleted'); END;

CREATE TRIGGER batch_is_born_a_draft BEFORE INSERT ON batch WHEN NEW.minted_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a batch begins as a draft'); END;

CREATE TRIGGER batch_is_never_replaced BEFORE INSERT ON batch
WHEN EXISTS (SELECT 1 FROM batch WHERE id = NEW.id AND minted_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a minted batch is frozen'); END;

CREATE TRIGGER batch_is_frozen
BEFORE UPDATE OF id, campaign_id, kind, copies, design, base_url, created_at, minted_at ON batch
WHEN OLD.minted_at IS NOT NULL OR NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'a minted batch is frozen'); END;

CREATE TRIGGER batch_is_minted_whole BEFORE UPDATE OF minted_at ON batch
WHEN NEW.minted_at IS NOT NULL AND (
  SELECT count(*) <> iif(NEW.kind = 'one-code', 1, NEW.copies)
    OR count(position) <> iif(NEW.kind = 'one-code', 0, NEW.copies)
    OR max(position) > NEW.copies
  FROM code WHERE batch_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a batch is minted with all its codes'); END;

CREATE TRIGGER destination_is_frozen BEFORE UPDATE ON destination
BEGIN SELECT RAISE(ABORT, 'a destination never changes: batches share it'); END;

CREATE TRIGGER destination_is_never_replaced BEFORE INSERT ON destination
WHEN EXISTS (SELECT 1 FROM destination WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a destination never changes: batches share it'); END;

CREATE TRIGGER frozen_file_is_frozen BEFORE UPDATE ON frozen_file
BEGIN SELECT RAISE(ABORT, 'a frozen file never changes'); END;

CREATE TRIGGER frozen_file_is_never_replaced BEFORE INSERT ON frozen_file
WHEN EXISTS (SELECT 1 FROM frozen_file WHERE sha256 = NEW.sha256 AND content <> NEW.content)
BEGIN SELECT RAISE(ABORT, 'a frozen file never changes'); END;
"""

_FROZEN_WITH_BATCH = """
CREATE TRIGGER TABLE_NAME_insert BEFORE INSERT ON TABLE_NAME
WHEN (SELECT minted_at FROM batch WHERE id = NEW.batch_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a minted batch is frozen'); END;

CREATE TRIGGER TABLE_NAME_update BEFORE UPDATE ON TABLE_NAME
WHEN EXISTS (SELECT 1 FROM batch WHERE id IN (OLD.batch_id, NEW.batch_id) AND minted_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a minted batch is frozen'); END;

CREATE TRIGGER TABLE_NAME_delete BEFORE DELETE ON TABLE_NAME
WHEN (SELECT minted_at FROM batch WHERE id = OLD.batch_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a minted batch is frozen'); END;
"""

_REVISION = """
CREATE TABLE revision (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO revision VALUES (1, 1);

CREATE TRIGGER batch_answers AFTER UPDATE OF minted_at, destination_id, retired_at ON batch
WHEN NEW.minted_at IS NOT OLD.minted_at OR NEW.destination_id IS NOT OLD.destination_id
  OR NEW.retired_at IS NOT OLD.retired_at
BEGIN UPDATE revision SET number = number + 1; END;

CREATE TRIGGER code_answers AFTER UPDATE OF destination_id, retired_at ON code
WHEN NEW.destination_id IS NOT OLD.destination_id OR NEW.retired_at IS NOT OLD.retired_at
BEGIN UPDATE revision SET number = number + 1; END;

CREATE VIEW answer AS
SELECT code.code, code.batch_id, destination.kind, destination.reference,
  code.retired_at IS NOT NULL OR batch.retired_at IS NOT NULL AS retired
FROM code
JOIN batch ON batch.id = code.batch_id
JOIN destination ON destination.id = coalesce(code.destination_id, batch.destination_id)
WHERE batch.minted_at IS NOT NULL;
"""


@PRINTKIT(name="0001_what_was_ordered")
def what_was_ordered(db: Database) -> None:
    """Create the tables, and the triggers that keep every promise made on paper."""
    for script in (_ORGANISATION, _FIRST_ROWS, _BATCH, _AFTERWARDS, _PERMANENCE, _REVISION):
        db.executescript(script)
    for table in ("batch_field", "batch_file"):
        db.executescript(_FROZEN_WITH_BATCH.replace("TABLE_NAME", table))


PRINTKIT(name="0002_codes_of_lost_databases")(codes_of_lost_databases)
PRINTKIT(name="0003_handing_out")(handing_out)
PRINTKIT(name="0004_who_retargeted")(who_retargeted)
PRINTKIT(name="0005_booked_again")(booked_again)
