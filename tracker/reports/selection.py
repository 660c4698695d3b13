"""Which part of the counts is looked at: whose, from which day to which, at which place, of which kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tracker.reports.reading import IS_TEST, Reading
from tracker.scans.calendar import day_number


class Unit(StrEnum):
    """How long each point of a course lasts."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Shown(StrEnum):
    """Which hits are counted; the names of classes are those of `tracker.scans.words.HitClass`."""

    SCANS = "scans"
    TESTS = "tests"
    REPEAT = "repeat"
    PREVIEW = "preview"
    ROBOT = "robot"
    PREFETCH = "prefetch"
    UNSURE = "unsure"
    HITS = "hits"


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of the counts.

    Attributes:
        reading: Whose, and how tests are told from scans.
        first: The first day, on the organisation's clock.
        last: The last day, which is counted too.
        place: The number of the only place, or ``None`` for all hits wherever the pieces were.
        shown: Which hits.
    """

    reading: Reading
    first: date
    last: date
    place: int | None = None
    shown: Shown = Shown.SCANS

    @property
    def days(self) -> int:
        """How many days there are, at least 1."""
        return max(1, (self.last - self.first).days + 1)

    @property
    def condition(self) -> str:
        """Say in SQL which rows are counted; for rows joined to ``reading`` as `IS_TEST` has them."""
        told = {
            Shown.SCANS: f"class = :person AND NOT {IS_TEST}",
            Shown.TESTS: f"class = :person AND {IS_TEST}",
            Shown.HITS: "true",
        }
        which = told.get(
            self.shown, "class = (SELECT id FROM hit_word WHERE kind = 'class' AND word = :shown)"
        )
        return which if self.place is None else f"{which} AND place_id = :place"

    @property
    def parameters(self) -> dict[str, object]:
        """Return the parameters of a query with `READING` and `condition`."""
        return {
            **self.reading.parameters,
            "first": day_number(self.first),
            "last": day_number(self.last),
            "place": self.place,
            "shown": self.shown.value,
        }

    def of(self, shown: Shown) -> Selection:
        """Return the same part of other hits."""
        return replace(self, shown=shown)

    def all_days(self) -> tuple[date, ...]:
        """Return every day of it."""
        return tuple(self.first + timedelta(days=number) for number in range(self.days))
