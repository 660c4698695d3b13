"""A verdict on batches as data; `tracker.reports.verdict_words` says it in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.reports.statistics.intervals import Interval
from tracker.reports.statistics.samples import Measure


class VerdictKind(StrEnum):
    """What can be said about batches that are compared."""

    BETTER = "better"
    NO_DIFFERENCE = "no difference worth mentioning"
    TOO_EARLY = "too early to say"


@dataclass(frozen=True, slots=True)
class Missing:
    """About what it takes to decide, with a certainty of 80 %, if things go on as they did.

    Attributes:
        copies: So many more of each batch, out as long as the others; ``None`` as long as nobody knows:
            without a scan.
        days: So many more days; ``None`` if waiting alone will not do within a year.
    """

    copies: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What can be said about two batches.

    Attributes:
        first: A batch.
        second: Another.
        kind: If it is ``BETTER``, the first is.
        ratio: How many times the second's rate the first's is; ``None`` if the second has none.
        left: Ratios of these two that cannot be excluded, however often somebody looked.
        doubt: How likely evidence as strong as this would ever come up without a difference, 0 to 1, adjusted
            for the number of pairs.
        missing: ``None`` unless it is too early.
    """

    first: int
    second: int
    kind: VerdictKind
    ratio: float | None
    left: Interval
    doubt: float
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said about two or more batches.

    Attributes:
        kind: ``BETTER`` if the best are known, ``NO_DIFFERENCE`` if all are alike.
        best: The batches better than all others; several if there is no difference between the first and
            them. If it is too early, all that may still be the best.
        pairs: Each with each, the one with the higher rate first.
        missing: What it takes to know the best; ``None`` unless it is too early.
    """

    kind: VerdictKind
    best: tuple[int, ...]
    pairs: tuple[PairVerdict, ...]
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One batch over the days that are compared.

    Attributes:
        copies: Those out, on average over these days.
        joined: Copies that were put to others during these days; they count from their day on.
        left_out: Copies handed out too late for them.
        counted: Pieces scanned at least once, or scans, within these days.
        per_100: Of 100 copies.
        interval: Of ``per_100``, for one look; ``None`` as long as days cannot tell.
    """

    batch: int
    copies: int
    joined: int
    left_out: int
    counted: int
    per_100: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Batches side by side.

    Attributes:
        measure: What is counted, the same for all.
        days: Whole days since the hand-out that are compared.
        batches: In the order in which they were asked for.
        worth: The ratio from which on a difference is worth mentioning.
    """

    measure: Measure
    days: int
    worth: float
    batches: tuple[Compared, ...]
    verdict: Verdict
