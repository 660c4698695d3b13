"""Where the artwork, the symbol and the link lines of each slot lie on the pages of a side."""

from __future__ import annotations

from dataclasses import dataclass

from printkit.design.marks import Side
from printkit.errors import SignetError
from printkit.press.drawing import Matrix, moved, piece_matrix, translated
from printkit.press.imposing.imposition import STILL, Box, Grid, Move, Placement
from printkit.press.symbols.qr import GRID, QUIET, module_steps
from printkit.units import mm_text

SIDES = ("front", "back")

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class PlacedSide:
    """One side of the design on its grid, once the size of its symbols is known.

    Attributes:
        height: Height of the piece.
        modules: Modules on each side of its symbols; 0 without one.
        steps: Side of a module in steps of the 0.24 pt grid.
        page_height: Height of the page, with the strip that says NOT FOR PRINT.
    """

    name: str
    side: Side
    grid: Grid
    height: float
    page_height: float
    modules: int
    steps: int

    @classmethod
    def of(
        cls,
        name: str,
        side: Side,
        grid: Grid,
        height: float,
        *,
        modules: int,
        foot: float = 0,
        least: int = 1,
    ) -> PlacedSide:
        """Return a side whose symbols have so many modules, on pages that grow by ``foot``.

        Raises:
            SignetError: If the symbol's box gives a module less than ``least`` steps of the grid.
        """
        steps = module_steps(side.symbol.size, modules) if side.symbol else 0
        if side.symbol and steps < least:
            needed = mm_text((modules + 2 * QUIET) * least * GRID)
            raise SignetError.of(
                "symbol-too-small",
                f"A QR code of {modules} modules in {mm_text(side.symbol.size)} would have modules of "
                f"{mm_text(steps * GRID)}, less than {mm_text(least * GRID)}: phones would not read it.",
                f"Make the code {needed} wide or the links shorter.",
                key=side.symbol.key,
            )
        return cls(name, side, grid, height, grid.page_height + foot, modules, steps)

    @property
    def has_symbol(self) -> bool:
        """Whether this side carries the symbol."""
        return self.side.symbol is not None

    def placement(self, slot: int) -> Placement:
        """Return where a slot lies on this side."""
        return self.grid.front(slot) if self.name == "front" else self.grid.back(slot)

    def clip(self, slot: int) -> Box | None:
        """Return the rectangle of the page that a slot's artwork must keep; ``None`` for all of its bleed."""
        placement = self.placement(slot)
        if placement.ink == placement.box.grown(self.grid.bleed):
            return None
        return self._move(slot).box(placement.ink)

    def matrix(self, slot: int) -> Matrix:
        """Return the matrix from the piece to the page.

        On an imposed sheet the piece is moved by at most half a step (0.05 mm), so that its symbol meets the
        grid and still stands exactly in the middle of its box. For a printer that does not print true, the
        artwork is moved and scaled, but a symbol is only moved: its modules stay whole steps.
        """
        nominal = piece_matrix(self.placement(slot), self.page_height)
        move = self._move(slot)
        if move != STILL:
            nominal = after(nominal, move_matrix(move, self.page_height))
        if self.side.symbol is None or not self.grid.marks:
            return nominal
        x, y = self._symbol_corner(nominal)
        return translated(nominal, round(x / GRID) * GRID - x, round(y / GRID) * GRID - y)

    def symbol_corner(self, slot: int) -> tuple[float, float]:
        """Return the lower left corner of a symbol (without quiet zone) as it lies, in steps of the grid.

        It is on the grid; only on a page without marks, whose piece cannot be moved, it is in the middle of
        its box instead if moving it would cost some of its quiet zone.
        """
        symbol = self.side.symbol
        assert symbol is not None
        x, y = (value / GRID for value in self._symbol_corner(self.matrix(slot)))
        spare = symbol.size / GRID / 2 - self.steps * (self.modules / 2 + QUIET)
        if max(abs(x - round(x)), abs(y - round(y))) <= max(spare, _SLACK):
            return round(x), round(y)
        return x, y

    def symbol_box(self, slot: int) -> Box:
        """Return the symbol's box with its quiet zone, from the top left corner of the page."""
        symbol = self.side.symbol
        assert symbol is not None
        x, y = self._center(self.matrix(slot))
        return Box(x - symbol.size / 2, self.page_height - y - symbol.size / 2, symbol.size, symbol.size)

    def _move(self, slot: int) -> Move:
        return self.grid.moves[self.grid.page_of(SIDES.index(self.name), slot)]

    def _symbol_corner(self, matrix: Matrix) -> tuple[float, float]:
        half = self.modules * self.steps * GRID / 2
        x, y = self._center(matrix)
        return x - half, y - half

    def _center(self, matrix: Matrix) -> tuple[float, float]:
        symbol = self.side.symbol
        assert symbol is not None
        return moved(matrix, symbol.x + symbol.size / 2, self.height - symbol.y - symbol.size / 2)


def move_matrix(move: Move, page_height: float) -> Matrix:
    """Return a move of a page as a matrix, for y that counts upwards."""
    return move.across, 0, 0, move.down, move.x, page_height * (1 - move.down) - move.y


def after(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one thing after the other; the second one does not turn anything."""
    a, b, c, d, e, f = first
    across, _, _, up, x, y = then
    return a * across, b * up, c * across, d * up, e * across + x, f * up + y
