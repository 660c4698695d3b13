"""Positions of pieces in their batch, as people write them: ``12-40,77``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from printkit.errors import Problem, SignetError
from printkit.store.spans import Span, joined, written

_PART = re.compile(r"\s*(\d{1,9})\s*(?:[-\u2010-\u2015]\s*(\d{1,9})\s*)?", re.ASCII)


def parse_spans(text: str, copies: int) -> tuple[Span, ...]:
    """Read positions and ranges, separated by commas, into as few ranges as possible, in ascending order.

    Args:
        text: Such as ``12-40,77``.
        copies: Pieces in the batch; positions run from 1 to this.

    Raises:
        SignetError: With every part that cannot be read, lies outside or runs backwards.
    """
    found: list[Span] = []
    problems: list[Problem] = []
    for part in text.split(","):
        match = _PART.fullmatch(part)
        first = int(match[1]) if match else 0
        last = int(match[2] or match[1]) if match else 0
        rule, message = _fault(part, match is not None, first, last, copies)
        if message:
            remedy = _REMEDY.format(copies=copies)
            problems.append(Problem(rule, message, remedy, key="positions", value=part.strip()))
        else:
            found.append((first, last))
    if problems:
        raise SignetError(problems)
    return joined(found)


def parse_positions(text: str, copies: int) -> tuple[int, ...]:
    """Read what `parse_spans` reads into single numbers in ascending order, each once.

    Raises:
        SignetError: With every part that cannot be read, lies outside or runs backwards.
    """
    return tuple(number for first, last in parse_spans(text, copies) for number in range(first, last + 1))


def format_positions(positions: Iterable[int]) -> str:
    """Write positions as people do: ranges joined, in ascending order; the opposite of `parse_positions`."""
    return written((position, position) for position in positions)


_REMEDY = 'Write numbers from 1 to {copies} and ranges, such as "12-40,77".'
UNREADABLE, NO_SUCH = "positions", "no-such-positions"
"""Rules: what is no position or range, and one that the batch does not have."""


def _fault(part: str, readable: bool, first: int, last: int, copies: int) -> tuple[str, str]:
    """Return rule and message, the message ``""`` if nothing is wrong."""
    if not part.strip():
        return UNREADABLE, "There is no position between two commas, or none at all."
    if not readable:
        return UNREADABLE, f'"{part.strip()}" is neither a position nor a range.'
    if first > last:
        return UNREADABLE, f'"{part.strip()}" runs backwards.'
    if first < 1:
        return NO_SUCH, "Positions begin with 1."
    if last > copies:
        return NO_SUCH, f"Position {last} does not exist: the batch has {copies} pieces."
    return "", ""
