"""What a helper answers to the process that started it."""

from __future__ import annotations

from dataclasses import dataclass

from printkit.errors import Problem, SignetError
from printkit.press.crew.run import Part


@dataclass(frozen=True, slots=True)
class Sheets:
    """So many sheets more are drawn."""

    count: int


@dataclass(frozen=True, slots=True)
class Done:
    """A file is finished."""

    part: Part


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing more comes from this helper.

    Attributes:
        problems: What cannot be drawn.
        fault: What the system refused, if it was that.
    """

    problems: tuple[Problem, ...] = ()
    fault: OSError | None = None

    @property
    def error(self) -> Exception:
        """The error as it was raised in the helper."""
        return self.fault or SignetError(self.problems)


Answer = Sheets | Done | Failed
