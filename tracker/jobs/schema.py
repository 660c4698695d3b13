"""The tables of jobs and of what is printed by them, as migrations on the tracker's set.

Times are whole seconds since 1970. A job is a line of the queue, whatever it does; what a print order
consists of stands in tables of its own, so that mail, watches and forecasts can become jobs as well.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_QUEUE = """
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the number of an order is written to print shops: never used again
  organisation_id INTEGER NOT NULL REFERENCES organisation,
  kind TEXT NOT NULL CHECK (kind <> ''),
  key TEXT UNIQUE,  -- whoever asks for the same twice gets the same job
  title TEXT NOT NULL CHECK (title <> ''),
  asked_by INTEGER REFERENCES staff ON DELETE SET NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  begun_at INTEGER,
  ended_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  cancel_asked INTEGER NOT NULL DEFAULT 0 CHECK (cancel_asked IN (0, 1)),
  stage TEXT NOT NULL DEFAULT '',
  stage_begun_at REAL NOT NULL DEFAULT 0,
  stage_begun_with INTEGER NOT NULL DEFAULT 0,  -- what was done already when it was taken up again
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  problems TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(problems)),
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX job_open ON job (state) WHERE state IN ('waiting', 'running');
CREATE INDEX job_organisation ON job (organisation_id, begun_at);

CREATE TABLE job_pace (  -- how long stages took: what tells how long the next will take
  job_id INTEGER NOT NULL REFERENCES job,
  stage TEXT NOT NULL,
  pieces INTEGER NOT NULL CHECK (pieces >= 1),
  seconds REAL NOT NULL CHECK (seconds > 0),
  PRIMARY KEY (job_id, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_file (
  job_id INTEGER NOT NULL REFERENCES job,
  name TEXT NOT NULL CHECK (name <> '' AND name NOT GLOB '*/*' AND name NOT GLOB '.*'),
  ordinal INTEGER NOT NULL,  -- the line of the order that it belongs to
  purpose TEXT NOT NULL CHECK (purpose IN ('print', 'manifest', 'help')),
  size INTEGER NOT NULL CHECK (size >= 0),
  digest TEXT NOT NULL CHECK (digest <> ''),
  PRIMARY KEY (job_id, name)
) STRICT, WITHOUT ROWID;
"""

_ORDERS = """
CREATE TABLE print_order (
  job_id INTEGER PRIMARY KEY REFERENCES job,
  campaign_id INTEGER REFERENCES campaign,
  draft_id INTEGER,  -- a draft can go; what came of it stays
  sheet TEXT NOT NULL CHECK (sheet <> ''),
  bundle_size INTEGER NOT NULL DEFAULT 0 CHECK (bundle_size >= 0)  -- 0: no slips between pieces
) STRICT;
CREATE INDEX print_order_campaign ON print_order (campaign_id);

CREATE TABLE print_order_line (
  job_id INTEGER NOT NULL REFERENCES print_order,
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  copies INTEGER NOT NULL CHECK (copies >= 0),
  positions TEXT NOT NULL DEFAULT '',  -- '12-40,77'; '' means the whole batch
  batch_id INTEGER REFERENCES batch,  -- NULL until it is minted
  print_run_id INTEGER REFERENCES print_run,  -- NULL until it is printed and proved
  printed TEXT NOT NULL DEFAULT '' CHECK (printed = '' OR json_valid(printed)),
  proof TEXT NOT NULL DEFAULT '' CHECK (proof = '' OR json_valid(proof)),
  PRIMARY KEY (job_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX print_order_line_batch ON print_order_line (batch_id);
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of jobs to the tracker's set, in the order in which they were shipped."""
    migrations(name="jobs_0001_queue_and_orders")(_queue_and_orders)


def _queue_and_orders(db: Database) -> None:
    db.executescript(_QUEUE)
    db.executescript(_ORDERS)
