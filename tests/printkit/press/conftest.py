"""Designs laid out by hand, pieces with made-up codes, and a look inside the PDFs that come out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from printkit.design.marks import (
    Ink,
    LaidOut,
    LinkLine,
    Outline,
    Paint,
    Picture,
    Side,
    SymbolBox,
    TextRun,
)
from printkit.press.faces import house_face
from printkit.press.job import Piece
from printkit.units import MM

BLACK = Paint(Ink("black", (0, 0, 0, 1)))
PAPER = Paint(Ink("paper", (0, 0, 0, 0)))
PETROL = Paint(Ink("petrol", (0.9, 0.3, 0.4, 0.2)))
GOLD = Paint(Ink("PANTONE 871 C", (0.2, 0.3, 0.7, 0.15), spot=True))
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"

MakeDesign = Callable[..., LaidOut]
MakePieces = Callable[..., list[Piece]]


def box(x: float, y: float, width: float, height: float, fill: Paint) -> Outline:
    """Return a filled rectangle; millimetres."""
    x, y, width, height = (value * MM for value in (x, y, width, height))
    corners = (("L", x + width, y), ("L", x + width, y + height), ("L", x, y + height), ("Z",))
    return Outline((("M", x, y), *corners), fill=fill)


def cmyk_jpeg() -> bytes:
    """Return a bitmap whose upper left is pure cyan and whose rest is pure yellow."""
    image = Image.new("CMYK", (64, 64), (0, 0, 255, 0))
    image.paste((255, 0, 0, 0), (0, 0, 32, 32))
    file = BytesIO()
    image.save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()


def _design(width: float = 50, height: float = 150, bleed: float = 3, *, two_sided: bool = True) -> LaidOut:
    ground = box(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed, PETROL)
    curve = (("M", 10 * MM, 60 * MM), ("C", 20 * MM, 40 * MM, 30 * MM, 80 * MM, 40 * MM, 60 * MM))
    front = Side(
        (
            ground,
            box(5, 5, 40, 20, GOLD),
            Outline(curve, stroke=replace(GOLD, tint=0.5), stroke_width=2),
            TextRun("bold", 14, 6 * MM, 15 * MM, "Neun Kanäle", PAPER, (0, 0, 0, -40, 0, 0, 0, 0, 0, 25)),
            TextRun("text", 8, 6 * MM, 40 * MM, "Gedreht", PAPER, (), 90, 25 * MM, 40 * MM),
            Picture("photo.jpg", 5 * MM, 100 * MM, 20 * MM, 20 * MM, (5 * MM, 100 * MM, 20 * MM, 18 * MM)),
        ),
        None,
        (),
    )
    link = LinkLine("{link}", "text", 7, 5, 5 * MM, 45 * MM, 40 * MM, "center", BLACK, 5, "back[2]")
    back = Side(
        (
            replace(ground, fill=replace(PETROL, tint=0.3)),
            box(10, 20, 20, 20, PAPER),
            TextRun("bold", 10, 6 * MM, 10 * MM, "Rückseite", BLACK),
        ),
        SymbolBox(10 * MM, 20 * MM, 20 * MM, "M", 'back[1] "code"'),
        (link,),
    )
    if not two_sided:
        front, back = Side((*front.marks, back.marks[1]), back.symbol, back.links), None  # type: ignore[assignment]
    return LaidOut(
        name="spring",
        title="Frühling",
        width=width * MM,
        height=height * MM,
        bleed=bleed * MM,
        safe=4 * MM,
        front=front,
        back=back,
        fonts={"text": house_face("Regular"), "bold": house_face("Black")},
        pictures={"photo.jpg": cmyk_jpeg()},
        inks=(BLACK.ink, PAPER.ink, PETROL.ink, GOLD.ink),
    )


def _pieces(count: int, host: str = "QR.EXAMPLE.DE") -> list[Piece]:
    chance = random.Random(count)
    codes = dict.fromkeys("".join(chance.choices(ALPHABET, k=6)) for _ in range(2 * count))
    return [
        Piece(number, f"HTTPS://{host}/{code}", f"{host.lower()}/{code.lower()}", code)
        for number, code in enumerate(list(codes)[:count], start=1)
    ]


@pytest.fixture(scope="session")
def make_design() -> MakeDesign:
    """Return ``make(width=50, height=150, bleed=3, two_sided=True)`` in mm; the code is on the last side."""
    return _design


@pytest.fixture(scope="session")
def make_pieces() -> MakePieces:
    """Return ``make(count, host=…)``: pieces with different codes, the same each time."""
    return _pieces


@pytest.fixture(scope="session")
def operators() -> Callable[[Path], list[str]]:
    """Return a function that names every operator of a PDF, of its pages and of its forms."""

    def read(path: Path) -> list[str]:
        names = []
        with pikepdf.open(path) as pdf:
            streams = [page.obj for page in pdf.pages]
            streams += [obj for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
            for stream in streams:
                if stream.get("/Subtype") == "/Form" or stream.get("/Type") == "/Page":
                    names += [str(operator) for _, operator in pikepdf.parse_content_stream(stream)]
        return names

    return read
