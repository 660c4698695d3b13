"""segno makes the symbols, reportlab draws each as one path. Frozen since its first commit."""

from __future__ import annotations

from pathlib import Path

import segno
from order import LEVEL, Order
from reportlab.pdfgen.canvas import Canvas

from rivals import runs, sheets


def write(order: Order, out: Path) -> None:
    """Print an order."""
    sheets.write(order, out, _draw)


def _draw(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    made = segno.make_qr(link, error=LEVEL, mode="alphanumeric", boost_error=False)
    runs.draw(canvas, made.matrix, x, y, side)
