"""Rows of modules as one reportlab path, a rectangle for each run. Frozen since its first commit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

QUIET = 4
_RUN = re.compile(b"\x01+")


def draw(canvas: Canvas, rows: Sequence[bytes], x: float, y: float, side: float) -> None:
    """Draw rows (from the top, 1 for dark) into a square with its quiet zone, with a single fill."""
    count = len(rows)
    canvas.saveState()
    canvas.translate(x, y)
    scale = side / (count + 2 * QUIET)
    canvas.scale(scale, scale)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        bottom = count + QUIET - 1 - number
        for run in _RUN.finditer(row):
            path.rect(run.start() + QUIET, bottom, run.end() - run.start(), 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
