"""Symbols one at a time, as `qrcode` makes them: for a few, and for the largest versions."""

from __future__ import annotations

import re

from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import QRData

from printkit.errors import SignetError

FINDER = 7
"""Modules on each side of a finder pattern (ISO/IEC 18004:2015, 6.3.3)."""

Rows = tuple[bytes, ...]
"""From the top; each has a byte a module from the left, 1 for dark."""

_RUN = re.compile(b"\x01+")


def symbol_rows(link: str, version: int, mode: int, level: int) -> Rows:
    """Return the rows of a symbol.

    Args:
        link: What it says.
        version: 1 to 40.
        mode: One of `qrcode.util`'s.
        level: One of `qrcode.constants`.

    Raises:
        ValueError: If the link cannot be written in this mode, or is too long for this version.
        SignetError: If a block of its data is nothing but zeros.
    """
    code = QRCode(version=version, error_correction=level)
    code.add_data(QRData(link.encode(), mode=mode))
    try:
        code.make(fit=False)
    except DataOverflowError as error:
        raise ValueError("A link is too long for this version.") from error
    except ValueError as error:  # of `qrcode` 8.2, where a block of data is nothing but zeros
        message = "A link has so many zeros in a row that its QR code cannot be made."
        raise SignetError.of("zeros", message, "Use a shorter link.", value=link[:80]) from error
    return tuple(bytes(map(bool, row)) for row in code.modules)


def path(rows: Rows) -> bytes:
    """Return the path of a symbol (`printkit.press.qr.paths`)."""
    modules = len(rows)
    runs = [finders(modules)]
    for y, row in enumerate(reversed(rows)):
        shown = _without_finders(row, y, modules)
        runs += [b"%d %d %d 1 re\n" % (run.start(), y, len(run[0])) for run in _RUN.finditer(shown)]
    return b"".join(runs)


def finders(modules: int) -> bytes:
    """Return the three finder patterns, five rectangles each.

    They are the same in all symbols, so that a compressor writes them for next to nothing.
    """
    far = modules - FINDER
    return b"".join(
        b"%d %d 7 1 re\n%d %d 7 1 re\n%d %d 1 5 re\n%d %d 1 5 re\n%d %d 3 3 re\n"
        % (x, y, x, y + 6, x, y + 1, x + 6, y + 1, x + 2, y + 2)
        for x, y in ((0, 0), (0, far), (far, far))
    )


def _without_finders(row: bytes, y: int, modules: int) -> bytes:
    if FINDER <= y < modules - FINDER:
        return row
    end = modules if y < FINDER else modules - FINDER
    return bytes(FINDER) + row[FINDER:end] + bytes(modules - end)
