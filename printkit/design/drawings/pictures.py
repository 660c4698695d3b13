"""Bitmaps: what a press can take, and how many pixels they have."""

from __future__ import annotations

import io
import warnings

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from printkit.errors import SignetError

MOST_PIXELS = 120_000_000  # A2 at 300 ppi and some; also the bound against decompression bombs
_FORMATS = ("JPEG", "PNG", "TIFF")
_MODES = {"L", "1", "CMYK"}


def picture_pixels(data: bytes) -> tuple[int, int]:
    """Return width and height of a bitmap.

    Raises:
        SignetError: If a press cannot take it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(data), formats=_FORMATS) as picture:
                fault = _fault(picture)
                if fault is None:
                    picture.load()
                    return picture.size
    except Pillow.DecompressionBombError:
        fault = _TOO_LARGE
    except UnidentifiedImageError:
        fault = (
            "image-format",
            "The file is no JPEG, PNG or TIFF.",
            "Export it as one of these, in CMYK or grey.",
        )
    except Exception:  # Pillow raises many kinds for broken files
        fault = "image-broken", "The picture is broken or cut short.", "Export it again."
    raise SignetError.of(*fault)


_TOO_LARGE = (
    "image-size",
    f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.",
    "Scale it down to 300 ppi in print size.",
)


def _fault(picture: Pillow.Image) -> tuple[str, str, str] | None:
    if picture.width * picture.height > MOST_PIXELS:
        return _TOO_LARGE
    if picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        return (
            "image-transparency",
            "The picture is transparent in places.",
            "Put it on its background and export it without transparency, in CMYK or grey.",
        )
    if picture.mode not in _MODES:
        kind = "RGB" if picture.mode in ("RGB", "P", "YCbCr", "HSV") else picture.mode
        return (
            "image-rgb",
            f"The picture's colours are {kind}.",
            "Convert it to CMYK (JPEG or TIFF) or to 8-bit greyscale.",
        )
    return None
