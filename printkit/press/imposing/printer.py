"""Printers that do not print true: `designs/printers/*.toml` → `Printer`, and back again.

A file says what the printer does, as it was measured; the press does the opposite (`imposition.Move`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from printkit.design.tables import Table
from printkit.files import replacing
from printkit.press.imposing.lookup import check_table, find_file, open_table
from printkit.units import MM, to_mm

FOLDER = Path("designs/printers")
FARTHEST = 15 * MM
LEAST_SCALE, MOST_SCALE = 0.98, 1.02
"""What lies beyond is no deviation of a printer, but another paper, a page fitted, or a slip of the pen.

Symbols are not scaled with their panels, so a larger scale would eat into quiet zones.
"""


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a printer does to one side of a sheet.

    Attributes:
        x: How far too far to the right it prints the middle of the page, in points, seen on that side. ``y``
            likewise too far down.
        across: How wide it prints what should be 1 wide. ``down`` likewise how high.
    """

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0

    def then(self, other: Deviation) -> Deviation:
        """Return both together: this one was made good, and the other one was measured nevertheless."""
        return Deviation(
            self.x * other.across + other.x,
            self.y * other.down + other.y,
            self.across * other.across,
            self.down * other.down,
        )


EXACT = Deviation()


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer and what it does to both sides of a sheet."""

    title: str
    front: Deviation = EXACT
    back: Deviation = EXACT


TRUE_PRINTER = Printer("")
"""One that prints everything where it should be."""


def load_printer(name_or_path: str) -> Printer:
    """Find a printer and read it: a path, else from `./designs/printers`, in any case.

    Raises:
        SignetError: If there is none of that name, or with every fault of the file.
    """
    path = find_file("printer", name_or_path, (FOLDER,))
    table = open_table("printer", path)
    title = table.text("title", path.stem, empty=False)
    front, back = (_deviation(table.table(side)) for side in ("front", "back"))
    check_table(table)
    return Printer(title, front, back)


def _deviation(table: Table | None) -> Deviation:
    if table is None:
        return EXACT
    across, down = (table.percent(key, 1.0, LEAST_SCALE, MOST_SCALE) for key in ("width", "height"))
    found = Deviation(_offset(table, "x"), _offset(table, "y"), across, down)
    table.finish()
    return found


def _offset(table: Table, key: str) -> float:
    length = table.length(key, "0mm")
    if abs(length) > FARTHEST:
        table.fault("printer", key, f'"{key}" is farther than 15 mm.', "Check the tray and the paper.")
    return length


def save_printer(path: Path, printer: Printer) -> None:
    """Write a printer to a file, which appears whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    with replacing(path) as (new,):
        new.write_text(_toml(printer), encoding="utf-8", newline="\n")


def _toml(printer: Printer) -> str:
    title = printer.title.replace("\\", "\\\\").replace('"', '\\"')
    lines = ["format = 1", f'title = "{title}"']
    for side, deviation in (("front", printer.front), ("back", printer.back)):
        lines += [
            "",
            f"[{side}]  # what the printer does; printkit does the opposite",
            f'x = "{to_mm(deviation.x):.3f}mm"        # so far too far right',
            f'y = "{to_mm(deviation.y):.3f}mm"        # so far too far down',
            f'width = "{deviation.across:.4%}"  # of what it should be',
            f'height = "{deviation.down:.4%}"',
        ]
    return "\n".join(lines) + "\n"
