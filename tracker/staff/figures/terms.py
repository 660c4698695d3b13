"""The words of counting in the reader's language: devices, entries, classes, reasons of classes."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from tracker.health.words import N_
from tracker.reports.pieces import LiveHit
from tracker.reports.selection import Shown

_DEVICES = {"phone": N_("Phone"), "tablet": N_("Tablet"), "computer": N_("Computer"), "other": N_("Other")}
_ENTRIES = {"scanned": N_("Scanned"), "typed": N_("Typed"), "unknown": N_("Unknown")}
_CLASSES = {
    "person": N_("Scans"),
    "scans": N_("Scans"),
    "test": N_("Tests"),
    "tests": N_("Tests"),
    "repeat": N_("Repeats"),
    "preview": N_("Previews"),
    "robot": N_("Robots"),
    "prefetch": N_("Loaded ahead"),
    "unsure": N_("Unsure"),
    "hits": N_("All hits"),
}
REASONS = {
    "handheld": N_("a phone, a tablet or an e-reader"),
    "browser": N_("a browser at a computer"),
    "app": N_("an app in which people open links"),
    "preview-by-name": N_("a messenger or a network that names itself"),
    "preview-header": N_("said that it only makes a preview"),
    "prefetch-header": N_("a browser that loads pages ahead"),
    "robot-by-name": N_("a word that only machines say of themselves"),
    "robot-by-package": N_("on a public list of robots"),
    "tool": N_("a tool for programs"),
    "compatible-with-name": N_("a name that no browser has"),
    "added-name": N_("a name of its own beside that of a browser"),
    "code": N_("pieces of program text, perhaps an attack"),
    "copied": N_("a clumsy copy of a browser"),
    "contact-in-agent": N_("gives an address for complaints, as robots do"),
    "program": N_("a program without a browser"),
    "office": N_("an office program that looks before the browser opens"),
    "headless": N_("a browser without a window"),
    "from-header": N_("says whom to ask, as robots do"),
    "burst": N_("many different codes within seconds"),
    "no-agent": N_("says nothing of itself"),
    "malformed": N_("only pieces of what a browser says"),
    "no-engine": N_("only pieces of what a browser says"),
    "no-browser": N_("nothing that can be read"),
    "unknown-product": N_("a browser with an addition that nobody knows"),
    "app-client": N_("an app that loads something without a browser"),
    "busy": N_("too many new ones at once to look at each"),
    "not-classified": N_("could not be looked at"),
}


def device_words(name: str) -> str:
    """Return what a kind of device is called."""
    return _said(_DEVICES, name)


def entry_words(name: str) -> str:
    """Return what a way in is called."""
    return _said(_ENTRIES, name)


def class_words(name: str) -> str:
    """Return what hits of a class are called; also scans, tests and all hits."""
    return _said(_CLASSES, name)


def shown_words(shown: Shown) -> str:
    """Return what the hits shown are called."""
    return class_words(shown.value)


def word_of(shown: Shown) -> str:
    """Return the id of the definition of the hits shown."""
    return {Shown.SCANS: "scan", Shown.TESTS: "test", Shown.HITS: "hit"}.get(shown, shown.value)


def reason_words(name: str) -> str:
    """Return why a hit is in its class; a reason that is new is said as it is."""
    return _said(REASONS, name)


def hit_words(hit: LiveHit) -> str:
    """Return what a single hit was."""
    if hit.cls != "person":
        return class_words(hit.cls)
    return str(gettext("Test scan") if hit.staff else gettext("Person"))


def _said(words: Mapping[str, str], name: str) -> str:
    return str(gettext(words[name])) if name in words else name
