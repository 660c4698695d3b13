"""Which pages are drawn besides those whose paths leave a doubt."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SMALL_CODES, SMALL_PAGES = 200, 400
"""A job with no more is drawn whole."""
LEAST, SHARE, MOST = 20, 100, 300
"""Pages chosen by chance: one in a hundred, but not fewer and not more than these."""
ENDS = 2
"""Pages drawn at the beginning and at the end of each file: both sides of a sheet."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The pages to be drawn.

    Attributes:
        pages: Of each file, from 1.
        whole: Whether these are all pages.
        seed: What chose them.
    """

    pages: dict[Path, frozenset[int]]
    whole: bool
    seed: int

    def holds(self, file: Path, page: int) -> bool:
        """Tell whether a page is to be drawn."""
        return page in self.pages[file]


def choose(counts: Sequence[tuple[Path, int]], codes: int, *, full: bool) -> Sample:
    """Choose the pages to draw: all if asked for or if they are few, else the ends and some by chance.

    Args:
        counts: The files, each with its number of pages.
        codes: How many codes are expected; it is also the seed, so that a proof can be repeated.
        full: Whether all are asked for.
    """
    total = sum(pages for _, pages in counts)
    if full or (codes <= SMALL_CODES and total <= SMALL_PAGES):
        return Sample({file: frozenset(range(1, pages + 1)) for file, pages in counts}, True, codes)
    many = min(max(LEAST, total // SHARE), MOST, total)
    chance = sorted(random.Random(codes).sample(range(total), many))  # noqa: S311  # no secret
    chosen: dict[Path, frozenset[int]] = {}
    first = 0
    for file, pages in counts:
        ends = {*range(1, min(ENDS, pages) + 1), *range(max(pages - ENDS, 0) + 1, pages + 1)}
        own = {number - first + 1 for number in chance if first <= number < first + pages}
        chosen[file] = frozenset(ends | own)
        first += pages
    return Sample(chosen, False, codes)
