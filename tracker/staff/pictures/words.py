"""How numbers and dates are written in the charts of a page."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import format_decimal, format_percent, get_locale

from tracker.languages import LOCALES
from tracker.web.language import FALLBACK, PERCENT_FORMS


def locale() -> str:
    """Return the locale of the page."""
    found = get_locale()
    return LOCALES[FALLBACK] if found is None else str(found)


def rate(value: float) -> str:
    """Write a number of 100 as rates are written, and rounded, on all pages."""
    return str(format_percent(Decimal(f"{value:.1f}") / 100, PERCENT_FORMS[locale()[:2]]))


def per_100(value: float) -> str:
    """Write scans per 100 copies as they are written, and rounded, on all pages."""
    return str(format_decimal(Decimal(f"{value:.1f}"), "#,##0.0"))


def in_percent(value: float) -> str:
    """Write a value of an axis, a number of 100, with as many places as it has."""
    return str(format_percent(value / 100, PERCENT_FORMS[locale()[:2]].replace("0.0", "0.##")))


def plain(value: float) -> str:
    """Write a value of an axis."""
    return str(format_decimal(round(value, 3)))
