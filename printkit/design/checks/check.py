"""Findings for designers: all that would go wrong on paper, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from printkit.design.checks.legibility import check_legibility
from printkit.design.checks.overlap import check_overlaps
from printkit.design.checks.placement import check_placement
from printkit.design.design import Design
from printkit.design.layout import Placed, place
from printkit.design.marks import TextRun
from printkit.design.tables import Report
from printkit.design.typesetting.breaking import line_width
from printkit.design.typesetting.fonts import Face
from printkit.design.typesetting.shortlink import set_link
from printkit.design.typesetting.typography import check_typography
from printkit.errors import Problem, SignetError


def check(
    design: Design,
    texts: Mapping[str, str],
    link: str,
    code: str,
    modules: Callable[[str], int],
    letters: str = "",
) -> tuple[Problem, ...]:
    """Look for everything that would go wrong on paper.

    Args:
        design: The design.
        texts: The text of every field, from `printkit.design.fields.resolve_texts`.
        link: A short link as printed, as long as the real ones.
        code: Its code alone, or ``""``.
        modules: Modules per side of the symbol for an error correction level (``L``, ``M``, ``Q``, ``H``).
        letters: What codes are made of, if any of them may come in place of this one: then there is room
            for the widest.

    Returns:
        Errors and warnings: those of reading, then those of the texts, then those of the press.
    """
    report = Report(design.main_file)
    placed = place(design, texts, report)
    lines = _set_links(design, placed, (link, code), letters, report)
    check_placement(design, placed, lines, report)
    check_overlaps(design, placed, lines, report)
    check_legibility(placed, lines, modules, report)
    check_typography(design, texts, report)
    return (*design.warnings, *report.problems)


def _set_links(
    design: Design, placed: tuple[Placed, ...], sample: tuple[str, str], letters: str, report: Report
) -> tuple[tuple[Placed, TextRun], ...]:
    found = []
    for part in placed:
        if part.link is None:
            continue
        link, code = _widest(design.faces[part.link.font], *sample, letters)
        try:
            found += [(part, run) for run in set_link(part.link, link, design.faces, code)]
        except SignetError as error:
            report.problems.extend(replace(problem, file=report.file) for problem in error.problems)
    return tuple(found)


def _widest(face: Face, link: str, code: str, letters: str) -> tuple[str, str]:
    """Return a link and its code as wide in a face as any code of these letters makes them."""
    if not letters:
        return link, code
    small, large = (
        max(cased, key=lambda letter: line_width(face, letter * 2, 0.0)) * len(code)
        for cased in (letters.lower(), letters.upper())
    )
    return link.removesuffix(code.lower()) + small, large
