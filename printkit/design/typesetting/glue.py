"""Words that a line break should not part, though people type a plain space between them: 10–16 Uhr, z. B."""

from __future__ import annotations

import re

DASHES = frozenset(("–", "—", "-", "·", "/", "|", "&"))
"""Standing alone, these never begin a line."""

_NUMBER = re.compile(r"[(„]?\d[\d.,:–-]*")
_POSTCODE = re.compile(r"[(„]?(?:[A-Z]{1,2}-)?\d{5}")
_DAY = re.compile(r"[(„]?\d{1,2}\.")
_UNITS = re.compile(r"(?:Uhr|Euro|Cent|Prozent|€|%|°C|mm|cm|m|km|g|kg|[ap]\.?m\.?)[.,:;!?)“]*")
_MONTHS = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Jan\.|Feb\.|Apr\.|Aug\.|Sept\.|Okt\.|Nov\.|Dez\.)[.,:;!?)“]*"
)
_BEFORE_NUMBERS = re.compile(r"[(„]?(?:Nr|No|S|Tel|Bd)\.")
_LETTER = re.compile(r"[(„]?[a-zA-ZäöüÄÖÜ]\.")


def belong_together(before: str, after: str) -> bool:
    """Tell whether a line should not end between two words: numbers and units, dates, abbreviations."""
    if _LETTER.fullmatch(before) and _LETTER.fullmatch(after):
        return True
    if _BEFORE_NUMBERS.fullmatch(before):
        return after[:1].isdigit()
    if _POSTCODE.fullmatch(before):
        return after[:1].isupper()
    if _DAY.fullmatch(before):
        return _MONTHS.fullmatch(after) is not None
    return _NUMBER.fullmatch(before) is not None and _UNITS.fullmatch(after) is not None
