"""Ranges of positions, first and last included: what is left of some without others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def pieces_in(spans: Iterable[Span]) -> int:
    """Return how many positions the ranges have together; none may overlap."""
    return sum(last - first + 1 for first, last in spans)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same positions in ascending order, each once, in as few ranges as possible."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of ranges when others are taken away."""
    left: list[Span] = []
    gone, at = joined(taken), 0
    for first, last in joined(spans):
        begin = first
        while at < len(gone) and gone[at][1] < begin:
            at += 1
        ahead = at  # the last of those that meet this range may reach into the next one
        while ahead < len(gone) and gone[ahead][0] <= last:
            start, end = gone[ahead]
            if begin < start:
                left.append((begin, start - 1))
            begin, ahead = end + 1, ahead + 1
        if begin <= last:
            left.append((begin, last))
        at = max(at, ahead - 1)
    return tuple(left)


def common(spans: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """Return what ranges have in common."""
    return without(spans, without(spans, others))


def from_the_front(spans: Iterable[Span], pieces: int) -> tuple[Span, ...]:
    """Return the first so many positions, fewer if there are not so many."""
    found: list[Span] = []
    for first, last in joined(spans):
        if pieces < 1:
            break
        found.append((first, min(last, first + pieces - 1)))
        pieces -= pieces_in(found[-1:])
    return tuple(found)


def written(spans: Iterable[Span]) -> str:
    """Write ranges as people do: ``1-9,16``."""
    return ",".join(f"{first}-{last}" if first < last else f"{first}" for first, last in joined(spans))
