"""The words of a proof, for the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from printkit.proof.findings import Finding, Report

NOT_PROVED = "Not proved: quiet zones, inks, and how the codes look on paper."
NO_PLACES = "Nor that each code stands in its place: that needs the manifest."
HEADINGS = {
    "missing": "Missing",
    "unreadable": "Unreadable",
    "foreign": "Foreign",
    "duplicate": "Duplicate",
    "misplaced": "Misplaced",
    "wrong-symbology": "Not a QR code",
    "inverted": "Light on dark",
    "damaged-page": "Damaged pages",
    "coarse": "Read coarsely",
}


def summary(report: Report) -> str:
    """Return the outcome in one sentence, such as "500 of 500 codes decoded, each in its place."."""
    decoded = f"{report.decoded:,} of {report.codes:,} {'code' if report.codes == 1 else 'codes'} decoded"
    if not report.findings:
        return f"{decoded}, each in its place." if report.places else f"{decoded}."
    count = len(report.findings)
    return f"{decoded}; {count:,} {'fault' if count == 1 else 'faults'}."


def lines(report: Report, most: int = 20) -> Iterator[str]:
    """Yield the lines of the report: the faults grouped by rule, at most so many of each, and the outcome."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        groups[finding.rule].append(finding)
    for rule in sorted(groups, key=list(HEADINGS).index):
        yield f"{HEADINGS[rule]} ({len(groups[rule]):,})"
        for finding in groups[rule][:most]:
            place = place_of(finding)
            yield f"  {place}: {finding.message}" if place else f"  {finding.message}"
        if len(groups[rule]) > most:
            yield f"  … and {len(groups[rule]) - most:,} more; --json lists all."
    yield summary(report)
    yield NOT_PROVED if report.places else f"{NOT_PROVED} {NO_PLACES}"


def place_of(finding: Finding) -> str:
    """Return where a fault is, such as "out/batch.pdf, page 2, sheet 1, slot 4"."""
    parts = ((" page", finding.page), (" sheet", finding.sheet), (" slot", finding.slot))
    return ",".join([finding.file, *(f"{word} {number}" for word, number in parts if number)]).lstrip(", ")
