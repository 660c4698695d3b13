"""Findings for designers: all that would go wrong on paper, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from printkit.design.design import Design
from printkit.design.layout import Placed, place
from printkit.design.legibility import check_legibility
from printkit.design.marks import TextRun
from printkit.design.placement import check_placement
from printkit.design.tables import Report
from printkit.design.text import set_link
from printkit.errors import Problem, SignetError


def check(
    design: Design, texts: Mapping[str, str], link: str, code: str, modules: Callable[[str], int]
) -> tuple[Problem, ...]:
    """Look for everything that would go wrong on paper.

    Args:
        design: The design.
        texts: The text of every field, from `printkit.design.fields.resolve_texts`.
        link: A short link as printed, as long as the real ones.
        code: Its code alone, or ``""``.
        modules: Modules per side of the symbol for an error correction level (``L``, ``M``, ``Q``, ``H``).

    Returns:
        Errors and warnings: those of reading, then those of the texts, then those of the press.
    """
    report = Report(design.main_file)
    placed = place(design, texts, report)
    lines = _set_links(design, placed, link, code, report)
    check_placement(design, placed, lines, report)
    check_legibility(placed, lines, modules, report)
    return (*design.warnings, *report.problems)


def _set_links(
    design: Design, placed: tuple[Placed, ...], link: str, code: str, report: Report
) -> tuple[tuple[Placed, TextRun], ...]:
    found = []
    for part in placed:
        if part.link is None:
            continue
        try:
            found.append((part, set_link(part.link, link, design.faces, code)))
        except SignetError as error:
            report.problems.extend(replace(problem, file=report.file) for problem in error.problems)
    return tuple(found)
