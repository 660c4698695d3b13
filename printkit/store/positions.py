"""Positions of pieces in their batch, as people write them: ``12-40,77``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from printkit.errors import Problem, SignetError

_PART = re.compile(r"\s*(\d{1,9})\s*(?:[-\u2010-\u2015]\s*(\d{1,9})\s*)?", re.ASCII)


def parse_positions(text: str, copies: int) -> tuple[int, ...]:
    """Read positions and ranges, separated by commas, into numbers in ascending order, each once.

    Args:
        text: Such as ``12-40,77``.
        copies: Pieces in the batch; positions run from 1 to this.

    Raises:
        SignetError: With every part that cannot be read, lies outside or runs backwards.
    """
    found: set[int] = set()
    problems: list[Problem] = []
    for part in text.split(","):
        match = _PART.fullmatch(part)
        first = int(match[1]) if match else 0
        last = int(match[2] or match[1]) if match else 0
        message = _fault(part, match is not None, first, last, copies)
        if message:
            problems.append(
                Problem(
                    "positions", message, _REMEDY.format(copies=copies), key="positions", value=part.strip()
                )
            )
        else:
            found.update(range(first, last + 1))
    if problems:
        raise SignetError(problems)
    return tuple(sorted(found))


def format_positions(positions: Iterable[int]) -> str:
    """Write positions as people do: ranges joined, in ascending order; the opposite of `parse_positions`."""
    return ",".join(f"{first}-{last}" if first < last else f"{first}" for first, last in ranges(positions))


def ranges(positions: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Join positions to contiguous ranges (first, last), in ascending order."""
    found: list[tuple[int, int]] = []
    for position in sorted(set(positions)):
        if found and found[-1][1] == position - 1:
            found[-1] = (found[-1][0], position)
        else:
            found.append((position, position))
    return tuple(found)


_REMEDY = 'Write numbers from 1 to {copies} and ranges, such as "12-40,77".'


def _fault(part: str, readable: bool, first: int, last: int, copies: int) -> str:
    if not part.strip():
        return "There is no position between two commas, or none at all."
    if not readable:
        return f'"{part.strip()}" is neither a position nor a range.'
    if first > last:
        return f'"{part.strip()}" runs backwards.'
    if first < 1:
        return "Positions begin with 1."
    if last > copies:
        return f"Position {last} does not exist: the batch has {copies} pieces."
    return ""
