"""A logo as a library has it → a logo as it can be printed (kind ``logo``).

Drawings (SVG) stay as they are, and every colour gets the inks that come nearest. Pictures in the colours of
a screen, which most libraries have, are turned into the inks of the press; where they are transparent comes
white paper.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from printkit.design.choosing.choices import Logo
from printkit.design.choosing.logo import logo_colours
from printkit.design.choosing.logofile import is_svg, refuse_other_files
from printkit.design.choosing.separation import suggested_cmyk
from printkit.errors import SignetError
from printkit.shipped import press_profile
from tracker.studio.orders import LogoFile, TakenLogo

MOST_PIXELS = 30_000_000
"""Of a picture; more is unpacked into more memory than a logo is worth."""
LONGEST_EDGE = 1800
"""Pixels that are kept: 150 mm at 300 to the inch."""
MOST_LENGTHS = 20
"""How many times as long as wide a logo may be: the longest name beside a sign is about ten."""
_MOST_AT_WORK = 4 * LONGEST_EDGE
"""Pixels of the longer edge while a picture is worked on: its margins may still go."""
MOST_INK = 300
"""Per cent of all four inks together; what is darker smears."""
_FORMATS = ("JPEG", "PNG", "TIFF")
_PLAIN = ("1", "L", "CMYK")
_NEUTRAL = ("#000000", "#ffffff")


def take_in(payload: bytes) -> bytes:
    """Return a `TakenLogo` as bytes.

    Args:
        payload: A `LogoFile` as bytes, its inks still unknown.

    Raises:
        SignetError: The file is none, or cannot be printed.
    """
    given = LogoFile.from_bytes(payload)
    logo = Logo(given.name, given.data)
    refuse_other_files(logo)
    taken = _drawing(logo) if is_svg(given.data) else _picture(given)
    return taken.to_bytes()


def _drawing(logo: Logo) -> TakenLogo:
    inks = tuple((colour, _inks(colour)) for colour in logo_colours(logo) if colour not in _NEUTRAL)
    return TakenLogo(LogoFile(logo.name, logo.data, inks), ("computed-inks",) if inks else ())


def _inks(colour: str) -> str:
    """Return the inks of a screen colour, no more of them than dry."""
    values = list(suggested_cmyk(colour))
    while sum(values) > MOST_INK:
        values = [max(0, value - 1) for value in values[:3]] + [values[3]]
    return ",".join(map(str, values))


def _picture(given: LogoFile) -> TakenLogo:
    picture, plain = _opened(given)
    _refuse_strip(picture, given)
    if plain:
        return TakenLogo(LogoFile(given.name, given.data), ())
    notes = ["converted"]
    profile = picture.info.get("icc_profile")
    if max(picture.size) > _MOST_AT_WORK and picture.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        picture.thumbnail((_MOST_AT_WORK, _MOST_AT_WORK))
    if picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        picture, filled = _on_paper(picture.convert("RGBA"))
        notes += ["white-ground"] if filled else []
        _refuse_strip(picture, given)  # without its margins it may be another shape
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    data = BytesIO()
    _separated(picture, profile).save(data, "TIFF", compression="tiff_adobe_deflate")
    return TakenLogo(LogoFile(given.name, data.getvalue()), tuple(notes))


def _opened(given: LogoFile) -> tuple[Image.Image, bool]:
    """Return a picture, unpacked, and whether it can be printed as it is.

    Raises:
        SignetError: It is none, broken or far too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(given.data), formats=_FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise _refused("image-size", given, "The picture has too many pixels.", str(picture.size))
        picture.load()
    except Image.DecompressionBombError as error:
        raise _refused("image-size", given, "The picture has too many pixels.") from error
    except UnidentifiedImageError as error:
        raise _refused("image-format", given, "The file is no SVG, JPEG, PNG or TIFF.") from error
    except SignetError:
        raise
    except Exception as error:  # Pillow raises many kinds for broken files
        raise _refused("image-broken", given, "The picture is broken or cut short.") from error
    plain = picture.mode in _PLAIN and "transparency" not in picture.info
    if plain and max(picture.size) <= LONGEST_EDGE:
        return picture, True
    return ImageOps.exif_transpose(picture) or picture, False


def _refused(rule: str, given: LogoFile, message: str, value: str = "") -> SignetError:
    return SignetError.of(rule, message, "Use another file.", file=given.name, value=value)


def _refuse_strip(picture: Image.Image, given: LogoFile) -> None:
    """Refuse what is a line rather than a picture: it would be printed as a hair, or as nothing.

    Raises:
        SignetError: It is far longer than wide, or higher than broad.
    """
    short, long = sorted(picture.size)
    if long > MOST_LENGTHS * short:
        size = f"{picture.width} × {picture.height}"
        raise _refused("logo-shape", given, f"The picture is {size} pixels: a line, and no logo.", size)


def _on_paper(picture: Image.Image) -> tuple[Image.Image, bool]:
    """Return a picture without its empty margins, upon white; and whether any of it was transparent."""
    alpha = picture.getchannel("A")
    picture = picture.crop(alpha.getbbox() or (0, 0, *picture.size))
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    opaque = picture.getchannel("A").histogram()[255] == picture.width * picture.height
    return paper.convert("RGB"), not opaque


def _separated(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in the inks of the press: grey ones in black alone, for sharp edges."""
    if picture.mode in ("CMYK", "L"):
        return picture
    if picture.mode in ("1", "I;16", "I", "F"):
        return picture.convert("L")
    seen = picture.convert("RGB")
    red, green, blue = seen.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        return red
    found = ImageCms.profileToProfile(
        seen,
        _screen(profile),
        ImageCms.ImageCmsProfile(BytesIO(press_profile())),
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        "CMYK",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert found is not None
    return found


def _screen(profile: bytes | None) -> ImageCms.ImageCmsProfile:
    """Return the profile of a picture's colours; sRGB where it has none that fits."""
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if own.profile.xcolor_space.strip() == "RGB":
                return own
        except (OSError, ImageCms.PyCMSError):
            pass
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
