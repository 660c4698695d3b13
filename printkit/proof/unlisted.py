"""The proof without manifests: only the links are known, so a page is drawn again where one is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from printkit.proof.expected import Expected
from printkit.proof.links import Links
from printkit.proof.render import open_pdf
from printkit.proof.second_look import look_again
from printkit.proof.slots import Result, Sighting
from printkit.proof.symbols import Symbol

Found = dict[tuple[Path, int], tuple[Symbol, ...]]
"""The symbols of each page."""


def compare_unlisted(found: Found, expected: Expected) -> tuple[int, Result]:
    """Compare all that was found with the links; return how many codes there should be, and the outcome."""
    _read_again(found, expected)
    comparison = Links(expected.links, expected.repeats)
    for (file, number), symbols in found.items():
        comparison.add_page([Sighting(file, number, symbol) for symbol in symbols])
    result = comparison.finish()
    unread = sum(not symbol.readable for symbols in found.values() for symbol in symbols)
    return (max(result.decoded + unread, expected.codes) if expected.repeats else expected.codes), result


def _read_again(found: Found, expected: Expected) -> None:
    """Where links are missing, draw those pages again first that hold the fewest codes.

    One code for all may be missing from any page without being missed.
    """
    most = max(map(len, found.values()))
    full = [place for place, symbols in found.items() if len(symbols) == most]
    less = [place for place, symbols in found.items() if len(symbols) < most]
    missing, _ = _balance(found, expected)
    if missing or expected.repeats:
        _draw_again(found, less)
    missing, strangers = _balance(found, expected)
    if missing > strangers or expected.repeats:
        _draw_again(found, full)


def _balance(found: Found, expected: Expected) -> tuple[int, int]:
    """Return how many links were not seen, and how many codes are too much, perhaps in their places."""
    wanted = Counter(expected.links)
    seen = Counter(symbol.text for symbols in found.values() for symbol in symbols if symbol.readable)
    return (wanted - seen).total(), (seen - wanted).total()


def _draw_again(found: Found, places: Sequence[tuple[Path, int]]) -> None:
    for file, group in groupby(places, key=lambda place: place[0]):
        with open_pdf(file) as pdf:
            for place in group:
                found[place] = (*found[place], *look_again(pdf, place[1], found[place]))
