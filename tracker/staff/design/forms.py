"""The form of a design's texts and colours, made for the fields of that design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.staff.design.labels import field_label, variant_label
from tracker.staff.design.store import DraftDesign
from tracker.studio.shown import FieldShown, Shown

_LONGEST = 4000
"""Far above what any field takes: what is too long for its place is kept, and said."""
_PREFIX = "text_"
VARIANT = "variant"


def texts_form(found: DraftDesign) -> FlaskForm:
    """Return the form for a draft's design, filled with what was sent or what is stored."""
    shown = found.shown
    fields: dict[str, Any] = {_PREFIX + field.name: _field(field) for field in shown.fields}
    if shown.variants:
        choices = [(one.name, variant_label(one)) for one in shown.variants]
        fields[VARIANT] = RadioField(str(gettext("Colours")), choices=choices, validate_choice=False)
    made = type("TextsForm", (FlaskForm,), fields)
    stored = {_PREFIX + name: text for name, text in found.all_texts.items()}
    known = any(one.name == found.variant for one in shown.variants)
    return made(data={**stored, VARIANT: found.variant if known else ""})


def texts_of(form: FlaskForm, shown: Shown) -> dict[str, str]:
    """Return the texts in a form by field."""
    return {field.name: _clean(form[_PREFIX + field.name].data) for field in shown.fields}


def variant_of(form: FlaskForm, shown: Shown) -> str:
    """Return the colours that are chosen in a form, the design's own if it names none."""
    chosen = form[VARIANT].data if VARIANT in form else ""
    return chosen if any(one.name == chosen for one in shown.variants) else ""


def field_id(name: str) -> str:
    """Return the id on the page of a design's field."""
    return _PREFIX + name


def labels_of(shown: Shown) -> Mapping[str, str]:
    """Return what each field is called."""
    return {field.name: field_label(field.name) for field in shown.fields}


def _field(field: FieldShown) -> Any:
    kind = TextAreaField if field.lines else StringField
    return kind(field_label(field.name), validators=[Length(max=_LONGEST)])


def _clean(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()
