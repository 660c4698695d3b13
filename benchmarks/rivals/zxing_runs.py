"""zxing-cpp makes the symbols, reportlab draws each as one path. Frozen since its first commit."""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from order import LEVEL, Order
from reportlab.pdfgen.canvas import Canvas

from rivals import runs, sheets

_TO_MODULES = bytes(0 if value else 1 for value in range(256))


def write(order: Order, out: Path) -> None:
    """Print an order."""
    sheets.write(order, out, _draw)


def _draw(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    code = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    image = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    modules, count = image.tobytes().translate(_TO_MODULES), image.shape[0]
    runs.draw(
        canvas, [modules[start : start + count] for start in range(0, count * count, count)], x, y, side
    )
