"""The tables of what a campaign was planned for and what its batches cost."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_PLAN = """
CREATE TABLE campaign_plan (
  campaign_id INTEGER PRIMARY KEY REFERENCES campaign,
  goal TEXT NOT NULL DEFAULT '',
  target_scans INTEGER CHECK (target_scans >= 1),
  starts_on TEXT CHECK (starts_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ends_on TEXT CHECK (ends_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  responsible TEXT NOT NULL DEFAULT '',
  archived_at TEXT CHECK (archived_at GLOB '????-??-??T??:??:??Z'),
  CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on)
) STRICT;

CREATE TABLE batch_cost (
  batch_id INTEGER PRIMARY KEY REFERENCES batch,
  cents INTEGER NOT NULL CHECK (cents >= 0)
) STRICT;
"""


def register(migrations: Migrations) -> None:
    """Add the migrations of campaigns to the tracker's set."""
    migrations(name="campaigns_0001_plan_and_costs")(_plan)


def _plan(db: Database) -> None:
    db.executescript(_PLAN)
