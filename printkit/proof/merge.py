"""One page read both ways: what its paths say, and what is seen when it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from printkit.proof.first_look import PageRead
from printkit.proof.paths.reader import PathsRead
from printkit.proof.ring import QUIET
from printkit.proof.symbols import Symbol

LEAST_QUIET = QUIET - 1
"""Modules of quiet zone that a drawing must show where the paths say 4; finer is not certain."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of a page.

    Attributes:
        symbols: All of them.
        paths: How many were read from the paths, ``drawn`` from the drawn page, ``both`` in both ways.
        faults: Rule and message where both ways disagree.
        hidden: Whether the drawn page shows a symbol that its paths do not say though they leave no doubt.
    """

    symbols: tuple[Symbol, ...]
    paths: int = 0
    drawn: int = 0
    both: int = 0
    faults: tuple[str, ...] = ()
    hidden: bool = False


def from_paths(read: PathsRead) -> Page:
    """Return a page that was not drawn."""
    return Page(read.symbols, paths=len(read.symbols))


def merged(
    read: PathsRead,
    seen: PageRead,
    confirms: Callable[[Symbol], bool],
    closer: Callable[[Symbol], Symbol],
) -> Page:
    """Return a page that was drawn. What is seen counts where it is not what the paths say.

    Args:
        read: What its paths say.
        seen: What its drawing shows.
        confirms: Looks for a symbol of the paths again, larger.
        closer: Measures a symbol of the drawing finely.
    """
    if seen.is_damaged:
        return Page(())
    left = list(seen.symbols)
    sure, faults = list[Symbol](), list[str]()
    for symbol in read.symbols:
        twin = next((other for other in left if other.is_near(symbol)), None)
        if twin is not None and twin.text == symbol.text:
            left.remove(twin)
            sure.append(symbol)
            faults += _quiet_faults(symbol, twin, closer)
        elif twin is None and confirms(symbol):
            sure.append(symbol)
        else:
            shown = "nothing that can be read" if twin is None or not twin.text else twin.text
            faults.append(f"The paths say {symbol.text} here; the drawn page shows {shown}.")
    others = tuple(map(closer, left))
    hidden = not read.doubt and any(other.readable for other in others)
    both = len(sure)
    return Page((*sure, *others), both, len(seen.symbols), both, tuple(faults), hidden)


def _quiet_faults(symbol: Symbol, twin: Symbol, closer: Callable[[Symbol], Symbol]) -> Iterator[str]:
    if symbol.quiet is None or twin.quiet is None or min(symbol.quiet) < QUIET:
        return
    if min(twin.quiet) < LEAST_QUIET and min(closer(twin).quiet or (QUIET,)) < LEAST_QUIET:
        yield f"{symbol.text} has a full quiet zone by its paths; the drawn page shows less."
