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
        stamp: Changes with the design's files, ``""`` without pictures.
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
    stamp: str = ""

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


@dataclass(frozen=True, slots=True)
class Seen:
    """How the pieces of some batches look: those in the same colours.

    Attributes:
        colours: Title of the colour variant, ``""`` for the design's own colours.
        batches: Names of the batches.
    """

    colours: str
    batches: tuple[str, ...]
    shows: Shows


def looks(db: Database, draft: Draft) -> tuple[Seen, ...]:
    """Return how all of a draft's pieces look, for the check; none without a design.

    The texts are those that somebody wrote, as minting takes them: of a field that the design has got since
    then, both take its own.
    """
    found = design_of(db, draft.id)
    if found is None:
        return ()
    rows = draft.batches.rows
    variants = dict.fromkeys(found.variant_of(row.variant) for row in rows) or {found.variant: None}
    return tuple(
        Seen(
            found.colours_of(variant),
            tuple(row.name for row in rows if found.variant_of(row.variant) == variant),
            shows(db, draft, found, variant, found.texts),
        )
        for variant in variants
    )


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
        stamp=look.stamp,
    )


def _nothing(draft: Draft, found: DraftDesign, trouble: str, said: tuple[Sentence, ...]) -> Shows:
    width, height = found.width_mm, found.height_mm
    return Shows(draft.id, found.title, "", (), width, height, 0.0, said, trouble)
