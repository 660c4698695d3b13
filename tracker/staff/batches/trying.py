"""The page on which one sees one's own test scan arrive."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, render_template, request, url_for

from printkit.store.batches import codes_of
from printkit.store.links import BaseUrl
from printkit.store.model import Batch, BatchKind, Code
from tracker.scans.events import retained
from tracker.staff.accounts import Role
from tracker.staff.batches.arrivals import read_arrivals
from tracker.staff.batches.base import batches
from tracker.staff.batches.leading import find_piece
from tracker.staff.batches.symbol import symbol
from tracker.staff.guard import account, requires
from tracker.staff.live import live
from tracker.staff.owned import own_batch
from tracker.staff.phone import this_phone
from tracker.web.language import local_day
from tracker.web.site import database, site


@batches.get("/test")
@requires(Role.VIEWER)
def test(batch_id: int) -> str:
    """Show a code of the batch to scan, and the scans as they arrive."""
    db = database()
    mine = own_batch(db, account(), batch_id)
    text = request.args.get("piece", "").strip()
    found = find_piece(db, mine, text) if text else None
    code = found or _first(mine)
    base = BaseUrl.parse(mine.base_url)
    return render_template(
        "staff/batches/test.html",
        batch=mine,
        code=code,
        symbol=symbol(base.qr_link(code.code), base.short_link(code.code)) if code else "",
        short_link=base.short_link(code.code) if code else "",
        sought=text[:80] if text and not found else "",
        leads=((code and code.destination) or mine.destination).reference,
        pass_symbol=symbol(_phone_page(), _phone_page()),
        pass_link=_phone_page(),
        has_pass=this_phone().until is not None,
        kept=retained(db, account().organisation_id).days > 0,
        **_arrivals(mine),
    )


@batches.get("/test/arrivals")
@requires(Role.VIEWER)
def arrivals(batch_id: int) -> Response:
    """Answer which scans have arrived by now."""
    mine = own_batch(database(), account(), batch_id)
    shown = _arrivals(mine)
    return live(
        shown["revision"], lambda: render_template("staff/batches/arrivals.html", batch=mine, **shown)
    )


def _arrivals(mine: Batch) -> dict[str, object]:
    now = datetime.now(UTC)
    found = read_arrivals(database(), mine, now, local_day(now))
    last, out = max((one.number for one in found), default=0), sum(one.is_out for one in found)
    return {"arrived": found, "revision": f"{last}-{len(found)}-{out}"}


def _first(mine: Batch) -> Code | None:
    if mine.minted_at is None:
        return None
    return codes_of(database(), mine.id, [1] if mine.kind is BatchKind.PER_PIECE else None)[0]


def _phone_page() -> str:
    """Return the address of the page that makes a phone one for tests, as a phone reaches it."""
    base = site().config.base_url.rstrip("/")
    return f"{base}{url_for('staff.phone')}" if base else url_for("staff.phone", _external=True)
