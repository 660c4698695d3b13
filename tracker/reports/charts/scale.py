"""Scales that people can read: they begin at 0 and have a few round steps."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """From 0 to ``top`` in equal steps."""

    top: float
    step: float

    @property
    def steps(self) -> tuple[float, ...]:
        """All values that are marked, 0 and the top among them."""
        return tuple(number * self.step for number in range(round(self.top / self.step) + 1))


def scale_for(highest: float, most: int = 4, *, whole: bool = True) -> Scale:
    """Return a scale that reaches a value.

    Args:
        highest: What it must reach; of 0 or less, it reaches 1.
        most: At most so many steps.
        whole: Whether only whole numbers are marked.
    """
    if highest <= 0:
        return Scale(1.0, 1.0)
    power = 10.0 ** (ceil(log10(highest / most)) - 1)
    step = next(
        step for factor in (1, 2, 2.5, 5, 10, 20) if (step := factor * power) * most >= highest * (1 - 1e-9)
    )
    if whole:
        step = max(1.0, step if step == int(step) else ceil(step))
    return Scale(step * ceil(highest / step - 1e-9), step)
