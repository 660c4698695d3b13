"""A plan: which copy stands on which slot of which sheet. Integers only, everything from 0.

A plan answers for any sheet by itself, in a time that depends on its slots alone, and it can be pickled:
whoever draws a range of sheets needs the plan and nothing of the sheets before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from printkit.design.marks import LaidOut
from printkit.errors import SignetError
from printkit.press.imposing.imposition import Grid, impose
from printkit.press.imposing.piles import Series, Slots
from printkit.press.imposing.printer import TRUE_PRINTER, Printer
from printkit.press.imposing.sheet import Flip, Sheet
from printkit.press.job import PrintJob

Order = Literal["stacks", "rows"]


@dataclass(frozen=True, slots=True)
class Skip:
    """A slot that stays blank; counts from 1, as people do.

    Attributes:
        sheet: The sheet on which it does; ``None`` for every sheet.
    """

    slot: int
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the user wants copies distributed over sheets. Slots and sheets count from 1, as people do.

    Attributes:
        order: ``stacks``: cut, put the piles on each other, first slot on top, and all is in order. ``rows``:
            in order on each sheet, row by row.
        stack_depth: Sheets that are cut together in stacks order; each such pile is complete in itself.
            Without it, as many as a file holds.
        flip: The edge about which the sheet is turned, if not the one that the sheet says.
        work_and_turn: Whether one form carries fronts and backs.
        start_slot: The first free slot of a first sheet that was partly used before.
        skip_slots: Slots that stay blank.
        bundle_size: Copies of each bundle; a slip stands before each. The last may be smaller.
        bundles: The same with a size for each; what is left over is one more bundle.
        printer: What the printer does to a page, so that the opposite can be done.
    """

    order: Order = "stacks"
    stack_depth: int | None = None
    flip: Flip | None = None
    work_and_turn: bool = False
    start_slot: int = 1
    skip_slots: tuple[Skip, ...] = ()
    bundle_size: int | None = None
    bundles: tuple[int, ...] = ()
    printer: Printer = TRUE_PRINTER


