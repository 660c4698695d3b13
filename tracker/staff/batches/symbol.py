"""A QR code on the screen, as SVG."""

from __future__ import annotations

import re

from markupsafe import Markup

_QUIET = 4
"""Modules of quiet zone on each side (ISO/IEC 18004:2015, 6.3.8)."""
_MASK = 2
"""Any of the eight masks is right; to choose the best of them takes ten times as long as all the rest."""
_RUN = re.compile("1+")


def symbol(link: str, says: str) -> Markup:
    """Return a QR code that can be scanned from the screen, dark on light in any colour scheme.

    Args:
        link: What it says.
        says: What it is, for those who cannot see it.
    """
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 (it brings Pillow; few pages need it)
    from qrcode.main import QRCode  # noqa: PLC0415

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(link)
    code.make(fit=True)
    side = len(code.modules) + 2 * _QUIET
    rows = ("".join("1" if dark else "0" for dark in row) for row in code.modules)
    drawn = "".join(
        f"M{run.start() + _QUIET} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows, start=_QUIET)
        for run in _RUN.finditer(row)
    )
    return Markup(
        '<svg class="qr" viewBox="0 0 {side} {side}" width="240" height="240" role="img" aria-label="{says}"'
        ' shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path d="{drawn}" fill="#000"/></svg>'
    ).format(side=side, says=says, drawn=drawn)
