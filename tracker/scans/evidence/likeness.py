"""What an agent string looks like at first sight: told in microseconds, before anything is weighed.

Weighing a string nobody has sent before costs time, so a worker spends a part of its time on it and no more.
What strings look like decides from which part: somebody who sends many strings that he made up must not
use up the time for telephones.
"""

from __future__ import annotations

import re
from enum import IntEnum


class Likeness(IntEnum):
    """What a string looks like."""

    BROWSER = 0
    """The whole of it has the form that nearly all browsers of today send."""
    HANDHELD = 1
    """It begins as the agents of telephones and tablets do; apps add a lot."""
    OTHER = 2


_BROWSER = re.compile(
    r"Mozilla/5\.0 \("
    r"(?:Linux; Android [\d.]{1,6}; [\w .+()-]{1,48}(?: Build/[\w.-]{1,40})?"
    r"|Android [\d.]{1,6}; (?:Mobile|Tablet); rv:[\d.]{3,7}"
    r"|iP(?:hone|ad|od touch); CPU (?:iPhone )?OS [\d_]{1,9} like Mac OS X"
    r"|Windows NT 10\.0; Win64; x64(?:; rv:[\d.]{3,7})?"
    r"|Macintosh; Intel Mac OS X [\d_.]{4,9}(?:; rv:[\d.]{3,7})?"
    r"|X11; (?:Ubuntu; )?Linux \w{4,8}(?:; rv:[\d.]{3,7})?|X11; CrOS \w{4,8} [\d.]{1,16})\)"
    r" (?:AppleWebKit/[\d.]{3,11} \(KHTML, like Gecko\)|Gecko/[\d.]{3,9})"
    r"(?: (?:Version|Chrome|Mobile|Safari|Firefox|SamsungBrowser|EdgA?|EdgiOS|OPR|CriOS|FxiOS|GSA|Ddg)"
    r"/[\w.]{1,18}| Mobile){1,6}(?: Brave)?"
)
_HANDHELD = re.compile(
    r"Mozilla/5\.0 \("
    r"(?:iPhone|iPad|iPod|Linux; (?:U; |arm_64; )?Android|Android|Mobile|Phone|Tablet|Windows Phone)"
    r"|Dalvik/|Opera/9\.80 \((?:Android|J2ME)|Instagram |\[FBAN/"
)


def likeness_of(agent: str) -> Likeness:
    """Return what an agent string looks like."""
    if _BROWSER.fullmatch(agent):
        return Likeness.BROWSER
    return Likeness.HANDHELD if _HANDHELD.match(agent) else Likeness.OTHER
