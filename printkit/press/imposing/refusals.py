"""Why a piece cannot be imposed, in words."""

from __future__ import annotations

from collections.abc import Sequence

from printkit.errors import SignetError
from printkit.press.imposing.sheet import Paper
from printkit.units import mm_text


def too_large(width: float, height: float, bleed: float, title: str, paper: Paper) -> SignetError:
    """Return the error of a piece that does not fit on a paper even once."""
    room = [max(0.0, side - 2 * (paper.margin + bleed)) for side in (paper.width, paper.height)]
    return SignetError.of(
        "piece-too-large",
        f"A piece of {mm_text(width)} × {mm_text(height)} does not fit on the sheet {title}, which has room "
        f"for {mm_text(room[0])} × {mm_text(room[1])} inside margins of {mm_text(paper.margin)} "
        f"and a bleed of {mm_text(bleed)}.",
        "Choose a larger sheet, or the sheet single.",
    )


def too_narrow(width: float, height: float, title: str) -> SignetError:
    """Return the error of work-and-turn where no two pieces lie side by side."""
    return SignetError.of(
        "work-and-turn",
        f"Work-and-turn needs two pieces side by side; those of {mm_text(width)} × {mm_text(height)} cannot "
        f"stand so on the sheet {title}.",
        "Choose a larger sheet, the same one in landscape, or print without work-and-turn.",
    )


def only_one_a_page(sheet: str, asked: Sequence[str]) -> SignetError:
    """Return the error of what makes no sense on a sheet with one piece a page."""
    return SignetError.of(
        "single",
        f"The sheet {sheet} is one piece a page, for print shops that impose themselves: "
        f"{' and '.join(asked)} cannot be had there.",
        "Leave that out, or choose a sheet of paper.",
    )


def off_the_paper(page: str, over: float) -> SignetError:
    """Return the error of pieces that a printer's deviation would move off the paper by a length."""
    return SignetError.of(
        "printer",
        f"Moved for this printer, the pieces of the {page} page would run {mm_text(over)} off the paper.",
        "Adjust the printer itself, or choose a sheet with a wider margin.",
    )
