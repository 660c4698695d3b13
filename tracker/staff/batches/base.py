"""The room of a batch's pages that are no figures; `views` gives it its pages."""

from __future__ import annotations

from tracker.staff.batches.head import batch_tabs
from tracker.staff.room import room

batches = room("batches", "/staff/batches/<int:batch_id>")


@batches.app_context_processor
def _tabs() -> dict[str, object]:
    """Let templates of any room show the head of a batch."""
    return {"batch_tabs": batch_tabs}
