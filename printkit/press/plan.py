"""A plan: which copy stands on which slot of which sheet. Integers only, everything from 0.

A plan answers for any sheet by itself, in a time that depends on its slots alone, and it can be pickled:
whoever draws a range of sheets needs the plan and nothing of the sheets before.
"""

from __future__ import annotations

from dataclasses import dataclass

from printkit.errors import SignetError
from printkit.press.imposition import Stacks
from printkit.press.job import PrintJob


@dataclass(frozen=True, slots=True)
class Layout:
    """How the user wants copies distributed over sheets."""


CUT_AND_STACK = Layout()
"""What happens unless the user wants something else."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on a slot of a sheet.

    Attributes:
        copy: Index into the pieces of the job; ``None`` where a slip stands.
    """

    slot: int
    copy: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which copy stands where.

    Attributes:
        slots: Slots on a sheet.
        sheets: Sheets in all, before any is repeated.
        repeat: How many times each sheet is printed.
        copies: Different copies to distribute; ``None`` if all slots carry the same piece.
    """

    slots: int
    sheets: int
    repeat: int
    copies: int | None

    def on_sheet(self, sheet: int) -> tuple[Filled, ...]:
        """Return what stands on a sheet, in order of slots; blank slots are left out."""
        if self.copies is None:
            return tuple(Filled(slot, 0) for slot in range(self.slots))
        stacks = Stacks(self.copies, self.slots)
        copies = ((slot, stacks.copy_at(sheet, slot)) for slot in range(self.slots))
        return tuple(Filled(slot, copy) for slot, copy in copies if copy is not None)


def plan_job(job: PrintJob, slots: int, layout: Layout) -> Plan:
    """Distribute the pieces of a job over sheets of so many slots.

    One code for all fills one sheet, to be printed as often as the copies need. A code per piece is
    cut-and-stack.

    Raises:
        SignetError: If there is nothing to print.
    """
    if not job.pieces:
        raise SignetError.of(
            "nothing-to-print", "There is no piece to print.", "Choose at least one position."
        )
    if job.copies is None:
        return Plan(slots, Stacks(len(job.pieces), slots).sheets, 1, len(job.pieces))
    if len(job.pieces) != 1 or job.copies < 1:
        raise SignetError.of(
            "one-code",
            f"One code for all was asked for, with {len(job.pieces)} pieces and {job.copies} copies.",
            "Give one piece and at least one copy.",
        )
    return Plan(slots, 1, -(-job.copies // slots), None)
