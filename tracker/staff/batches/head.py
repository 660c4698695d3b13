"""The tabs that all pages of a batch share."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext

from printkit.store.model import Batch, BatchKind


@dataclass(frozen=True, slots=True)
class _Tab:
    """A page of a batch; ``endpoint`` takes the batch's number."""

    id: str
    text: str
    endpoint: str


def batch_tabs(batch: Batch, current: str) -> list[tuple[str, str, bool]]:
    """Return text, address and whether it is the current one, for all pages that there are of a batch.

    Args:
        batch: The batch.
        current: ``figures``, ``places``, ``pieces``, ``print``, ``hand-out``, ``destination`` or ``test``.
    """
    tabs = (
        _Tab("figures", gettext("Figures"), "figures.batch"),
        _Tab("places", gettext("Places"), "figures.places"),
        _Tab("pieces", gettext("Pieces"), "figures.pieces"),
        _Tab("print", gettext("Print"), "orders.print_page"),
        _Tab("hand-out", gettext("Handing out"), "handing_out.batch"),
        _Tab("destination", gettext("Destination"), "batches.destination"),
        _Tab("test", gettext("Test scan"), "batches.test"),
    )
    return [
        (tab.text, url_for(tab.endpoint, batch_id=batch.id), tab.id == current)
        for tab in tabs
        if tab.endpoint in current_app.view_functions
        and not (tab.id == "pieces" and batch.kind is BatchKind.ONE_CODE)
    ]
