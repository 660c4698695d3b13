"""The demo from an empty folder to counted scans. Every step looks at what is there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.cli.printing import batch_job, print_batch
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.errors import SignetError
from printkit.files import replace_file
from printkit.manifest import manifest_path, read_manifest
from printkit.ordering import passed, sample_piece
from printkit.press.imposing.sheet import load_sheet
from printkit.store.batches import codes_of, list_batches
from printkit.store.campaigns import campaigns
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import Batch, BatchKind
from printkit.store.organisations import organisation, set_organisation
from printkit.store.places import hand_out, hand_outs
from tracker.clock import Clock
from tracker.config import Config
from tracker.demo.client import Ask, send
from tracker.demo.season import DAYS, Visit, season
from tracker.demo.story import CAMPAIGN, LIBRARY, ORDERS, Order
from tracker.scans.counts import SqliteCounts
from tracker.serve import running_server, wait_until_folded

LEAD_DAYS = 9
"""Days between minting and the season's first day: printing and delivery."""
SEED_FILE = "demo-seed"

ProgressFor = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A batch of the demo with the order it came from."""

    order: Order
    batch: Batch


def refuse_real(db: Database) -> None:
    """Leave a database with real campaigns alone.

    Raises:
        SignetError: It holds one.
    """
    real = [campaign for campaign in campaigns(db) if not campaign.demo]
    if real:
        raise SignetError.of(
            "demo",
            f'This database holds a real campaign ("{real[0].name}"); invented hits do not belong there.',
            "Run the demo in an empty folder, or name another file with --database.",
        )


@dataclass(frozen=True, slots=True)
class Season:
    """What became of the season.

    Attributes:
        seed: The seed of its hits.
        before: Hits that an earlier run of the demo sent.
        sent: Hits that were sent now.
    """

    seed: int
    before: int
    sent: int


def order_all(db: Database, base: BaseUrl, today: date) -> tuple[Ordered, ...]:
    """Mint the demo's batches that are not there yet, and note their hand-outs."""
    known = {batch.name: batch for batch in list_batches(db)}
    if not known:
        set_organisation(db, name=LIBRARY, time_zone="Europe/Berlin", language="de")
    zone = ZoneInfo(organisation(db).time_zone)
    minted_on = today - timedelta(days=DAYS + LEAD_DAYS)
    at = datetime.combine(minted_on, time(10, 30), zone).astimezone(UTC)
    ordered = tuple(
        Ordered(order, known.get(order.name) or _mint(db, order, base, at + timedelta(minutes=number)))
        for number, order in enumerate(ORDERS)
    )
    first_day = season_start(ordered[0].batch, zone)
    for one in ordered:
        _hand_out(db, one, first_day)
    return ordered


def season_start(first_batch: Batch, zone: ZoneInfo) -> date:
    """Return the season's first day: some days after the first batch was minted, in local time."""
    assert first_batch.minted_at is not None
    return first_batch.minted_at.astimezone(zone).date() + timedelta(days=LEAD_DAYS)


def print_missing(db: Database, ordered: tuple[Ordered, ...], out: Path) -> tuple[Path, ...]:
    """Print what is not in the folder yet; a PDF that is there is left as it is.

    Raises:
        SignetError: A PDF of the same name is there, of a batch that this database does not have.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for one in ordered:
        file = out / one.order.file
        if file.exists() and manifest_path(file).exists():
            _refuse_other(db, one.batch, file)
        else:
            print_batch(db, one.batch, batch_job(db, one.batch), load_sheet(one.order.sheet), file)
        files.append(file)
    return tuple(files)


def live_a_season(
    db: Database, config: Config, ordered: tuple[Ordered, ...], seed: int, show: ProgressFor
) -> Season:
    """Send the season's hits that are not recorded yet to a server that runs for it, and count them.

    A season that was cut off goes on where it stopped, with the seed that it was begun with.

    Args:
        db: The database.
        config: Settings of the service; the season's server takes a free port.
        ordered: From `order_all`.
        seed: The same seed and the same first day give the same season.
        show: Makes a progress display.
    """
    wait_until_folded(config)
    recorded, zone = SqliteCounts(db).totals().hits, organisation(db).time_zone
    seed = _seed_of(config.run_folder / SEED_FILE, seed)
    visits = season(ORDERS, season_start(ordered[0].batch, ZoneInfo(zone)), zone, seed)
    asks = _asks(db, ordered, visits)[recorded:]
    if not asks:
        return Season(seed, recorded, 0)
    token = secrets.token_urlsafe(24)
    own = replace(config, host="127.0.0.1", port=0)
    with running_server(own, clock_token=token) as server, show("Letting a season pass") as progress:
        sent = send(server, Clock(token), asks, progress)
    wait_until_folded(config)
    return Season(seed, recorded, sent)


def _seed_of(file: Path, seed: int) -> int:
    """Return the seed that the season was begun with; if it begins now, note this one."""
    try:
        return int(file.read_text())
    except (FileNotFoundError, ValueError):
        replace_file(file, str(seed).encode())
        return seed


def _refuse_other(db: Database, batch: Batch, file: Path) -> None:
    printed = {row.code for row in read_manifest(manifest_path(file))}
    if not printed <= {code.code for code in codes_of(db, batch.id)}:
        raise SignetError.of(
            "other-batch",
            "This PDF is of a batch that the database does not have.",
            "Move it away, or name another folder with --out.",
            file=str(file),
        )


def _asks(db: Database, ordered: tuple[Ordered, ...], visits: tuple[Visit, ...]) -> list[Ask]:
    codes = [
        {code.position: code.code for code in codes_of(db, one.batch.id)} for one in ordered
    ]  # by order, then position
    asks = []
    for visit in visits:
        code = codes[visit.order][visit.position]
        asks.append(Ask(f"/{code.lower() if visit.typed else code}", visit))
    return asks


def _mint(db: Database, order: Order, base: BaseUrl, at: datetime) -> Batch:
    design = load_design(find_design(order.design))
    texts = resolve_texts(design, order.texts)
    passed(design, texts, sample_piece(base))
    minted = mint(
        db,
        MintOrder(
            campaign=CAMPAIGN,
            kind=order.kind,
            copies=order.copies,
            design=design.name,
            texts=texts,
            files=design.files,
            base=base,
            destination=order.destination,
            name=order.name,
            place=order.place,
            demo=True,
        ),
        at=at,
    )
    return minted.batch


def _hand_out(db: Database, one: Ordered, first_day: date) -> None:
    done = {(known.place, known.first) for known in hand_outs(db, one.batch.id)}
    for bundle in one.order.hand_outs:
        if (bundle.place, bundle.first) not in done:
            whole = one.batch.kind is BatchKind.ONE_CODE
            day = first_day + timedelta(days=bundle.days)
            hand_out(
                db,
                one.batch,
                bundle.place,
                day,
                first=None if whole else bundle.first,
                last=None if whole else bundle.last,
            )
