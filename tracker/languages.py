"""The languages in which Signet speaks to patrons and staff."""

from __future__ import annotations

from pathlib import Path

LOCALES = {"de": "de", "en": "en_GB"}
"""Language to the locale of its numbers and dates."""
TRANSLATIONS = Path(__file__).parent / "translations"
"""Where texts in them lie, in folders by language."""
