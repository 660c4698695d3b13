"""A drawing as SVG within a page: classes and presentation attributes, which strict policies let pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

from tracker.reports.charts.drawing import Anchor, Area, Box, Dot, Drawing, Ink, Mark, Stroke, Text

_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold (XML 1.0, production 2)."""


def svg_of(drawing: Drawing, name: str, title: str, about: str, *, kind: str, tips: bool) -> str:
    """Return the picture.

    Args:
        drawing: What it shows.
        name: An id for its description, used once on a page.
        title: Its name, for those who do not see it.
        about: What it shows, likewise.
        kind: A class of it.
        tips: Whether parts say their figures when pointed at.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    marks = "".join(_marks(drawing.marks, tips))
    described = f' aria-describedby="{escaped(name)}"' if about else ""
    about = f'<desc id="{escaped(name)}">{escaped(about)}</desc>' if about else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {kind}" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-label="{escaped(title)}"{described}>'
        f"{about}{marks}</svg>"
    )


def escaped(text: str) -> str:
    """Return a text as it may stand in XML, between tags and in attributes."""
    text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(plain, entity)
    return text


def _marks(marks: Iterable[Mark], tips: bool) -> Iterator[str]:
    """Yield elements; marks of one look that follow one another share theirs."""
    for look, several in groupby(marks, partial(_look, tips=tips)):
        together = tuple(several)
        if isinstance(together[0], Text):
            texts = "".join(_text(mark) for mark in together if isinstance(mark, Text))
            yield f"<g {look}>{texts}</g>"
        elif isinstance(together[0], Box | Area | Stroke) and not (tips and _tip(together[0])):
            yield f'<path {look} d="{"".join(_path(mark) for mark in together)}"/>'
        else:
            yield from (_pointed_at(mark, look) for mark in together)


def _look(mark: Mark, tips: bool) -> str:
    """Return the attributes by which a mark looks as it does, its place not among them."""
    match mark:
        case Box():
            kind = " " if tips and mark.tip else ""  # parts that are pointed at are never put together
            return _filled(mark.ink, mark.strength, edged=mark.edged) + kind
        case Area():
            return _filled(mark.ink, mark.strength)
        case Dot():
            return _filled(mark.ink) + "  "
        case Stroke():
            dashes = ' stroke-dasharray="3 3"' if mark.dashed else ""
            width = f' stroke-width="{_number(mark.width)}"' if mark.width != 1 else ""
            return f'class="drawn-{mark.ink}"{width}{dashes}'
        case Text():
            anchor = f' text-anchor="{mark.anchor}"' if mark.anchor is not Anchor.START else ""
            weight = ' font-weight="700"' if mark.bold else ""
            return f'{_filled(mark.ink)} font-size="{_number(mark.size)}"{anchor}{weight}'


def _path(mark: Mark) -> str:
    match mark:
        case Box():
            place, width = f"M{_number(mark.x)} {_number(mark.y)}", _number(mark.width)
            return f"{place}h{width}v{_number(mark.height)}h-{width}z"
        case Area():
            return f"M{_points(mark.points)}z"
        case Stroke():
            return f"M{_points(mark.points)}"
    raise TypeError(f"{mark} is drawn by no path")


def _pointed_at(mark: Mark, look: str) -> str:
    tip = f"<title>{escaped(_tip(mark))}</title>" if _tip(mark) else ""
    if isinstance(mark, Dot):
        place = f'cx="{_number(mark.x)}" cy="{_number(mark.y)}" r="{_number(mark.radius)}"'
        return f"<circle {look.strip()} {place}>{tip}</circle>"
    return f'<path {look.strip()} d="{_path(mark)}">{tip}</path>'


def _tip(mark: Mark) -> str:
    return mark.tip if isinstance(mark, Box | Dot) else ""


def _text(mark: Text) -> str:
    return f'<text x="{_number(mark.x)}" y="{_number(mark.y)}">{escaped(mark.text)}</text>'


def _filled(ink: Ink, strength: float = 1.0, *, edged: bool = False) -> str:
    edge = f" drawn-edge-{ink}" if edged else ""
    opacity = f' fill-opacity="{_number(strength)}"' if strength != 1 else ""
    return f'class="filled-{ink}{edge}"{opacity}'


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    """Return a number to a hundredth, which nobody sees, in as few letters as it takes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
