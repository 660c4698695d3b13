"""The tables of staff and their sign-ins, as migrations on the tracker's set."""

from __future__ import annotations

from sqlite_utils.migrations import Migrations


def register(migrations: Migrations) -> None:
    """Add the migrations of staff to the tracker's set, in the order in which they were shipped."""
