"""What kind of file a logo is, and faults of drawings and pictures in the words of those who order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from printkit.design.choosing.choices import Logo
from printkit.errors import Problem, SignetError

MOST_SVG_BYTES = 1024 * 1024  # a logo of that size is a photo turned into paths

_OTHERS = (
    (b"%PDF", "a PDF file (or one of Illustrator)"),
    (b"%!PS", "an EPS file"),
    (b"\xc5\xd0\xd3\xc6", "an EPS file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"GIF8", "a GIF file"),
    (b"8BPS", "a Photoshop file"),
)
_REMEDIES: Mapping[str, str] = {
    "svg-text": "Turn the text into paths (Illustrator: Create Outlines; Inkscape: Object to Path).",
    "svg-image": "Ask for the logo as paths, or hand in the bitmap itself in CMYK or grey.",
    "svg-fill": "Use the logo for print, in flat colours.",
    "svg-stroke": "Use the logo for print, in flat colours.",
    "svg-opacity": "Use the logo for print, in flat opaque colours.",
    "svg-effect": "Use the logo for print, in flat shapes without effects.",
    "image-rgb": "Use the logo as SVG, or convert the picture to CMYK (JPEG or TIFF) or 8-bit greyscale.",
    "image-transparency": "Use the logo as SVG, or save it without transparency, in CMYK or grey.",
    "image-format": "Use the logo as SVG, or as JPEG, PNG or TIFF in CMYK or grey.",
}


def is_svg(data: bytes) -> bool:
    """Tell whether a file is meant as SVG; whether it is one shows when it is read."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") or data.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<"))


def refuse_other_files(logo: Logo) -> None:
    """Refuse files that are known to be something else.

    Raises:
        SignetError: Which says what it is.
    """
    if not logo.data:
        raise SignetError.of("logo-format", "The file is empty.", "Hand in the logo again.")
    webp = logo.data[:4] == b"RIFF" and logo.data[8:12] == b"WEBP"
    kind = next(
        (what for start, what in _OTHERS if logo.data.startswith(start)), "a WebP file" if webp else ""
    )
    if kind:
        remedy = "Save it as plain SVG (Inkscape and Illustrator open most files)."
        raise SignetError.of("logo-format", f"The logo is {kind}, which cannot be used.", remedy)


def logo_problem(problem: Problem, logo: Logo) -> Problem:
    """Return a fault of a drawing or picture as one of the logo, with its file's name."""
    message = problem.message
    for word in ("drawing", "picture"):
        message = message.replace(f"The {word}", "The logo").replace(f"a {word}", "a logo")
        message = message.replace(f"the {word}", "the logo")
    remedy = _REMEDIES.get(problem.rule, problem.remedy.replace("the drawing", "the logo"))
    return replace(problem, message=message, remedy=remedy, file=logo.name)
