"""Rows of the database as values of `printkit.store.model`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from printkit.store.booked import Return, Waste
from printkit.store.model import Batch, BatchKind, Code, Destination, HandOut, PrintRun
from printkit.store.times import to_optional_date, to_optional_time, to_time

BATCH = """
SELECT batch.id, batch.campaign_id, campaign.name, batch.name, batch.kind, batch.copies, batch.design,
  batch.base_url, destination.id, destination.kind, destination.reference, coalesce(place.name, ''),
  batch.created_at, batch.minted_at,
  (SELECT min(created_at) FROM print_run WHERE batch_id = batch.id),
  (SELECT min(handed_out_on) FROM hand_out WHERE batch_id = batch.id),
  batch.retired_at
FROM batch
JOIN campaign ON campaign.id = batch.campaign_id
JOIN destination ON destination.id = batch.destination_id
LEFT JOIN place ON place.id = batch.place_id
"""

CODE = """
SELECT code.code, code.batch_id, code.position, destination.id, destination.kind, destination.reference,
  code.retired_at
FROM code LEFT JOIN destination ON destination.id = code.destination_id
"""

HAND_OUT = """
SELECT hand_out.id, hand_out.batch_id, place.name, hand_out.handed_out_on, bundle.first, bundle.last,
  place.id, coalesce(bundle.last - bundle.first + 1, hand_out.copies, batch.copies),
  (SELECT coalesce(sum(pieces), 0) FROM come_back WHERE hand_out_id = hand_out.id),
  hand_out.by_whom, hand_out.created_at
FROM hand_out
JOIN place ON place.id = hand_out.place_id
JOIN batch ON batch.id = hand_out.batch_id
LEFT JOIN bundle ON bundle.id = hand_out.bundle_id
"""

RETURN = "SELECT id, hand_out_id, batch_id, first, last, pieces, back_on, by_whom, created_at FROM come_back "
WASTE = "SELECT id, batch_id, first, last, pieces, noted_on, by_whom, created_at FROM waste "
PRINT_RUN = "SELECT id, batch_id, sheet, positions, pieces, sheets, created_at FROM print_run"


def to_batch(row: Sequence[Any], fields: Mapping[str, str]) -> Batch:
    """Turn a row of `BATCH` and the batch's texts into a value."""
    return Batch(
        id=row[0],
        campaign_id=row[1],
        campaign=row[2],
        name=row[3],
        kind=BatchKind(row[4]),
        copies=row[5],
        design=row[6],
        base_url=row[7],
        fields=fields,
        destination=Destination(*row[8:11]),
        place=row[11],
        created_at=to_time(row[12]),
        minted_at=to_optional_time(row[13]),
        printed_at=to_optional_time(row[14]),
        handed_out_on=to_optional_date(row[15]),
        retired_at=to_optional_time(row[16]),
    )


def to_code(row: Sequence[Any]) -> Code:
    """Turn a row of `CODE` into a value."""
    destination = None if row[3] is None else Destination(*row[3:6])
    return Code(row[0], row[1], row[2], destination, to_optional_time(row[6]))


def to_hand_out(row: Sequence[Any]) -> HandOut:
    """Turn a row of `HAND_OUT` into a value."""
    return HandOut(
        *(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4], row[5], row[6], row[7], row[8], row[9]),
        to_time(row[10]),
    )


def to_return(row: Sequence[Any]) -> Return:
    """Turn a row of `RETURN` into a value."""
    return Return(
        *(row[0], row[1], row[2], row[3], row[4], row[5], date.fromisoformat(row[6]), row[7]), to_time(row[8])
    )


def to_waste(row: Sequence[Any]) -> Waste:
    """Turn a row of `WASTE` into a value."""
    return Waste(
        *(row[0], row[1], row[2], row[3], row[4], date.fromisoformat(row[5]), row[6]), to_time(row[7])
    )


def to_print_run(row: Sequence[Any]) -> PrintRun:
    """Turn a row of `PRINT_RUN` into a value."""
    return PrintRun(row[0], row[1], row[2], row[3], row[4], row[5], to_time(row[6]))
