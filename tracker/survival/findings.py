"""What a look at a service finds: in order, worth knowing, or to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it is: ``ok``; ``note``, worth knowing; ``mend``, wrong, with what to do about it."""

    OK = "ok"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What, in small letters and hyphens; docs/operate.md has a line for each.
        level: How it is.
        says: What was found.
        remedy: What to do about it; empty where nothing is to be done.
    """

    name: str
    level: Level
    says: str
    remedy: str = ""


def ok(name: str, says: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(name, Level.OK, says)


def note(name: str, says: str, remedy: str = "") -> Finding:
    """Return a finding that is worth knowing."""
    return Finding(name, Level.NOTE, says, remedy)


def mend(name: str, says: str, remedy: str) -> Finding:
    """Return a finding that is to be mended."""
    return Finding(name, Level.MEND, says, remedy)
