"""reportlab's own widget: a rectangle with a fill for each run of modules. Frozen since its first commit."""

from __future__ import annotations

from pathlib import Path

from order import LEVEL, Order
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

from rivals import sheets


def write(order: Order, out: Path) -> None:
    """Print an order."""
    sheets.write(order, out, _draw)


def _draw(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    widget = QrCodeWidget(link, barLevel=LEVEL, barWidth=side, barHeight=side, barFillColor=sheets.BLACK)
    renderPDF.draw(Drawing(side, side, widget), canvas, x, y)
