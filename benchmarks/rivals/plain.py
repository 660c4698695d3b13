"""The plain loop: one `qrcode` image for each piece, placed with reportlab. Frozen since its first commit."""

from __future__ import annotations

from pathlib import Path

from order import Order
from qrcode import constants
from qrcode.main import QRCode
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rivals import sheets


def write(order: Order, out: Path) -> None:
    """Print an order."""
    sheets.write(order, out, _draw)


def _draw(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    code = QRCode(error_correction=constants.ERROR_CORRECT_Q)
    code.add_data(link)
    image = code.make_image().get_image()
    canvas.drawImage(ImageReader(image), x, y, side, side)
