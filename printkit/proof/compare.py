"""Found against expected: pure functions from what was seen to findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from printkit.manifest import Row
from printkit.proof.findings import Finding
from printkit.proof.symbols import QR, Symbol

TOLERANCE_MM = 1.0
"""How far a code may stand from the middle of its box. Less than a quiet zone of four modules of 0.33 mm."""


class Look(Enum):
    """What a slot holds."""

    SYMBOL = "a symbol"
    INK = "ink, but nothing that can be read"
    BLANK = "nothing"
    NO_PAGE = "no such page in the file"
    DAMAGED = "a page that cannot be drawn"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where a code belongs, and what a look at it showed."""

    file: Path
    row: Row
    look: Look

    def holds(self, symbol: Symbol) -> bool:
        """Tell whether the middle of a symbol lies in the slot's box."""
        across, down = symbol.x_mm - self.row.x_mm, symbol.y_mm - self.row.y_mm
        return 0 <= across <= self.row.size_mm and 0 <= down <= self.row.size_mm


@dataclass(frozen=True, slots=True)
class Sighting:
    """A symbol on a page (from 1) of a PDF."""

    file: Path
    page: int
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Result:
    """How many of the expected symbols were decoded, and the faults."""

    decoded: int
    findings: tuple[Finding, ...]


def compare_places(slots: Sequence[Slot], sightings: Iterable[Sighting]) -> Result:
    """Compare what was seen with what stands where by the manifest.

    A link stands once; one without a position (one code for all copies) in every slot that it has.
    """
    return _Places(slots).compare(sightings)


