"""What somebody added to the agent of a browser of today.

Browsers stopped naming themselves: since about 2020 a browser at a computer sends the agent of Chrome, Safari
or Firefox, with at most a product that is well known, or one with the four-part version of Chromium
(``Slimjet/18.0.5.0``). A name with a shorter version behind it (``FastmailUA/1.0``), a long number, or a name
between *like Gecko* and its bracket is what a program adds that drives such a browser. A mere word proves
nothing: what watches over examinations puts one there too.
"""

from __future__ import annotations

import re

from tracker.scans.evidence.names import PRODUCT, PRODUCTS_OF_PEOPLE

_OF_TODAY = re.compile(r"(?:chrome|firefox)/(?:[89]\d|1\d\d)\.|version/(?:1[3-9]|2\d)[\d.]{0,9} safari/")
_BROWSERS = ("safari/", "firefox/", "chrome/", "edg/", "opr/", "version/")
_IN_GECKO = re.compile(r"khtml, like gecko, ?(?!safari/)[a-z]")
_VERSION = re.compile(r"\d[\w.+-]*")
_LONG_NUMBER = re.compile(r"(?<![\w/:.-])(?=[a-f]{0,15}\d)[0-9a-f]{16}")


def adds_a_name(text: str) -> bool:
    """Return whether a program put a name of its own into the agent of a browser of today.

    Args:
        text: The agent of a computer, in small letters.
    """
    if not _OF_TODAY.search(text):
        return False
    behind = _behind_browser(text)
    named = any(map(_is_program, PRODUCT.finditer(behind)))
    return named or bool(_IN_GECKO.search(text) or _LONG_NUMBER.search(behind))


def _behind_browser(text: str) -> str:
    """Return what stands behind the last product of a browser and its version."""
    last = max(text.rfind(name) for name in _BROWSERS)
    behind = text[last:].partition("/")[2]
    version = _VERSION.match(behind)
    return behind[version.end() :] if version else behind


def _is_program(product: re.Match[str]) -> bool:
    """Return whether a product is nobody's browser; those made of Chromium have versions of four parts."""
    version = _VERSION.match(product.string, product.end() - 1)
    return product[1] not in PRODUCTS_OF_PEOPLE and (version is None or version[0].count(".") < 3)
