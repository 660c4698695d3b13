"""Found against expected, with a plain set of links and no manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from printkit.proof.findings import Finding
from printkit.proof.slots import Result, Sighting, alike, in_order, poor_symbol


class Links:
    """Compares what is seen with links. Slots are counted in reading order: no manifest numbers them."""

    def __init__(self, links: Iterable[str], repeats: bool) -> None:
        """Begin a comparison.

        Args:
            links: Each as often as it should stand.
            repeats: Whether each may stand any number of times.
        """
        self._wanted: dict[str, int] = {}
        for link in links:
            self._wanted[link] = self._wanted.get(link, 0) + 1
        self._repeats = repeats
        self._seen: dict[str, int] = {}
        self._first: dict[str, tuple[Path, int, int]] = {}
        self._findings: list[Finding] = []

    def add_page(self, sightings: Sequence[Sighting]) -> None:
        """Take in what is seen on a page."""
        for number, sighting in enumerate(_reading_order(sightings), start=1):
            self._take(sighting, number)

    def finish(self) -> Result:
        """Return the outcome."""
        findings, decoded = self._findings, 0
        for text, count in self._wanted.items():
            seen = self._seen.get(text, 0)
            decoded += seen if self._repeats else min(seen, count)
            lacking = count - seen
            if lacking > 0 and not (self._repeats and seen):
                often = "" if lacking == 1 else f" ({lacking} times)"
                message = f"{text} is nowhere to be read{often}."
                findings.append(Finding("missing", "", None, None, None, message))
        return Result(decoded, in_order(findings))

    def _take(self, sighting: Sighting, slot: int) -> None:
        symbol, text = sighting.symbol, sighting.symbol.text
        faults = [*poor_symbol(symbol)]
        if symbol.readable:
            self._seen[text] = self._seen.get(text, 0) + 1
            faults += self._strange(text)
            self._first.setdefault(text, (sighting.file, sighting.page, slot))
        self._findings += (
            Finding(rule, str(sighting.file), sighting.page, None, slot, message) for rule, message in faults
        )

    def _strange(self, text: str) -> Iterator[tuple[str, str]]:
        if text not in self._wanted:
            message = f"{text} stands here; it is not among the links expected."
            yield "foreign", message + alike(text, self._wanted)
        elif self._seen[text] > self._wanted[text] and not self._repeats:
            file, page, slot = self._first[text]
            yield "duplicate", f"{text} stands here and on page {page} of {file.name}, slot {slot}."


def _reading_order(page: Sequence[Sighting]) -> list[Sighting]:
    """Sort into rows: a symbol stands in a row if it is less than half its size below the row's first."""
    rows: list[list[Sighting]] = []
    for sighting in sorted(page, key=lambda s: s.symbol.y_mm):
        lead = rows[-1][0].symbol if rows else None
        if lead and sighting.symbol.y_mm - lead.y_mm < lead.size_mm / 2:
            rows[-1].append(sighting)
        else:
            rows.append([sighting])
    return [sighting for row in rows for sighting in sorted(row, key=lambda s: s.symbol.x_mm)]
