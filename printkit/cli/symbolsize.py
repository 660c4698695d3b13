"""How large the QR code of a design comes out, in words."""

from __future__ import annotations

from dataclasses import dataclass

from printkit.design.design import Code, Design
from printkit.press.job import Piece
from printkit.press.symbols.qr import GRID, QUIET, form_for, module_steps
from printkit.units import to_mm


@dataclass(frozen=True, slots=True)
class SymbolSize:
    """The QR code of a design for links of a kind.

    Attributes:
        link: A short link of that kind, as printed.
        modules: On each side, without the quiet zone.
        module_mm: Side of a module on the press's grid of 1/300 inch.
        quiet_zone_mm: What stays free around it within its box.
    """

    link: str
    level: str
    modules: int
    module_mm: float
    quiet_zone_mm: float

    def __str__(self) -> str:
        return (
            f"QR code for links like {self.link}, level {self.level}: {self.modules} modules of "
            f"{self.module_mm:.2f} mm, {self.modules * self.module_mm:.1f} mm in all, and a quiet zone of "
            f"{self.quiet_zone_mm:.1f} mm ({QUIET} modules are {QUIET * self.module_mm:.1f} mm)."
        )


def symbol_size(design: Design, piece: Piece) -> SymbolSize:
    """Return how large the QR code of a design comes out with links like this piece's."""
    code = next(e for _, elements in design.sides for e in elements if isinstance(e, Code))
    modules = form_for((piece.link,), code.level).modules
    module = module_steps(code.size, modules) * GRID
    quiet = (code.size - modules * module) / 2
    return SymbolSize(piece.text, code.level, modules, round(to_mm(module), 4), round(to_mm(quiet), 4))
