"""Colours become shades: how light they are, and whether they are black ink alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Stream

from printkit.proof.paths.paints import Shade

COUNTS = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space.

    Attributes:
        kind: ``DeviceGray``, ``DeviceRGB``, ``DeviceCMYK``, ``Tint`` (of one ink) or ``Unknown``.
        name: The ink of a tint; ``ICCBased`` for a space that a profile defines.
        full: The shade of the full tint, and ``paper`` that of none.
    """

    kind: str
    name: str = ""
    full: Shade | None = None
    paper: Shade | None = None


UNKNOWN = Space("Unknown")
ICC = "ICCBased"


def gray(level: float) -> Shade:
    """Return the shade of DeviceGray, which prints with black ink."""
    return Shade(level, level <= 0)


def rgb(red: float, green: float, blue: float) -> Shade:
    """Return the shade of an RGB colour: no ink alone, whatever it becomes."""
    return Shade(0.3 * red + 0.59 * green + 0.11 * blue, False)


def cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Shade:
    """Return the shade of a CMYK colour, by plain subtraction."""
    left = 1 - black
    light = rgb((1 - cyan) * left, (1 - magenta) * left, (1 - yellow) * left).light
    return Shade(light, black >= 1 and not (cyan or magenta or yellow))


def shade_of(space: Space, values: Sequence[float]) -> Shade | None:
    """Return the shade of a colour in a space, or ``None`` if it is not known."""
    if any(not 0 <= value <= 1 for value in values):
        return None
    if space.kind == "Tint" and len(values) == 1 and space.full and space.paper:
        if values[0] in (0, 1):
            return space.full if values[0] else space.paper
        share = values[0]
        return Shade(space.paper.light + share * (space.full.light - space.paper.light), False)
    if len(values) != COUNTS.get(space.kind):
        return None
    if space.kind == "DeviceGray":
        return gray(values[0])
    return rgb(*values) if space.kind == "DeviceRGB" else cmyk(*values)


def initial(space: Space) -> Shade | None:
    """Return the shade that a space begins with; ``None`` where renderers differ about it."""
    if space.kind == "Tint":
        return space.full
    if space.name == ICC and space.kind == "DeviceCMYK":
        return None  # white by the standard (ISO 32000-1, 8.6.8), black in some renderers
    return shade_of(space, {"DeviceGray": (0,), "DeviceRGB": (0, 0, 0), "DeviceCMYK": (0, 0, 0, 1)}.get(
        space.kind, ()
    ))  # fmt: skip


def space_of(found: Object | str | None, depth: int = 0) -> Space:
    """Return a colour space as a page names or defines it."""
    if depth > 4 or found is None:
        return UNKNOWN
    if isinstance(found, Array) and len(found):
        return _by_family(found, depth)
    name = str(found).lstrip("/")
    name = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "CalGray": "DeviceGray"}.get(
        name, name
    )
    return Space(name) if name in COUNTS else UNKNOWN


def _by_family(found: Array, depth: int) -> Space:
    family = str(found[0])
    if len(found) == 1:
        return space_of(family, depth + 1)
    if family == "/ICCBased":
        count = int(found[1].get("/N", 0))
        return next((Space(kind, ICC) for kind, number in COUNTS.items() if number == count), UNKNOWN)
    if family in ("/CalGray", "/CalRGB"):
        return Space("DeviceGray" if family == "/CalGray" else "DeviceRGB")
    if family == "/Separation" and len(found) == 4:
        return _tint(str(found[1]).lstrip("/"), space_of(found[2], depth + 1), found[3])
    if family == "/DeviceN" and len(found) >= 4 and len(found[1]) == 1:
        return _tint(str(found[1][0]).lstrip("/"), space_of(found[2], depth + 1), found[3])
    return UNKNOWN


def _tint(name: str, base: Space, function: Object) -> Space:
    """Return a space of one ink; its looks are known where an exponential function gives them."""
    if name in ("None", "All") or not isinstance(function, Dictionary | Stream):
        return UNKNOWN
    if int(function.get("/FunctionType", -1)) != 2 or float(function.get("/N", 1)) != 1:
        return UNKNOWN
    if "/Range" in function or _numbers(function.get("/Domain"), 0.0) not in ([0.0, 1.0], [0.0]):
        return UNKNOWN
    ends = [_numbers(function.get(key), start) for key, start in (("/C0", 0.0), ("/C1", 1.0))]
    paper, full = (shade_of(base, end) for end in ends)
    if paper is None or full is None:
        return UNKNOWN
    return Space("Tint", name, Shade(full.light, name == "Black"), Shade(paper.light, False))


def _numbers(found: Object | None, start: float) -> list[float]:
    return [float(value) for value in found] if isinstance(found, Array) else [start]


def name_of(found: Object | None) -> str:
    """Return a name without its slash, or ``""``."""
    return str(found)[1:] if isinstance(found, Name) else ""
