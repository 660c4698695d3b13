"""The pages of all files, one after the other: read from their paths, drawn where needed, merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from printkit.manifest import Row
from printkit.proof.crew import Crew
from printkit.proof.findings import Finding
from printkit.proof.first_look import FIRST_DPI, PageRead
from printkit.proof.merge import Page, from_paths, merged
from printkit.proof.paths.reader import PathsRead
from printkit.proof.render import Pdf
from printkit.proof.sample import Sample
from printkit.proof.second_look import confirms, look_closer, second_look
from printkit.proof.slots import Look, Slot
from printkit.proof.symbols import Symbol
from printkit.proof.tally import Tally

COARSE_DPI = 100
"""A page that had to be drawn more coarsely is no longer read surely as a whole."""
BLOCK = 512
"""Pages that are read before they are compared: what is kept of them at a time."""

Rows = Mapping[int, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page that was read: its number in the file, its symbols, and what was found in its slots."""

    number: int
    symbols: tuple[Symbol, ...]
    slots: tuple[Slot, ...]


class Pages:
    """Reads pages and remembers what was drawn.

    Attributes:
        findings: What is wrong with pages as a whole.
        tally: What was read how.
    """

    def __init__(self, crew: Crew, pages: int, sample: Sample) -> None:
        self.findings: list[Finding] = []
        self.tally = Tally(sample)
        self._crew, self._left, self._sample = crew, pages, sample
        self._known: set[str] = set()
        self._with_codes: set[str] = set()

    def read(self, pdf: Pdf, load: Callable[[], Rows]) -> Iterator[SeenPage]:
        """Yield each page of a file; ``load`` gives the rows of the manifest by page.

        Helpers, if there are any, are always asked for one block more than is waited for, so that they read
        while this process loads rows, compares, or waits for the last page of a block.
        """
        self._known, self._with_codes = set(), set()
        blocks = [range(first, min(first + BLOCK, pdf.pages + 1)) for first in range(1, pdf.pages + 1, BLOCK)]
        ahead = self._ask(pdf, blocks[0])
        rows = load()
        for index in range(len(blocks)):
            asked, ahead = ahead, self._ask(pdf, blocks[index + 1]) if index + 1 < len(blocks) else iter(())
            reads = tuple(asked)
            drawn = self._draw(pdf, reads, rows)
            for read in reads:
                yield self._finished(pdf, read, drawn.get(read.page), rows.get(read.page, ()))

    def _ask(self, pdf: Pdf, numbers: range) -> Iterator[PathsRead]:
        self._left -= len(numbers)
        return self._crew.paths(pdf.path, numbers, self._left)

    def _draw(self, pdf: Pdf, reads: Sequence[PathsRead], rows: Rows) -> dict[int, tuple[PageRead, Page]]:
        """Draw pages that call for it; then those with the same artwork, if it turned out to hold codes."""
        drawn: dict[int, tuple[PageRead, Page]] = {}
        todo = [read for read in reads if self._is_called_for(pdf, read, rows.get(read.page, ()))]
        while todo:
            numbers = [read.page for read in todo]
            for read, seen in zip(todo, self._crew.drawn(pdf.path, numbers), strict=True):
                page = merged(
                    read, seen, partial(confirms, pdf, read.page), partial(look_closer, pdf, read.page)
                )
                drawn[read.page] = seen, page
                if page.hidden:
                    self._with_codes.update(read.artwork)
            todo = [
                read
                for read in reads
                if read.page not in drawn and not self._with_codes.isdisjoint(read.artwork)
            ]
        return drawn

    def _is_called_for(self, pdf: Pdf, read: PathsRead, rows: Sequence[Row]) -> bool:
        """Tell whether a page has to be drawn. Its artwork is known from then on."""
        slots = (Slot(pdf.path, row, Look.SYMBOL) for row in rows)
        called = (
            bool(read.doubt)
            or self._sample.holds(pdf.path, read.page)
            or not self._known.issuperset(read.artwork)
            or any(not any(slot.holds(symbol) for symbol in read.symbols) for slot in slots)
        )
        if called:
            self._known.update(read.artwork)
        return called

    def _finished(
        self, pdf: Pdf, read: PathsRead, drawn: tuple[PageRead, Page] | None, rows: Sequence[Row]
    ) -> SeenPage:
        page = drawn[1] if drawn else from_paths(read)
        slots = [Slot(pdf.path, row, Look.SYMBOL) for row in rows]
        symbols = page.symbols
        if drawn:
            self._note(pdf, read, drawn[0], page)
            slots, symbols = _look_twice(pdf, drawn[0], slots, symbols)
        self.tally.add(replace(page, symbols=symbols), drawn=drawn is not None)
        return SeenPage(read.page, symbols, tuple(slots))

    def _note(self, pdf: Pdf, read: PathsRead, seen: PageRead, page: Page) -> None:
        """Record what is wrong with a drawn page as a whole, and where both ways disagree."""
        told = [("disagreement", fault) for fault in page.faults]
        if seen.is_damaged:
            told.append(("damaged-page", "The page is damaged and cannot be drawn."))
        elif seen.dots_per_mm * 25.4 < COARSE_DPI and (read.doubt or read.artwork):
            words = "The page is so large that codes outside their places may have been overlooked."
            told.append(("coarse", words))
        self.findings += (Finding(rule, str(pdf.path), read.page, None, None, words) for rule, words in told)


def _look_twice(
    pdf: Pdf, seen: PageRead, slots: list[Slot], symbols: tuple[Symbol, ...]
) -> tuple[list[Slot], tuple[Symbol, ...]]:
    """Look again, enlarged, at slots of a drawn page in which nothing was read."""
    if seen.is_damaged:
        return [replace(slot, look=Look.DAMAGED) for slot in slots], symbols
    empty = [slot for slot in slots if not any(slot.holds(symbol) for symbol in symbols)]
    if not empty:
        return slots, symbols
    picture, found = pdf.picture(seen.page, FIRST_DPI), list(symbols)
    looks: dict[int, Look] = {}
    for slot in empty:
        look, more = second_look(pdf, picture, slot)
        looks[id(slot)] = look
        new = (symbol for symbol in more if not any(symbol.is_near(other) for other in found))
        found += (look_closer(pdf, seen.page, symbol) for symbol in new)
    return [replace(slot, look=looks.get(id(slot), slot.look)) for slot in slots], tuple(found)
