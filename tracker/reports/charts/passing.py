"""A drawing on its way to the process that draws it on paper: as JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from enum import StrEnum
from typing import Any

from tracker.reports.charts.drawing import Anchor, Area, Box, Dot, Drawing, Ink, Mark, Stroke, Text

_KINDS: tuple[type[Mark], ...] = (Box, Stroke, Area, Dot, Text)
_BY_NAME = {kind.__name__: kind for kind in _KINDS}


class Form(StrEnum):
    """What a drawing becomes."""

    PNG = "png"
    PDF = "pdf"


def pack(drawing: Drawing, form: Form, title: str) -> bytes:
    """Return what `tracker.reports.charts.paper.draw` takes.

    Args:
        drawing: What to draw.
        form: As what.
        title: Of the document.
    """
    marks = [
        [type(mark).__name__, *(getattr(mark, field.name) for field in fields(mark))]
        for mark in drawing.marks
    ]
    order = {
        "form": form,
        "title": title,
        "width": drawing.width,
        "height": drawing.height,
        "marks": marks,
    }
    return json.dumps(order, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(payload: bytes) -> tuple[Drawing, Form, str]:
    """Return the drawing, the form and the title of what `pack` returned."""
    order = json.loads(payload)
    marks = tuple(_mark(*one) for one in order["marks"])
    return Drawing(order["width"], order["height"], marks), Form(order["form"]), order["title"]


def _mark(name: str, *values: Any) -> Mark:
    kind = _BY_NAME[name]
    given = {field.name: value for field, value in zip(fields(kind), values, strict=True)}
    if "points" in given:
        given["points"] = tuple((x, y) for x, y in given["points"])
    if "anchor" in given:
        given["anchor"] = Anchor(given["anchor"])
    return kind(**{**given, "ink": Ink(given["ink"])})
