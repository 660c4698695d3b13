"""How far the glyphs of an embedded TrueType font reach, from the font itself."""

from __future__ import annotations

import struct

import numpy as np

from printkit.proof.paths.boxes import Box

HEADER = 10
"""Bytes of a glyph before its outline: the number of contours and its box."""


def reach_of(font: bytes) -> Box | None:
    """Return the box around the origin that holds every glyph of a font, in em.

    ``None`` if it is no TrueType font with outlines (``head``, ``loca``, ``glyf`` of ISO/IEC 14496-22).
    """
    try:
        tables = _tables(font)
        head, places, glyphs = tables[b"head"], tables[b"loca"], tables[b"glyf"]
        (unit,) = struct.unpack_from(">H", head, 18)
        (is_long,) = struct.unpack_from(">h", head, 50)
        starts = np.frombuffer(places, ">u4") if is_long else np.frombuffer(places, ">u2").astype(int) * 2
        inked = starts[:-1][np.diff(starts.astype(int)) >= HEADER].astype(int)
        boxes = np.array([struct.unpack_from(">4h", glyphs, start + 2) for start in inked.tolist()])
    except (KeyError, struct.error, ValueError):
        return None
    if not len(boxes) or not unit:
        return None
    (left, bottom), (right, top) = boxes[:, :2].min(axis=0) / unit, boxes[:, 2:].max(axis=0) / unit
    return Box(min(float(left), 0.0), float(bottom), float(right), float(top))


def _tables(font: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(count))
    return {tag: font[start : start + length] for tag, _, start, length in entries}
