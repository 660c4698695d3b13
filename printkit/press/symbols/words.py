"""Symbols as whole numbers: a row or a column of modules is a string of bits in a 64-bit word.

A line has its first module in bit 1 and so on; bits that are no module are called padding. In symbols of up
to 29 modules a word holds a row in its lower half and the column of the same number in its upper half; in
larger ones the columns follow the rows in words of their own. So what is counted along rows and along
columns is counted in one go. Symbols of up to 61 modules (version 11) can be held so: one bit below a line
and two above it are always padding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_PAIRED = 29
_HALF = 32
_FULL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Frame:
    """How symbols of one size lie in words.

    Attributes:
        modules: Modules on each side.
    """

    modules: int

    @property
    def paired(self) -> bool:
        """Whether a word holds a row and a column."""
        return self.modules <= _PAIRED

    @property
    def lines(self) -> int:
        """Words of a symbol."""
        return self.modules if self.paired else 2 * self.modules

    @property
    def padding(self) -> np.uint64:
        """The bits that are no module."""
        return self.first(self.modules) ^ np.uint64(_FULL)

    def first(self, modules: int) -> np.uint64:
        """Return a word with the first so many modules of its line, or of both, set."""
        line = ((1 << modules) - 1) << 1
        return np.uint64(line | line << _HALF if self.paired else line)

    def pack(self, matrices: NDArray[np.bool_]) -> Words:
        """Return the words of symbols, without padding.

        Args:
            matrices: Dark modules by row and column in the last two axes.

        Returns:
            Words in the last axis.
        """
        bits = np.uint64(1) << np.arange(1, self.modules + 1, dtype=np.uint64)
        rows = (matrices * bits).sum(-1, dtype=np.uint64)
        columns = (np.swapaxes(matrices, -1, -2) * bits).sum(-1, dtype=np.uint64)
        if self.paired:
            paired: Words = rows | columns << np.uint64(_HALF)
            return paired
        return np.concatenate([rows, columns], axis=-1)

    @property
    def row_width(self) -> int:
        """Bits that hold a row and its padding."""
        return _HALF if self.paired else 2 * _HALF

    def row_bits(self, rows: Words) -> NDArray[np.bool_]:
        """Return rows bit by bit, the first first, `row_width` bits each."""
        narrow = np.ascontiguousarray(rows, f"<u{self.row_width // 8}")
        return np.unpackbits(narrow.view(np.uint8), bitorder="little").view(np.bool_)
