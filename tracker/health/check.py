"""One line of what a service says about itself, and how the lines of several processes become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, without a secret or a path: everybody may read it.

    Attributes:
        name: What was looked at.
        ok: Whether it is in order.
        says: In words, with gaps such as ``%(waiting)s`` where there are counts or facts.
        counts: Numbers for the gaps; those of several processes are summed.
        facts: Words for the gaps; those of several processes stand beside each other.
        do: What an operator does about it, or ``""``.
        since: When it began to fail, in seconds since 1970; 0 if it does not or that is not known.
        until: When it last failed, if that is over; 0 otherwise.
    """

    name: str
    ok: bool
    says: str
    counts: tuple[tuple[str, int], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    do: str = ""
    since: float = 0.0
    until: float = 0.0

    def text(self, translate: Callable[[str], str] = str, number: Callable[[int], str] = str) -> str:
        """Return what it says, the gaps filled.

        Args:
            translate: Translates the words and the facts.
            number: Writes a number.
        """
        if not self.counts and not self.facts:
            return translate(self.says)
        gaps = {name: number(count) for name, count in self.counts}
        gaps |= {name: translate(fact) if fact else "" for name, fact in self.facts}
        return translate(self.says) % gaps

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Check:
        """Return the check that `dataclasses.asdict` and JSON made plain.

        Raises:
            TypeError, ValueError: It is none.
        """
        counts = tuple((str(name), int(count)) for name, count in plain["counts"])
        facts = tuple((str(name), str(fact)) for name, fact in plain["facts"])
        return cls(**{**plain, "counts": counts, "facts": facts})


def together(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return one line for what several processes say alike; where some fail, what they say."""
    said: dict[str, dict[str, list[Check]]] = {}
    for check in checks:
        said.setdefault(check.name, {}).setdefault(check.says, []).append(check)
    merged = []
    for by_words in said.values():
        lines = [_merged(alike) for alike in by_words.values()]
        merged += [line for line in lines if not line.ok] or lines[:1]
    return tuple(merged)


def _merged(alike: list[Check]) -> Check:
    first = next((check for check in alike if not check.ok), alike[0])
    counts = {name: sum(dict(check.counts).get(name, 0) for check in alike) for name, _ in first.counts}
    facts = {
        name: " / ".join(dict.fromkeys(dict(check.facts).get(name, "") for check in alike))
        for name, _ in first.facts
    }
    return replace(
        first,
        counts=tuple(counts.items()),
        facts=tuple(facts.items()),
        since=min((check.since for check in alike if check.since), default=0.0),
        until=max(check.until for check in alike),
    )
