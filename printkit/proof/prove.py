"""The proof: read every page, look twice where something is wrong, compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
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
from printkit.proof.crew import read_all
from printkit.proof.expected import Expected, unique_files
from printkit.proof.findings import Finding, Report
from printkit.proof.first_look import FIRST_DPI, PageRead
from printkit.proof.render import Pdf, open_pdf
from printkit.proof.second_look import look_again, second_look
from printkit.proof.symbols import Symbol

Progress = Callable[[int, int], None]

COARSE_DPI = 100
"""A page that had to be drawn more coarsely is no longer read surely as a whole."""


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
    counts = _count_pages(unique_files(files))
    reading = _Reading(expected, progress or (lambda done, total: None), sum(pages for _, pages in counts))
    for file, pages in groupby(read_all(counts), key=lambda read: read[0]):
        reading.read(file, (page for _, page in pages))
    if expected.files:
        result = compare_places(reading.slots, reading.sightings)
        codes = len(reading.slots)
    else:
        result = reading.compare_links()
        unread = sum(not sighting.symbol.readable for sighting in reading.sightings)
        codes = max(result.decoded + unread, len(expected.links)) if expected.repeats else len(expected.links)
    findings = in_order([*reading.findings, *result.findings])
    return Report(codes, result.decoded, findings, places=bool(expected.files))


def _count_pages(files: Sequence[Path]) -> tuple[tuple[Path, int], ...]:
    counts, problems = list[tuple[Path, int]](), list[Problem]()
    for file in files:
        try:
            with open_pdf(file) as pdf:
                counts.append((file, pdf.pages))
        except SignetError as error:
            problems += error.problems
    if problems:
        raise SignetError(problems)
    return tuple(counts)


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

    def read(self, file: Path, pages: Iterable[PageRead]) -> None:
        """Take in what the first look showed of a file, and look again where a slot seems empty."""
        rows: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows.get(file.resolve(), ()):
            rows[row.page].append(row)
        with open_pdf(file) as pdf:
            for page in pages:
                self._note(file, page)
                self._look_at(pdf, page, rows.pop(page.page, []))
                self._step()
        self.slots += (Slot(file, row, Look.NO_PAGE) for left in rows.values() for row in left)

    def _step(self) -> None:
        self.done += 1
        self.progress(self.done, self.pages)

    def _note(self, file: Path, page: PageRead) -> None:
        """Record what is wrong with the page as a whole."""
        if page.is_damaged:
            message = "The page is damaged and cannot be drawn."
            self.findings.append(Finding("damaged-page", str(file), page.page, None, None, message))
        elif page.dots_per_mm * 25.4 < COARSE_DPI:
            message = "The page is so large that codes outside their places may have been overlooked."
            self.findings.append(Finding("coarse", str(file), page.page, None, None, message))

    def _look_at(self, pdf: Pdf, page: PageRead, rows: Sequence[Row]) -> None:
        symbols = list(page.symbols)
        slots = [Slot(pdf.path, row, Look.DAMAGED if page.is_damaged else Look.SYMBOL) for row in rows]
        empty = [
            index
            for index, slot in enumerate(slots)
            if slot.look is Look.SYMBOL and not any(slot.holds(symbol) for symbol in symbols)
        ]
        if empty:
            picture = pdf.picture(page.page, FIRST_DPI)
            for index in empty:
                look, more = second_look(pdf, picture, slots[index])
                slots[index] = replace(slots[index], look=look)
                symbols += (symbol for symbol in more if not any(symbol.is_near(other) for other in symbols))
        self.slots += slots
        self.read_pages[pdf.path, page.page] = tuple(symbols)
        self.sightings += (Sighting(pdf.path, page.page, symbol) for symbol in symbols)

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
                    new = look_again(pdf, page, self.read_pages[file, page])
                    self.sightings += (Sighting(file, page, symbol) for symbol in new)
                    self._step()
