"""What a page of figures is of: the batches of a campaign or one batch, and what of them is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlite_utils import Database

from printkit.store.model import Place
from printkit.store.places import places as all_places
from tracker.reports.course import by_batch_and_day, first_day, placed_on
from tracker.reports.figures import BatchFigures, batch_figures
from tracker.reports.pieces import PlaceFigures, place_figures
from tracker.reports.reading import Reading, read
from tracker.reports.selection import Selection
from tracker.scans.calendar import day_number, day_of
from tracker.staff.campaigns.plan import costs_of, plan_of
from tracker.staff.figures.filters import Filters, parse_filters

LATELY_DAYS = 28


@dataclass(frozen=True)
class Scope:
    """What is looked at, read once for all parts of a page.

    Attributes:
        campaign_id: Whose batches these are.
        batch_id: The only batch, or ``None``.
        figures: Of each batch since the beginning, as ``tracker stats`` has them.
        places: What came of each place that was given some of these batches.
        place_numbers: Ids of places by name.
        placed: When each place was given the first of these pieces, by id.
        begins: The first day with a scan or a hand-out.
        daily: By batch, scans of each day from then to today.
        out: The first day on which anything of these batches was handed out; ``None`` if nothing is.
        costs: By batch, in cents.
        target: How many scans the campaign hopes for; ``None`` for a single batch.
        now: On the organisation's clock.
    """

    campaign_id: int
    batch_id: int | None
    organisation_id: int
    reading: Reading
    figures: tuple[BatchFigures, ...]
    places: tuple[PlaceFigures, ...]
    place_numbers: Mapping[str, int]
    placed: Mapping[int, date]
    begins: date
    daily: Mapping[int, tuple[int, ...]]
    out: date | None
    costs: Mapping[int, int]
    target: int | None
    filters: Filters
    now: datetime

    @property
    def selection(self) -> Selection:
        """The part of the counts that is asked for."""
        return self.filters.selection(self.reading)

    def at_place(self, place: int) -> Selection:
        """Return the scans at a place since it was given the first pieces."""
        today = self.now.date()
        return Selection(self.reading, self.placed[place], today, place)

    def lately(self) -> Mapping[int, int]:
        """Return the scans of the last four weeks by batch."""
        return {batch: sum(days[-LATELY_DAYS:]) for batch, days in self.daily.items()}

    def planned(self, batch_id: int) -> date | None:
        """Return the day on which a batch will be handed out first, if that is still to come."""
        day = self.reading.handed_out.get(batch_id)
        return day_of(day) if day is not None and day_of(day) > self.now.date() else None

    def daily_since_out(self, batch_id: int) -> tuple[int, ...]:
        """Return the scans of each day since a batch was handed out; of one that was not, of all days."""
        out = self.reading.handed_out.get(batch_id, 0)
        return self.daily[batch_id][max(0, out - day_number(self.begins)) :]

    def dailies(self) -> Mapping[int, tuple[int, ...]]:
        """Return the same of every batch."""
        return {batch: self.daily_since_out(batch) for batch in self.daily}


def read_scope(
    db: Database,
    organisation_id: int,
    campaign_id: int,
    asked: Mapping[str, str],
    now: datetime,
    *,
    batch_id: int | None = None,
) -> Scope:
    """Read what all parts of a page need.

    Args:
        db: The database.
        organisation_id: Whose the campaign is.
        campaign_id: The campaign.
        asked: The arguments of the address.
        now: The time.
        batch_id: Only this batch of the campaign.
    """
    only = {"campaign_id": campaign_id} if batch_id is None else {"batch_id": batch_id}
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id)
    local = now.astimezone(reading.calendar().zone)
    reading = replace(reading, today=local.date())
    out = _first_hand_out(reading)
    given = place_figures(db, organisation_id=organisation_id, today=reading.today, **only)
    numbers = {place.name: place for place in all_places(db, organisation_id)}
    filters = _filters(db, reading, asked, out, [numbers[one.place] for one in given])
    # Scans of batches that nobody handed out count from their printing on.
    scanned = first_day(db, Selection(reading, local.date(), local.date()))
    begins = min(filter(None, (out, scanned)), default=local.date())
    return Scope(
        campaign_id,
        batch_id,
        organisation_id,
        reading,
        batch_figures(db, organisation_id=organisation_id, today=reading.today, **only),
        given,
        {name: place.id for name, place in numbers.items()},
        placed_on(db, reading),
        begins,
        by_batch_and_day(db, Selection(reading, begins, local.date())),
        out,
        costs_of(db, campaign_id),
        plan_of(db, campaign_id).target_scans if batch_id is None else None,
        filters,
        local,
    )


def _first_hand_out(reading: Reading) -> date | None:
    days = [
        day_of(reading.handed_out[batch.id]) for batch in reading.batches if batch.id in reading.handed_out
    ]
    return min((day for day in days if day <= reading.today), default=None)


def _filters(
    db: Database, reading: Reading, asked: Mapping[str, str], out: date | None, places: Sequence[Place]
) -> Filters:
    """Return what is asked for; without another wish from the first hand-out or the first such hit on."""
    filters = parse_filters(asked, reading.today, reading.today, places)
    seen = first_day(db, replace(filters.selection(reading), place=None))
    since = min(filter(None, (out, seen)), default=None) or _minted(reading)
    return parse_filters(asked, since, reading.today, places)


def _minted(reading: Reading) -> date:
    zone = reading.calendar().zone
    days = [batch.minted_at.astimezone(zone).date() for batch in reading.batches if batch.minted_at]
    return min(days, default=reading.today)
