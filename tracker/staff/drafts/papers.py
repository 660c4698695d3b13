"""On what a draft can be printed: what fits, how many sheets it takes, and what each paper is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext

from printkit.store.model import BatchKind
from tracker.staff.drafts.model import Batches
from tracker.studio.shown import Fit

SINGLE = "single"
_USUAL = frozenset({"a4", "a3", SINGLE, "sra3"})


class Way(StrEnum):
    """Who prints."""

    OWN = "own"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be chosen.

    Attributes:
        slots: Pieces on a sheet.
        sheets: Sheets of all batches together; each batch begins on a new one.
        times: With one code: how often the one sheet of each batch is printed, else 0.
    """

    sheet: str
    title: str
    way: Way
    slots: int
    sheets: int
    times: tuple[int, ...]
    flip: str

    @property
    def is_usual(self) -> bool:
        """Whether it is what most people want; the others are folded away."""
        return self.sheet in _USUAL


def papers(fits: Iterable[Fit], batches: Batches) -> tuple[Paper, ...]:
    """Return the papers on which a design fits, those for an office printer first."""
    found = [_paper(fit, batches) for fit in fits]
    order = {name: place for place, name in enumerate(("a4", "a3", "letter", "tabloid", SINGLE, "sra3"))}
    return tuple(sorted(found, key=lambda one: (one.way is Way.SHOP, order.get(one.sheet, 99), one.sheet)))


def chosen_of(found: Sequence[Paper], sheet: str) -> str:
    """Return the paper that is marked: the one that was chosen, else the first, which most people have."""
    names = [paper.sheet for paper in found]
    return sheet if sheet in names else next(iter(names), "")


def use_of(paper: Paper) -> str:
    """Return in a sentence what a paper is for."""
    words = {
        "a4": gettext("For the printer in your office. You cut along the marks."),
        "a3": gettext("For a large office printer or copier. You cut along the marks."),
        "letter": gettext("For office printers in North America. You cut along the marks."),
        "tabloid": gettext("For large office printers in North America. You cut along the marks."),
        "sra3": gettext("For digital presses: many copy shops and print shops use this size."),
        "50x70": gettext("For large presses. Ask your print shop first."),
        SINGLE: gettext(
            "For online print shops and all that arrange the pieces themselves: with bleed, one a page."
        ),
    }
    return str(words.get(paper.sheet, gettext("A sheet of your own. You cut along the marks.")))


def _paper(fit: Fit, batches: Batches) -> Paper:
    copies = [row.copies for row in batches.rows if row.copies]
    needed = tuple(-(-count // fit.slots) for count in copies)
    return Paper(
        fit.sheet,
        fit.title,
        Way.OWN if fit.sheet in ("a4", "a3", "letter", "tabloid") else Way.SHOP,
        fit.slots,
        sum(needed),
        needed if batches.kind is BatchKind.ONE_CODE else (),
        fit.flip,
    )
