"""Slips for the bundles of a batch, each with a code that books it. Drawn by the jobs process only."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.press.extras.labels import load_label_sheet, print_labels
from printkit.press.extras.slips import Card
from printkit.store.batches import find_batch
from printkit.store.bundles import bundles
from printkit.store.model import Batch, BatchKind, Bundle
from tracker.staff.handing_out.token import Slip

SHEET = "a4-2x4"
"""Eight cards on a sheet of A4, which is also sold as labels."""


def draw_slips(db: Database, batch_id: int, out: Path, *, language: str, base_url: str = "") -> int:
    """Draw a card for each bundle of a batch.

    Args:
        db: The database.
        batch_id: The batch.
        out: The PDF.
        language: Of the words.
        base_url: Where staff reach the pages; by default where the batch's codes lead first.

    Returns:
        How many sheets there are.

    Raises:
        SignetError: The batch has no bundles, or the file cannot be written.
    """
    batch = find_batch(db, batch_id)
    made = bundles(db, batch.id)
    if not made:
        raise SignetError.of("bundles", f"Batch {batch.id} has no bundles.", "Say how its pieces were piled.")
    base = (base_url or batch.base_url).rstrip("/")
    cards = [_card(batch, one, base) for one in made]
    title = f"{batch.campaign} · {batch.name}"
    return print_labels(cards, load_label_sheet(SHEET), out, title=title, language=language)


def _card(batch: Batch, one: Bundle, base: str) -> Card:
    single = batch.kind is BatchKind.ONE_CODE
    slip = Slip(batch.id, one.pieces, None) if single else Slip(batch.id, one.first, one.last)
    first, last = (None, None) if single else (one.first, one.last)
    label = f"{batch.campaign} · {batch.name}"
    return Card(label, one.number, one.of, first, last, one.pieces, link=f"{base}/staff/bundle/{slip}")
