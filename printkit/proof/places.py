"""Found against expected, with manifests: page by page, so that memory does not grow with the job.

Of what stands in its place only a number is kept, to tell a duplicate by; what does not is kept until the
end, when it can be said where it belongs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from printkit.manifest import Row
from printkit.proof.findings import Finding
from printkit.proof.shifts import Lost, Stray, pages_lost, pages_shifted
from printkit.proof.slots import TOLERANCE_MM, Look, Result, Slot, alike, at, in_order, poor_symbol
from printkit.proof.symbols import Symbol


class Places:
    """Compares what is seen with what stands where by the manifests.

    A link stands once; one without a position (one code for all copies) in every slot that it has.
    """

    def __init__(self) -> None:
        self._decoded = 0
        self._files: list[Path] = []
        self._first: dict[int, int] = {}
        self._last: dict[Path, int] = {}
        self._lost: list[Lost] = []
        self._strays: list[Stray] = []
        self._findings: list[Finding] = []

    def add_page(self, file: Path, page: int, slots: Sequence[Slot], symbols: Sequence[Symbol]) -> None:
        """Take in what is seen on a page, and what belongs there."""
        if not self._files or self._files[-1] != file:
            self._files.append(file)
        if slots:
            self._last[file] = max(page, self._last.get(file, 0))
        free = dict(enumerate(slots))
        strays = list[Stray]()
        occupants: dict[int, Symbol] = {}
        for symbol in symbols:
            home = next((index for index, slot in enumerate(slots) if slot.holds(symbol)), None)
            if home is not None and home in free and slots[home].row.link == symbol.text:
                self._fill(free.pop(home), symbol)
                continue
            slot = slots[home] if home is not None else None
            strays.append(Stray(file, page, symbol, slot, slots[0].row.sheet if slots else None))
            if home is not None:
                occupants.setdefault(home, symbol)
        self._strays += strays
        self._lost += (
            Lost(slot, occupants.get(index), len(free) == len(slots)) for index, slot in free.items()
        )

    def finish(self) -> Result:
        """Explain what is left over, and return the outcome."""
        waiting: dict[str, list[Lost]] = defaultdict(list)
        for lost in self._lost:
            waiting[lost.slot.row.link].append(lost)
        moved = list[tuple[Stray, Slot]]()
        for stray in self._strays:
            belongs = waiting.get(stray.symbol.text)
            if belongs:
                slot = belongs.pop(0).slot
                self._first.setdefault(hash(stray.symbol.text), self._pack(slot.file, slot.row))
                moved.append((stray, slot))
        left = [lost for group in waiting.values() for lost in group]
        self._decoded += len(moved)
        self._findings += pages_shifted(moved, self._misplaced)
        placed = {id(stray) for stray, _ in moved}
        for stray in self._strays:
            if id(stray) not in placed:
                self._explain(stray, left)
        self._findings += pages_lost(left, mourn, self._last)
        return Result(self._decoded, in_order(self._findings))

    def _fill(self, slot: Slot, symbol: Symbol) -> None:
        self._decoded += 1
        row, key = slot.row, hash(symbol.text)
        for rule, message in (*_shift(slot, symbol), *poor_symbol(symbol)):
            self._add(rule, slot.file, row, message)
        here = self._pack(slot.file, row)
        first = self._first.setdefault(key, here)
        if row.position is not None and first != here:
            message = f"{row.link} stands here and {self._place(first, slot.file)}."
            self._add("duplicate", slot.file, row, message)

    def _misplaced(self, stray: Stray, belongs: Slot) -> Iterator[Finding]:
        yield from self._poor(stray)
        where = self._place(self._pack(belongs.file, belongs.row), stray.file)
        yield stray.finding(
            "misplaced", f"{stray.symbol.text} stands here{_outside(stray)}; it belongs {where}."
        )

    def _explain(self, stray: Stray, lost: Sequence[Lost]) -> None:
        text = stray.symbol.text
        self._findings += self._poor(stray)
        if not stray.symbol.readable:
            return
        first = self._first.get(hash(text))
        if first is not None:
            message = f"{text} stands here{_outside(stray)} and {self._place(first, stray.file)}."
            self._findings.append(stray.finding("duplicate", message))
            return
        message = f"{text} stands here{_outside(stray)}; the manifest does not know it."
        message += alike(text, (one.slot.row.link for one in lost))
        self._findings.append(stray.finding("foreign", message))

    def _poor(self, stray: Stray) -> Iterator[Finding]:
        return (stray.finding(rule, message) for rule, message in poor_symbol(stray.symbol))

    def _add(self, rule: str, file: Path, row: Row, message: str) -> None:
        self._findings.append(Finding(rule, str(file), row.page, row.sheet, row.slot, message))

    def _pack(self, file: Path, row: Row) -> int:
        """Return a place as one number, which takes a tenth of the memory of its words."""
        index = len(self._files) - 1 if file is self._files[-1] else self._files.index(file)
        return ((index << 24 | row.page) << 24 | row.sheet) << 16 | row.slot

    def _place(self, packed: int, seen_in: Path) -> str:
        slot, sheet, page = packed & 0xFFFF, packed >> 16 & 0xFFFFFF, packed >> 40 & 0xFFFFFF
        file = self._files[packed >> 64]
        where = f"on page {page}, sheet {sheet}, slot {slot}"
        return where if file == seen_in else f"{where} of {file.name}"


def mourn(lost: Lost) -> Finding:
    """Say why a code is not in its slot."""
    slot, occupant, link = lost.slot, lost.occupant, lost.slot.row.link
    words = {
        Look.INK: ("unreadable", "what is printed here cannot be read."),
        Look.DAMAGED: ("unreadable", "the page is damaged and cannot be drawn."),
        Look.NO_PAGE: ("missing", f"the file has no page {slot.row.page}."),
    }
    rule, why = words.get(slot.look, ("missing", "the place is empty."))
    message = f"{link} should stand here; {why}"
    if occupant is not None and occupant.readable:
        rule, message = "missing", f"{link} is nowhere; {occupant.text} stands in its place."
    return Finding(rule, str(slot.file), slot.row.page, slot.row.sheet, slot.row.slot, message)


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


def _outside(stray: Stray) -> str:
    return "" if stray.home is not None else f" outside every slot ({at(stray.symbol)})"
