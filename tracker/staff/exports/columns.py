"""What the columns of an export are called and mean, for people; docs/figures.md has the same."""

from __future__ import annotations

from flask_babel import gettext

from tracker.health.words import N_
from tracker.reports.export import Kind, columns_of
from tracker.scans.words import Device, Entry, HitClass
from tracker.staff.figures.terms import REASONS, class_words, device_words, entry_words, reason_words

TITLES = {
    Kind.DAYS: N_("Days"),
    Kind.HOURS: N_("Hours"),
    Kind.PLACES: N_("Places"),
    Kind.PIECES: N_("Single pieces"),
    Kind.DEVICES: N_("Devices"),
    Kind.REASONS: N_("Classes"),
}
ABOUT = {
    Kind.DAYS: N_("Hits, scans and tests of each batch on each day"),
    Kind.HOURS: N_("Everything that is counted apart, hour by hour: place, class, device, way in"),
    Kind.PLACES: N_("What each place was given, and what came of it"),
    Kind.PIECES: N_("Every piece that a person scanned: how often, when first and when last"),
    Kind.DEVICES: N_("At least so many different devices scanned on a day"),
    Kind.REASONS: N_("Why hits count as a person, a robot, a preview and so on"),
}
_WORDS = {
    "day": (N_("Day"), N_("A day on the library's clock.")),
    "hour": (N_("Hour"), N_("When the hour begins, on the library's clock.")),
    "batch": (N_("Batch no."), N_("The number of the batch.")),
    "name": (N_("Name"), N_("What the batch is called; of devices, also the campaign or the library.")),
    "campaign": (N_("Campaign"), N_("The campaign of the batch.")),
    "copies": (N_("Copies"), N_("Pieces ordered.")),
    "hits": (N_("Hits"), N_("All requests of a code that exists, whoever sent them.")),
    "scans": (N_("Scans"), N_("Hits by people, without tests and repeats.")),
    "tests": (N_("Tests"), N_("Hits by your own phones, or before the piece was handed out.")),
    "scanned": (N_("Scanned"), N_("Scans that came by the printed QR code.")),
    "typed": (N_("Typed"), N_("Scans that came by the typed short link.")),
    "entry_unknown": (N_("Way in unknown"), N_("Scans of which neither can be told.")),
    "repeat": (N_("Repeats"), N_("The same code by the same device within a minute.")),
    "preview": (N_("Previews"), N_("A chat or a mail program looked at the link beforehand.")),
    "robot": (N_("Robots"), N_("Programs.")),
    "prefetch": (N_("Prefetches"), N_("Pages that a browser loaded ahead.")),
    "unsure": (N_("Unsure"), N_("Hits of which nobody can tell; never counted as scans.")),
    "place": (N_("Place"), N_("Where the piece was handed out at that time; empty if it was nowhere.")),
    "class": (N_("Class"), N_("Who it was: person, repeat, preview, robot, prefetch, unsure.")),
    "device": (N_("Device"), N_("Phone, tablet, computer or other.")),
    "entry": (N_("Way in"), N_("Scanned, typed or unknown.")),
    "position": (N_("Piece no."), N_("The number of the piece in its batch; empty with one code for all.")),
    "code": (N_("Code"), N_("The code on the piece.")),
    "first_scan_at": (N_("First scan"), N_("When it was scanned first, on the library's clock.")),
    "last_scan_at": (N_("Last scan"), N_("When it was scanned last, on the library's clock.")),
    "handed_out": (N_("Handed out"), N_("Pieces given to the place by now.")),
    "returned": (N_("Came back"), N_("Of those, pieces that came back.")),
    "pieces_scanned": (N_("Pieces scanned"), N_("Pieces there that were scanned at least once.")),
    "pieces": (N_("Pieces with a code"), N_("Pieces there with a code of their own.")),
    "complete": (
        N_("Complete"),
        N_("Whether scans are those of all the time; not if the hand-out was noted late."),
    ),
    "of": (N_("Counted for"), N_("A batch, a campaign or the whole library.")),
    "number": (N_("No."), N_("The number of the batch, campaign or library.")),
    "devices": (
        N_("Devices"),
        N_("At least so many devices on that day. Never add up days: it may be the same phone tomorrow."),
    ),
    "reason": (N_("Reason"), N_("By what the class was told.")),
}
_OF = {"batch": N_("Batch"), "campaign": N_("Campaign"), "organisation": N_("Library")}
_WIDE = {"name": 32, "campaign": 28, "place": 28, "reason": 28}
_TIMES = {"hour", "first_scan_at", "last_scan_at"}
_NARROW, _TIME, _DAY = 10, 19, 12


def heading(column: str) -> str:
    """Return what a column is called."""
    return str(gettext(_WORDS[column][0]))


def meaning(column: str) -> str:
    """Return what a column means."""
    return str(gettext(_WORDS[column][1]))


def width(column: str) -> int:
    """Return how wide a column is, in figures."""
    if column in _TIMES:
        return _TIME
    return _DAY if column == "day" else _WIDE.get(column, _NARROW)


def values() -> tuple[tuple[str, str, str], ...]:
    """Return what words of the counts are called in the cells of a workbook, by field and word.

    Names that people gave stand in other fields, so that a place called "phone" stays what it is.
    """
    said: list[tuple[str, str, str]] = [("cls", HitClass.PERSON.value, str(gettext("Person")))]
    said += [("cls", word.value, class_words(word)) for word in HitClass if word is not HitClass.PERSON]
    said += [("device", word.value, device_words(word)) for word in Device]
    said += [("entry", word.value, entry_words(word)) for word in Entry]
    said += [("reason", word, reason_words(word)) for word in REASONS]
    return (*said, *(("of", word, str(gettext(text))) for word, text in _OF.items()))


def explained(kinds: tuple[Kind, ...]) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return name and lines of the sheet that explains the columns of some kinds."""
    head = (str(gettext("Worksheet")), str(gettext("Column")), str(gettext("Meaning")))
    lines = (
        (str(gettext(TITLES[kind])), heading(column), meaning(column))
        for kind in kinds
        for column in columns_of(kind)
    )
    return str(gettext("What the columns mean")), (head, *lines)