class _Places:
    """The work of `compare_places`: slots are filled first, then what is left over is explained."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = slots
        self.on_page: dict[tuple[Path, int], list[int]] = defaultdict(list)
        self.waiting: dict[str, list[int]] = defaultdict(list)
        for index, slot in enumerate(slots):
            self.on_page[slot.file, slot.row.page].append(index)
            self.waiting[slot.row.link].append(index)
        self.capitals = {link.upper(): link for link in self.waiting}
        self.first: dict[str, int] = {}
        self.occupant: dict[int, Symbol] = {}
        self.findings: list[Finding] = []

    def compare(self, sightings: Iterable[Sighting]) -> Result:
        strangers = [sighting for sighting in sightings if not self._fills(sighting)]
        for sighting in strangers:
            self._explain(sighting)
        lost = sorted(index for waiting in self.waiting.values() for index in waiting)
        for index in lost:
            self._mourn(index)
        return Result(len(self.slots) - len(lost), in_order(self.findings))

    def _home(self, sighting: Sighting) -> int | None:
        """Return the slot in whose box the symbol stands."""
        near = self.on_page.get((sighting.file, sighting.page), ())
        return next((index for index in near if self.slots[index].holds(sighting.symbol)), None)

    def _fills(self, sighting: Sighting) -> bool:
        home, text = self._home(sighting), sighting.symbol.text
        if home is None or self.slots[home].row.link != text or home not in self.waiting[text]:
            return False
        self.waiting[text].remove(home)
        for rule, message in (*_shift(self.slots[home], sighting.symbol), *poor_symbol(sighting.symbol)):
            self._add(rule, sighting, home, message)
        first = self.first.setdefault(text, home)
        if first != home and self.slots[home].row.position is not None:
            self._add(
                "duplicate", sighting, home, f"{text} stands here and {self._place(first, sighting.file)}."
            )
        return True

    def _explain(self, sighting: Sighting) -> None:
        home, text = self._home(sighting), sighting.symbol.text
        if home is not None:
            self.occupant.setdefault(home, sighting.symbol)
        waiting = self.waiting.get(text)
        for rule, message in poor_symbol(sighting.symbol):
            self._add(rule, sighting, home, message)
        if waiting:
            belongs = waiting.pop(0)
            self.first.setdefault(text, belongs)
            where = self._place(belongs, sighting.file)
            self._add(
                "misplaced",
                sighting,
                home,
                f"{text} stands here{_outside(home, sighting)}; it belongs {where}.",
            )
        elif text in self.first:
            where = self._place(self.first[text], sighting.file)
            self._add(
                "duplicate", sighting, home, f"{text} stands here{_outside(home, sighting)} and {where}."
            )
        else:
            self._add("foreign", sighting, home, self._foreign(home, sighting))

    def _foreign(self, home: int | None, sighting: Sighting) -> str:
        text = sighting.symbol.text
        message = f"{text} stands here{_outside(home, sighting)}; the manifest does not know it."
        return message + _capitals(text, self.capitals)

    def _mourn(self, index: int) -> None:
        slot = self.slots[index]
        link, occupant = slot.row.link, self.occupant.get(index)
        if occupant is not None:
            rule, message = "missing", f"{link} is nowhere; {occupant.text} stands in its place."
        elif slot.look is Look.INK:
            rule, message = "unreadable", f"{link} should stand here; what is printed here cannot be read."
        elif slot.look is Look.DAMAGED:
            rule, message = (
                "unreadable",
                f"{link} should stand here; the page is damaged and cannot be drawn.",
            )
        elif slot.look is Look.NO_PAGE:
            rule, message = "missing", f"{link} should stand here; the file has no page {slot.row.page}."
        else:
            rule, message = "missing", f"{link} should stand here; the place is empty."
        self.findings.append(
            Finding(rule, str(slot.file), slot.row.page, slot.row.sheet, slot.row.slot, message)
        )

    def _add(self, rule: str, sighting: Sighting, home: int | None, message: str) -> None:
        near = self.on_page.get((sighting.file, sighting.page))
        sheet = self.slots[near[0]].row.sheet if near else None
        slot = self.slots[home].row.slot if home is not None else None
        self.findings.append(Finding(rule, str(sighting.file), sighting.page, sheet, slot, message))

    def _place(self, index: int, seen_in: Path) -> str:
        slot = self.slots[index]
        where = f"on page {slot.row.page}, sheet {slot.row.sheet}, slot {slot.row.slot}"
        return where if slot.file == seen_in else f"{where} of {slot.file.name}"


def compare_links(links: Sequence[str], sightings: Sequence[Sighting], repeats: bool) -> Result:
    """Compare what was seen with a plain set of links.

    Slots are counted in reading order, page by page, since no manifest numbers them.
    """
    wanted, capitals = Counter(links), {link.upper(): link for link in links}
    seen: Counter[str] = Counter()
    first: dict[str, str] = {}
    findings: list[Finding] = []
    for sighting, slot in _numbered(sightings):
        symbol, text = sighting.symbol, sighting.symbol.text
        faults = [*poor_symbol(symbol)]
        seen[text] += symbol.readable
        if symbol.readable and text not in wanted:
            message = f"{text} stands here; it is not among the links expected.{_capitals(text, capitals)}"
            faults.append(("foreign", message))
        elif symbol.readable and seen[text] > wanted[text] and not repeats:
            faults.append(("duplicate", f"{text} stands here and {first[text]}."))
        first.setdefault(text, f"on page {sighting.page} of {sighting.file.name}, slot {slot}")
        findings += (Finding(rule, str(sighting.file), sighting.page, None, slot, m) for rule, m in faults)
    for text, count in (wanted - seen).items():
        if not repeats or not seen[text]:
            often = "" if count == 1 else f" ({count} times)"
            findings.append(Finding("missing", "", None, None, None, f"{text} is nowhere to be read{often}."))
    found = {text: seen[text] if repeats else min(seen[text], wanted[text]) for text in wanted}
    return Result(sum(found.values()), in_order(findings))


def poor_symbol(symbol: Symbol) -> Iterator[tuple[str, str]]:
    """Yield rule and message for what is wrong with a symbol in itself, wherever it stands."""
    if not symbol.readable:
        yield "unreadable", f"A code stands here, {_at(symbol)}, that cannot be read."
    elif symbol.kind != QR:
        yield "wrong-symbology", f"{symbol.text} is a {symbol.kind} here; phones expect a QR code."
    elif symbol.inverted:
        yield "inverted", f"{symbol.text} is printed light on dark; not every phone reads that."


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by file, page and slot; those without a place last."""
    return tuple(
        sorted(findings, key=lambda f: (not f.file, f.file, f.page or 0, f.slot is None, f.slot or 0, f.rule))
    )


def _numbered(sightings: Sequence[Sighting]) -> Iterator[tuple[Sighting, int]]:
    pages: dict[tuple[Path, int], list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        pages[sighting.file, sighting.page].append(sighting)
    for page in pages.values():
        yield from ((sighting, number) for number, sighting in enumerate(_reading_order(page), start=1))


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


def _shift(slot: Slot, symbol: Symbol) -> Iterator[tuple[str, str]]:
    half = slot.row.size_mm / 2
    across, down = symbol.x_mm - slot.row.x_mm - half, symbol.y_mm - slot.row.y_mm - half
    ways = [
        f"{abs(way):.1f} mm too far {word}"
        for way, word in (
            (across, "to the right" if across > 0 else "to the left"),
            (down, "down" if down > 0 else "up"),
        )
        if abs(way) > TOLERANCE_MM
    ]
    if ways:
        yield "misplaced", f"{slot.row.link} stands {' and '.join(ways)}."


def _at(symbol: Symbol) -> str:
    return f"{symbol.x_mm:.0f} mm from the left and {symbol.y_mm:.0f} mm from the top"


def _outside(home: int | None, sighting: Sighting) -> str:
    return "" if home is not None else f" outside every slot ({_at(sighting.symbol)})"


def _capitals(text: str, links: dict[str, str]) -> str:
    alike = links.get(text.upper())
    return f" It differs from {alike} in capitals and small letters." if alike else ""
