"""The optical edges of a line: where its ink begins and ends, with punctuation hanging beyond.

Letters have room at their sides that grows with their size: a large headline seems to stand further in than
the small text below it, and a quotation mark or full stop at the edge leaves a dent. So typesetters line up
the ink of the letters and let light punctuation hang out.
"""

from __future__ import annotations

from collections.abc import Mapping

from printkit.design.typesetting.fonts import Face

_QUOTES = "„“”‚‘’«»‹›\"'"
HANG_LEFT, HANG_RIGHT = frozenset(_QUOTES), frozenset(_QUOTES + ".,-\u2010")
_PART_LEFT: Mapping[str, float] = {
    **dict.fromkeys("-–—•·*", 0.5),
    **dict.fromkeys("TVWY", 0.06),
    **dict.fromkeys("vwyft", 0.04),
    **dict.fromkeys("AJCGOQS", 0.03),
}
_PART_RIGHT: Mapping[str, float] = {
    **dict.fromkeys("–—…:;", 0.5),
    **dict.fromkeys("TVWY", 0.06),
    **dict.fromkeys("rvwyft", 0.04),
    **dict.fromkeys("ADOPQS", 0.03),
}


def overhang(face: Face, text: str, tracking: float) -> tuple[float, float]:
    """Return how far a line reaches beyond its optical edges on the left and on the right.

    Args:
        face: The face.
        text: The line.
        tracking: Added to each advance, in thousandths of the size.

    Returns:
        Thousandths of the size, room at the sides of the outermost letters included.
    """
    if not text.strip("".join(HANG_LEFT | HANG_RIGHT)):
        return 0.0, 0.0
    first = next(index for index, letter in enumerate(text) if letter not in HANG_LEFT)
    last = max(index for index, letter in enumerate(text) if letter not in HANG_RIGHT)
    shaped = face.shape(text)
    steps = [sum(pair) + tracking for pair in zip(shaped.advances, shaped.adjust, strict=True)]
    before, width, _ = face.stance(shaped.text[first])
    left = sum(steps[:first]) + before + width * _PART_LEFT.get(text[first], 0.0)
    before, width, _ = face.stance(shaped.text[last])
    end = sum(steps[:last]) + before + width
    return left, sum(steps) - tracking - end + width * _PART_RIGHT.get(text[last], 0.0)
