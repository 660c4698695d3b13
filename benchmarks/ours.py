"""The same order by Signet: the function behind `printkit print`, with all its checks and its manifest."""

from __future__ import annotations

from pathlib import Path

from order import HOST, Order

import printkit.press.symbols.many  # noqa: F401 (loaded before the clock starts, like all that rivals import)
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import FolderSource
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.pieces import CodePieces, Texts

DESIGN = Path(__file__).parent / "design"


def job(order: Order) -> PrintJob:
    """Return the order as the press takes it."""
    design = load_design(FolderSource("benchmarks/design", DESIGN))
    host = f"HTTPS://{HOST}/"
    positions = range(1, order.pieces + 1)
    return PrintJob(
        label="Benchmark",
        design=lay_out(design, resolve_texts(design, {})),
        pieces=CodePieces(positions, Texts(order.codes()), host, f"{HOST}/".lower()),
        minted_on="2026-11-23",
    )


def write(order: Order, out: Path) -> None:
    """Print an order."""
    print_job(job(order), load_sheet("sra3"), out)
