"""Measured figures → what a printer does. The places that are measured are those of the calibration sheet."""

from __future__ import annotations

from dataclasses import dataclass

from printkit.errors import Problem, SignetError
from printkit.press.imposing.imposition import Axis, on_grid
from printkit.press.imposing.printer import EXACT, FARTHEST, LEAST_SCALE, MOST_SCALE, Deviation, Printer
from printkit.press.imposing.sheet import Sheet
from printkit.units import MM, mm_text, to_mm

INSET = 20 * MM
"""Distance of the crosses from the edges of the paper."""

SMALLEST = 140 * MM


@dataclass(frozen=True, slots=True)
class Page:
    """The paper of a calibration sheet, in points."""

    width: float
    height: float
    axis: Axis

    @property
    def long_edge(self) -> bool:
        """Whether the sheet is flipped on its long edge."""
        return (self.height >= self.width) == (self.axis == "vertical")

    @classmethod
    def of(cls, sheet: Sheet) -> Page:
        """Return the paper of a sheet.

        Raises:
            SignetError: If it has none, or is too small to measure on.
        """
        paper = sheet.paper
        if paper is None:
            raise SignetError.of(
                "calibrate", f"The sheet {sheet.name} has no paper.", "Choose the sheet that you print on."
            )
        if min(paper.width, paper.height) < SMALLEST:
            raise SignetError.of(
                "calibrate",
                f"The sheet {sheet.title} is smaller than {mm_text(SMALLEST)}: there is no room to measure.",
                "Calibrate the printer with a larger one.",
            )
        width, height = on_grid(paper.width), on_grid(paper.height)
        upright = (height >= width) == (paper.flip == "long-edge")
        return cls(width, height, "vertical" if upright else "horizontal")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on one side, in points.

    Attributes:
        left: From the left edge of the paper to the left cross. ``top`` likewise from above.
        across: From the left cross to the right one. ``down`` likewise from the upper to the lower one.
    """

    left: float
    across: float
    top: float
    down: float

    @classmethod
    def true(cls, page: Page) -> Figures:
        """Return what a printer gives that prints true."""
        return cls(INSET, page.width - 2 * INSET, INSET, page.height - 2 * INSET)


@dataclass(frozen=True, slots=True)
class Register:
    """Where the back lies against the front, seen from the front: so far to the right and down, in points."""

    x: float
    y: float


def deviation(figures: Figures, page: Page, letters: str) -> Deviation:
    """Return what a printer does to a side.

    Args:
        figures: As measured.
        page: The paper.
        letters: What the four figures are called on the sheet.

    Raises:
        SignetError: With every figure that no printer gives whose pages are not scaled.
    """
    true = Figures.true(page)
    problems = [
        Problem(
            "calibrate",
            f"{letter} is {mm_text(got)}; it should be about {mm_text(wanted)}.",
            "Measure again. Was the sheet printed at 100 %, on this paper?",
        )
        for letter, got, wanted, slack in zip(
            letters,
            (figures.left, figures.across, figures.top, figures.down),
            (true.left, true.across, true.top, true.down),
            (FARTHEST, None, FARTHEST, None),
            strict=True,
        )
        if not _likely(got, wanted, slack)
    ]
    if problems:
        raise SignetError(problems)
    return Deviation(
        figures.left + figures.across / 2 - page.width / 2,
        figures.top + figures.down / 2 - page.height / 2,
        figures.across / true.across,
        figures.down / true.down,
    )


def _likely(got: float, wanted: float, slack: float | None) -> bool:
    if slack is None:
        return LEAST_SCALE <= got / wanted <= MOST_SCALE
    return abs(got - wanted) <= slack


def behind(front: Deviation, register: Register, axis: Axis) -> Deviation:
    """Return what a printer does to the back, from where the back lies against the front.

    Args:
        front: What it does to the front.
        register: As read on the two scales, which stand in the middle of the page.
        axis: About which the sheet is turned.

    Raises:
        SignetError: If the back lies farther off than any printer prints.
    """
    if max(abs(register.x), abs(register.y)) > FARTHEST:
        raise SignetError.of(
            "calibrate",
            f"The back cannot be {mm_text(max(register.x, register.y, key=abs))} off.",
            "Read again.",
        )
    x, y = front.x + register.x, front.y + register.y
    if axis == "vertical":
        return Deviation(-x, y, front.across, front.down)
    return Deviation(x, -y, front.across, front.down)


def measured(
    title: str,
    page: Page,
    front: Figures | None,
    back: Figures | None,
    register: Register | None,
    known: Printer | None,
) -> Printer:
    """Return the printer that gives the figures.

    Args:
        title: For people.
        page: The paper of the calibration sheet.
        front: Measured on the front; ``None`` if that was right.
        back: Measured on the back.
        register: Read on the two scales, instead of ``back``.
        known: What had been made good when the sheet was printed.

    Raises:
        SignetError: With figures that cannot be.
    """
    ahead = deviation(front, page, "ABCD") if front else EXACT
    if register is not None:
        after = behind(ahead, register, page.axis)
    else:
        after = deviation(back, page, "EFGH") if back else EXACT
    if known is not None:
        ahead, after = known.front.then(ahead), known.back.then(after)
    for name, side in (("front", ahead), ("back", after)):
        _check(name, side)
    return Printer(title, ahead, after)


def _check(name: str, side: Deviation) -> None:
    far = max(abs(side.x), abs(side.y)) > FARTHEST
    if far or not all(LEAST_SCALE <= scale <= MOST_SCALE for scale in (side.across, side.down)):
        raise SignetError.of(
            "calibrate",
            f"With what was known, the {name} would be {to_mm(side.x):.1f} mm and {to_mm(side.y):.1f} mm "
            f"off, at {side.across:.1%} and {side.down:.1%} of its size.",
            "Start again: print the calibration sheet without a printer, measure, and write with --replace.",
        )
