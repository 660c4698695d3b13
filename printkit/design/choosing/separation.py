"""Screen colours → what they come to in the inks of the press, as a suggestion for people to look at."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

from printkit.shipped import press_profile

NEUTRAL = 10  # largest difference of red, green and blue at which a colour is meant as grey
LEAST_DOT = 3  # per cent; less is dirt that no plate holds and no designer writes

Percentages = tuple[int, int, int, int]


def suggested_cmyk(colour: str) -> Percentages:
    """Return per cent of cyan, magenta, yellow and black that look like a screen colour (FOGRA39, coated).

    Relative colorimetric with black point compensation, as design programs do by default. Greys come as black
    alone, for nothing is out of register there.

    Args:
        colour: ``#rrggbb``, sRGB.
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    if max(red, green, blue) - min(red, green, blue) <= NEUTRAL:
        return 0, 0, 0, _nearest_black(round(0.2126 * red + 0.7152 * green + 0.0722 * blue))
    pixel = ImageCms.applyTransform(Image.new("RGB", (1, 1), (red, green, blue)), _transform("RGB", "CMYK"))
    assert pixel is not None
    values = (round(value / 2.55) for value in pixel.tobytes())
    c, m, y, k = (value if value >= LEAST_DOT else 0 for value in values)
    return c, m, y, k


def _nearest_black(grey: int) -> int:
    """Return the per cent of black alone that come nearest to a grey from 0 to 255."""
    ramp = Image.new("CMYK", (101, 1))
    ramp.putdata([(0, 0, 0, round(share * 2.55)) for share in range(101)])
    seen = ImageCms.applyTransform(ramp, _transform("CMYK", "RGB"))
    assert seen is not None
    greens = seen.tobytes()[1::3]
    return min(range(101), key=lambda share: abs(greens[share] - grey))


def _transform(source: str, target: str) -> ImageCms.ImageCmsTransform:
    screen, press = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(press_profile()))
    return ImageCms.buildTransform(
        press if source == "CMYK" else screen,
        press if target == "CMYK" else screen,
        source,
        target,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