CUT_AND_STACK = Layout()
"""What happens unless the user wants something else."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on a slot of a sheet.

    Attributes:
        copy: Index into the pieces of the job; ``None`` where a slip stands.
        bundle: Index of the bundle before which the slip stands; ``None`` where a piece stands.
    """

    slot: int
    copy: int | None
    bundle: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which copy stands where.

    Attributes:
        slots: The slots of the sheets.
        sheets: Sheets in all, before any is repeated.
        pages: Pages that each sheet has in the file.
        repeat: How many times each sheet is printed.
        series: What comes out; ``None`` if all slots carry the same piece.
        order: ``stacks``: cut, put the piles on each other, first slot on top, and all is in order. ``rows``:
            in order on each sheet.
        depth: Sheets that are cut together; each such pile is complete in itself.
    """

    slots: Slots
    sheets: int
    pages: int
    repeat: int
    series: Series | None
    order: Order
    depth: int

    def on_sheet(self, sheet: int) -> tuple[Filled, ...]:
        """Return what stands on a sheet, in order of slots; blank slots are left out."""
        if self.series is None:
            return tuple(Filled(slot, 0) for slot in self.slots.on_sheet(sheet))
        indices = self._rows(sheet) if self.order == "rows" else self._piles(sheet)
        end = self.series.length
        return tuple(Filled(slot, *self.series.at(index)) for slot, index in indices if index < end)

    @property
    def stacks(self) -> int:
        """How many stacks are cut one after the other; 1 where there are none."""
        return -(-self.sheets // self.depth) if self.order == "stacks" else 1

    def file_sheets(self, most: int | None) -> int | None:
        """Return how many sheets a file should hold that may hold so many: whole piles, if one fits."""
        if most is None or self.order == "rows" or self.depth > most:
            return most
        return most - most % self.depth

    def _rows(self, sheet: int) -> list[tuple[int, int]]:
        before = self.slots.before(sheet)
        return [(slot, index) for index, slot in enumerate(self.slots.on_sheet(sheet), start=before)]

    def _piles(self, sheet: int) -> list[tuple[int, int]]:
        """Return slot and item for the free slots: pile after pile, each from its top."""
        first = sheet - sheet % self.depth
        last = min(first + self.depth, self.sheets)
        here = set(self.slots.on_sheet(sheet))
        top, found = self.slots.before(first), []
        for slot in self.slots.free:
            height = self.slots.height(slot, first, last)
            if slot in here:
                above = self.slots.height(slot, first, sheet)
                found.append((slot, top + (height - 1 - above if slot in self.slots.face_down else above)))
            top += height
        return found


def grid_for(design: LaidOut, sheet: Sheet, layout: Layout) -> Grid:
    """Lay out a design on a sheet.

    Raises:
        SignetError: If not even one piece fits, or what the layout asks for cannot be had.
    """
    if layout.work_and_turn and design.back is None:
        raise SignetError.of(
            "work-and-turn",
            f'The design "{design.title}" has no back, so there is nothing to turn.',
            "Print it without work-and-turn.",
        )
    return impose(
        design.width,
        design.height,
        design.bleed,
        sheet,
        flip=layout.flip,
        work_and_turn=layout.work_and_turn,
        deviations=(layout.printer.front, layout.printer.back),
    )


def plan_job(job: PrintJob, grid: Grid, layout: Layout, file_sheets: int | None = None) -> Plan:
    """Distribute the pieces of a job over sheets.

    One code for all fills one sheet, to be printed as often as the copies need.

    Args:
        job: What is printed.
        grid: Where the slots are.
        layout: How the user wants it.
        file_sheets: Sheets that a file holds; each file is a pile of its own unless a stack depth is given.

    Raises:
        SignetError: If there is nothing to print, or what the layout asks for cannot be had.
    """
    if not job.pieces:
        raise SignetError.of(
            "nothing-to-print", "There is no piece to print.", "Choose at least one position."
        )
    slots = free_slots(grid, layout)
    if job.copies is not None:
        return _one_code(job, slots, layout)
    series = Series.of(len(job.pieces), bundle_sizes(len(job.pieces), layout))
    sheets = slots.sheets_for(series.length)
    depth = layout.stack_depth or min(sheets, file_sheets or sheets)
    plan = Plan(slots, sheets, len(job.design.sides), 1, series, layout.order, depth)
    _check_sheets(plan)
    return plan


def _one_code(job: PrintJob, slots: Slots, layout: Layout) -> Plan:
    if len(job.pieces) != 1 or job.copies is None or job.copies < 1:
        raise SignetError.of(
            "one-code",
            f"One code for all was asked for, with {len(job.pieces)} pieces and {job.copies} copies.",
            "Give one piece and at least one copy.",
        )
    asked = {
        "bundles": layout.bundle_size is not None or layout.bundles,
        "slots taken on single sheets": slots.taken,
        "slots left out with work-and-turn": layout.work_and_turn and layout.skip_slots,
    }
    for what, is_asked in asked.items():
        if is_asked:
            raise SignetError.of(
                "one-code",
                f"A job with one code for all is one sheet, printed again and again, without {what}.",
                "Leave that out. Labels for bundles come from: printkit labels",
            )
    pages = 1 if layout.work_and_turn else len(job.design.sides)
    return Plan(slots, 1, pages, -(-job.copies // len(slots.free)), None, layout.order, 1)


def free_slots(grid: Grid, layout: Layout) -> Slots:
    """Return which slots of which sheets may be filled.

    Raises:
        SignetError: If a slot is named that is not there, or none is left.
    """
    for slot in (layout.start_slot, *(skip.slot for skip in layout.skip_slots)):
        if not 1 <= slot <= grid.slots:
            raise SignetError.of(
                "slot",
                f"There is no slot {slot}: the sheet has {grid.slots}, counted row by row from the top left.",
                f"Use 1 to {grid.slots}.",
                value=str(slot),
            )
    never = {skip.slot - 1 for skip in layout.skip_slots if skip.sheet is None}
    free = tuple(slot for slot in range(grid.slots) if slot not in never)
    if not free:
        raise SignetError.of("slot", "All slots of the sheet are to be skipped.", "Leave one at least.")
    taken = {(0, slot) for slot in range(layout.start_slot - 1)}
    taken |= {(skip.sheet - 1, skip.slot - 1) for skip in layout.skip_slots if skip.sheet is not None}
    return Slots(
        free,
        tuple(sorted((sheet, slot) for sheet, slot in taken if slot not in never)),
        frozenset(filter(grid.face_down, free)),
    )


def bundle_sizes(copies: int, layout: Layout) -> tuple[int, ...]:
    """Return how many copies are in each bundle; nothing if there are to be no bundles.

    Raises:
        SignetError: If a bundle is empty, or the bundles need more copies than there are.
    """
    if layout.bundle_size is not None:
        whole, rest = divmod(copies, _at_least_one(layout.bundle_size))
        return (layout.bundle_size,) * whole + ((rest,) if rest else ())
    rest = copies - sum(map(_at_least_one, layout.bundles))
    if rest < 0:
        raise SignetError.of(
            "bundles",
            f"The bundles add up to {copies - rest:,}, but "
            + ("there is 1 piece." if copies == 1 else f"there are {copies:,} pieces."),
            "Make them smaller, or leave one out.",
        )
    return (*layout.bundles, rest) if layout.bundles and rest else layout.bundles


def _at_least_one(size: int) -> int:
    if size < 1:
        raise SignetError.of("bundles", f"A bundle cannot have {size} pieces.", "Give each one at least.")
    return size


def _check_sheets(plan: Plan) -> None:
    """Refuse slots that are taken on sheets that are not there, and sheets on which nothing would stand."""
    for sheet in sorted({sheet for sheet, _ in plan.slots.taken}):
        if sheet >= plan.sheets:
            raise SignetError.of(
                "slot",
                f"Slots of sheet {sheet + 1} are to be skipped, but there are only {plan.sheets}.",
                "Correct the number of the sheet.",
            )
        if not plan.slots.on_sheet(sheet):
            raise SignetError.of(
                "slot",
                f"All slots of sheet {sheet + 1} are to be skipped.",
                "Leave one free, or that sheet out.",
            )
        if not plan.on_sheet(sheet):
            raise SignetError.of(
                "slot",
                f"Nothing would stand on sheet {sheet + 1}: its free slots would be the last to be filled.",
                "Print in rows, or leave that sheet out.",
            )
