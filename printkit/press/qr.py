"""QR symbols (ISO/IEC 18004) for a whole run of links: one version and one mode for all of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from qrcode import constants, util
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from printkit.errors import SignetError

GRID = 0.24
"""Points in 1/300 inch: modules of whole steps do not grow in a 300, 600 or 1200 dpi RIP."""

QUIET = 4
"""Modules of quiet zone on each side (ISO/IEC 18004:2015, 6.3.8)."""

LEAST_STEPS = 4
"""Steps of the smallest module, 0.339 mm: below 0.33 mm phones at hand's distance fail."""

LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}

Mode = Literal["numeric", "alphanumeric", "byte"]

MODES: dict[Mode, int] = {
    "numeric": util.MODE_NUMBER,
    "alphanumeric": util.MODE_ALPHA_NUM,
    "byte": util.MODE_8BIT_BYTE,
}
"""From the closest packed."""

_WRITTEN: dict[Mode, re.Pattern[str]] = {
    "numeric": re.compile(r"[0-9]+", re.ASCII),
    "alphanumeric": re.compile(r"[0-9A-Z $%*+\-./:]+", re.ASCII),
    "byte": re.compile(r".+", re.DOTALL),
}
_RUN = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True)
class Form:
    """What all symbols of a run have in common.

    Attributes:
        version: 1 to 40.
        mode: How the links are written.
        level: Error correction, ``L``, ``M``, ``Q`` or ``H``.
    """

    version: int
    mode: Mode
    level: str

    @property
    def modules(self) -> int:
        """Modules on each side of a symbol."""
        return 17 + 4 * self.version


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol without its quiet zone.

    Attributes:
        rows: From the top; each has a byte a module from the left, 1 for dark.
    """

    rows: tuple[bytes, ...]

    @property
    def modules(self) -> int:
        """Modules on each side."""
        return len(self.rows)


def form_for(links: Iterable[str], level: str) -> Form:
    """Return the form in which a whole run can be written, so that all symbols have the same size.

    It is the closest packed mode in which every link can be written (one small letter puts all of them into
    bytes of UTF-8) and the smallest version that holds the longest.

    Args:
        links: What the symbols of the run say; they are read once.
        level: Error correction, ``L``, ``M``, ``Q`` or ``H``.

    Raises:
        SignetError: If there is no link, a link is empty or too long for any symbol.
    """
    modes: list[Mode] = list(MODES)
    longest, size = "", 0
    for link in links:
        while modes and not _WRITTEN[modes[0]].fullmatch(link):
            del modes[0]
        if not modes:
            raise SignetError.of("empty-link", "A link is empty.", "Give every piece a link.")
        if (length := len(link.encode())) > size:
            longest, size = link, length
    if not size:
        raise SignetError.of("nothing-to-print", "There is no link.", "Give at least one.")
    return Form(_version(longest, modes[0], level), modes[0], level)


def symbols(links: Iterable[str], form: Form) -> Iterator[Symbol]:
    """Yield a symbol for each link, in order.

    Args:
        links: What the symbols say; all can be written in the form (`form_for`).
        form: Version, mode and level of all of them.
    """
    return (_symbol(link, form) for link in links)


def paths(links: Iterable[str], form: Form) -> Iterator[bytes]:
    """Yield the path of each link's symbol as PDF operators, in order.

    A path is a rectangle (``x y width 1 re``) for each horizontal run of dark modules, and nothing else: its
    unit is the module, its origin the lower left corner of the symbol. Painted with one fill, no line shows
    between modules in any renderer.

    Args:
        links: What the symbols say; all can be written in the form (`form_for`).
        form: Version, mode and level of all of them.
    """
    return (_path(_symbol(link, form)) for link in links)


def module_steps(box: float, modules: int) -> int:
    """Return the side of a module in steps of `GRID`, for a box in points that includes the quiet zone.

    It is 0 if the box is too small for any.
    """
    return math.floor(box / (modules + 2 * QUIET) / GRID + 1e-6)


def _version(link: str, mode: Mode, level: str) -> int:
    code = QRCode(error_correction=LEVELS[level])
    code.add_data(util.QRData(link.encode(), mode=MODES[mode]))
    try:
        return int(code.best_fit())
    except (DataOverflowError, ValueError) as error:
        raise SignetError.of(
            "link-too-long",
            f"A link of {len(link)} characters does not fit into a QR code of level {level}.",
            "Use a shorter link.",
            value=link[:80],
        ) from error


def _symbol(link: str, form: Form) -> Symbol:
    code = QRCode(version=form.version, error_correction=LEVELS[form.level], border=0)
    code.add_data(util.QRData(link.encode(), mode=MODES[form.mode]))
    code.make(fit=False)
    return Symbol(tuple(bytes(map(bool, row)) for row in code.modules))


def _path(symbol: Symbol) -> bytes:
    rows = []
    for y, row in enumerate(reversed(symbol.rows)):
        rows += [b"%d %d %d 1 re" % (run.start(), y, run.end() - run.start()) for run in _RUN.finditer(row)]
    return b"\n".join(rows)
