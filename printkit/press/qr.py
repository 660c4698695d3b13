"""QR symbols (ISO/IEC 18004) for a whole run of links: one version and one mode for all of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+", re.ASCII)


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


@dataclass(frozen=True, slots=True)
class _Form:
    """What every symbol of a run has in common."""

    version: int
    mode: int
    level: int


def symbols(links: Sequence[str], level: str) -> Iterator[Symbol]:
    """Yield a symbol for each link, in order.

    All have the version and mode that the whole run needs, so that all have the same size: alphanumeric if
    every link can be written so, else bytes in UTF-8, and the smallest version that holds the longest.

    Args:
        links: What the symbols of the run say.
        level: Error correction, ``L``, ``M``, ``Q`` or ``H``.

    Raises:
        SignetError: If a link is empty or too long for any symbol.
    """
    form = _common_form(links, level)
    return (_symbol(link, form) for link in links)


def modules_for(link: str, level: str) -> int:
    """Return the modules on each side of the symbol that holds a link alone.

    Raises:
        SignetError: If the link is empty or too long for any symbol.
    """
    return modules_for_run((link,), level)


def modules_for_run(links: Sequence[str], level: str) -> int:
    """Return the modules on each side of every symbol of a run (`symbols`).

    They can be more than any link needs alone: one small letter puts all links into byte mode.

    Raises:
        SignetError: If a link is empty or too long for any symbol.
    """
    return 17 + 4 * _common_form(links, level).version


def module_size(box: float, modules: int) -> float:
    """Return the side of a module in points, on the 0.24 pt grid, for a box that includes the quiet zone.

    It is 0 if the box is too small for any.
    """
    return module_steps(box, modules) * GRID


def module_steps(box: float, modules: int) -> int:
    """Return the side of a module in steps of `GRID`."""
    return math.floor(box / (modules + 2 * QUIET) / GRID + 1e-6)


def _common_form(links: Sequence[str], level: str) -> _Form:
    if not all(links):
        raise SignetError.of("empty-link", "A link is empty.", "Give every piece a link.")
    plain = all(_ALPHANUMERIC.fullmatch(link) for link in links)
    mode = util.MODE_ALPHA_NUM if plain else util.MODE_8BIT_BYTE
    longest = max(links, key=lambda link: len(link.encode()))
    code = QRCode(error_correction=LEVELS[level])
    code.add_data(util.QRData(longest.encode(), mode=mode))
    try:
        version = code.best_fit()
    except (DataOverflowError, ValueError) as error:
        raise SignetError.of(
            "link-too-long",
            f"A link of {len(longest)} characters does not fit into a QR code of level {level}.",
            "Use a shorter link.",
            value=longest[:80],
        ) from error
    return _Form(version, mode, LEVELS[level])


def _symbol(link: str, form: _Form) -> Symbol:
    code = QRCode(version=form.version, error_correction=form.level, border=0)
    code.add_data(util.QRData(link.encode(), mode=form.mode))
    code.make(fit=False)
    return Symbol(tuple(bytes(map(bool, row)) for row in code.modules))
