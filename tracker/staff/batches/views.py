"""The room of a batch's pages that are no figures, with all its pages."""

from __future__ import annotations

from tracker.staff.batches import destination, trying
from tracker.staff.batches.base import batches

__all__ = ["batches", "destination", "trying"]
