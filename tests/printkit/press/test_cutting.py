"""The paper itself: sheets are rendered, cut, stacked and read, without asking the plan or the manifest."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageOps, ImageStat

from printkit.design.marks import LaidOut
from printkit.press.imposing.imposition import Grid
from printkit.press.imposing.plan import Layout, Skip, grid_for
from printkit.press.imposing.sheet import Paper, Sheet, load_sheet
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.units import MM

DPI = 130
DOTS = DPI / 72
LANDSCAPE = Sheet("a3-landscape", "A3", Paper(420 * MM, 297 * MM, 10 * MM, 6 * MM, "long-edge"))


@dataclass(frozen=True)
class Card:
    """A cut piece of paper: both sides as one sees them, turning it over like a page."""

    up: Image.Image
    down: Image.Image

    def turned_over(self) -> Card:
        return Card(self.down, self.up)


@dataclass(frozen=True)
class Way:
    """A way to impose, and how many pieces."""

    sheet: Sheet
    layout: Layout
    pieces: int = 33
    size: tuple[int, int] = (50, 150)


def render(pdftoppm: Path, pdf: Path, folder: Path) -> list[Image.Image]:
    command = [str(pdftoppm), "-gray", "-r", str(DPI), str(pdf), str(folder / pdf.stem)]
    subprocess.run(command, check=True, capture_output=True)
    paths = sorted(folder.glob(f"{pdf.stem}-*.pgm"), key=lambda path: int(path.stem.rpartition("-")[2]))
    return [Image.open(path) for path in paths]


def cut(front: Image.Image, back: Image.Image, grid: Grid) -> list[Card]:
    """Cut a sheet, first page up, along its crop marks."""
    turn_over = ImageOps.mirror if grid.axis == "vertical" else ImageOps.flip
    through = turn_over(back)
    cards = []
    for slot in range(grid.slots):
        box = (grid.back if grid.face_down(slot) else grid.front)(slot).box
        edges = tuple(round(value * DOTS) for value in (box.x, box.y, box.right, box.bottom))
        turn = (grid.back if grid.face_down(slot) else grid.front)(slot).turn
        up, below = (page.crop(edges).rotate(turn, expand=True) for page in (front, through))
        cards.append(Card(up, ImageOps.mirror(below)))
    return cards


def stacked(sheets: list[list[Card]], grid: Grid, layout: Layout) -> Iterator[Card]:
    """Yield what lies on the table from the top: pile by pile, all fronts up."""
    step = 1 if layout.order == "rows" else layout.stack_depth or len(sheets)
    for first in range(0, len(sheets), step):
        for slot in range(grid.slots):
            pile = [sheet[slot] for sheet in sheets[first : first + step]]
            if grid.face_down(slot):
                pile = [card.turned_over() for card in reversed(pile)]
            yield from pile


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures show the same side, the same way up, whatever its code says."""
    size = (20, 40)
    first, second = (picture.convert("L").resize(size, Image.Resampling.BOX) for picture in (one, other))

    def difference(picture: Image.Image) -> float:
        return float(ImageStat.Stat(ImageChops.difference(first, picture)).mean[0])

    return difference(second) < 4 and difference(second) < difference(second.rotate(180)) / 2


def read(card: Card, reference: Card, numbers: dict[str, int]) -> int | str:
    """Return the position of a piece, ``slip``, or ``blank``; both its sides must be right."""
    codes = [(code.text, code.orientation) for code in zxingcpp.read_barcodes(card.down)]
    if codes:
        ((link, orientation),) = codes
        assert abs(orientation) <= 1
        assert alike(card.up, reference.up)
        assert alike(card.down, reference.down)
        return numbers[link]
    heads = [side.crop((10, 5, side.width - 10, 20)) for side in (card.up, card.down)]
    dark = [ImageStat.Stat(head).mean[0] for head in heads]
    if max(dark) < 100:
        assert alike(card.up, card.down)
        return "slip"
    assert min(ImageStat.Stat(side).mean[0] for side in (card.up, card.down)) > 250
    return "blank"


WAYS = {
    "stacks": Way(load_sheet("sra3"), Layout(bundles=(10, 10))),
    "rows": Way(load_sheet("sra3"), Layout(order="rows", bundle_size=8)),
    "short edge": Way(load_sheet("a3"), Layout(flip="short-edge", bundle_size=30)),
    "depth": Way(load_sheet("a4"), Layout(stack_depth=2, bundle_size=5), 19),
    "used": Way(load_sheet("a3"), Layout(start_slot=4, skip_slots=(Skip(2), Skip(7, 2))), 23),
    "letter": Way(load_sheet("letter"), Layout(flip="short-edge"), 7),
    "tabloid": Way(load_sheet("tabloid"), Layout(bundle_size=1), 5),
    "50x70": Way(load_sheet("50x70"), Layout(bundle_size=20), 71),
    "posters": Way(load_sheet("sra3"), Layout(bundle_size=3), 7, (210, 297)),
    "landscape": Way(LANDSCAPE, Layout(bundle_size=9), 15),
    "work-and-turn": Way(load_sheet("sra3"), Layout(work_and_turn=True, bundle_size=7)),
    "work-and-turn, turned": Way(load_sheet("a4"), Layout(work_and_turn=True, bundles=(9,)), 21, (60, 80)),
    "work-and-turn, rows": Way(load_sheet("sra3"), Layout(work_and_turn=True, order="rows"), 20),
}
FAST = ("stacks", "work-and-turn, turned")


@pytest.mark.parametrize(
    "name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in WAYS]
)
def test_cut_and_stacked_the_pieces_are_in_order(
    tmp_path: Path, make_design, make_pieces, need_program, name: str
) -> None:  # type: ignore[no-untyped-def]
    way, pdftoppm = WAYS[name], need_program("pdftoppm")
    design: LaidOut = make_design(*way.size)
    job = PrintJob("Batch 3 · Kanäle", design, make_pieces(way.pieces), language="de")
    print_job(job, way.sheet, tmp_path / "sheets.pdf", layout=way.layout)
    print_job(PrintJob("One", design, make_pieces(1)), load_sheet("single"), tmp_path / "one.pdf")
    bleed = round(3 * MM * DOTS)
    reference = Card(
        *(
            page.crop((bleed, bleed, page.width - bleed, page.height - bleed))
            for page in render(pdftoppm, tmp_path / "one.pdf", tmp_path)
        )
    )
    grid = grid_for(design, way.sheet, way.layout)
    pages = render(pdftoppm, tmp_path / "sheets.pdf", tmp_path)
    sheets = [cut(front, back, grid) for front, back in zip(pages[::2], pages[1::2], strict=True)]
    numbers = {piece.link: piece.position or 0 for piece in job.pieces}
    if way.layout.order == "rows" and grid.work_and_turn:
        cards = chain.from_iterable(
            [card.turned_over() if grid.face_down(slot) else card for slot, card in enumerate(sheet)]
            for sheet in sheets
        )
    else:
        cards = stacked(sheets, grid, way.layout)
    found = [read(card, reference, numbers) for card in cards]
    assert [one for one in found if one != "blank"] == list(expected(way))


def expected(way: Way) -> Iterator[int | str]:
    """Yield positions in order, with slips where bundles begin."""
    size, sizes = way.layout.bundle_size, list(way.layout.bundles)
    left = 0
    for position in range(1, way.pieces + 1):
        if left == 0 and (size or way.layout.bundles):
            left = size or (sizes.pop(0) if sizes else way.pieces)
            yield "slip"
        left -= 1
        yield position
