"""Can a password be guessed from what everybody knows: common words, rows of keys, years, the account itself?

Lists of stolen passwords hold millions; of those with twelve letters and more most are made like this. So
what is known is cut out, and what remains must be long enough by itself (NIST SP 800-63B-4, 3.1.1.2: common,
expected and context-specific values are refused; nothing is asked of the kinds of characters).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby, pairwise

ENOUGH = 8
"""Characters that must remain; whatever was cut out counts as one."""
LEAST_WORD = 3
MOST_LOOKED_AT = 200
_LEET = str.maketrans("013457@$!", "oieastasi")
_ROWS = ("qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm", "1234567890")
_CUT = "\0"
_YEAR = re.compile(r"(?:19|20)\d\d")
_AGAIN = re.compile(r"(.+?)\1+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    """
password passwort kennwort passwd geheim secret willkommen welcome hallo hello guten morgen letmein
iloveyou ichliebedich schatz test start login admin administrator master changeme ändermich aendermich
neues bibliothek stadtbibliothek bücherei buecherei stadtbücherei gemeindebücherei library bücher buch
books book lesen reading lesezeichen bookmark signet tracker marketing kampagne campaign werbung katalog
frühling fruehling sommer herbst winter spring summer autumn weihnachten ostern januar februar märz
april mai juni juli august september oktober november dezember january february march may june july
october december montag dienstag mittwoch donnerstag freitag samstag sonntag fussball fußball schalke
dragon monkey sonnenschein sunshine princess prinzessin superman batman computer internet football
baseball
""".split()  # noqa: SIM905 (a list of words, to be read)
)


def can_be_guessed(password: str, about: Iterable[str] = ()) -> bool:
    """Whether too little of a password is left when what is known is taken away.

    Args:
        password: What somebody would like to use.
        about: What is known of the account: e-mail address, names, the library's name.
    """
    text = _plain(password[:MOST_LOOKED_AT])
    words = {word for known in about for word in _WORD.findall(_plain(known)) if len(word) >= LEAST_WORD}
    for word in sorted(words | set(map(_plain, _COMMON)), key=len, reverse=True):
        text = _without(text, word)
    text = _without_runs(_YEAR.sub(_CUT, text))
    text = re.sub(f"{_CUT}+", _CUT, _AGAIN.sub(r"\1", text))
    return len(text) < ENOUGH


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _without(text: str, word: str) -> str:
    """Cut a word out, also where digits and signs stand for letters."""
    while (at := text.find(word)) >= 0 or (at := text.translate(_LEET).find(word)) >= 0:
        text = text[:at] + _CUT + text[at + len(word) :]
    return text


def _without_runs(text: str) -> str:
    """Cut out three and more letters that are the same or follow one another, in the alphabet or on keys."""
    kept, at = text[:1], 1
    for step, group in groupby(map(_step, pairwise(text))):
        many = len(list(group))
        kept = f"{kept[:-1]}{_CUT}" if step and many >= LEAST_WORD - 1 else kept + text[at : at + many]
        at += many
    return kept


def _step(pair: tuple[str, str]) -> str:
    """Return how one letter follows another, ``""`` if they have nothing to do with one another."""
    before, after = pair
    if before == after:
        return "same"
    if any(f"{before}{after}" in row or f"{after}{before}" in row for row in _ROWS):
        return "row"
    return {1: "up", -1: "down"}.get(ord(after) - ord(before), "")
