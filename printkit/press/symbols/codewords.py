"""Links → the data codewords of their symbols (ISO/IEC 18004:2015, 7.4), many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from qrcode import util

Octets = NDArray[np.uint8]
Numbers = NDArray[np.uint16]

_PADDING = np.array([util.PAD0, util.PAD1], np.uint8)
_TERMINATOR = 4


def data_codewords(links: Sequence[str], version: int, mode: int, count: int) -> Octets:
    """Return the data codewords of many links: one segment, terminator, padding.

    Args:
        links: What the symbols say.
        version: Version of the symbols.
        mode: How all links are written, one of `qrcode.util`'s modes.
        count: Data codewords of a symbol.

    Returns:
        A row of ``count`` codewords for each link.

    Raises:
        ValueError: If a link cannot be written in this mode, or is too long.
    """
    encoded = [link.encode() for link in links]
    lengths = list(map(len, encoded))
    made = np.empty((len(encoded), count), np.uint8)
    for length in set(lengths):
        chosen = [index for index, found in enumerate(lengths) if found == length]
        joined = b"".join(encoded[index] for index in chosen)
        letters = np.frombuffer(joined, np.uint8).reshape(len(chosen), length)
        made[chosen] = _filled(_segment(letters, version, mode), count)
    return made


def _segment(letters: Octets, version: int, mode: int) -> Octets:
    """Return the bits of links of one length: mode indicator, count indicator, letters."""
    links, length = letters.shape
    head = [(mode, 4), (length, util.length_in_bits(mode, version))]
    parts = [_bits(np.full((links, 1), value, np.uint16), width) for value, width in head]
    if mode == util.MODE_8BIT_BYTE:
        parts.append(np.unpackbits(letters, axis=1))
    else:
        groups = _numeric(letters) if mode == util.MODE_NUMBER else _alphanumeric(letters)
        parts += [_bits(values, width) for values, width in groups]
    return np.concatenate(parts, axis=1)


def _numeric(letters: Octets) -> Iterator[tuple[Numbers, int]]:
    """Yield digits by threes in 10 bits each; two that are left over in 7, one in 4 (7.4.3)."""
    digits = _values(letters, b"0123456789")
    threes, rest = divmod(digits.shape[1], 3)
    end = 3 * threes
    yield digits[:, 0:end:3] * 100 + digits[:, 1:end:3] * 10 + digits[:, 2:end:3], 10
    if rest == 2:
        yield digits[:, -2:-1] * 10 + digits[:, -1:], 7
    elif rest:
        yield digits[:, -1:], 4


def _alphanumeric(letters: Octets) -> Iterator[tuple[Numbers, int]]:
    """Yield characters by twos in 11 bits each; one that is left over in 6 (7.4.4)."""
    values = _values(letters, util.ALPHA_NUM)
    end = values.shape[1] // 2 * 2
    yield values[:, 0:end:2] * 45 + values[:, 1:end:2], 11
    if values.shape[1] > end:
        yield values[:, -1:], 6


def _values(letters: Octets, alphabet: bytes) -> Numbers:
    """Return the place of each letter in an alphabet."""
    places = np.full(256, len(alphabet), np.uint16)
    places[list(alphabet)] = np.arange(len(alphabet))
    values = places[letters]
    if (values == len(alphabet)).any():
        raise ValueError("A link has a character that this mode cannot write.")
    return values


def _bits(values: Numbers, width: int) -> Octets:
    """Return numbers as bits, the highest first."""
    shifts = np.arange(width - 1, -1, -1, dtype=np.uint16)
    bits = (values[:, :, None] >> shifts & 1).astype(np.uint8)
    return bits.reshape(len(values), -1)


def _filled(bits: Octets, count: int) -> Octets:
    """Return bits as codewords, with terminator and padding (7.4.9, 7.4.10)."""
    links, used = bits.shape
    room = 8 * count - used
    if room < 0:
        raise ValueError("A link is too long for this version.")
    terminator = np.zeros((links, min(_TERMINATOR, room)), np.uint8)
    words = np.packbits(np.concatenate([bits, terminator], axis=1), axis=1)
    padding = np.resize(_PADDING, count - words.shape[1])
    return np.concatenate([words, np.broadcast_to(padding, (links, len(padding)))], axis=1)
