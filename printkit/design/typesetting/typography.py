"""Rules about the signs of a text: what a typewriter had one key for, and print has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printkit.design.design import Design, ShortLink, Text
from printkit.design.fields import fill, placeholders
from printkit.design.tables import Report

# Quotation marks by language, double and single (Duden; Chicago Manual of Style; Imprimerie nationale; PWN).
_QUOTES: Mapping[str, tuple[str, str]] = {
    "de": ("„…“", "‚…‘"),
    "en": ("“…”", "‘…’"),
    "fr": ("«\u202f…\u202f»", "“…”"),
    "it": ("«…»", "“…”"),
    "es": ("«…»", "“…”"),
    "pl": ("„…”", "‚…’"),
    "nl": ("‘…’", "“…”"),
}
_DASH = re.compile(r"(?<=\S) -{1,2} (?=\S)|^- |(?<=\w)--(?=\w)", re.MULTILINE)
_HOURS = re.compile(r"\d{1,2}(?:[.:]\d\d)? ?- ?\d{1,2}(?:[.:]\d\d)?(?= ?(?:Uhr|h\b|am\b|pm\b))")


def check_typography(design: Design, texts: Mapping[str, str], report: Report) -> None:
    """Warn of straight quotation marks, hyphens in the place of dashes, and three dots.

    Args:
        design: The design.
        texts: The text of every field.
        report: Where findings go.
    """
    language = design.language.replace("-", "_").partition("_")[0].lower()
    for key, text in _written(design, texts):
        for rule, found, remedy in _faults(text, language):
            report.add(rule, key, f"The text has {found}.", remedy, text, severity="warning")


def _written(design: Design, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what the batch wrote and what the designer wrote, each where it stands."""
    shown: set[str] = set()
    for _, elements in design.sides:
        for element in elements:
            if isinstance(element, Text | ShortLink):
                names = placeholders(element.template)
                shown.update(names)
                yield element.key, fill(element.template, dict.fromkeys(names, "\u2060"))
    yield from ((f"fields.{name}", text) for name, text in texts.items() if name in shown)


def _faults(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    double, single = _QUOTES.get(language, ("“…”", "‘…’"))
    if '"' in text:
        yield "straight-quotes", 'straight quotation marks (")', f"Write {double}."
    if "'" in text:
        found = "a straight apostrophe or quotation mark (')"
        yield "straight-quotes", found, f"Write ’ for an apostrophe, {single} for quotation marks."
    if _DASH.search(text):
        dashes = 'Write "—" without spaces, or " – ".' if language == "en" else 'Write " – ".'
        yield "hyphen-for-dash", "a hyphen in the place of a dash", dashes
    hours = _HOURS.search(text)
    if hours:
        better = re.sub(r" ?- ?", "–", hours[0])
        yield "hyphen-for-dash", f'a hyphen in "{hours[0]}"', f'Write "{better}".'
    if "..." in text:
        yield "three-dots", "three dots", 'Write the one sign for them, "…".'
