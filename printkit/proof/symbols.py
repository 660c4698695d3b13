"""Pictures become symbols: what they say and where they stand.

A decoder is no proof of everything: this one (zxing-cpp) reads mirrored codes and codes almost without a
quiet zone.
"""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp
from PIL import Image

from printkit.proof.render import Picture

QR = "QRCode"
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
    """

    text: str
    kind: str
    x_mm: float
    y_mm: float
    size_mm: float
    inverted: bool = False
    readable: bool = True

    def is_near(self, other: Symbol) -> bool:
        """Tell whether both stand on the same spot."""
        reach = (self.size_mm + other.size_mm) / 4
        return abs(self.x_mm - other.x_mm) < reach and abs(self.y_mm - other.y_mm) < reach


def read_symbols(picture: Picture) -> tuple[Symbol, ...]:
    """Read every QR code in a picture, dark on light or light on dark, at any angle."""
    found = zxingcpp.read_barcodes(
        picture.image,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_downscale=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return tuple(_symbol(barcode, picture) for barcode in found)


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
    return tuple(_symbol(barcode, picture) for barcode in found if barcode.valid or _is_damaged_qr(barcode))


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


def _symbol(barcode: zxingcpp.Barcode, picture: Picture) -> Symbol:
    place = barcode.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across = abs(complex(corners[1].x - corners[0].x, corners[1].y - corners[0].y))
    down = abs(complex(corners[3].x - corners[0].x, corners[3].y - corners[0].y))
    dots = picture.dots_per_mm
    readable = barcode.valid
    return Symbol(
        text=barcode.text if readable else "",
        kind=barcode.format.name,
        x_mm=sum(corner.x for corner in corners) / 4 / dots + picture.left_mm,
        y_mm=sum(corner.y for corner in corners) / 4 / dots + picture.top_mm,
        size_mm=(across + down) / 2 / dots,
        inverted=readable and barcode.format.name == QR and _is_inverted(barcode, picture.image),
        readable=readable,
    )


def _is_inverted(barcode: zxingcpp.Barcode, image: Image.Image) -> bool:
    """Compare the middle of a finder pattern, dark by the standard, with the mean of the symbol."""
    place = barcode.position
    modules = 17 + 4 * int(barcode.extra["Version"])  # type: ignore[index]
    share = 3.5 / modules
    x = place.top_left.x + share * (place.bottom_right.x - place.top_left.x)
    y = place.top_left.y + share * (place.bottom_right.y - place.top_left.y)
    xs = (place.top_left.x, place.top_right.x, place.bottom_right.x, place.bottom_left.x)
    ys = (place.top_left.y, place.top_right.y, place.bottom_right.y, place.bottom_left.y)
    whole = image.crop((min(xs), min(ys), max(xs) + 1, max(ys) + 1)).resize((1, 1), Image.Resampling.BOX)
    return _grey(image, round(x), round(y)) > _grey(whole, 0, 0)


def _grey(image: Image.Image, x: int, y: int) -> int:
    value = image.getpixel((min(max(x, 0), image.width - 1), min(max(y, 0), image.height - 1)))
    return int(value)  # type: ignore[arg-type]
