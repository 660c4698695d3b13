"""Symbols by the thousand: those of `singly`, module by module, in a hundredth of the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from printkit.press.symbols.codewords import data_codewords
from printkit.press.symbols.encoder import encoder_for
from printkit.press.symbols.masks import choose_masks
from printkit.press.symbols.outlines import outlines
from printkit.press.symbols.singly import Rows
from printkit.press.symbols.words import Frame, Words

PORTION = 512
"""Symbols that are made at once: few enough for any memory, many enough to forget what a call costs."""


def all_paths(links: Iterable[str], version: int, mode: int, level: int) -> Iterator[bytes]:
    """Yield the path of each link's symbol (`printkit.press.qr.paths`).

    Args:
        links: What the symbols say; read as paths are asked for, `PORTION` at a time.
        version: 1 to `printkit.press.qr.LARGEST_AT_ONCE`.
        mode: One of `qrcode.util`'s.
        level: One of `qrcode.constants`.

    Raises:
        ValueError: If a link cannot be written in this mode, or is too long for this version.
    """
    for words, frame in _portions(links, version, mode, level):
        yield from outlines(words, frame)


def all_rows(links: Iterable[str], version: int, mode: int, level: int) -> Iterator[Rows]:
    """Yield the rows of each link's symbol. Arguments and errors as for `all_paths`."""
    for words, frame in _portions(links, version, mode, level):
        bits = frame.row_bits(words[:, : frame.modules]).reshape(len(words), frame.modules, -1)
        modules = np.ascontiguousarray(bits[:, :, 1 : frame.modules + 1])
        yield from (tuple(row.tobytes() for row in symbol) for symbol in modules)


def _portions(links: Iterable[str], version: int, mode: int, level: int) -> Iterator[tuple[Words, Frame]]:
    """Yield the words of some symbols after the other, a row each, and how they lie."""
    encoder = encoder_for(version, level)
    links = iter(links)
    while portion := list(islice(links, PORTION)):
        unmasked = encoder.unmasked(data_codewords(portion, version, mode, encoder.data_count))
        yield unmasked ^ encoder.masks[choose_masks(unmasked, encoder)], encoder.frame
