"""What is printed by a job, and what came of it: read from the database, and noted there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.model import Batch, BatchKind

MOST_FINDINGS = 100
"""Findings of a proof that are kept: whoever has more than these has one reason for all."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What came off the press.

    Attributes:
        pieces: Pieces that come out when all is printed.
        sheets_in_file: Sheets in the files, each printed ``repeat`` times: ``sheets`` of paper in all.
        width_mm: Of a piece when it is cut; ``height_mm`` likewise.
        bleed_mm: What is printed beyond that on each side.
        sides: Printed sides of a piece, 1 or 2.
        flip: Edge about which sheets are turned, ``""`` for single pages.
    """

    pieces: int
    sheets_in_file: int
    sheets: int
    repeat: int
    width_mm: float
    height_mm: float
    bleed_mm: float
    sides: int
    flip: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a proof found wrong; ``rule`` as in `printkit.proof.findings.Finding`."""

    rule: str
    file: str
    page: int | None
    slot: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of reading all codes of the finished PDFs.

    Attributes:
        codes: How many should be there, ``decoded`` of them were read.
        found: How many faults there are; ``faults`` are the first of them.
        drawn: Pages that were also looked at as pictures, of ``pages``.
        module_mm: Side of the smallest module.
        quiet: The narrowest quiet zone, in modules, measured up to 4.
    """

    codes: int
    decoded: int
    found: int
    faults: tuple[Fault, ...]
    pages: int
    drawn: int
    module_mm: float | None
    quiet: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A batch of an order.

    Attributes:
        ordinal: Its place in the order.
        copies: Pieces that are to be printed.
        positions: Of a reprint, such as ``12-40,77``; ``""`` for the whole batch.
        batch_id: ``None`` until it is minted.
        print_run_id: ``None`` until it is printed and proved.
    """

    ordinal: int
    name: str
    copies: int
    positions: str
    batch_id: int | None
    print_run_id: int | None
    printed: Printed | None
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Order:
    """What is printed by a job; its number is that of the job.

    Attributes:
        campaign_id: ``None`` until it is known.
        draft_id: The draft that was ordered, or ``None``.
        bundle_size: Pieces between two slips, 0 for no slips.
    """

    id: int
    campaign_id: int | None
    draft_id: int | None
    sheet: str
    bundle_size: int
    lines: tuple[Line, ...]

    @property
    def copies(self) -> int:
        """Pieces of all lines."""
        return sum(line.copies for line in self.lines)

    @property
    def is_minted(self) -> bool:
        """Whether all its batches have their codes."""
        return all(line.batch_id is not None for line in self.lines)

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to print: an order that became a draft again never does."""
        return self.is_minted or self.draft_id is not None


def read_order(db: Database, order_id: int) -> Order:
    """Return an order.

    Raises:
        LookupError: There is none of this number.
    """
    row = db.execute(
        "SELECT job_id, campaign_id, draft_id, sheet, bundle_size FROM print_order WHERE job_id = ?",
        [order_id],
    ).fetchone()
    if row is None:
        raise LookupError(order_id)
    lines = db.execute(
        "SELECT ordinal, name, copies, positions, batch_id, print_run_id, printed, proof"
        " FROM print_order_line WHERE job_id = ? ORDER BY ordinal",
        [order_id],
    )
    number, campaign_id, draft_id, sheet, bundle_size = row
    return Order(number, campaign_id, draft_id, sheet, bundle_size, tuple(map(_to_line, lines)))


def codes_in(db: Database, order_id: int) -> int:
    """Return how many codes an order draws and proves: of a batch with one code one, however many copies."""
    row = db.execute(
        "SELECT coalesce(sum(iif(coalesce(batch.kind, draft.kind) = ?, 1, line.copies)), 0)"
        " FROM print_order_line line JOIN print_order ON print_order.job_id = line.job_id"
        " LEFT JOIN batch ON batch.id = line.batch_id LEFT JOIN draft ON draft.id = print_order.draft_id"
        " WHERE line.job_id = ?",
        [BatchKind.ONE_CODE.value, order_id],
    ).fetchone()
    return int(row[0])


def orders_of_campaign(db: Database, campaign_id: int) -> tuple[int, ...]:
    """Return the numbers of a campaign's orders, the latest first."""
    sql = "SELECT job_id FROM print_order WHERE campaign_id = ? ORDER BY job_id DESC"
    return tuple(row[0] for row in db.execute(sql, [campaign_id]))


def orders_of_batch(db: Database, batch_id: int) -> tuple[int, ...]:
    """Return the numbers of the orders in which a batch is, the latest first."""
    sql = "SELECT DISTINCT job_id FROM print_order_line WHERE batch_id = ? ORDER BY job_id DESC"
    return tuple(row[0] for row in db.execute(sql, [batch_id]))


def orders_of_organisation(db: Database, organisation_id: int) -> tuple[int, ...]:
    """Return the numbers of an organisation's orders, the latest first."""
    sql = (
        "SELECT job_id FROM print_order JOIN job ON job.id = job_id WHERE organisation_id = ?"
        " ORDER BY job_id DESC"
    )
    return tuple(row[0] for row in db.execute(sql, [organisation_id]))


def note_batch(db: Database, order_id: int, ordinal: int, batch: Batch) -> None:
    """Note which batch a line became, in the transaction that minted it."""
    with transaction(db):
        db.execute(
            "UPDATE print_order_line SET batch_id = ? WHERE job_id = ? AND ordinal = ?",
            [batch.id, order_id, ordinal],
        )
        db.execute("UPDATE print_order SET campaign_id = ? WHERE job_id = ?", [batch.campaign_id, order_id])


def note_printed(
    db: Database, order_id: int, ordinal: int, printed: Printed, proof: Proof | None, print_run_id: int | None
) -> None:
    """Note what came of a line; the print run is noted once, however often its files are made again."""
    with transaction(db):
        db.execute(
            "UPDATE print_order_line SET printed = ?, proof = ?, print_run_id = coalesce(print_run_id, ?)"
            " WHERE job_id = ? AND ordinal = ?",
            [_json(printed), _json(proof) if proof else "", print_run_id, order_id, ordinal],
        )


def note_proof(db: Database, order_id: int, ordinal: int, proof: Proof) -> None:
    """Note what a proof found, also where it found faults."""
    with transaction(db):
        db.execute(
            "UPDATE print_order_line SET proof = ? WHERE job_id = ? AND ordinal = ?",
            [_json(proof), order_id, ordinal],
        )


def _to_line(row: Sequence[Any]) -> Line:
    ordinal, name, copies, positions, batch_id, print_run_id, printed, proof = row
    return Line(
        ordinal,
        name,
        copies,
        positions,
        batch_id,
        print_run_id,
        Printed(**json.loads(printed)) if printed else None,
        _to_proof(json.loads(proof)) if proof else None,
    )


def _to_proof(plain: dict[str, Any]) -> Proof:
    return Proof(**{**plain, "faults": tuple(Fault(**one) for one in plain["faults"])})


def _json(value: Printed | Proof) -> str:
    return json.dumps(asdict(value))
