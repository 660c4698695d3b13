"""Minting: a batch is frozen, with its texts and files, and gets its codes. All of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store import codes
from printkit.store.batches import find_batch
from printkit.store.database import transaction
from printkit.store.destinations import ensure_url
from printkit.store.frozen import freeze_files
from printkit.store.links import BaseUrl, check_destination
from printkit.store.model import DEFAULT_ORGANISATION, Batch, BatchKind
from printkit.store.names import checked_name
from printkit.store.organisations import organisation, own_hosts
from printkit.store.places import ensure_place
from printkit.store.times import to_text

MOST_COPIES = 1_000_000
_AT_ONCE = 50_000
"""Codes that are made together: a million at once would be held several times over."""
_TAKEN = "SELECT 1 FROM code WHERE code = ? UNION ALL SELECT 1 FROM stranger WHERE code = ?"


@dataclass(frozen=True, slots=True)
class MintOrder:
    """What is to be minted.

    Attributes:
        campaign: Its name; a new one is created.
        kind: A code per piece, or one code for all copies.
        copies: Pieces ordered, 1 to 1,000,000.
        design: Name of the design, for people.
        texts: Every field of the design with the text that is printed.
        files: Every file of the design, path to bytes.
        base: Of the short links.
        destination: URL that the batch leads to at first.
        name: Name of the batch in its campaign; ``None`` makes one of place or design.
        place: Name of the place that it is meant for, or ``""``; a new one is created.
        demo: Whether these are invented data.
        code_length: Shortest length of the codes: `printkit.store.codes.VOUCHER_LENGTH` for vouchers.
    """

    campaign: str
    kind: BatchKind
    copies: int
    design: str
    texts: Mapping[str, str]
    files: Mapping[str, bytes] = field(repr=False)
    base: BaseUrl
    destination: str
    name: str | None = None
    place: str = ""
    organisation_id: int = DEFAULT_ORGANISATION
    demo: bool = False
    code_length: int = codes.SHORTEST


@dataclass(frozen=True, slots=True)
class Minted:
    """A new batch and its codes, in order of position."""

    batch: Batch
    codes: tuple[str, ...]


def mint(db: Database, order: MintOrder, *, at: datetime | None = None) -> Minted:
    """Mint a batch in one transaction: after a crash or a fault in the order there is nothing of it.

    Args:
        db: The database.
        order: What is to be minted.
        at: When, by default now.

    Raises:
        SignetError: Something in the order cannot be used.
    """
    _check_numbers(order)
    checked_name(order.design, "name of the design")
    now = to_text(at)
    with transaction(db):
        organisation(db, order.organisation_id)
        destination = check_destination(order.destination, own_hosts(db) | {order.base.host})
        campaign_id = _ensure_campaign(db, order, now)
        batch_id = _insert_draft(
            db, order, campaign_id, ensure_url(db, order.organisation_id, destination), now
        )
        db.conn.executemany(
            "INSERT INTO batch_field VALUES (?, ?, ?, ?)",
            [(batch_id, ordinal, name, text) for ordinal, (name, text) in enumerate(order.texts.items())],
        )
        freeze_files(db, batch_id, order.files)
        fresh = _issue_codes(db, batch_id, order)
        db.execute("UPDATE batch SET minted_at = ? WHERE id = ?", [now, batch_id])
        db.execute(
            "INSERT INTO retargeting (batch_id, destination_id, since)"
            " SELECT id, destination_id, minted_at FROM batch WHERE id = ?",
            [batch_id],
        )
        return Minted(find_batch(db, batch_id), fresh)


def next_code_length(db: Database, wanted: int, minimum: int = codes.SHORTEST) -> int:
    """Return how long the codes of the next batch will be, if nobody mints meanwhile.

    Args:
        db: The database.
        wanted: How many codes it needs.
        minimum: Shortest length allowed.
    """
    issued = db.execute("SELECT count(*) FROM code").fetchone()[0]
    return codes.length_for(issued, wanted, minimum)


def _check_numbers(order: MintOrder) -> None:
    if not 1 <= order.copies <= MOST_COPIES:
        raise SignetError.of(
            "copies",
            f"A batch has 1 to {MOST_COPIES:,} copies, not {order.copies:,}.",
            "Mint several batches for more.",
            key="copies",
            value=str(order.copies),
        )
    if not codes.SHORTEST <= order.code_length <= codes.LONGEST - 4:  # leaves room to grow by itself
        raise SignetError.of(
            "code-length",
            f"Codes have {codes.SHORTEST} to {codes.LONGEST - 4} characters, not {order.code_length}.",
            key="code length",
            value=str(order.code_length),
        )


def _ensure_campaign(db: Database, order: MintOrder, now: str) -> int:
    name = checked_name(order.campaign, "name of the campaign")
    db.execute(
        "INSERT INTO campaign (organisation_id, name, demo, created_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [order.organisation_id, name, int(order.demo), now],
    )
    campaign_id, demo = db.execute(
        "SELECT id, demo FROM campaign WHERE organisation_id = ? AND name = ?", [order.organisation_id, name]
    ).fetchone()
    if bool(demo) != order.demo:
        kinds = ("invented data of the demo", "a real campaign")
        raise SignetError.of(
            "demo",
            f'The campaign "{name}" is {kinds[0 if demo else 1]}; the two are never mixed.',
            "Choose another name for the campaign, or another database.",
            key="campaign",
            value=name,
        )
    return int(campaign_id)


def _insert_draft(db: Database, order: MintOrder, campaign_id: int, destination_id: int, now: str) -> int:
    place = ensure_place(db, order.place, order.organisation_id) if order.place.strip() else None
    cursor = db.execute(
        "INSERT INTO batch (campaign_id, name, kind, copies, design, base_url, destination_id, place_id,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            campaign_id,
            _batch_name(db, order, campaign_id),
            order.kind.value,
            order.copies,
            checked_name(order.design, "name of the design"),
            str(order.base),
            destination_id,
            place.id if place else None,
            now,
        ],
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _batch_name(db: Database, order: MintOrder, campaign_id: int) -> str:
    taken = {row[0] for row in db.execute("SELECT name FROM batch WHERE campaign_id = ?", [campaign_id])}
    if order.name is not None and order.name.strip():
        name = checked_name(order.name, "name of the batch")
        if name in taken:
            raise SignetError.of(
                "batch-name",
                f'The campaign has a batch named "{name}" already.',
                "Choose another name, or give none.",
                key="name of the batch",
                value=name,
            )
        return name
    stem = checked_name(order.place if order.place.strip() else order.design, "name of the batch")
    return next(
        name for number in count(1) if (name := stem if number == 1 else f"{stem} {number}") not in taken
    )


def _issue_codes(db: Database, batch_id: int, order: MintOrder) -> tuple[str, ...]:
    single = order.kind is BatchKind.ONE_CODE
    wanted = order.kind.codes_for(order.copies)
    fresh = _unused_codes(db, wanted, next_code_length(db, wanted, order.code_length))
    # In the order of the primary key: neighbours go to the same page of the file.
    order_of_keys = sorted(range(wanted), key=fresh.__getitem__)
    rows = ((fresh[index], batch_id, None if single else index + 1) for index in order_of_keys)
    db.conn.executemany("INSERT INTO code (code, batch_id, position) VALUES (?, ?, ?)", rows)
    return fresh


def _unused_codes(db: Database, wanted: int, length: int) -> tuple[str, ...]:
    """Return new codes in random order; the write lock is held, so nobody issues one meanwhile."""
    found: dict[str, None] = {}
    while len(found) < wanted:
        for code in codes.random_codes(min(wanted - len(found), _AT_ONCE), length):
            if not db.conn.execute(_TAKEN, [code, code]).fetchone():
                found[code] = None
    return tuple(found)
