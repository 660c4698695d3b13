"""How a draft's pieces look, and what is to be said about them, for the pages of the wizard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.organisations import organisation
from tracker.staff.design.asking import look_at, order_of
from tracker.staff.design.own import left_as_sample
from tracker.staff.design.sentences import Sentence, say_findings, say_refused
from tracker.staff.design.store import DraftDesign, design_of
from tracker.staff.drafts.model import Draft
from tracker.studio.client import OvertakenError, StudioAwayError, StudioError
from tracker.studio.orders import SIDES


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a piece as a picture.

    Attributes:
        name: ``front`` or ``back``.
        width: Of the picture in pixels of the page, half of those it has.
    """

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shows:
    """How a draft's pieces look.

    Attributes:
        key: Name of the pictures in their addresses, ``""`` if there are none.
        sentences: What is to be said, errors first.
        trouble: Why there are no pictures, ``""`` if there are.
    """

    draft_id: int
    title: str
    key: str
    sides: tuple[Side, ...]
    width_mm: float
    height_mm: float
    module_mm: float
    sentences: tuple[Sentence, ...]
    trouble: str = ""

    @property
    def errors(self) -> int:
        """How many sentences keep the piece from the press."""
        return sum(sentence.is_error for sentence in self.sentences)

    def about(self, *what: str) -> tuple[Sentence, ...]:
        """Return the sentences about logo, link, design or texts (``field``)."""
        return tuple(sentence for sentence in self.sentences if sentence.about in what)

    def of_field(self, name: str) -> tuple[Sentence, ...]:
        """Return the sentences about a field."""
        return tuple(sentence for sentence in self.sentences if name in sentence.fields)


def findings(db: Database, draft: Draft) -> Shows | None:
    """Return how a draft's pieces look as it is stored, for the check; ``None`` without a design."""
    found = design_of(db, draft.id)
    return None if found is None else shows(db, draft, found, found.variant, found.all_texts)


def shows(
    db: Database,
    draft: Draft,
    found: DraftDesign,
    variant: str,
    texts: Mapping[str, str],
    lane: str = "",
) -> Shows:
    """Return how a draft's pieces look with texts and colours that may not be stored.

    Args:
        lane: Of several in one lane only the newest is drawn; the others raise.

    Raises:
        OvertakenError: A newer one came.
    """
    sample = left_as_sample(found.shown, texts, organisation(db, draft.organisation_id).name)
    try:
        look = look_at(order_of(db, draft, found, variant, texts), lane=lane)
    except OvertakenError:
        raise
    except SignetError as error:
        return _nothing(draft, found, str(say_refused(error.problems)[0].text), sample)
    except StudioAwayError:
        words = gettext("The preview cannot be drawn right now. Your texts are safe. Please try again soon.")
        return _nothing(draft, found, str(words), sample)
    except StudioError:
        words = gettext("Drawing this preview failed. Take out what you changed last, then try again.")
        return _nothing(draft, found, str(words), sample)
    said = say_findings(look.findings, found.shown)
    sides = [Side(name, round(w / 2), round(h / 2)) for name, (w, h) in zip(SIDES, look.pixels, strict=False)]
    return Shows(
        draft.id,
        found.title,
        look.key,
        tuple(sides),
        look.width_mm,
        look.height_mm,
        look.module_mm,
        tuple(sorted((*said, *sample), key=lambda sentence: not sentence.is_error)),
    )


def _nothing(draft: Draft, found: DraftDesign, trouble: str, said: tuple[Sentence, ...]) -> Shows:
    width, height = found.width_mm, found.height_mm
    return Shows(draft.id, found.title, "", (), width, height, 0.0, said, trouble)
