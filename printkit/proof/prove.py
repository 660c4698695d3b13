"""The proof: read every page, look twice where something is wrong, compare."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from printkit.errors import Problem, SignetError
from printkit.manifest import Row
from printkit.proof.compare import (
    Look,
    Result,
    Sighting,
    Slot,
    compare_links,
    compare_places,
    in_order,
)
from printkit.proof.expected import Expected, unique_files
from printkit.proof.findings import Finding, Report
from printkit.proof.render import DamagedPageError, Pdf, Picture, open_pdf
from printkit.proof.symbols import Symbol, has_ink, part, read_symbols, read_thoroughly

Progress = Callable[[int, int], None]

FIRST_DPI = 150
"""Enough for modules of 0.33 mm (2 dots), and five times as fast as 300."""
SECOND_DPI = (300, 600)
COARSE_DPI = 100
AHEAD = 4
"""Pictures waiting for the decoder, at most; each is 5 MB for an SRA3 sheet."""


def prove(files: Sequence[Path], expected: Expected, progress: Progress | None = None) -> Report:
    """Decode every code of finished PDFs and compare with what should be there. Several files are one set.

    Every page is read whole, so codes that stand where none belongs are found as well. What is not found is
    looked for again, enlarged, before it is called unreadable. What this does not prove: quiet zones, inks
    and contrast; and without a manifest a code whose corners are destroyed leaves no trace but that it is
    missing.

    Args:
        files: The PDFs; one that is named twice is read once.
        expected: From `printkit.proof.expected.from_manifests` or `from_links`.
        progress: Called with (pages done, pages in all).

    Raises:
        SignetError: If a file cannot be read as a PDF at all; all such files together.
    """
    unique = unique_files(files)
    reading = _Reading(expected, progress or (lambda done, total: None), _count_pages(unique))
    for file in unique:
        reading.read(file)
    if expected.files:
        result = compare_places(reading.slots, reading.sightings, expected.repeats)
        codes = len(reading.slots)
    else:
        result = reading.compare_links()
        unread = sum(not sighting.symbol.readable for sighting in reading.sightings)
        codes = max(result.decoded + unread, len(expected.links)) if expected.repeats else len(expected.links)
    findings = in_order([*reading.findings, *result.findings])
    return Report(codes, result.decoded, findings, places=bool(expected.files))


def _count_pages(files: Sequence[Path]) -> int:
    pages, problems = 0, list[Problem]()
    for file in files:
        try:
            with open_pdf(file) as pdf:
                pages += pdf.pages
        except SignetError as error:
            problems += error.problems
    if problems:
        raise SignetError(problems)
    return pages


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    picture: Picture | None
    symbols: tuple[Symbol, ...]


class _Reading:
    """What has been seen so far."""

    def __init__(self, expected: Expected, progress: Progress, pages: int) -> None:
        self.expected, self.progress, self.pages = expected, progress, pages
        self.done = 0
        self.slots: list[Slot] = []
        self.sightings: list[Sighting] = []
        self.findings: list[Finding] = []
        self.read_pages: dict[tuple[Path, int], tuple[Symbol, ...]] = {}
        self.rows = {entry.file.resolve(): entry.rows for entry in expected.files}

    def read(self, file: Path) -> None:
        rows: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows.get(file.resolve(), ()):
            rows[row.page].append(row)
        with open_pdf(file) as pdf:
            for page in _pages(pdf):
                self._note(file, page)
                self._look_at(pdf, page, rows.pop(page.number, []))
                self._step()
        self.slots += (Slot(file, row, Look.NO_PAGE) for left in rows.values() for row in left)

    def _step(self) -> None:
        self.done += 1
        self.progress(self.done, self.pages)

    def _note(self, file: Path, page: _Page) -> None:
        """Record what is wrong with the page as a whole."""
        if page.picture is None:
            message = "The page is damaged and cannot be drawn."
            self.findings.append(Finding("damaged-page", str(file), page.number, None, None, message))
        elif page.picture.dots_per_mm * 25.4 < COARSE_DPI:
            message = "The page is so large that codes outside their places may have been overlooked."
            self.findings.append(Finding("coarse", str(file), page.number, None, None, message))

    def _look_at(self, pdf: Pdf, page: _Page, rows: Sequence[Row]) -> None:
        symbols = list(page.symbols)
        for row in rows:
            slot = Slot(pdf.path, row, Look.SYMBOL)
            if page.picture is None:
                slot = replace(slot, look=Look.DAMAGED)
            elif not any(slot.holds(symbol) for symbol in symbols):
                inside = part(page.picture, row.x_mm, row.y_mm, row.size_mm)
                more = _second_look(pdf, slot) if has_ink(inside) else ()
                look = Look.SYMBOL if more else Look.INK if has_ink(inside) else Look.BLANK
                slot = replace(slot, look=look)
                symbols += (symbol for symbol in more if not any(symbol.is_near(other) for other in symbols))
            self.slots.append(slot)
        self.read_pages[pdf.path, page.number] = tuple(symbols)
        self.sightings += (Sighting(pdf.path, page.number, symbol) for symbol in symbols)

    def compare_links(self) -> Result:
        """Compare with the links; where some are missing, read those pages again first that hold the fewest.

        One code for all may be missing from any page without being missed.
        """
        links, repeats = self.expected.links, self.expected.repeats
        most = max(map(len, self.read_pages.values()))
        full = [place for place, symbols in self.read_pages.items() if len(symbols) == most]
        less = [place for place, symbols in self.read_pages.items() if len(symbols) < most]
        missing, _ = self._balance()
        if missing or repeats:
            self._read_again(less)
        missing, strangers = self._balance()
        if missing > strangers or repeats:
            self._read_again(full)
        return compare_links(links, self.sightings, repeats)

    def _balance(self) -> tuple[int, int]:
        """Return how many links were not seen, and how many codes are too much, perhaps in their places."""
        wanted = Counter(self.expected.links)
        seen = Counter(sighting.symbol.text for sighting in self.sightings if sighting.symbol.readable)
        return (wanted - seen).total(), (seen - wanted).total()

    def _read_again(self, places: Sequence[tuple[Path, int]]) -> None:
        self.pages += len(places)
        for file, group in groupby(places, key=lambda place: place[0]):
            with open_pdf(file) as pdf:
                for _, page in group:
                    new = _whole_again(pdf, page, self.read_pages[file, page])
                    self.sightings += (Sighting(file, page, symbol) for symbol in new)
                    self._step()


def _pages(pdf: Pdf) -> Iterator[_Page]:
    """Read every page. This thread draws while another decodes, which leaves the interpreter free."""
    waiting: deque[tuple[int, Picture | None, Future[tuple[Symbol, ...]] | None]] = deque()
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="proof") as decoders:
        for number in range(1, pdf.pages + 1):
            try:
                picture = pdf.picture(number, FIRST_DPI)
                waiting.append((number, picture, decoders.submit(read_symbols, picture)))
            except DamagedPageError:
                waiting.append((number, None, None))
            if len(waiting) > AHEAD:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())


def _finished(number: int, picture: Picture | None, symbols: Future[tuple[Symbol, ...]] | None) -> _Page:
    return _Page(number, picture, symbols.result() if symbols else ())


def _second_look(pdf: Pdf, slot: Slot) -> tuple[Symbol, ...]:
    """Look at one slot, larger and larger, until something in it can be read."""
    row, margin = slot.row, slot.row.size_mm / 10
    box = (row.x_mm - margin, row.y_mm - margin, row.size_mm + 2 * margin, row.size_mm + 2 * margin)
    for dpi in SECOND_DPI:
        try:
            found = read_thoroughly(pdf.picture(row.page, dpi, box))
        except DamagedPageError:
            return ()
        inside = tuple(symbol for symbol in found if symbol.readable and slot.holds(symbol))
        if inside:
            return inside
    return ()


def _whole_again(pdf: Pdf, page: int, known: Sequence[Symbol]) -> list[Symbol]:
    """Read a page at twice the resolution; return what stands where nothing was read before."""
    try:
        found = read_thoroughly(pdf.picture(page, SECOND_DPI[0]))
    except DamagedPageError:
        return []
    new: list[Symbol] = []
    for symbol in sorted(found, key=lambda symbol: not symbol.readable):
        if not any(symbol.is_near(other) for other in (*known, *new)):
            new.append(symbol)
    return new
