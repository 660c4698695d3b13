"""Pictures become symbols: what they say and where they stand.

A decoder is no proof of everything: this one (zxing-cpp) reads mirrored codes and codes almost without a
quiet zone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from printkit.proof.render import Picture
from printkit.proof.ring import FAST, FINE, Reach, corners_of, is_mirrored, modules_of, ring_of

QR = "QRCode"
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LEAST_CONTRAST = 40
"""Of 255 shades. Less is the grain of a picture or a tint, no code: the standard's worst grade needs 20 %."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol on a page.

    Attributes:
        text: What it says; ``""`` where it cannot be read.
        kind: Name of its symbology; ``QRCode`` is what phones read.
        x_mm: Its centre, from the left edge of the page's MediaBox; ``y_mm`` from its upper edge.
        size_mm: Its side, without the quiet zone.
        inverted: Whether it is light on dark.
        readable: Whether it was decoded without an error that is left.
        mirrored: Whether it is seen as in a mirror.
        module_mm: Side of a module; 0 where it cannot be read.
        quiet: Modules of light on the left, above, on the right and below, measured up to 4; ``None`` where
            that was not measured.
        black: Whether its dark is black ink alone, as the paths say; ``None`` where it was only seen.
    """

    text: str
    kind: str
    x_mm: float
    y_mm: float
    size_mm: float
    inverted: bool = False
    readable: bool = True
    mirrored: bool = False
    module_mm: float = 0.0
    quiet: tuple[float, float, float, float] | None = None
    black: bool | None = None

    def is_near(self, other: Symbol) -> bool:
        """Tell whether both stand on the same spot."""
        reach = (self.size_mm + other.size_mm) / 4
        return abs(self.x_mm - other.x_mm) < reach and abs(self.y_mm - other.y_mm) < reach


def read_symbols(picture: Picture) -> tuple[Symbol, ...]:
    """Read every QR code in a picture, dark on light or light on dark, at any angle."""
    found = zxingcpp.read_barcodes(
        picture.image,
        formats=_QR_ONLY,
        try_downscale=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    pixels = np.asarray(picture.image)
    return tuple(_symbol(barcode, picture, pixels) for barcode in found)


def read_thoroughly(picture: Picture) -> tuple[Symbol, ...]:
    """Read every two-dimensional symbol in a picture, and find QR codes too damaged to be read.

    Several times slower than `read_symbols`: for second looks.
    """
    found = zxingcpp.read_barcodes(
        picture.image,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllMatrix),
        text_mode=zxingcpp.TextMode.Plain,
        return_errors=True,
    )
    pixels = np.asarray(picture.image)
    return tuple(
        _symbol(barcode, picture, pixels) for barcode in found if barcode.valid or _is_damaged_qr(barcode)
    )


def has_ink(picture: Picture) -> bool:
    """Tell whether anything at all is to be seen in a picture, or it is one even shade."""
    shades = [shade for shade, count in enumerate(picture.image.histogram()) if count]
    return shades[-1] - shades[0] > LEAST_CONTRAST


def part(picture: Picture, x_mm: float, y_mm: float, size_mm: float) -> Picture:
    """Return the square of a picture with that upper left corner on the page."""
    left, top = ((x_mm - picture.left_mm), (y_mm - picture.top_mm))
    dots = picture.dots_per_mm
    edges = (left * dots, top * dots, (left + size_mm) * dots, (top + size_mm) * dots)
    limits = (picture.image.width, picture.image.height) * 2
    x0, y0, x1, y1 = (min(max(round(edge), 0), limit) for edge, limit in zip(edges, limits, strict=True))
    return Picture(picture.image.crop((x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))), dots, x_mm, y_mm)


def _is_damaged_qr(barcode: zxingcpp.Barcode) -> bool:
    """Tell a code with too many wrong modules from artwork that merely has something of a code."""
    error = barcode.error
    return barcode.format.name == QR and error is not None and error.type == zxingcpp.ErrorType.Checksum


def measured(picture: Picture, symbol: Symbol) -> Symbol | None:
    """Read a symbol again in an enlarged picture of it, and measure module and quiet zone finely."""
    pixels = np.asarray(picture.image)
    for barcode in zxingcpp.read_barcodes(pixels, formats=_QR_ONLY, text_mode=zxingcpp.TextMode.Plain):
        again = _symbol(barcode, picture, pixels, FINE)
        if again.text == symbol.text and again.is_near(symbol):
            return again
    return None


def _symbol(
    barcode: zxingcpp.Barcode, picture: Picture, pixels: NDArray[np.uint8], reach: Reach = FAST
) -> Symbol:
    """Return a symbol of a picture, whose pixels are taken once for all of its symbols."""
    corners, dots = corners_of(barcode), picture.dots_per_mm
    across, down = math.dist(corners[1], corners[0]), math.dist(corners[3], corners[0])
    size = (across + down) / 2 / dots
    is_qr = barcode.valid and barcode.format.name == QR
    inverted = is_qr and _is_inverted(barcode, picture.image)
    modules = modules_of(barcode) if is_qr else 0
    return Symbol(
        text=barcode.text if barcode.valid else "",
        kind=barcode.format.name,
        x_mm=sum(x for x, _ in corners) / 4 / dots + picture.left_mm,
        y_mm=sum(y for _, y in corners) / 4 / dots + picture.top_mm,
        size_mm=size,
        inverted=inverted,
        readable=barcode.valid,
        mirrored=is_qr and is_mirrored(corners),
        module_mm=size / modules if modules else 0.0,
        quiet=ring_of(pixels, corners, modules, inverted=inverted, reach=reach) if is_qr else None,
    )


def _is_inverted(barcode: zxingcpp.Barcode, image: Image.Image) -> bool:
    """Compare the middle of a finder pattern, dark by the standard, with the mean of the symbol."""
    place = barcode.position
    share = 3.5 / modules_of(barcode)
    x = place.top_left.x + share * (place.bottom_right.x - place.top_left.x)
    y = place.top_left.y + share * (place.bottom_right.y - place.top_left.y)
    xs = (place.top_left.x, place.top_right.x, place.bottom_right.x, place.bottom_left.x)
    ys = (place.top_left.y, place.top_right.y, place.bottom_right.y, place.bottom_left.y)
    whole = image.crop((min(xs), min(ys), max(xs) + 1, max(ys) + 1)).resize((1, 1), Image.Resampling.BOX)
    return _grey(image, round(x), round(y)) > _grey(whole, 0, 0)


def _grey(image: Image.Image, x: int, y: int) -> int:
    value = image.getpixel((min(max(x, 0), image.width - 1), min(max(y, 0), image.height - 1)))
    return int(value)  # type: ignore[arg-type]
