"""The proof: read every page from its paths, draw what leaves a doubt and a sample, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from printkit.errors import Problem, SignetError
from printkit.manifest import Row
from printkit.proof.crew import Crew
from printkit.proof.expected import Expected, Listed, unique_files
from printkit.proof.findings import Report
from printkit.proof.pages import Pages
from printkit.proof.places import Places
from printkit.proof.render import open_pdf
from printkit.proof.sample import choose
from printkit.proof.sets import absent_files, lost_backs
from printkit.proof.slots import Look, Slot, in_order
from printkit.proof.unlisted import Found, compare_unlisted

Progress = Callable[[int, int], None]
Counts = Sequence[tuple[Path, int]]
"""Files with their numbers of pages."""


def prove(
    files: Sequence[Path],
    expected: Expected,
    progress: Progress | None = None,
    *,
    full: bool = False,
    processes: int | None = None,
) -> Report:
    """Decode every code of finished PDFs and compare with what should be there. Several files are one set.

    Every page is read from its paths. It is also drawn, and read as a picture, if its paths leave a doubt, if
    a code of it was not found, if it holds artwork that was not drawn before, or if it belongs to the sample.
    What is not found is looked for again, enlarged, before it is called unreadable. `docs/proof.md` says what
    this does not prove.

    Args:
        files: The PDFs; one that is named twice is read once.
        expected: From `printkit.proof.expected.from_manifests` or `from_links`.
        progress: Called with done and in all: codes with manifests, else pages.
        full: Whether to draw every page, not only a sample.
        processes: How many read at once; by default one for each core where it pays.

    Raises:
        SignetError: If a file cannot be read as a PDF at all; all such files together.
    """
    counts = _count_pages(unique_files(files))
    sample = choose(counts, expected.codes, full=full)
    show = progress or (lambda done, total: None)
    with Crew(processes) as crew:
        pages = Pages(crew, sum(count for _, count in counts), sample)
        if expected.files:
            return _with_places(counts, expected, pages, show)
        return _with_links(counts, expected, pages, show)


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


def _with_places(counts: Counts, expected: Expected, pages: Pages, progress: Progress) -> Report:
    places, done = Places(), 0
    lists = {listed.file.resolve(): listed for listed in expected.files}
    for file, _ in counts:
        rows: dict[int, list[Row]] = {}
        with open_pdf(file) as pdf:
            for page in pages.read(pdf, partial(_by_page, lists[file.resolve()], rows)):
                places.add_page(file, page.number, page.slots, page.symbols)
                rows.pop(page.number, None)
                done += len(page.slots)
                progress(done, expected.codes)
        for number in sorted(rows):
            slots = [Slot(file, row, Look.NO_PAGE) for row in rows[number]]
            places.add_page(file, number, slots, ())
    absent, notes = absent_files(expected.files)
    result = places.finish()
    findings = in_order((*pages.findings, *absent, *lost_backs(counts, expected.files), *result.findings))
    tally = pages.tally
    return Report(expected.codes, result.decoded, findings, True, tally.tiers, tally.facts, notes)


def _by_page(listed: Listed, rows: dict[int, list[Row]]) -> dict[int, list[Row]]:
    """Fill in the rows of a file by page."""
    for row in listed.rows():
        rows.setdefault(row.page, []).append(row)
    return rows


def _with_links(counts: Counts, expected: Expected, pages: Pages, progress: Progress) -> Report:
    found: Found = {}
    total = sum(count for _, count in counts)
    for file, _ in counts:
        with open_pdf(file) as pdf:
            for page in pages.read(pdf, dict):
                found[file, page.number] = page.symbols
                progress(len(found), total)
    codes, result = compare_unlisted(found, expected)
    findings = in_order((*pages.findings, *result.findings))
    return Report(codes, result.decoded, findings, False, pages.tally.tiers, pages.tally.facts)
