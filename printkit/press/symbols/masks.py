"""Which mask suits a symbol best (ISO/IEC 18004:2015, 7.8.3), for many symbols at once.

The four rules are read as `qrcode` 8.2 reads them, so that both choose the same mask: all of them inside the
symbol only, and on modules of format and version information that are still light.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from printkit.press.symbols.encoder import Encoder
from printkit.press.symbols.words import Frame, Words

Points = NDArray[np.int64]

_WORD = 64
_AT_ONCE = 8192
"""Words that are judged at once, 64 KB: they stay in a processor's nearest memory."""


def choose_masks(unmasked: Words, encoder: Encoder) -> NDArray[np.intp]:
    """Return the number of the best mask for each symbol; of several the first.

    Args:
        unmasked: A row of words for each symbol (`Encoder.unmasked`).
        encoder: Where they come from.
    """
    portion = _AT_ONCE // encoder.frame.lines
    starts = range(0, len(unmasked), portion)
    return np.concatenate([_choose(unmasked[start : start + portion], encoder) for start in starts])


def _choose(unmasked: Words, encoder: Encoder) -> NDArray[np.intp]:
    lines = np.ascontiguousarray(unmasked.T)
    points = [penalties(lines ^ mask[:, None], encoder.frame) for mask in encoder.trial_masks]
    best: NDArray[np.intp] = np.argmin(points, axis=0)
    return best


def penalties(lines: Words, frame: Frame) -> Points:
    """Return the penalty points of symbols.

    Bits of a word stand for modules of one line; what holds for a module and its neighbours is computed for
    all bits at once by shifting. Padding is dark.

    Args:
        lines: Words with padding, a symbol in each column.
        frame: How they lie.
    """
    one = np.uint64(1)
    last = ~frame.first(frame.modules - 1)  # the last module of a line has no next one: a change, as it were
    changes = lines ^ lines >> one | last  # between a module and the next
    next_changes = changes >> one
    any_change = changes | next_changes
    later_change = any_change >> np.uint64(2)
    core = _cores(lines, changes & next_changes, later_change, frame)
    return (
        _runs(any_change | later_change, frame)
        + 3 * _blocks(lines, changes, frame)
        + 40 * _finders(lines, core)
        + _balance(lines, frame)
    )


def _runs(broken: Words, frame: Frame) -> Points:
    """Rule 1: three points for five modules of a colour in line, one for each further one.

    Args:
        broken: Bits of the modules with which no five of a colour begin. Each run of bits that are not set
            is a run of modules, four shorter.
    """
    begun = _WORD * frame.lines - _count(broken)
    ends = _count(broken ^ broken >> np.uint64(1)) - frame.lines  # two for each run
    return begun + ends


def _blocks(lines: Words, changes: Words, frame: Frame) -> Points:
    """Rule 2: how many squares of two by two modules have one colour."""
    rows, breaks = lines[: frame.modules], changes[: frame.modules]
    mixed = (rows[1:] ^ rows[:-1]) | breaks[1:] | breaks[:-1]
    whole = _WORD * len(mixed) - _count(mixed)
    return whole // 2 if frame.paired else whole  # by rows and by columns they are the same


def _cores(lines: Words, two_changes: Words, later_change: Words, frame: Frame) -> Words:
    """Return the bits of the modules with which 1011101 begins, dark being 1.

    That is a dark module, two changes, two times none, two changes.
    """
    begin = lines & two_changes & two_changes >> np.uint64(4) & frame.first(frame.modules - 6)
    return begin & ~later_change


def _finders(lines: Words, core: Words) -> Points:
    """Rule 3: how many times 1011101 has four light modules before it, and how many times after it."""
    any_dark = lines | lines >> np.uint64(1)
    any_dark |= any_dark >> np.uint64(2)  # of four from here
    before = any_dark << np.uint64(4) | np.uint64(0b1111)
    return _count(core & ~before) + _count(core & ~(any_dark >> np.uint64(7)))


def _balance(lines: Words, frame: Frame) -> Points:
    """Rule 4: ten points for each 5 % by which dark modules are more or fewer than half."""
    dark = _count(lines[: frame.modules]) - frame.modules * int(frame.padding).bit_count()
    points: Points = _imbalances(frame.modules)[dark // 2 if frame.paired else dark]
    return points


@lru_cache(maxsize=8)
def _imbalances(modules: int) -> Points:
    """Return the points for each number of dark modules, rounded as `qrcode` rounds."""
    total = modules**2
    return np.array([int(abs(dark / total * 100 - 50) / 5) * 10 for dark in range(total + 1)], np.int64)


def _count(words: Words) -> Points:
    """Return the bits set in each column."""
    counted: Points = np.bitwise_count(words).sum(axis=0, dtype=np.int64)
    return counted
