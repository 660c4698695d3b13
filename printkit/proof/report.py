"""The words of a proof, for the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from printkit.proof.findings import Facts, Finding, Report, Tiers

NOT_PROVED = "Not proved: how the codes come out on paper."
NO_PLACES = "Nor that each code stands in its place: that needs the manifest."
HEADINGS = {
    "missing-file": "Missing files",
    "missing-page": "Missing pages",
    "missing": "Missing",
    "unreadable": "Unreadable",
    "foreign": "Foreign",
    "duplicate": "Duplicate",
    "misplaced": "Misplaced",
    "wrong-symbology": "Not a QR code",
    "inverted": "Light on dark",
    "mirrored": "As in a mirror",
    "quiet-zone": "Quiet zone too narrow",
    "small-module": "Modules too small",
    "disagreement": "Drawn otherwise than its paths say",
    "damaged-page": "Damaged pages",
    "coarse": "Read coarsely",
}
QUIET = 4


def summary(report: Report) -> str:
    """Return the outcome in one sentence, such as "500 of 500 codes decoded, each in its place."."""
    decoded = f"{report.decoded:,} of {_counted(report.codes, 'code')} decoded"
    if not report.findings:
        return f"{decoded}, each in its place." if report.places else f"{decoded}."
    return f"{decoded}; {_counted(len(report.findings), 'fault')}."


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
    yield from (f"Note: {note}" for note in report.notes)
    yield summary(report)
    yield from tier_lines(report.tiers)
    yield from fact_lines(report.facts)
    yield NOT_PROVED if report.places else f"{NOT_PROVED} {NO_PLACES}"


def tier_lines(tiers: Tiers) -> Iterator[str]:
    """Yield how the codes were read, such as "2,000 codes read from the paths, 60 of them also drawn."."""
    if not tiers.pages:
        return
    parts = []
    if tiers.paths:
        parts.append(f"{_counted(tiers.paths, 'code')} read from the paths")
    if tiers.both:
        parts.append(f"{'all' if tiers.both == tiers.paths else f'{tiers.both:,}'} of them also drawn")
    if tiers.drawn > tiers.both:
        parts.append(f"{_counted(tiers.drawn - tiers.both, 'code')} only drawn")
    read = f"{', '.join(parts)}; " if parts else ""
    pages = f"{tiers.pages_drawn:,} of {_counted(tiers.pages, 'page')} drawn"
    chance = f", some of them by chance (seed {tiers.seed})" if tiers.sampled else ""
    yield f"{read}{pages}{chance}."


def fact_lines(facts: Facts) -> Iterator[str]:
    """Yield what was measured, such as "Smallest module 0.85 mm; quiet zones of 4 modules or more; …"."""
    parts = []
    if facts.smallest_module_mm is not None:
        parts.append(f"smallest module {facts.smallest_module_mm:.2f} mm")
    if facts.narrowest_quiet is not None:
        parts.append(
            "quiet zones of 4 modules or more"
            if facts.narrowest_quiet >= QUIET
            else f"narrowest quiet zone {facts.narrowest_quiet:.1f} modules"
        )
    if facts.other_ink:
        parts.append(f"{_counted(facts.other_ink, 'code')} not in black ink alone")
    elif facts.black:
        parts.append(f"{_counted(facts.black, 'code')} in black ink alone")
    if parts:
        words = "; ".join(parts)
        yield f"{words[0].upper()}{words[1:]}."


def place_of(finding: Finding) -> str:
    """Return where a fault is, such as "out/batch.pdf, page 2, sheet 1, slot 4"."""
    parts = ((" page", finding.page), (" sheet", finding.sheet), (" slot", finding.slot))
    return ",".join([finding.file, *(f"{word} {number}" for word, number in parts if number)]).lstrip(", ")


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"
