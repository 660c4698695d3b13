"""What a library writes in the same words on every piece, and what of it is still the design's sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext
from sqlite_utils import Database

from printkit.store.organisations import organisation
from tracker.staff.design.asking import UNNAMED
from tracker.staff.design.sentences import Sentence
from tracker.staff.design.store import OWN_FIELDS, own_texts
from tracker.studio.shown import Shown

_NAME = "library"


def texts_to_begin_with(db: Database, organisation_id: int) -> dict[str, str]:
    """Return what the library wrote last in such fields; its name is known anyway."""
    name = organisation(db, organisation_id).name
    known = {} if name == UNNAMED else {_NAME: name}
    return {**known, **own_texts(db, organisation_id)}


def left_as_sample(shown: Shown, texts: Mapping[str, str], library: str) -> tuple[Sentence, ...]:
    """Return a warning for each field that still speaks of the library in the design's samples.

    Args:
        library: Name of the organisation: a library whose sample this is may keep it.
    """
    return tuple(_left(shown, texts, library))


def _left(shown: Shown, texts: Mapping[str, str], library: str) -> Iterator[Sentence]:
    samples = {field.name: field.default for field in shown.fields if field.name in OWN_FIELDS}
    if samples.get(_NAME) == library:
        return
    words = str(gettext("This is still the sample from the design. Please write your own here."))
    for name, sample in samples.items():
        if sample and texts.get(name, sample).strip() == sample:
            yield Sentence(words, "field", (name,), False)
