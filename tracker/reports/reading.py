"""How counts are read: which of them are scans, and which tests.

A test is a hit by a person with a staff pass, or before the piece was handed out: the library trying its own
print. It is a matter of reading, not a class, because a hand-out can be noted afterwards. The rule, for
batches of which anything was handed out:

- a scan of a piece that was at no place at that time is a test;
- except in hours of which places are not known (before the retained events when a hand-out was noted late or
  changed, or from before places were counted at all): there, what came before the day of the first hand-out
  is a test, and what came later a scan, at the place that was noted then or at an unknown one.

Of a batch of which nothing was handed out everything since printing counts, but for hits with a staff pass.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.batches import find_batch, list_batches
from printkit.store.model import Batch
from printkit.store.organisations import organisation
from tracker.scans.calendar import QUARTER_SECONDS, Calendar, day_number

NEVER = 2**31
"""A day that never comes: the first hand-out of a batch without any."""
READING = (
    "WITH reading AS MATERIALIZED"  # or the text is taken apart for every row that is joined
    " (SELECT value ->> 0 AS batch_id, value ->> 1 AS handed_out, value ->> 2 AS known"
    " FROM json_each(:reading))"
)
"""Begin a query with it; then ``reading`` has the batches that are meant."""
IS_TEST = f"(staff OR handed_out < {NEVER} AND (day < handed_out OR nowhere AND day >= known))"
"""Can be said of rows of ``hit_day_sum`` joined to ``reading``; elsewhere ``nowhere`` is ``place_id = 0``."""
_USUAL = f"""{READING}, scan AS (
  SELECT one.batch_id, place_id, device, entry, hits FROM reading CROSS JOIN hit_total AS one
    ON one.batch_id = reading.batch_id AND class = :person AND NOT staff
    AND (place_id <> 0 OR handed_out = {NEVER})"""  # noqa: S608 (constants)
_OF_UNKNOWN_PLACES = """
  UNION ALL  -- in hours that know no place
  SELECT one.batch_id, place_id, device, entry, hits FROM reading CROSS JOIN hit_day AS one
    ON one.batch_id = reading.batch_id AND day >= handed_out AND day < known
    AND class = :person AND NOT staff AND place_id = 0
    WHERE handed_out < known"""
_BEFORE_THE_HAND_OUT = f"""
  UNION ALL  -- what seemed to be at a place: an earlier day was noted, or days were those of another zone
  SELECT one.batch_id, place_id, device, entry, -hits FROM reading CROSS JOIN hit_day AS one
    ON one.batch_id = reading.batch_id AND day < handed_out
    AND class = :person AND NOT staff AND place_id <> 0
    WHERE handed_out <> {NEVER})
"""  # noqa: S608 (constants)


@dataclass(frozen=True)
class Reading:
    """Which batches are read, and how.

    Attributes:
        batches: In the order of their numbers.
        time_zone: The organisation's.
        handed_out: The first day on which anything of a batch was handed out, as days since 1970.
        known: The day from which on places of a batch are known, likewise.
        person: The number of the class of hits that are scans.
        today: The day up to which hand-outs count; planned ones are none yet.
        whole: Whether these are all batches of the organisation.
    """

    batches: tuple[Batch, ...]
    time_zone: str
    handed_out: dict[int, int]
    known: dict[int, int]
    person: int
    today: date
    whole: bool

    @cached_property
    def json(self) -> str:
        """Return what `READING` takes as ``:reading``."""
        return json.dumps(
            [
                [batch.id, self.handed_out.get(batch.id, NEVER), self.known.get(batch.id, 0)]
                for batch in self.batches
            ]
        )

    @property
    def parameters(self) -> dict[str, object]:
        """Return the parameters of a query that begins with `READING`."""
        return {"reading": self.json, "person": self.person, "today": self.today.isoformat()}

    @property
    def scans(self) -> str:
        """Begin a query with it; then ``scan`` has the scans, by batch, place, device and entry."""
        late = any(batch.id in self.known for batch in self.batches)
        return f"{_USUAL}{_OF_UNKNOWN_PLACES if late else ''}{_BEFORE_THE_HAND_OUT}"

    def is_test(self, batch_id: int, day: int, *, nowhere: bool) -> bool:
        """Say what `IS_TEST` says, of hits by people of a batch on a day, without a staff pass."""
        handed_out, known = self.handed_out.get(batch_id, NEVER), self.known.get(batch_id, 0)
        return handed_out < NEVER and (day < handed_out or (nowhere and day >= known))

    def calendar(self) -> Calendar:
        """Return the organisation's calendar."""
        return Calendar(self.time_zone)


def read(
    db: Database,
    batch_id: int | None,
    organisation_id: int,
    *,
    campaign_id: int | None = None,
    today: date | None = None,
) -> Reading:
    """Return how one batch, those of a campaign, or all of an organisation are to be read.

    Args:
        db: The database.
        batch_id: This batch only.
        organisation_id: Whose zone holds, and whose batches if none is named.
        campaign_id: The batches of this campaign only.
        today: By default today on the organisation's clock.

    Raises:
        SignetError: There is no such batch.
    """
    batches = (
        list_batches(db, organisation_id, campaign_id) if batch_id is None else (find_batch(db, batch_id),)
    )
    time_zone = organisation(db, organisation_id).time_zone
    zone = ZoneInfo(time_zone)
    return Reading(
        tuple(sorted(batches, key=lambda batch: batch.id)),
        time_zone,
        _first_hand_outs(db),
        _places_known(db, zone),
        class_number(db, "person"),
        today or datetime.now(zone).date(),
        batch_id is None and campaign_id is None,
    )


def class_number(db: Database, name: str) -> int:
    """Return the number of a class of hits."""
    sql = "SELECT id FROM hit_word WHERE kind = 'class' AND word = ?"
    return int(db.execute(sql, [name]).fetchone()[0])


def _first_hand_outs(db: Database) -> dict[int, int]:
    rows = db.execute("SELECT batch_id, min(handed_out_on) FROM hand_out GROUP BY batch_id")
    return {batch: day_number(date.fromisoformat(on)) for batch, on in rows}


def _places_known(db: Database, zone: ZoneInfo) -> dict[int, int]:
    rows = db.execute("SELECT batch_id, since FROM places_known")
    return {batch: _day_after(since, zone) for batch, since in rows}


def _day_after(hour: int, zone: ZoneInfo) -> int:
    """Return the first whole day from an hour on."""
    local = datetime.fromtimestamp(hour * QUARTER_SECONDS, zone)
    whole = local.hour == local.minute == 0
    return day_number(local.date()) + (0 if whole else 1)
