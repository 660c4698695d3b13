"""What a proof found, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a finished PDF.

    Attributes:
        rule: ``missing``, ``duplicate``, ``foreign``, ``unreadable``, ``misplaced``, ``inverted``,
            ``wrong-symbology``, ``damaged-page`` or ``coarse`` (a page so large that it was read coarsely).
        file: The PDF; ``""`` where the fault is in none of them, like a link that is nowhere.
        page: Page of the file, from 1.
        sheet: Sheet of the job, from 1; ``None`` without a manifest.
        slot: Slot on the sheet, from 1. Without a manifest the codes of a page are counted in reading order:
            row by row from the top, each from the left.
        message: What is wrong, full sentences.
    """

    rule: str
    file: str
    page: int | None
    sheet: int | None
    slot: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a proof.

    Attributes:
        codes: How many symbols should be there.
        decoded: How many of them were decoded.
        findings: All faults, by file, page and slot. Empty: proved.
        places: Whether each code was also looked for in its place, which needs a manifest.
    """

    codes: int
    decoded: int
    findings: tuple[Finding, ...]
    places: bool = True
