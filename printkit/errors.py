"""One root for everything a user can get wrong, and for how it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in what the user gave: where it is, what is wrong, what to do.

    Attributes:
        rule: Short name of the rule in small letters and hyphens, such as ``unknown-key``.
        message: What is wrong, a full sentence.
        remedy: What to do about it, a full sentence.
        file: The file, page or object in which the fault is.
        key: Where in the file: a key path such as ``back[2] "code".size``.
        value: The value found there, as text.
        severity: Whether it stops the work or only warns.
    """

    rule: str
    message: str
    remedy: str = ""
    file: str = ""
    key: str = ""
    value: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.key) if part)
        words = " ".join(part for part in (self.message, self.remedy) if part)
        return f"{place}: {words}" if place else words


class SignetError(Exception):
    """The user's input cannot be used. Commands print every problem and exit with 1.

    Args:
        problems: All that is wrong, in the order of the input.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(
        cls, rule: str, message: str, remedy: str = "", *, file: str = "", key: str = "", value: str = ""
    ) -> SignetError:
        """Return an error with a single problem; the arguments are those of `Problem`."""
        return cls([Problem(rule, message, remedy, file, key, value)])
