"""The options with which a variant and the library's logo are chosen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from printkit.design.choosing.choices import Choices, Logo
from printkit.design.source import MOST_BYTES
from printkit.errors import Problem, SignetError


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--variant``, ``--logo`` and ``--logo-ink``, handed over together as ``choices: Choices``."""

    @click.option("--variant", default="", metavar="NAME", help="Colour variant of the design.")
    @click.option(
        "--logo",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The library's logo: SVG, or JPEG, PNG or TIFF in CMYK or grey.",
    )
    @click.option(
        "--logo-ink",
        "logo_inks",
        multiple=True,
        metavar="COLOUR=CMYK",
        help="Ink of a colour in an SVG logo, '#e2001a=0,100,90,5'; can be given several times.",
    )
    @functools.wraps(command)
    def gathered(
        *args: object, variant: str, logo: Path | None, logo_inks: tuple[str, ...], **kwargs: object
    ) -> Any:
        return command(*args, choices=read_choice_options(variant, logo, logo_inks), **kwargs)

    return gathered


def read_choice_options(variant: str, logo: Path | None, logo_inks: Sequence[str]) -> Choices:
    """Return what the options choose.

    Raises:
        SignetError: With every ``--logo-ink`` that cannot be read; or the logo's file cannot be.
    """
    return Choices(variant.strip(), read_logo_file(logo) if logo else None, _read_logo_inks(logo_inks))


def read_logo_file(path: Path) -> Logo:
    """Read a logo from a file.

    Raises:
        SignetError: If it is not there, too large or unreadable.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"The logo has more than {MOST_BYTES // 2**20} MB."
            raise SignetError.of("file-size", message, "Hand in a smaller file.", file=str(path))
        return Logo(path.name, path.read_bytes())
    except OSError as error:
        message = f"The logo cannot be read ({error.strerror})."
        raise SignetError.of("file-unreadable", message, "Check the path.", file=str(path)) from error


def _read_logo_inks(given: Sequence[str]) -> dict[str, str]:
    inks: dict[str, str] = {}
    problems = []
    for word in given:
        colour, equals, value = (part.strip() for part in word.partition("="))
        if not equals or not value:
            message = f'"{word}" is not of the form COLOUR=CMYK.'
            remedy = "Write it like --logo-ink '#e2001a=0,100,90,5', in quotation marks."
            problems.append(Problem("logo-ink", message, remedy, key="--logo-ink", value=word))
        elif colour in inks:
            message = f"The colour {colour} is given twice."
            problems.append(Problem("logo-ink", message, "Give it once.", key="--logo-ink", value=word))
        else:
            inks[colour] = value
    if problems:
        raise SignetError(problems)
    return inks
