"""Paints → colours: CMYK and spot colours for the press, sRGB through its profile for the screen."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from typing import Protocol

from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image, ImageCms
from reportlab.lib.colors import CMYKColorSep

from printkit.design.marks import Paint
from printkit.errors import SignetError
from printkit.shipped import press_profile as press_profile  # noqa: PLC0414 (part of this module)

RESERVED_PLATES = {"All": "every plate", "None": "no plate"}
"""Names with a meaning of their own (ISO 32000-1, 8.6.6.4)."""


def number(value: float) -> str:
    """Write a number for a content stream: at most four decimals, none of them idle."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Colours(Protocol):
    """How paints and bitmaps get their colour."""

    def operator(self, paint: Paint, *, stroke: bool) -> str:
        """Return the operators that choose a paint for filling or for strokes."""
        ...

    def value(self, paint: Paint) -> tuple[float, ...] | CMYKColorSep:
        """Return a paint as reportlab takes it."""
        ...

    def bitmap(self, image: Image.Image) -> Image.Image:
        """Return a CMYK or grey bitmap in the colours of this device."""
        ...

    def spaces(self, pdf: Pdf) -> Dictionary:
        """Return the colour spaces that the operators so far named, as a resource."""
        ...


class PressColours:
    """CMYK, and a Separation for each spot colour."""

    def __init__(self) -> None:
        self._spots: dict[str, tuple[str, tuple[float, float, float, float]]] = {}

    def operator(self, paint: Paint, *, stroke: bool) -> str:
        """Return ``k`` or ``K``; for a spot colour ``scn`` or ``SCN``."""
        if not paint.ink.spot:
            return " ".join(map(number, paint.cmyk)) + (" K" if stroke else " k")
        name, tint = self._plate(paint), number(paint.tint)
        return f"/{name} CS {tint} SCN" if stroke else f"/{name} cs {tint} scn"

    def value(self, paint: Paint) -> tuple[float, ...] | CMYKColorSep:
        """Return the process values; a spot colour under the name by which `spaces` knows it.

        reportlab writes no ``/`` and no letters beyond Latin-1 in the name of a plate.
        """
        if not paint.ink.spot:
            return tuple(round(value, 4) for value in paint.cmyk)
        return CMYKColorSep(
            *paint.ink.cmyk, spotName=self._plate(paint), density=round(paint.tint, 4), alpha=None
        )

    def registration(self) -> str:
        """Return the operator for strokes that appear on every plate."""
        return f"/{self._spot('All', (1.0, 1.0, 1.0, 1.0))} CS 1 SCN"

    def bitmap(self, image: Image.Image) -> Image.Image:
        """Return the bitmap as it is: it is CMYK or grey already."""
        return image

    def spaces(self, pdf: Pdf) -> Dictionary:
        """Return a Separation for each spot colour that was named."""
        made = Dictionary()
        for plate, (name, cmyk) in self._spots.items():
            made[f"/{name}"] = pdf.make_indirect(_separation(plate, cmyk))
        return made

    def _plate(self, paint: Paint) -> str:
        name = paint.ink.name
        if name in RESERVED_PLATES:
            raise SignetError.of(
                "spot-name",
                f"A spot colour cannot be called {name}: in a PDF that means {RESERVED_PLATES[name]}.",
                "Give it the name on the ink's tin.",
                value=name,
            )
        return self._spot(name, paint.ink.cmyk)

    def _spot(self, plate: str, cmyk: tuple[float, float, float, float]) -> str:
        return self._spots.setdefault(plate, (f"S{len(self._spots)}", cmyk))[0]


class ScreenColours:
    """sRGB through the profile of the press: relative colorimetric, so that paper stays white."""

    @cached_property
    def _transform(self) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            BytesIO(press_profile()),
            ImageCms.createProfile("sRGB"),
            "CMYK",
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )

    def operator(self, paint: Paint, *, stroke: bool) -> str:
        """Return ``rg`` or ``RG``."""
        return " ".join(map(number, self.value(paint))) + (" RG" if stroke else " rg")

    def value(self, paint: Paint) -> tuple[float, ...]:
        """Return red, green and blue."""
        c, m, y, k = (round(255 * value) for value in paint.cmyk)
        pixel = self.bitmap(Image.new("CMYK", (1, 1), (c, m, y, k))).tobytes()
        return tuple(round(value / 255, 4) for value in pixel)

    def bitmap(self, image: Image.Image) -> Image.Image:
        """Return the bitmap in sRGB."""
        if image.mode == "L":
            black = Image.eval(image, lambda value: 255 - value)
            none = Image.new("L", image.size, 0)
            image = Image.merge("CMYK", (none, none, none, black))
        seen = ImageCms.applyTransform(image, self._transform)
        assert seen is not None
        return seen

    def spaces(self, pdf: Pdf) -> Dictionary:
        """Return nothing: ``rg`` needs no named colour space."""
        return Dictionary()


def _separation(plate: str, cmyk: tuple[float, float, float, float]) -> Object:
    look = Dictionary(
        FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[float(number(value)) for value in cmyk], N=1
    )
    return Array([Name.Separation, Name("/" + plate), Name.DeviceCMYK, look])
