"""What all files of a run have in common, made once in a process: artwork, faces, and every slot's place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printkit.manifest import Spot
from printkit.press.artwork import draw_artwork
from printkit.press.colours import PressColours
from printkit.press.crew.run import Run
from printkit.press.drawing import Kit, numbers, symbol_frame
from printkit.press.imposing.imposition import Box
from printkit.press.imposing.placing import SIDES, PlacedSide
from printkit.press.marks import draw_crop_marks, strip_height
from printkit.press.symbols.qr import LEAST_STEPS
from printkit.units import to_mm


@dataclass(frozen=True, slots=True)
class SlotPlate:
    """A slot of a page, as operators that are the same on all sheets.

    Attributes:
        side: Which side of the piece shows there: 0 front, 1 back.
        clip: What begins to draw in the slot; ``matrix`` comes next, then what is drawn.
        matrix: From the piece to the page.
        artwork: All of the artwork.
        before: What stands before the path of a symbol, and ``after`` behind it.
        spot: Where the symbol stands; ``None`` on a side without one.
    """

    side: int
    clip: bytes
    matrix: bytes
    artwork: bytes
    before: bytes
    after: bytes
    spot: Spot | None


class Plates:
    """The constant parts of a run.

    Attributes:
        run: The run.
        artwork: A PDF with a page a side.
        kit: Colours and faces; each file needs a fresh one.
        pages: For each page of a sheet, its slots.
        media: The paper, with the strip below it that says NOT FOR PRINT.
        foot: Height of that strip.
        marks: The crop marks, empty without any.

    Raises:
        SignetError: If a symbol does not fit, or the artwork cannot be drawn.
    """

    def __init__(self, run: Run) -> None:
        job, grid = run.job, run.grid
        self.run = run
        colours = PressColours()
        self.artwork = draw_artwork(job.design, colours)
        self.kit = Kit.of(colours, job.design)
        self.foot = 0.0 if grid.marks else strip_height(job, grid.page_width, self.kit)
        self.media = Box(0, 0, grid.page_width, grid.page_height + self.foot)
        sides = tuple(self._sides())
        self.pages = tuple(
            tuple(self._slot(sides[grid.shows(page, slot)], slot) for slot in range(grid.slots))
            for page in range(run.plan.pages)
        )
        self.marks = draw_crop_marks(grid, colours.registration()).encode() if grid.marks else b""

    def _sides(self) -> Iterator[PlacedSide]:
        job = self.run.job
        for name, side, form in zip(SIDES, job.design.sides, self.run.forms, strict=False):
            yield PlacedSide.of(
                name,
                side,
                self.run.grid,
                job.design.height,
                modules=form.modules if form else 0,
                foot=self.foot,
                least=LEAST_STEPS,
            )

    def _slot(self, side: PlacedSide, slot: int) -> SlotPlate:
        clip, cut = side.clip(slot), ""
        if clip is not None:
            edges = numbers(clip.x, self.media.height - clip.bottom, clip.width, clip.height)
            cut = f"{edges} re W n "
        matrix = f"{numbers(*side.matrix(slot))} cm"
        before, after, spot = "", "", None
        if side.has_symbol:
            corner, turn = side.symbol_corner(slot), side.placement(slot).turn
            before, after = symbol_frame(side.modules, side.steps, corner, turn)
            box = side.symbol_box(slot)
            spot = Spot(slot + 1, side.name, to_mm(box.x), to_mm(box.y), to_mm(box.width))
        artwork = f"q {cut}{matrix} {form_name(side.name)} Do Q"
        index = SIDES.index(side.name)
        begin = f"q {cut}".encode()
        return SlotPlate(
            index, begin, matrix.encode(), artwork.encode(), before.encode(), after.encode(), spot
        )


def form_name(side: str) -> str:
    """Return how the form with a side's artwork is called in content streams."""
    return f"/Art-{side}"
