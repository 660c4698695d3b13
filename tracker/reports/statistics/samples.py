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
    """

    copies: int
    daily: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A batch as it is compared."""

    batch: int
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class Windowed:
    """A batch over the days that are compared.

    Attributes:
        copies: Those out for all these days.
        left_out: Copies handed out too late for them.
        daily: What each of these days brought.
    """

    batch: int
    copies: int
    left_out: int
    daily: tuple[int, ...]

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
    copies = sum(cohort.copies for cohort in sample.cohorts)
    out = 0
    for cohort in sorted(sample.cohorts, key=lambda cohort: -len(cohort.daily)):
        out += cohort.copies
        if out >= SHARE_IN_WINDOW * copies:
            return len(cohort.daily)
    return 0


def _within(sample: Sample, days: int) -> Windowed:
    meant = [cohort for cohort in sample.cohorts if len(cohort.daily) >= days]
    copies = sum(cohort.copies for cohort in meant)
    daily = tuple(sum(cohort.daily[day] for cohort in meant) for day in range(days))
    return Windowed(sample.batch, copies, sum(one.copies for one in sample.cohorts) - copies, daily)
