"""Addresses as people type them, and what is wrong with those that cannot be destinations, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from flask_babel import gettext

from printkit.errors import SignetError
from printkit.store.links import LONGEST_URL, check_destination

_BARE = re.compile(r"(?:www\.|[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}(?:[/?#:].*)?", re.DOTALL)


class RefusedAddressError(ValueError):
    """An address that cannot be a destination; its text says why and what to do, in the page's language."""


def typed_address(text: str, own_hosts: Collection[str]) -> str:
    """Return what somebody typed or pasted as a destination; ``https://`` may be left out.

    Raises:
        RefusedAddressError: It cannot be one.
    """
    given = text.strip()
    if _BARE.fullmatch(given):
        given = f"https://{given}"
    try:
        return check_destination(given, own_hosts)
    except SignetError as error:
        raise RefusedAddressError(_why(given)) from error


def _why(given: str) -> str:
    if any(unicodedata.category(letter)[0] in "CZ" or letter == "\\" for letter in given):
        return str(
            gettext(
                "There is a space or a backslash in this address. Copy it again from your browser's address "
                "bar."
            )
        )
    if not given.lower().startswith(("https://", "http://")):
        return str(gettext("A web address begins with https://. Copy it from your browser's address bar."))
    if len(given) > LONGEST_URL:
        return str(
            gettext(
                "This address is too long: %(most)s characters are possible. Use a shorter one.",
                most=LONGEST_URL,
            )
        )
    if "@" in given.partition("://")[2].partition("/")[0]:
        return str(gettext("There is a user name in this address. Leave out what stands before the @."))
    try:
        check_destination(given)
    except SignetError:
        return str(gettext("This is not a web address. Copy it from your browser's address bar."))
    return str(
        gettext(
            "This is where the codes themselves lead, so it would run in circles. Use the address of your "
            "page."
        )
    )
