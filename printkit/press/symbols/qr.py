"""QR symbols (ISO/IEC 18004) for a whole run of links: one version and one mode for all of them."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from qrcode import constants, util
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from printkit.errors import SignetError
from printkit.press.symbols.singly import Rows, path, symbol_rows

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

FEW = 48
"""Symbols that take as long, one at a time, as loading numpy to make many."""

ZEROS = "0" * 12
"""As many fill a block of data with zeros, at which `qrcode` fails; what makes many symbols does not."""

LARGEST_AT_ONCE = 11
"""The largest version of which many are made at a time: its 61 modules fit into a word (`press.words`)."""

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

    rows: Rows

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
    """Yield a symbol for each link, in order. Arguments and errors as for `paths`."""
    found, are_many = _look_ahead(links, form)
    version, mode, level = form.version, MODES[form.mode], LEVELS[form.level]
    if are_many:
        from printkit.press.symbols.many import all_rows  # noqa: PLC0415 (as below)

        return map(Symbol, all_rows(found, version, mode, level))
    return (Symbol(symbol_rows(link, version, mode, level)) for link in found)


def paths(links: Iterable[str], form: Form) -> Iterator[bytes]:
    """Yield the path of each link's symbol as PDF operators, in order.

    A path is rectangles (``x y width height re``, each on a line of its own) and nothing else: first the
    finder patterns, then every other horizontal run of dark modules. The unit is the module, the origin the
    lower left corner of the symbol. No two rectangles overlap; painted with one fill, no line shows between
    them in any renderer.

    Args:
        links: What the symbols say; read as paths are asked for, some hundred at a time.
        form: Version, mode and level of all of them (`form_for`).

    Raises:
        ValueError: If a link cannot be written in this form.
    """
    found, are_many = _look_ahead(links, form)
    version, mode, level = form.version, MODES[form.mode], LEVELS[form.level]
    if are_many:
        from printkit.press.symbols.many import all_paths  # noqa: PLC0415 (numpy takes as long as `FEW` symbols)

        return all_paths(found, version, mode, level)
    return (path(symbol_rows(link, version, mode, level)) for link in found)


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


def _look_ahead(links: Iterable[str], form: Form) -> tuple[Iterator[str], bool]:
    """Return the links, and whether it pays to make their symbols many at a time."""
    rest = iter(links)
    first = list(islice(rest, FEW))
    pays = len(first) >= _least_that_pays() or any(ZEROS in link for link in first)
    return chain(first, rest), pays and form.version <= LARGEST_AT_ONCE


def _least_that_pays() -> int:
    """Return how many symbols take longer one at a time than loading what makes many of them."""
    if "printkit.press.symbols.many" in sys.modules:
        return 1
    return FEW // 6 if "numpy" in sys.modules else FEW
