"""Batches and codes: finding and listing them, and the print runs that were made of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store import rows
from printkit.store.codes import normalise
from printkit.store.database import transaction
from printkit.store.model import Batch, BatchKind, Campaign, Code, PrintRun
from printkit.store.positions import format_positions
from printkit.store.times import to_text

_MEANT = " WHERE (?1 IS NULL OR campaign.organisation_id = ?1) AND (?2 IS NULL OR batch.campaign_id = ?2)"
_FIELDS = (
    "SELECT batch_id, field, text FROM batch_field JOIN batch ON batch.id = batch_id"
    " JOIN campaign ON campaign.id = batch.campaign_id"
)


def list_batches(
    db: Database, organisation_id: int | None = None, campaign_id: int | None = None
) -> tuple[Batch, ...]:
    """Return batches by number, of one organisation and one campaign or (``None``) of all."""
    meant = [organisation_id, campaign_id]
    found = db.execute(f"{rows.BATCH}{_MEANT} ORDER BY batch.id", meant).fetchall()
    fields: dict[int, dict[str, str]] = {}
    for batch_id, field, text in db.execute(f"{_FIELDS}{_MEANT} ORDER BY batch_id, ordinal", meant):
        fields.setdefault(batch_id, {})[field] = text
    return tuple(rows.to_batch(row, fields.get(row[0], {})) for row in found)


def batches_of(db: Database, campaign: Campaign) -> tuple[Batch, ...]:
    """Return the batches of a campaign by number."""
    return list_batches(db, campaign.organisation_id, campaign.id)


def find_batch(db: Database, batch: str | int) -> Batch:
    """Return the batch with this number, which may be text as typed.

    Raises:
        SignetError: The text is no number, or there is no such batch; the message names those there are.
    """
    text = str(batch).strip()
    if not text.isascii() or not text.isdigit():
        raise _unknown_batch(db, f'"{text}" is not the number of a batch.', text)
    # No database has a batch beyond SQLite's integers; ask for 0 there, which never exists.
    number = int(text) if len(text) < 18 else 0
    row = db.execute(rows.BATCH + "WHERE batch.id = ?", [number]).fetchone()
    if row is None:
        raise _unknown_batch(db, f"There is no batch {text}.", text)
    fields = db.execute("SELECT field, text FROM batch_field WHERE batch_id = ? ORDER BY ordinal", [number])
    return rows.to_batch(row, dict(fields.fetchall()))


def find_code(db: Database, text: str) -> Code:
    """Return an issued code: in any case, with spaces and hyphens, or its whole link.

    Raises:
        SignetError: The text is no code, or was never issued.
    """
    code = normalise(text)
    row = db.execute(rows.CODE + "WHERE code.code = ?", [code]).fetchone()
    if row is None:
        said = f'"{text.strip()[:80]}" is no code.' if code is None else f"The code {code} was never issued."
        raise SignetError.of(
            "unknown-code",
            said,
            "Look at the printed link: the code is what follows its last slash.",
            value=text,
        )
    return rows.to_code(row)


def find_code_or_batch(db: Database, text: str) -> Code | Batch:
    """Return the batch with this number, or else the code; no code consists of digits only.

    Raises:
        SignetError: There is neither.
    """
    return find_batch(db, text) if text.strip().isdigit() else find_code(db, text)


def codes_of(db: Database, batch_id: int, positions: Sequence[int] | None = None) -> tuple[Code, ...]:
    """Return the codes of a batch in order of position; of one code, that one.

    Args:
        db: The database.
        batch_id: The batch's number.
        positions: Only these, as from `parse_positions`; ``None`` for all.

    Raises:
        SignetError: There is no such batch, or it does not have one of the positions.
    """
    batch = find_batch(db, batch_id)
    sql, order = rows.CODE + "WHERE code.batch_id = ?", " ORDER BY code.position"
    if positions is None:
        return tuple(rows.to_code(row) for row in db.execute(sql + order, [batch_id]))
    sql += " AND code.position IN (SELECT value FROM json_each(?))"
    found = tuple(
        rows.to_code(row) for row in db.execute(sql + order, [batch_id, json.dumps(list(positions))])
    )
    missing = set(positions) - {code.position for code in found}
    if missing:
        raise _no_such_positions(batch, missing)
    return found


def codes_by_position(
    db: Database, batch_id: int, positions: Sequence[int] | None = None
) -> Iterator[tuple[int | None, str]]:
    """Yield position and code as `codes_of` does, and nothing else of them: for batches of a million.

    Raises:
        SignetError: There is no such batch, or it does not have one of the positions.
    """
    batch = find_batch(db, batch_id)
    sql = "SELECT position, code FROM code WHERE batch_id = ?"
    values: list[int | str] = [batch_id]
    if positions is not None:
        sql += " AND position IN (SELECT value FROM json_each(?))"
        missing = set(positions)
        values.append(json.dumps(list(positions)))
    else:
        missing = set()
    for position, code in db.execute(sql + " ORDER BY position", values):
        missing.discard(position)
        yield position, code
    if missing:
        raise _no_such_positions(batch, missing)


def record_print_run(
    db: Database,
    batch_id: int,
    *,
    sheet: str,
    pieces: int,
    sheets: int,
    positions: Sequence[int] = (),
    at: datetime | None = None,
) -> PrintRun:
    """Note that a batch, or these positions of it, went to the printer.

    Args:
        db: The database.
        batch_id: The batch's number.
        sheet: Name of the sheet, such as ``sra3``.
        pieces: Pieces that came out.
        sheets: Sheets of paper in all.
        positions: Of a reprint; empty for the whole batch.
        at: When, by default now.

    Raises:
        SignetError: There is no such batch.
    """
    with transaction(db):
        batch = find_batch(db, batch_id)
        cursor = db.execute(
            "INSERT INTO print_run (batch_id, sheet, positions, pieces, sheets, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [batch.id, sheet, format_positions(positions), pieces, sheets, to_text(at)],
        )
        return rows.to_print_run(db.execute(rows.PRINT_RUN + " WHERE id = ?", [cursor.lastrowid]).fetchone())


def print_runs(db: Database, batch_id: int) -> tuple[PrintRun, ...]:
    """Return the print runs of a batch, the oldest first."""
    found = db.execute(rows.PRINT_RUN + " WHERE batch_id = ? ORDER BY created_at, id", [batch_id])
    return tuple(rows.to_print_run(row) for row in found)


def _no_such_positions(batch: Batch, missing: Collection[int]) -> SignetError:
    if batch.kind is BatchKind.ONE_CODE:
        return SignetError.of(
            "positions",
            f"Batch {batch.id} has one code for all copies, so it has no positions.",
            "Print the whole batch.",
            key="positions",
        )
    return SignetError.of(
        "positions",
        f"Batch {batch.id} has no position {format_positions(missing)}.",
        f"Its positions are 1 to {batch.copies}.",
        key="positions",
        value=format_positions(missing),
    )


def _unknown_batch(db: Database, message: str, value: str) -> SignetError:
    numbers = [row[0] for row in db.execute("SELECT id FROM batch ORDER BY id DESC LIMIT 13")]
    if not numbers:
        return SignetError.of("unknown-batch", message, "No batch has been minted yet.", value=value)
    known = ", ".join(str(number) for number in reversed(numbers[:12]))
    more = "the latest are " if len(numbers) > 12 else ""
    return SignetError.of("unknown-batch", message, f"Batches: {more}{known}.", value=value)
