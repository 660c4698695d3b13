"""Where words may be parted at the end of a line, and how gladly.

The patterns of pyphen part by syllables. German readers want more: a compound is parted at its joint
(Medien-empfehlung, not Medi-enempfehlung), and the joint is better than any other place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyphen

LEAST_LETTERS = 3  # before and behind
AT_JOINT, IN_WORD, BESIDE_JOINT = 0.03, 0.08, 0.25  # costs, in the measure of `breaking`
_LEAST_WORD = 6
_NEAR = 2  # letters beside a joint that belong to it
_VOWEL = re.compile("[aeiouyäöüáàâéèêëíìîïóòôúùûœæąęó]", re.IGNORECASE)
# After these endings a joining s stands, and there the next word begins.
_JOINING_S = re.compile(r"(?:ung|heit|keit|schaft|ion|tät|thek|ling|tum|arbeit)s(?=\w{4})", re.IGNORECASE)
# Words that libraries join to others; each begins a part of a compound wherever it stands.
_SECOND = re.compile(
    r"(?<=\w{3})(?=(?:abend|angebot|ausgabe|ausleihe?|ausstellung|ausweis|bereich|besuch|bibliothek|buch(?!e)"
    r"|bücher|bücherei|empfehlung|erklärung|erscheinung|fassung|freund|führung|führer|gebühr|gespräch|gruppe"
    r"|gutschein|kalender|karte|katalog|konto|kreis|lesung|medi(?:en|um)|nachmittag|öffnung|nutzung|nummer"
    r"|programm|projekt|rückgabe|sammlung|schein(?!ung)|schluss|spende|spiele?|sprache?|stelle|stunde|theater"
    r"|treff|übersicht|veranstaltung|verlängerung|vorstellung|werkstatt|wettbewerb|wochen?|wunsch|zeit"
    r"|zentrale|zentrum|zimmer|zweigstelle))",
    re.IGNORECASE,
)


class Hyphenation:
    """The hyphenation of a language.

    Args:
        language: One that `pyphen.language_fallback` knows, such as ``de``.
    """

    def __init__(self, language: str) -> None:
        self._german = language.partition("_")[0].partition("-")[0].lower() == "de"
        self._patterns = pyphen.Pyphen(lang=language, left=LEAST_LETTERS, right=LEAST_LETTERS)

    def places(self, word: str) -> Mapping[int, float]:
        """Return where a word may be parted, as the number of letters before it, with the cost of each."""
        if len(word) < _LEAST_WORD or self._is_name(word):
            return {}
        joints = self._joints(word)
        found = {place for place in self._patterns.positions(word) if not place.data}
        plain = [int(place) for place in found if not any(abs(place - joint) <= _NEAR for joint in joints)]
        places = _whole_syllables(word, sorted({*plain, *joints}))
        other = BESIDE_JOINT if joints else IN_WORD
        return {place: AT_JOINT if place in joints else other for place in places}

    def _is_name(self, word: str) -> bool:
        """Tell whether a word is written like a name or an abbreviation: YouTube, UNESCO, London."""
        return word[1:] != word[1:].lower() or (not self._german and word[0].isupper())

    def _joints(self, word: str) -> frozenset[int]:
        if not self._german:
            return frozenset()
        ends = {match.end() for match in _JOINING_S.finditer(word)}
        begins = {match.start() for match in _SECOND.finditer(word)}
        return frozenset(p for p in ends | begins if LEAST_LETTERS <= p <= len(word) - LEAST_LETTERS)


def _whole_syllables(word: str, places: list[int]) -> list[int]:
    """Leave out places that would part off a single letter, or letters without a vowel, inside the word."""
    kept: list[int] = []
    for place in places:
        if kept and (place - kept[-1] < 2 or not _VOWEL.search(word[kept[-1] : place])):
            kept.pop()
        kept.append(place)
    return kept
