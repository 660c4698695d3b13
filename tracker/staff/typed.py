"""Numbers and amounts as people type them: "2.000", "2 000", "12,50 €"."""

from __future__ import annotations

import re

_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,' \u00a0\u202f\u2009])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+")
_AMOUNT = re.compile(r"[0-9][0-9.,' \u00a0\u202f\u2009]*")
_SPACES = re.compile(r"[' \u00a0\u202f\u2009]")
LONGEST = 20


class NotANumberError(ValueError):
    """What was typed is no number of this kind."""


def read_count(text: str) -> int:
    """Return a whole number, with or without signs between its thousands.

    Raises:
        NotANumberError: It is none.
    """
    given = text.strip()
    if len(given) > LONGEST or not (_PLAIN.fullmatch(given) or _GROUPED.fullmatch(given)):
        raise NotANumberError(text)
    return int(re.sub(r"[^0-9]", "", given))


def read_euro(text: str, decimal: str) -> int:
    """Return an amount in hundredths of a cent.

    Where a single sign with three figures after it could be either, as in ``1.234``, the language decides.

    Args:
        text: What was typed, with or without ``€``.
        decimal: What stands before the cents in the page's language: ``,`` or ``.``.

    Raises:
        NotANumberError: It is no amount, or one of less than a hundredth of a cent.
    """
    given = text.replace("€", "").replace("EUR", "").strip()
    if len(given) > LONGEST or not _AMOUNT.fullmatch(given):
        raise NotANumberError(text)
    plain = _SPACES.sub("", given)
    whole, fraction = _parts(plain, decimal)
    if not whole.isdigit() or not re.fullmatch(r"[0-9]{0,4}", fraction):
        raise NotANumberError(text)
    return int(whole) * 10_000 + int(fraction.ljust(4, "0"))


def _parts(plain: str, decimal: str) -> tuple[str, str]:
    """Return what stands before and after the decimal sign, without signs between thousands."""
    signs = re.sub(r"[0-9]", "", plain)
    if not signs:
        return plain, ""
    last = signs[-1]
    if signs.count(last) > 1 or (len(signs) == 1 and last != decimal and _is_grouped(plain)):
        return _joined(plain), ""
    whole, _, fraction = plain.rpartition(last)
    return (_joined(whole) if len(signs) > 1 else whole), fraction


def _is_grouped(text: str) -> bool:
    return text[0] != "0" and _GROUPED.fullmatch(text) is not None


def _joined(text: str) -> str:
    """Return a number without the signs between its thousands."""
    if not _is_grouped(text):
        raise NotANumberError(text)
    return re.sub(r"[^0-9]", "", text)
