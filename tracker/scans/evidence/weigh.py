"""Evidence for and against, weighed in one order: from an agent string to a class and a reason.

Where an engine that shows pages is named, the sender is a browser unless something speaks against it; where
none is named, it is a program unless something speaks for a telephone or a person. The first rule that holds
decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tracker.scans.evidence import names
from tracker.scans.evidence.added import adds_a_name
from tracker.scans.evidence.listed import listed_robots
from tracker.scans.evidence.shape import Shape, shape_of
from tracker.scans.evidence.wordlist import WordList
from tracker.scans.words import HitClass


class Finding(NamedTuple):
    """A class and why."""

    cls: HitClass
    reason: str


class Rule(NamedTuple):
    """What is found where something holds."""

    holds: Callable[[Shape], object]
    finding: Finding


_PLAIN = re.compile(
    r"mozilla/5\.0 \((?:linux; (?:u; )?android[ \d.]{1,9}(?:; wv)?"
    r"|i(?:phone|pad|pod)[a-z ]{0,6}; (?:u; )?cpu (?:iphone )?os [\d_]{1,9} like mac os x(?:; [a-z-]{2,5})?"
    r"|windows nt [\d.]{3,5}(?:; (?:win64|wow64)(?:; x64)?)?(?:; rv:[\d.]{2,7})?"
    r"|macintosh; intel mac os x [\d_.]{4,9}(?:; rv:[\d.]{2,7})?"
    r"|x11; (?:ubuntu; )?linux \w{4,8}(?:; rv:[\d.]{2,7})?|x11; cros \w{4,8} [\d.]{1,16})\)"
    r"(?: (?:applewebkit|version|chrome|mobile|safari|gecko|firefox|samsungbrowser|edga?|opr|crios|fxios|gsa)"
    r"/[\w.]{1,20}| \(khtml, like gecko\)| mobile| \(\d{4,20}\)){1,12}"
)
"""The agents that nearly everybody sends: there is no name in them that needs looking up."""
_APP_CLIENT = re.compile(r"cfnetwork/|com\.apple\.webkit\.networking")
_ANDROID_CLIENT = re.compile(r"(?:dalvik|androiddownloadmanager)/[\d.]{1,9} \(?linux; u; android")
_OFFICE = re.compile(r"microsoft office|ms-office|msoffice|microsoft outlook|microsoft (?:word|excel)")
_CODE = re.compile(
    r"[$%#]\{|\{\{|<[?%]|<script|\.\./|/etc/passwd|\(\) ?\{|['\"] ?(?:or|and) ['\"\d]"
    r"|\bunion select|\b(?:sleep|print|eval)\("
)
_BESIDE_ENGINE = re.compile(r"khtml, like gecko; ?[a-z]")
_ELECTRON = re.compile(r"electron/\d")
_MANY_PRODUCTS = re.compile(
    r"msie|trident|tv\b|[ _]tv|hbbtv|viera|bravia|vidaa|netcast|web0s|webos|tizen|roku|aft[a-z]|console"
    r"|playstation|nintendo|model/"
)
"""Toolbars and the makers of television sets put names of their own into agents."""
_NETSCAPE = re.compile(r"mozilla/[1-4]\.\d{1,3}[a-z-]{0,6} ?(?:\[|\()")
_PIECE_OF_BROWSER = re.compile(r"mozilla|applewebkit|gecko|safari/|trident|windows nt|macintosh|x11;")
_PLATFORM = re.compile(
    r"windows|macintosh|x11|linux|unix|os/2|amiga|beos|sunos|freebsd|openbsd|cros|solaris|irix"
)
_NAME = re.compile(r"[\W\d]{0,3}[a-z][\w.!:+&'/-]{0,46}(?:[ ,;([][^<>]{0,500})?")

_ROBOT, _PREVIEW = HitClass.ROBOT, HitClass.PREVIEW
_PERSON, _UNSURE = HitClass.PERSON, HitClass.UNSURE


class Weigher:
    """Weighs the evidence in agent strings; holds the package's patterns, made ready once.

    Args:
        is_listed: Whether a string in small letters is that of a listed robot; by default the package's list.
    """

    def __init__(self, is_listed: Callable[[str], bool] | None = None) -> None:
        robots = is_listed or listed_robots()
        listed = Rule(lambda shape: robots(shape.text), Finding(_ROBOT, "robot-by-package"))
        self._with_engine = (*_SAYS_SO, *_IN_BROWSER, listed, *_BROWSER)
        self._without_engine = (*_BEFORE_NAMES, *_SAYS_SO, *_PROGRAM, listed, *_NO_BROWSER)

    def weigh(self, agent: str) -> Finding:
        """Return who an agent string says it is, and why."""
        shape = shape_of(agent)
        if shape.is_empty:
            return Finding(_UNSURE, "no-agent")
        if _PLAIN.fullmatch(shape.text):
            return Finding(_PERSON, "handheld" if shape.is_handheld else "browser")
        rules = self._with_engine if shape.has_engine else self._without_engine
        return next(rule.finding for rule in rules if rule.holds(shape))


def _finds(pattern: re.Pattern[str] | WordList) -> Callable[[Shape], object]:
    return lambda shape: pattern.search(shape.text)


def _begins(pattern: re.Pattern[str]) -> Callable[[Shape], object]:
    return lambda shape: pattern.match(shape.text)


def _has_one_maker(shape: Shape) -> bool:
    """Whether only the browser puts names into such an agent."""
    return not _MANY_PRODUCTS.search(shape.text)


def _is_driven(shape: Shape) -> bool:
    """Whether a program names itself that drives a browser."""
    return _has_one_maker(shape) and adds_a_name(shape.text)


def _names_unknown_product(shape: Shape) -> bool:
    """Whether it names a product that no browser names, where makers do not add names of their own."""
    if not _has_one_maker(shape):
        return False
    products = names.PRODUCT.findall(shape.text)
    return any(name not in names.PRODUCTS_OF_PEOPLE for name in products)


_SAYS_SO = (
    Rule(_finds(names.PREVIEW), Finding(_PREVIEW, "preview-by-name")),
    Rule(_finds(names.AUTOMATED), Finding(_ROBOT, "robot-by-name")),
    Rule(_finds(_CODE), Finding(_ROBOT, "code")),
    Rule(_finds(_BESIDE_ENGINE), Finding(_ROBOT, "added-name")),
    Rule(lambda shape: shape.is_copied, Finding(_ROBOT, "copied")),
    Rule(lambda shape: shape.compatible, Finding(_ROBOT, "compatible-with-name")),
)
"""What machines say of themselves wherever they say it."""

_IN_BROWSER = (
    Rule(_finds(_OFFICE), Finding(_UNSURE, "office")),
    Rule(lambda shape: shape.is_handheld and names.APP.search(shape.text), Finding(_PERSON, "app")),
    Rule(_finds(names.CHAT_AT_COMPUTER), Finding(_PERSON, "app")),
    Rule(_finds(names.CONTACT), Finding(_ROBOT, "contact-in-agent")),
)
_BROWSER = (
    Rule(lambda shape: shape.is_handheld, Finding(_PERSON, "handheld")),
    Rule(_finds(names.AUTOMATED_ELSEWHERE), Finding(_ROBOT, "robot-by-name")),
    Rule(_finds(names.DOMAIN), Finding(_ROBOT, "contact-in-agent")),
    Rule(
        lambda shape: not (shape.begins_as_browser or names.PROGRAM_OF_PEOPLE.match(shape.text)),
        Finding(_UNSURE, "malformed"),
    ),
    Rule(_finds(_ELECTRON), Finding(_PERSON, "app")),
    Rule(_is_driven, Finding(_ROBOT, "added-name")),
    Rule(_names_unknown_product, Finding(_UNSURE, "unknown-product")),
    Rule(lambda shape: True, Finding(_PERSON, "browser")),
)

_BEFORE_NAMES = (
    Rule(_finds(names.PREVIEW), Finding(_PREVIEW, "preview-by-name")),
    Rule(
        lambda shape: (
            shape.is_handheld
            and not shape.compatible
            and names.NAMES_DEVICE.search(shape.text)
            and names.APP_ALONE.search(shape.text)
        ),
        Finding(_PERSON, "app"),
    ),
    Rule(_finds(names.PREVIEW_ALONE), Finding(_PREVIEW, "preview-by-name")),
    Rule(_begins(names.TOOL), Finding(_ROBOT, "tool")),
)
_PROGRAM = (
    Rule(_begins(_ANDROID_CLIENT), Finding(_PERSON, "app")),
    Rule(_finds(names.CONTACT), Finding(_ROBOT, "contact-in-agent")),
    Rule(_begins(names.PROGRAM_OF_PEOPLE), Finding(_PERSON, "browser")),
    Rule(_begins(_NETSCAPE), Finding(_PERSON, "browser")),
)
_NO_BROWSER = (
    Rule(_finds(_APP_CLIENT), Finding(_UNSURE, "app-client")),
    Rule(_finds(_OFFICE), Finding(_ROBOT, "office")),
    Rule(lambda shape: shape.is_handheld, Finding(_PERSON, "handheld")),
    Rule(_finds(names.AUTOMATED_ELSEWHERE), Finding(_ROBOT, "robot-by-name")),
    Rule(_finds(names.DOMAIN), Finding(_ROBOT, "contact-in-agent")),
    Rule(
        lambda shape: shape.begins_as_browser and _PLATFORM.search(shape.text), Finding(_UNSURE, "no-engine")
    ),
    Rule(lambda shape: shape.begins_as_browser, Finding(_ROBOT, "program")),
    Rule(_finds(_PIECE_OF_BROWSER), Finding(_UNSURE, "malformed")),
    Rule(lambda shape: _NAME.fullmatch(shape.text), Finding(_ROBOT, "program")),
    Rule(lambda shape: True, Finding(_UNSURE, "no-browser")),
)
