"""Symbols of one version and level, many at once, by what `qrcode` says of a few.

A symbol without its mask is an affine function over GF(2) of its data codewords: error correction is linear
(ISO/IEC 18004:2015, 7.5), every bit has its place (7.7), and a mask turns over modules that do not depend on
data (7.8). `qrcode` draws the few symbols from which places and masks are read, and computes what one data
codeword adds to all others; everything else is exclusive or.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from qrcode import base, util
from qrcode.main import QRCode

from printkit.press.symbols.words import Frame, Words

Octets = NDArray[np.uint8]

MASKS = 8


class Encoder:
    """Makes symbols of one version and level.

    Attributes:
        version: 1 to `printkit.press.qr.LARGEST_AT_ONCE`.
        frame: How the symbols lie in words.
        data_count: Data codewords of a symbol.
        masks: A row for each mask: the words of a symbol without data, to be added to `unmasked` words.
        trial_masks: The same as `qrcode` judges masks by: format and version information is light.
    """

    def __init__(self, version: int, level: int) -> None:
        """Read places and masks from a few symbols.

        Args:
            version: See above.
            level: One of `qrcode.constants`.
        """
        self.version = version
        self._level = level
        self.frame = Frame(17 + 4 * version)
        self._blocks = base.rs_blocks(version, level)
        self._total = sum(block.total_count for block in self._blocks)
        self._starts = [0, *accumulate(block.data_count for block in self._blocks)]
        self.data_count = self._starts.pop()
        blanks = self._blanks(trial=False)
        self.masks = self.frame.pack(blanks) | self.frame.padding
        self.trial_masks = self.frame.pack(self._blanks(trial=True)) | self.frame.padding
        self._places = self._find_places(blanks[0])
        self._tables: dict[int, Words] = {}
        self._doubled = np.array([0, *(base.gexp(base.glog(value) + 1) for value in range(1, 256))], np.uint8)

    def unmasked(self, data: Octets) -> Words:
        """Return the words of symbols but for their masks; function patterns and padding are left out.

        Only what differs from the first link is computed for each: the host is the same in all of them.

        Args:
            data: A row of data codewords for each symbol.

        Returns:
            A row of words for each symbol.
        """
        first = data[0]
        words = np.tile(self._placed(self._corrected(first)), (len(data), 1))
        different = data ^ first
        for place in np.flatnonzero(different.any(axis=0)).tolist():
            low, high = self._table(place)
            words ^= low[different[:, place] & 15]
            words ^= high[different[:, place] >> 4]
        return words

    def _blanks(self, *, trial: bool) -> NDArray[np.bool_]:
        """Return a symbol without data for each mask."""
        nothing = np.zeros(self._total, np.uint8)
        return np.array([self._draw(nothing, mask, trial=trial) for mask in range(MASKS)])

    def _draw(self, codewords: Octets, mask: int, *, trial: bool = False) -> NDArray[np.bool_]:
        """Return the symbol with these codewords, as `qrcode` draws it."""
        code = QRCode(version=self.version, error_correction=self._level)
        code.data_cache = codewords.tolist()
        code.makeImpl(trial, mask)
        return np.array(code.modules, np.bool_)

    def _find_places(self, blank: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the number of the bit, counted from 1, that each module shows; 0 where it shows none.

        Each drawing tells one binary digit of all numbers.
        """
        numbers = np.arange(1, 8 * self._total + 1)
        places = np.zeros(blank.shape, np.intp)
        for digit in range(len(numbers).bit_length()):
            drawn = self._draw(np.packbits(numbers >> digit & 1), 0)
            places |= (drawn ^ blank).astype(np.intp) << digit
        return places

    def _corrected(self, data: Octets) -> Octets:
        """Return all codewords of a symbol in order, with error correction.

        `qrcode` 8.2 divides by the first data codeword of a block that is not 0 and fails where all are. So
        something is added with which no block begins, and what that comes to is taken away again.
        """
        begun = {int(data[start]) for start in self._starts}
        added = np.uint8(next(value for value in range(1, 256) if value not in begun))
        return self._by_qrcode(data ^ added) ^ self._by_qrcode(np.full_like(data, added))

    def _by_qrcode(self, data: Octets) -> Octets:
        buffer = util.BitBuffer()
        buffer.buffer = data.tolist()
        return np.array(util.create_bytes(buffer, self._blocks), np.uint8)

    def _table(self, place: int) -> Words:
        """Return what the lower and the higher half of a data codeword add to a symbol.

        Returns:
            Words by half, its value, and line.
        """
        if place not in self._tables:
            alone = np.zeros(self.data_count, np.uint8)
            alone[place] = 1
            effect = self._corrected(alone)
            effects = [effect]
            while len(effects) < 8:
                effects.append(self._doubled[effects[-1]])
            basis = self._placed(np.array(effects))
            self._tables[place] = np.stack([_sums(basis[:4]), _sums(basis[4:])])
        return self._tables[place]

    def _placed(self, codewords: Octets) -> Words:
        """Return codewords (last axis) as words of symbols."""
        none = np.zeros((*codewords.shape[:-1], 1), np.uint8)
        bits = np.concatenate([none, np.unpackbits(codewords, axis=-1)], axis=-1)
        return self.frame.pack(bits[..., self._places].astype(np.bool_))


def _sums(basis: Words) -> Words:
    """Return the sums of all choices of some words; the choice is in the bits of the index."""
    sums = np.zeros_like(basis[:1])
    for row in basis:
        sums = np.concatenate([sums, sums ^ row])
    return sums


@lru_cache(maxsize=4)
def encoder_for(version: int, level: int) -> Encoder:
    """Return the encoder of a version and level; the last few are kept, since making one takes some ms."""
    return Encoder(version, level)
