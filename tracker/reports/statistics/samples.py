"""What is compared: batches over the same number of days since they were handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SHARE_IN_WINDOW = 0.5
"""Of each batch at least this share of copies has to be out for all days that are compared."""


class Measure(StrEnum):
    """What is counted for each batch."""

    PIECES = "scan rate"
    """Pieces scanned at least once of those handed out; needs a code for each piece."""
    SCANS = "scans per 100 copies"
    """For batches of which at least one has one code for all."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Copies of a batch that were handed out on one day.

    Attributes:
        copies: How many.
        daily: For each whole day since, that of the hand-out first, what it brought: pieces scanned for the
            first time, or scans.
        joined: Copies that were put to them later, whose scans cannot be told from theirs: since which of
            these days, 0 being the first, and how many.
    """

    copies: int
    daily: tuple[int, ...]
    joined: tuple[tuple[int, int], ...] = ()

    @property
    def in_all(self) -> int:
        """All its copies, those that joined among them."""
        return self.copies + sum(copies for _, copies in self.joined)

    def out_on(self, day: int) -> int:
        """Return how many of its copies were out on one of its days."""
        return self.copies + sum(copies for since, copies in self.joined if since <= day)


@dataclass(frozen=True, slots=True)
class Sample:
    """A batch as it is compared."""

    batch: int
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class Windowed:
    """A batch over the days that are compared.

    Attributes:
        copies: Those out, on average over these days.
        joined: Copies that were put to others during these days; they count from their day on.
        left_out: Copies handed out too late for them.
        daily: What each of these days brought.
        out: Copies out on each of them.
    """

    batch: int
    copies: int
    joined: int
    left_out: int
    daily: tuple[int, ...]
    out: tuple[int, ...]

    @property
    def counted(self) -> int:
        """All that these days brought."""
        return sum(self.daily)


def same_days(samples: Sequence[Sample]) -> tuple[int, tuple[Windowed, ...]]:
    """Return how many days since the hand-out all samples can be compared over, and the samples over those.

    As many days as at least half of each batch has been out. It depends on nothing but the hand-outs, so it
    favours nobody. Later copies are left out, and so is what came afterwards to earlier ones.
    """
    days = min((_most_days(sample) for sample in samples), default=0)
    return days, tuple(_within(sample, days) for sample in samples)


def _most_days(sample: Sample) -> int:
    copies = sum(cohort.in_all for cohort in sample.cohorts)
    out = 0
    for cohort in sorted(sample.cohorts, key=lambda cohort: -len(cohort.daily)):
        out += cohort.in_all
        if out >= SHARE_IN_WINDOW * copies:
            return len(cohort.daily)
    return 0


def _within(sample: Sample, days: int) -> Windowed:
    meant = [cohort for cohort in sample.cohorts if len(cohort.daily) >= days]
    first = sum(cohort.copies for cohort in meant)
    out = tuple(sum(cohort.out_on(day) for cohort in meant) for day in range(days))
    last = out[-1] if out else first
    return Windowed(
        sample.batch,
        round(sum(out) / days) if days else first,
        last - first,
        sum(cohort.in_all for cohort in sample.cohorts) - last,
        tuple(sum(cohort.daily[day] for cohort in meant) for day in range(days)),
        out,
    )
