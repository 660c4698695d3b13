"""zxing-cpp makes the symbols, reportlab places each as an image of a pixel a module. Frozen, as the others.

The fastest way without an encoder of one's own. Print shops that check for bitmaps under 550 ppi refuse it.
"""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from order import LEVEL, Order
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rivals import sheets


def write(order: Order, out: Path) -> None:
    """Print an order."""
    sheets.write(order, out, _draw)


def _draw(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    code = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    image = memoryview(code.to_image(scale=1, add_quiet_zones=True))
    picture = Image.frombytes("L", (image.shape[1], image.shape[0]), image.tobytes())
    canvas.drawImage(ImageReader(picture), x, y, side, side)
