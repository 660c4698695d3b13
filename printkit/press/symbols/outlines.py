"""Symbols → the PDF operators of their paths (`printkit.press.qr.paths`), many at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from printkit.press.symbols.singly import FINDER, finders
from printkit.press.symbols.words import Frame, Words

_ROWS = 2000
"""Rows that are drawn at once: more would ask the system for new memory each time."""

_RECORD = 16
"""Bytes of a record: ``xx yy ww 1 re`` and what fills it up."""


def outlines(words: Words, frame: Frame) -> Iterator[bytes]:
    """Yield the path of each symbol.

    Args:
        words: A row of words for each symbol, with their masks.
        frame: How they lie.
    """
    constant = finders(frame.modules)
    portion = _ROWS // frame.modules
    for first in range(0, len(words), portion):
        yield from (constant + runs for runs in _runs(words[first : first + portion], frame))


def _runs(words: Words, frame: Frame) -> Iterator[bytes]:
    """Yield a rectangle for each horizontal run outside the finder patterns.

    Where bits of a row change, runs begin and end in turn. Row, column and width of a run name a record of
    fixed size in a table; what fills the records up is taken out at last.
    """
    rows = words[:, : frame.modules] & _data_bits(frame.modules)
    changes = np.flatnonzero(frame.row_bits((rows ^ rows >> np.uint64(1))[:, ::-1]))
    begin, widths = changes[::2], changes[1::2] - changes[::2]
    size = frame.modules * frame.row_width
    records = _records(frame)[begin % size * (frame.modules + 1) + widths].tobytes()
    last = 0
    for end in (np.searchsorted(begin, np.arange(1, len(words) + 1) * size) * _RECORD).tolist():
        yield records[last:end].translate(None, b"\0")
        last = end


@lru_cache(maxsize=4)
def _data_bits(modules: int) -> Words:
    """Return, by row, the bits that are modules and not of a finder pattern."""
    shown = np.ones((modules, modules), np.bool_)
    for part in np.s_[:FINDER, :FINDER], np.s_[:FINDER, -FINDER:], np.s_[-FINDER:, :FINDER]:
        shown[part] = False
    bits = np.uint64(1) << np.arange(1, modules + 1, dtype=np.uint64)
    rows: Words = (shown * bits).sum(-1, dtype=np.uint64)
    return rows


@lru_cache(maxsize=4)
def _records(frame: Frame) -> NDArray[np.void]:
    """Return a record for each row from below, column and width of a run."""
    numbers = np.zeros((frame.row_width, 2), np.uint8)
    for value in range(frame.row_width):
        digits = b"%d" % value
        numbers[value, : len(digits)] = list(digits)
    table = np.zeros((frame.modules, frame.row_width, frame.modules + 1, _RECORD), np.uint8)
    table[..., 0:2] = numbers[:, None]
    table[..., 3:5] = numbers[: frame.modules, None, None]
    table[..., 6:8] = numbers[: frame.modules + 1]
    table[..., 2] = table[..., 5] = ord(" ")
    table[..., 8:14] = list(b" 1 re\n")
    return table.reshape(-1, _RECORD).view(f"V{_RECORD}").ravel()
