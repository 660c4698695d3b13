"""The arithmetic of piles: which item of a series comes on which slot of which sheet. All counts from 0."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Series:
    """What comes out in the end, one after the other: copies, with a slip before each bundle.

    Attributes:
        copies: Copies in all.
        bundles: Copies of each bundle, all together ``copies``; empty without slips.
        starts: Where in the series the slip of each bundle stands.
    """

    copies: int
    bundles: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, copies: int, bundles: tuple[int, ...] = ()) -> Series:
        """Return the series of so many copies in these bundles."""
        before = accumulate(bundles[:-1], initial=0) if bundles else ()
        return cls(copies, bundles, tuple(start + number for number, start in enumerate(before)))

    @property
    def length(self) -> int:
        """Copies and slips."""
        return self.copies + len(self.bundles)

    def at(self, index: int) -> tuple[int | None, int | None]:
        """Return which copy is at an index, or else before which bundle the slip there stands."""
        if not self.starts:
            return index, None
        bundle = bisect_right(self.starts, index) - 1
        if self.starts[bundle] == index:
            return None, bundle
        return index - bundle - 1, None


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of all sheets, and those of them that stay blank because somebody wants it so.

    Attributes:
        free: Slots that are free on a usual sheet, in their order.
        taken: Sheet and slot of what is besides taken on single sheets, in order.
        face_down: Slots whose pile lies with its back up and is turned over before it joins the others.
    """

    free: tuple[int, ...]
    taken: tuple[tuple[int, int], ...] = ()
    face_down: frozenset[int] = frozenset()

    def on_sheet(self, sheet: int) -> tuple[int, ...]:
        """Return the free slots of a sheet, in their order."""
        taken = self._taken_on(sheet, sheet + 1)
        return tuple(slot for slot in self.free if slot not in taken) if taken else self.free

    def before(self, sheet: int) -> int:
        """Return how many free slots all sheets before one have."""
        return sheet * len(self.free) - bisect_left(self.taken, (sheet, -1))

    def sheets_for(self, items: int) -> int:
        """Return how many sheets so many items need."""
        most = -(-(items + len(self.taken)) // len(self.free))
        return bisect_left(range(most + 1), items, key=self.before)

    def height(self, slot: int, first: int, last: int) -> int:
        """Return how many of the sheets from one to before another have a slot free."""
        return last - first - self._taken_on(first, last).count(slot)

    def _taken_on(self, first: int, last: int) -> list[int]:
        if not self.taken:
            return []
        start, end = (bisect_left(self.taken, (sheet, -1)) for sheet in (first, last))
        return [slot for _, slot in self.taken[start:end]]
