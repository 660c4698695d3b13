"""Whole pages that are missing, replaced or in another order: one finding instead of one for each code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from printkit.proof.findings import Finding
from printkit.proof.slots import Look, Slot
from printkit.proof.symbols import Symbol

LEAST = 2
"""Codes on a page that make it worth a finding of its own."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A slot whose code is not in it.

    Attributes:
        occupant: What stands there instead.
        with_all: Whether the same is true of every slot of the page.
    """

    slot: Slot
    occupant: Symbol | None
    with_all: bool


@dataclass(frozen=True, slots=True)
class Stray:
    """A symbol that is not what belongs in its place, and the slot in which it stands."""

    file: Path
    page: int
    symbol: Symbol
    home: Slot | None
    sheet: int | None

    def finding(self, rule: str, message: str) -> Finding:
        """Return a finding at the place of the symbol."""
        slot = self.home.row.slot if self.home else None
        return Finding(rule, str(self.file), self.page, self.sheet, slot, message)


Page = tuple[Path, int]


def pages_lost(
    lost: Sequence[Lost], mourn: Callable[[Lost], Finding], last: Mapping[Path, int]
) -> Iterator[Finding]:
    """Yield findings for codes that are nowhere: pages of them at once, others by themselves.

    Args:
        lost: The slots in which they should stand.
        mourn: Tells of one.
        last: The last page of each file with a code.
    """
    pages: dict[Page, list[Lost]] = defaultdict(list)
    for one in lost:
        pages[one.slot.file, one.slot.row.page].append(one)
    whole = [page for page, group in pages.items() if _is_whole(group)]
    for page, group in pages.items():
        if page not in whole:
            yield from map(mourn, group)
    for run in _runs(whole, lambda page: pages[page][0].slot.look):
        yield _page_lost(run, [one for page in run for one in pages[page]], last[run[0][0]])


def pages_shifted(
    moved: Sequence[tuple[Stray, Slot]], tell: Callable[[Stray, Slot], Iterable[Finding]]
) -> Iterator[Finding]:
    """Yield findings for codes that belong elsewhere: pages at once that hold what belongs on another."""
    pages: dict[Page, list[tuple[Stray, Slot]]] = defaultdict(list)
    for stray, slot in moved:
        pages[stray.file, stray.page].append((stray, slot))
    whole = {page: other for page, group in pages.items() if (other := _other_page(group))}
    for page, group in pages.items():
        if page not in whole:
            yield from (finding for stray, slot in group for finding in tell(stray, slot))
    for run in _runs(list(whole), lambda page: (whole[page][0], whole[page][1] - page[1])):
        group = [pair for page in run for pair in pages[page]]
        yield _page_shifted(run, [whole[page] for page in run], group)


def _is_whole(group: Sequence[Lost]) -> bool:
    looks = {one.slot.look for one in group}
    if len(group) < LEAST or not all(one.with_all for one in group) or len(looks) > 1:
        return False
    return looks <= {Look.NO_PAGE, Look.BLANK} or all(one.occupant is not None for one in group)


def _other_page(group: Sequence[tuple[Stray, Slot]]) -> Page | None:
    """Return the page whose codes these are, each in its slot there."""
    others = {(slot.file, slot.row.page) for _, slot in group}
    same_slots = all(stray.home and stray.home.row.slot == slot.row.slot for stray, slot in group)
    return others.pop() if len(others) == 1 and same_slots and len(group) >= LEAST else None


def _runs(pages: Sequence[Page], kind: Callable[[Page], object]) -> Iterator[list[Page]]:
    """Yield pages of a kind that follow each other, leaving aside a page without codes between."""
    run: list[Page] = []
    for page in sorted(pages, key=lambda page: (str(page[0]), page[1])):
        goes_on = run and run[-1][0] == page[0] and kind(run[-1]) == kind(page)
        if run and not (goes_on and page[1] - run[-1][1] <= LEAST):
            yield run
            run = []
        run.append(page)
    if run:
        yield run


def _page_lost(run: Sequence[Page], lost: Sequence[Lost], of: int) -> Finding:
    slot = lost[0].slot
    count = f"{len(lost):,} codes are"
    if slot.look is Look.NO_PAGE:
        message = f"The file has no {_pages(run)}: {count} missing."
    else:
        what = "is missing or was" if len(run) == 1 else "are missing or were"
        message = f"{_pages(run).capitalize()} of {of:,} {what} replaced: {count} nowhere."
    return Finding("missing-page", str(slot.file), slot.row.page, slot.row.sheet, None, message)


def _page_shifted(
    run: Sequence[Page], others: Sequence[Page], group: Sequence[tuple[Stray, Slot]]
) -> Finding:
    stray = group[0][0]
    whose = _pages(others) + ("" if others[0][0] == run[0][0] else f" of {others[0][0].name}")
    verb = "holds" if len(run) == 1 else "hold"
    message = f"{_pages(run).capitalize()} {verb} the {len(group):,} codes of {whose}."
    return Finding("misplaced", str(stray.file), stray.page, stray.sheet, None, message)


def _pages(run: Sequence[Page]) -> str:
    first, last = run[0][1], run[-1][1]
    return f"page {first:,}" if first == last else f"pages {first:,} to {last:,}"
