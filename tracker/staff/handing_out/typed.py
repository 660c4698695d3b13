"""Positions, and sizes of bundles, as people type them; what is wrong with them is said beside the field."""

from __future__ import annotations

import re

from flask_babel import format_number, gettext
from wtforms import StringField

from printkit.errors import SignetError
from printkit.store.model import Batch
from printkit.store.positions import parse_spans
from printkit.store.spans import Span
from tracker.staff.handing_out.words import refused

LONGEST = 5000
"""Letters of a list that is read. Browsers let a few more be typed: a list that they cut must be refused."""
_GROUPED = re.compile(r"(?<![0-9.'])[1-9][0-9]{0,2}([.'\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*(?![0-9.'])")
"""A number with signs between its thousands. Commas and spaces stand between two numbers."""


def typed_positions(field: StringField, batch: Batch) -> tuple[Span, ...]:
    """Return positions and ranges; none if nothing was typed, or after saying what is wrong."""
    text = _list(field)
    if not text:
        return ()
    try:
        return parse_spans(text, batch.copies)
    except SignetError as error:
        field.errors = [refused(error, copies=batch.copies).text]
        return ()


def typed_sizes(field: StringField) -> tuple[int, ...]:
    """Return sizes such as ``500, 500, 250``; none if nothing was typed, or after saying what is wrong."""
    text = _list(field)
    found = [part.strip() for part in text.split(",")] if text else []
    if all(part.isascii() and part.isdigit() and len(part) < 8 for part in found):
        return tuple(map(int, found))
    field.errors = [gettext("Write numbers with commas between them, such as 500, 500, 250.")]
    return ()


def _list(field: StringField) -> str:
    """Return what was typed with nothing but commas between its parts."""
    text = field.data or ""
    if len(text) > LONGEST:
        most = format_number(LONGEST)
        field.errors = [
            gettext("This list is longer than %(most)s letters. Please note it in several goes.", most=most)
        ]
        return ""
    plain = _GROUPED.sub(lambda number: re.sub(r"[^0-9]", "", number[0]), text)
    return plain.replace(";", ",").strip(", \t\r\n")
