"""Setting the short link of one piece: on one line, or parted after its last slash.

A link that is a little too long shrinks. One that would shrink until it looks like fine print is parted
instead, if the design allows two lines: ``qr.stadtbibliothek-lindenau.de/`` and below it ``bcd2fg``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from printkit.design.fields import fill
from printkit.design.marks import LinkLine, TextRun
from printkit.design.typesetting.fonts import Face
from printkit.design.typesetting.text import aligned, tracked
from printkit.errors import SignetError
from printkit.units import mm_text

LEAST_ON_ONE_LINE = 0.85  # of the size; below it two lines read better than one
_BELOW = {"top": 0.0, "middle": 0.5, "bottom": 1.0}


@dataclass(frozen=True, slots=True)
class LinkPart:
    """One line of a short link: its words, and a line of its own for them."""

    line: LinkLine
    words: str


def set_link(line: LinkLine, text: str, fonts: Mapping[str, Face], code: str = "") -> tuple[TextRun, ...]:
    """Set the short link of one piece.

    Args:
        line: The line of the design.
        text: The short link as printed, ``qr.example.de/bcd2fg``.
        fonts: The opened faces of the `LaidOut`: `printkit.design.fonts.open_faces`, once for a whole run.
        code: The code alone, for designs that show it.

    Returns:
        A line, or two if the link is parted.

    Raises:
        SignetError: If the line does not fit at its smallest size, the face lacks a character, or the design
            shows a code and there is none.
    """
    if not code and "{code}" in line.template:
        raise SignetError.of(
            "no-code",
            "The design shows the code, but these links have none.",
            "Write {link} instead of {code} in the design.",
            key=line.key,
        )
    face = fonts[line.font]
    words = fill(line.template, {"link": text, "code": code})
    lacking = face.missing(words)
    if lacking:
        message = f'The font "{line.font}" has no "{lacking[0]}" (U+{ord(lacking[0]):04X}).'
        remedy = "Use another font for the short link."
        raise SignetError.of("missing-glyph", message, remedy, key=line.key, value=words)
    return tuple(set_part(part, face) for part in part_link(line, text, words, face))


def part_link(line: LinkLine, text: str, words: str, face: Face) -> tuple[LinkPart, ...]:
    """Return the words of a line with a short link as one part or as two.

    How it is parted, and how large, is the same for all links of a host with codes of a length: made for
    the widest of them, so that pieces of a run look alike.
    """
    if line.lines == 1:
        return (LinkPart(line, words),)
    cut = _place_of_code(text, words)
    head, tail = words[:cut], _widest(words[cut:], text, face)
    whole = place_link(line, _length(line, head + tail, face))[0]
    if not head or not tail or whole >= max(LEAST_ON_ONE_LINE * line.size, line.min_size):
        below = line.leading * line.size * _BELOW[line.valign]
        return (LinkPart(replace(line, lines=1, baseline=line.baseline + below), words),)
    longest = max(_length(line, part, face) for part in (head, tail))
    size = max(place_link(line, longest)[0], line.min_size)
    lost = (line.size - size) * (face.cap_height / 1000 + line.leading)
    baseline = line.baseline - (line.size - size) * face.cap_height / 1000 + lost * _BELOW[line.valign]
    first = replace(line, lines=1, size=size, baseline=baseline)
    second = replace(first, baseline=baseline + line.leading * size)
    return LinkPart(first, head), LinkPart(second, words[cut:])


def place_link(line: LinkLine, units: float) -> tuple[float, float]:
    """Return the size of a link line and where it begins, if it is so long in thousandths of the size.

    It does not fit if the size is less than the line's ``min_size``.
    """
    size = min(line.size, line.width / units * 1000)
    return size, aligned(line.align, line.x, line.width, units * size / 1000)


def _place_of_code(text: str, words: str) -> int:
    """Return where in the words the short link's code begins; 0 if they do not show the link."""
    return words.find(text) + text.rfind("/") + 1 if text in words else 0


def _widest(tail: str, text: str, face: Face) -> str:
    """Return what follows the slash with the code made as wide as any of its length and case can be."""
    length = len(text) - text.rfind("/") - 1
    letters = "mw" if text == text.lower() else "MW"
    return max(letters, key=lambda letter: face.shape_by_pairs(letter).advances) * length + tail[length:]


def _length(line: LinkLine, words: str, face: Face) -> float:
    """Return how long words are on a line, in thousandths of the size."""
    shaped = face.shape_by_pairs(words)
    return sum(shaped.advances) + sum(shaped.adjust) + line.tracking * (len(words) - 1)


def set_part(part: LinkPart, face: Face) -> TextRun:
    """Set one line of a short link.

    Raises:
        SignetError: If it does not fit at its smallest size.
    """
    line, words = part.line, part.words
    shaped = face.shape_by_pairs(words)
    units = _length(line, words, face)
    size, x = place_link(line, units)
    if size < line.min_size - 1e-6:
        raise _too_long(line, words, units * line.min_size / 1000 - line.width)
    adjust = tracked(shaped.adjust, line.tracking)
    turned = (line.angle, line.pivot_x, line.pivot_y)
    return TextRun(line.font, size, x, line.baseline, shaped.text, line.ink, adjust, *turned)


def _too_long(line: LinkLine, words: str, over: float) -> SignetError:
    return SignetError.of(
        "link-too-long",
        f"The short link is {mm_text(over)} too long at {line.min_size:g} pt.",
        "Use a shorter host, make the element wider or allow a smaller min_size.",
        key=line.key,
        value=words,
    )
