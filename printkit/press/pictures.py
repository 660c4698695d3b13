"""Bitmaps, read and checked, in the colours of the device, as reportlab takes them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from printkit.errors import SignetError
from printkit.press.colours import Colours


def picture_reader(file: str, data: bytes, colours: Colours) -> ImageReader:
    """Read a bitmap; a JPEG whose colours stay as they are is embedded byte for byte.

    Args:
        file: Its name, for messages.
        data: The file.
        colours: Those of the device.

    Raises:
        SignetError: If it cannot be read, or is neither CMYK nor grey.
    """
    image = _open(file, data)
    seen = colours.bitmap(image.convert("L") if image.mode == "1" else image)
    if seen is image and image.format == "JPEG":
        return ImageReader(BytesIO(data))
    return ImageReader(seen)


def _open(file: str, data: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(data))
        image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise SignetError.of(
            "picture", f"The picture cannot be read ({error}).", "Save it again as JPEG or TIFF.", file=file
        ) from error
    if image.mode not in ("1", "L", "CMYK"):
        raise SignetError.of(
            "picture-colours",
            f"The picture is neither CMYK nor grey but {image.mode}.",
            "Convert it to CMYK or grey, without transparency.",
            file=file,
        )
    return image
