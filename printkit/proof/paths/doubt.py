"""What stops the reading of paths: not a fault of the page, but it has to be drawn instead."""

from __future__ import annotations


class DoubtError(Exception):
    """The paths do not say for certain what prints; the words say why."""
