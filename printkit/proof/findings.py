"""What a proof found, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a finished PDF.

    Attributes:
        rule: ``missing``, ``missing-page``, ``missing-file``, ``duplicate``, ``foreign``, ``unreadable``,
            ``misplaced``, ``inverted``, ``mirrored``, ``quiet-zone``, ``small-module``, ``wrong-symbology``,
            ``damaged-page``, ``coarse`` (a page so large that it was read coarsely) or ``disagreement`` (the
            paths say something else than the drawn page shows).
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
class Tiers:
    """How the codes were read.

    Attributes:
        paths: Codes read from the paths of the PDF.
        drawn: Codes read from drawn pages.
        both: Codes read both ways.
        pages: Pages of all files.
        pages_drawn: How many of them were drawn.
        sampled: Whether pages were drawn that were chosen by chance, and not all.
        seed: What chose them; the same files give the same sample.
    """

    paths: int = 0
    drawn: int = 0
    both: int = 0
    pages: int = 0
    pages_drawn: int = 0
    sampled: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured of the codes.

    Attributes:
        smallest_module_mm: Side of the smallest module; ``None`` if no code was read.
        narrowest_quiet: The narrowest quiet zone on any side, in modules, measured up to 4.
        black: Codes whose dark is black ink alone, by their paths.
        other_ink: Codes whose dark is another colour, by their paths. The inks of all others are not known.
    """

    smallest_module_mm: float | None = None
    narrowest_quiet: float | None = None
    black: int = 0
    other_ink: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a proof.

    Attributes:
        codes: How many symbols should be there.
        decoded: How many of them were decoded.
        findings: All faults, by file, page and slot. Empty: proved.
        places: Whether each code was also looked for in its place, which needs a manifest.
        tiers: How the codes were read.
        facts: What was measured.
        notes: What should be known though it is no fault, such as files of the job that were not given.
    """

    codes: int
    decoded: int
    findings: tuple[Finding, ...]
    places: bool = True
    tiers: Tiers = Tiers()
    facts: Facts = Facts()
    notes: tuple[str, ...] = ()
