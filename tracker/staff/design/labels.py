"""What fields, sizes and colours of designs are called on pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from flask_babel import format_decimal, gettext

from tracker.health.words import N_
from tracker.studio.shown import FieldShown, Shown, VariantShown
from tracker.web.language import language

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "about": N_("Sentence for no."),
        "action": N_("What the code does"),
        "address": N_("Address"),
        "admission": N_("Admission and registration"),
        "audience": N_("Whom it is for"),
        "back_title": N_("Heading on the back"),
        "bell": N_("Offer"),
        "card": N_("Word on the card"),
        "channel": N_("Channel"),
        "coffee": N_("Show the cup"),
        "conditions": N_("Conditions"),
        "date": N_("Date and time"),
        "gift": N_("The gift"),
        "headline": N_("Headline"),
        "hint": N_("Line below the code"),
        "hours": N_("Opening hours"),
        "imprint": N_("Address and opening hours"),
        "join": N_("How to get a library card"),
        "join_title": N_("Heading of the invitation"),
        "lead": N_("Introduction"),
        "library": N_("Name of the library"),
        "no_phone": N_("Without a smartphone"),
        "number": N_("Number on cup or seal"),
        "occasion": N_("Occasion"),
        "otherwise": N_("Without a smartphone"),
        "place": N_("Room or place"),
        "promise": N_("The promise"),
        "scan": N_("What happens after scanning"),
        "scan_hint": N_("What the code shows"),
        "scan_title": N_("Heading beside the code"),
        "sign": N_("Sign above the door"),
        "staff": N_("What staff do"),
        "staff_title": N_("Heading for staff"),
        "stamp": N_("Word in the stamp"),
        "step": N_("Step"),
        "tag": N_("Ear tag"),
        "tear": N_("Hint above the perforation"),
        "thanks": N_("Thanks"),
        "valid": N_("Valid until"),
        "without": N_("Without a smartphone"),
        "without_title": N_("Heading of the help without a smartphone"),
    }
)
_NUMBERED = re.compile(r"(.+)_(\d+)")
_LIMIT = re.compile(r"(?:höchstens|at most|up to) \d+ (?:Zeichen|characters)", re.IGNORECASE)
_A5, _CARD = (148, 210), (105, 148)


def field_label(name: str) -> str:
    """Return what a field is called in the language of the page."""
    numbered = _NUMBERED.fullmatch(name)
    known = _LABELS.get(numbered[1] if numbered else name)
    label = gettext(known) if known else (numbered[1] if numbered else name).replace("_", " ").capitalize()
    return f"{label} {numbered[2]}" if numbered else label


def field_help(field: FieldShown, shown: Shown) -> str:
    """Return the designer's hint without what the form says itself, in the language of the design."""
    parts = re.split(r"\s*;\s*", field.help)
    kept = [_without_limit(part) for part in parts if "\\n" not in part or not part.startswith("\\n")]
    found = "; ".join(part for part in kept if part)
    return "" if _words(found) <= _words(field_label(field.name)) else found


def other_language(shown: Shown) -> str:
    """Return what the language of a design is called, ``""`` if it is that of the page."""
    own = shown.language.partition("-")[0]
    if own == language():
        return ""
    try:
        return Locale(own).get_language_name(language()) or own
    except (UnknownLocaleError, ValueError):
        return own


def by_side(shown: Shown) -> tuple[tuple[str, tuple[FieldShown, ...]], ...]:
    """Return the fields of each side under its name; of a piece with one side under none."""
    if shown.sides == 1:
        return (("", shown.fields),)
    names = {"front": str(gettext("Front side")), "back": str(gettext("Back side"))}
    found = {name: tuple(one for one in shown.fields if one.side == side) for side, name in names.items()}
    return tuple((name, fields) for name, fields in found.items() if fields)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _without_limit(part: str) -> str:
    clauses = [clause for clause in re.split(r"\s*,\s*", part) if not _LIMIT.fullmatch(clause.strip())]
    return _BREAKS.sub("", ", ".join(clauses)).strip()


_BREAKS = re.compile(r"\s*\(\\n [^)]*\)")


def size_text(shown: Shown) -> str:
    """Return the size of a piece, ``52 × 148 mm``."""
    return f"{format_decimal(shown.width_mm)} × {format_decimal(shown.height_mm)} mm"


def format_name(shown: Shown) -> str:
    """Return what kind of print a piece is."""
    short, long = sorted((shown.width_mm, shown.height_mm))
    kinds: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: short <= 70 and long >= 2 * short, N_("Bookmark")),
        (lambda: (round(short), round(long)) == (99, 210), N_("Flyer (DIN long)")),
        (lambda: (round(short), round(long)) == _CARD, N_("Card (A6)")),
        (lambda: (round(short), round(long)) == _A5, N_("Flyer (A5)")),
        (lambda: (round(short), round(long)) == (210, 297), N_("Poster (A4)")),
        (lambda: long > 297, N_("Poster")),
    )
    found = next((name for fits, name in kinds if fits()), N_("Card"))
    return str(gettext(found))


def sides_text(shown: Shown) -> str:
    """Return on how many sides it is printed."""
    found = gettext("printed on both sides") if shown.sides > 1 else gettext("printed on one side")
    return str(found)


def use_text(shown: Shown) -> str:
    """Return where such a piece does its work."""
    short, long = sorted((shown.width_mm, shown.height_mm))
    if short <= 70 and long >= 2 * short:
        return str(gettext("Lies in books and on the counter, and is kept."))
    if long >= 290:
        return str(gettext("Hangs where people wait: at the entrance, in the lift, at the returns."))
    if short <= 100:
        return str(gettext("Lies on counters and fits into an envelope."))
    return str(gettext("Is handed out personally, or goes by post."))


def variant_label(variant: VariantShown) -> str:
    """Return what a colour variant is called."""
    return variant.title or str(gettext("As designed"))
