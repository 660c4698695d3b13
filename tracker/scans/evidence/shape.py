"""The shape of an agent string: what stands where, before any name in it means anything.

A browser's agent has a fixed shape: ``Mozilla/5.0``, the platform in brackets, an engine, the browser. Makers
of telephones write the model into the brackets, and some models are called CUBOT, Spider or Expanse: so the
model is taken out before names are looked for. What machines call themselves stands elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ENGINE = re.compile(
    r"applewebkit|gecko/|like gecko|trident/|presto/|msie ?\d|opera[ /]|khtml|goanna/|netfront|servo/"
    r"|ladybird|rv:[\d.]{3,12}\) |arkweb/|firefox/|\bchrome/\d|konqueror/|icab[ /]|nintendo|playstation"
)
_HANDHELD = re.compile(
    r"\bandroid|iphone|ipad|ipod|\bios[/ ]|ipados|watchos|midp|cldc|ucweb|ucbrowser|iemobile|windows phone"
    r"|windows ce|\bmobile\b|symbian|series ?[46]0|blackberry|\bbb10|playbook|webos|hpwos|tizen|kaios|bada/"
    r"|maemo|meego|harmonyos|openharmony|up\.browser|\bup/\d|up\.link|wap[ -]?browser|\bwap\d|obigo|teleca"
    r"|polaris|jig browser|maui|docomo|kddi-|softbank|vodafone/|j-phone|brew|nokia|sonyericsson|samsung-"
    r"|\bsec-|\blg[-/]|mot-|sie-|sagem-|portalmmm|palm|\bmib/|\bnf-|kindle|silk/|opera mini|opera mobi"
    r"|\bdalvik/|\bfban/|\bfbav/|netfront|\w\.browser/\d|screen-\d{3}x\d|\bmmp/\d"
    r"|mobilephone|\btablet|touchpad|\bhtc[_/; ]"
)
_MODEL = re.compile(
    r"(\bandroid[ /\-_]{1,2}\d[\w.]{0,12})(?:; ?[a-z]{2,3}(?:[-_][a-z]{2,4})?(?=;))?; ?[^;()]{0,100}(?=[;()])"
)
_LETTERED_BUILD = re.compile(r"\bbuild/[^;) ]{0,80}|\bfb(?:cr|dv|md|mf|bd|ss)/[^;\]]{0,80}")
_CARRIED = re.compile(
    r"(?:,gzip\(gfe\)){1,4}(?: \(via [\w./-]{1,60}\))?"
    r"|embedded ?(?:web ?browser|wb)[ \d.-]{0,8} ?from: http://[\w.]{1,40}/?"
)
"""What is added by those who pass pages on for people: Google's translator, a window of programs."""
_COPIED = re.compile(r"[\"' ]{0,2}user[-_ ]?agent\"? ?[:=]")
_LONG_WORD = re.compile(r"([\w-]{48})[\w-]+")
_BROWSER_START = ("mozilla/", "opera/")
_COMPATIBLE = re.compile(r"\bcompatible[;,]? {0,2}\+?([a-z][\w.!-]{0,60})?")
_NOT_A_NAME = frozenset(
    (
        *(
            "msie",
            "konqueror",
            "opera",
            "netfront",
            "polaris",
            "teleca",
            "obigo",
            "ibrowse",
            "netpositive",
            "offbyone",
        ),
        *(
            "abrowse",
            "nokia",
            "u",
            "i",
            "n",
            "linux",
            "windows",
            "win",
            "macintosh",
            "mac",
            "x11",
            "webtv",
            "aol",
            "iris",
        ),
        *(
            "symbian",
            "blackberry",
            "safari",
            "nitro",
            "jig",
            "universal",
            "series60",
            "android",
            "iphone",
            "netgem",
        ),
        *(
            "netbox",
            "infinet",
            "galeon",
            "omniweb",
            "icab",
            "charon",
            "webpositive",
            "dillo",
            "warp",
            "amiga",
            "links",
        ),
        *(
            "playstation",
            "nintendo",
            "googletoolbar",
            "edge",
            "trident",
            "gecko",
            "wow64",
            "win64",
            "beonex",
            "haiku",
        ),
        *("arachne", "en", "de", "fr", "es", "it", "like", "aggregation"),
        *("mozilla", "firefox", "chrome", "khtml", "applewebkit", "mspie", "avantgo", "intel", "ppc"),
    )
)
"""What browsers and systems say after ``compatible``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an agent string looks like.

    Attributes:
        text: The string in small letters, without control characters and without the model of a telephone;
            the end of words that are longer than any name is cut off.
        is_empty: There is nothing in it.
        is_copied: It begins with the name of the header, as where the author of a program copied both.
        begins_as_browser: It begins the way the agents of browsers do.
        has_engine: It names an engine that shows pages.
        is_handheld: It names a system or a maker of telephones or tablets.
        compatible: What it says it is in ``(compatible; …)``, unless that is a browser; or ``""``.
    """

    text: str
    is_empty: bool
    is_copied: bool
    begins_as_browser: bool
    has_engine: bool
    is_handheld: bool
    compatible: str


def shape_of(agent: str) -> Shape:
    """Return the shape of an agent string."""
    lowered = _UNPRINTABLE.sub(" ", agent).strip().lower()
    text = _LETTERED_BUILD.sub("", _MODEL.sub(r"\1", lowered))
    text = _CARRIED.sub("", text)
    text = _LONG_WORD.sub(r"\1", text)  # the package's patterns take the square of a word's length
    named = (match[1] for match in _COMPATIBLE.finditer(text))
    compatible = next((name for name in named if name and name not in _NOT_A_NAME), "")
    return Shape(
        text=text,
        is_empty=not lowered,
        is_copied=_COPIED.match(lowered) is not None,
        begins_as_browser=lowered.startswith(_BROWSER_START),
        has_engine=_ENGINE.search(text) is not None,
        is_handheld=_HANDHELD.search(lowered) is not None,
        compatible=compatible,
    )
