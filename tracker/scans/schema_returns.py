"""Migration 0005: pieces that came back are at no place, so what was counted since is counted anew."""

from __future__ import annotations

from sqlite_utils import Database

_RETURNS = """
CREATE TRIGGER return_is_noted AFTER INSERT ON come_back
BEGIN
  INSERT INTO recount_due VALUES (NEW.batch_id, NEW.back_on)
    ON CONFLICT DO UPDATE SET since = min(since, excluded.since);
END;
CREATE TRIGGER return_is_taken_back AFTER DELETE ON come_back
BEGIN
  INSERT INTO recount_due VALUES (OLD.batch_id, OLD.back_on)
    ON CONFLICT DO UPDATE SET since = min(since, excluded.since);
END;
"""


def count_returns(db: Database) -> None:
    """Note that a batch is to be counted anew whenever a return is booked or taken back."""
    db.executescript(_RETURNS)
