"""What a PDF says about a TrueType file, from its tables head, hhea, post and OS/2 (OpenType 1.9)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import uharfbuzz as hb


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths in thousandths of the size, as a font descriptor has them (ISO 32000-1, 9.8).

    Attributes:
        box: What all glyphs cover together: left, bottom, right, top.
        italic_angle: Degrees counterclockwise; negative for most italics.
        weight: 400 for regular, 700 for bold.
    """

    box: tuple[int, int, int, int]
    italic_angle: int
    ascent: int
    descent: int
    cap_height: int
    weight: int

    @classmethod
    def of(cls, face: hb.Face) -> Measures:
        """Read the measures of a face; a broken or absent table counts as one full of zeros."""
        scale = 1000 / face.upem
        box = _read(face, "head", ">36x4h")
        ascent, descent = _read(face, "hhea", ">4x2h")
        (angle,) = _read(face, "post", ">4xi")
        (weight,) = _read(face, "OS/2", ">4xH")
        (capitals,) = _read(face, "OS/2", ">88xh")
        left, bottom, right, top = (round(value * scale) for value in box)
        return cls(
            box=(left, bottom, right, top),
            italic_angle=round(angle / 65536),
            ascent=round(ascent * scale),
            descent=round(descent * scale),
            cap_height=round((capitals or ascent) * scale),
            weight=weight or 400,
        )


def _read(face: hb.Face, table: str, layout: str) -> tuple[int, ...]:
    data = bytes(face.reference_table(table).data or b"")
    size = struct.calcsize(layout)
    return struct.unpack(layout, data[:size].ljust(size, b"\0"))
