"""Lengths: millimetres and their like in files, points (1/72 inch) inside."""

from __future__ import annotations

import math
import re

POINTS_PER = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0}
MM = POINTS_PER["mm"]

_LENGTH = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([A-Za-z]*)\s*", re.ASCII)


def parse_length(text: str, usual: str = "mm") -> float:
    """Turn a length with its unit, such as ``"3mm"`` or ``"8pt"``, into points.

    Args:
        text: The length.
        usual: The unit that is proposed where there is none.

    Raises:
        ValueError: With a sentence that says what is wrong and what to write instead.
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r} is not a length. Write a number and a unit, such as "3mm".')
    number, unit = match.groups()
    if not unit:
        raise ValueError(f'{text!r} has no unit. Write "{number}{usual}" (units: {", ".join(POINTS_PER)}).')
    if unit.lower() not in POINTS_PER:
        raise ValueError(f"{unit!r} is not a unit of length. Use one of {', '.join(POINTS_PER)}.")
    return float(number) * POINTS_PER[unit.lower()]


def to_mm(points: float) -> float:
    """Return a length given in points in millimetres."""
    return points / MM


def mm_text(points: float) -> str:
    """Return a length given in points as people write it, such as ``"2.5 mm"``."""
    return f"{round(to_mm(points), 2) + 0:g} mm"  # + 0 turns -0.0 into 0.0


def mm_enough(points: float) -> str:
    """Return a length that is lacking, rounded up to tenths: whoever adds so much has enough."""
    return f"{max(math.ceil(to_mm(points) * 10 - 1e-6), 1) / 10:g} mm"
