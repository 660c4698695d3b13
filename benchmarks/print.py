"""How long printing takes: Signet and others with the same order in one run, then Signet alone.

Usage: python benchmarks/print.py [--pieces 2000] [--rounds 3] [--large 100000 1000000] [--into FILE.md]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from measure import Taken, run
from order import Order
from report import Report, is_installed

RIVALS = (
    ("plain loop: `qrcode` image, reportlab", "rivals.plain", "qrcode"),
    ("reportlab's own QR widget", "rivals.widget", "reportlab"),
    ("segno, runs drawn with reportlab", "rivals.segno_runs", "segno"),
    ("zxing-cpp, runs drawn with reportlab", "rivals.zxing_runs", "zxingcpp"),
    ("zxing-cpp, bitmaps placed with reportlab", "rivals.zxing_image", "zxingcpp"),
)
OURS = ("Signet", "ours")
PACKAGES = ("qrcode", "reportlab", "segno", "zxing-cpp", "numpy", "pikepdf", "deflate")


def main(arguments: Sequence[str]) -> None:
    """Run everything, and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=2000, help="pieces that everybody prints")
    parser.add_argument("--rounds", type=int, default=3, help="how many times; medians are told")
    parser.add_argument("--large", type=int, nargs="*", default=[], help="pieces that Signet prints alone")
    Report.add_option(parser)
    options = parser.parse_args(arguments)
    report = Report("benchmarks/print.py", arguments, PACKAGES)
    report.look_for_place(options.into)
    lines = (*report.head(), *_tables(options.pieces, options.rounds, options.large))
    report.tell(lines, options.into)


def _tables(pieces: int, rounds: int, large: Sequence[int]) -> Iterator[str]:
    yield from _contest(Order(pieces), rounds)
    if large:
        yield ""
        yield from _alone(large)
    yield ""
    yield from _parts(Order(max(pieces, *large[:1], 10)))


def _contest(order: Order, rounds: int) -> Iterator[str]:
    """Yield the table of all contenders; `run` has read codes of each."""
    yield f"{order.pieces:,} pieces, everybody:"
    yield ""
    yield "| | CPU ms a piece | times ours | with start and imports | KB a piece | peak MB |"
    yield "|---|---|---|---|---|---|"
    ours = run(OURS[1], order, rounds)
    for name, module, package in RIVALS:
        if is_installed(package):
            yield _row(name, run(module, order, rounds), ours)
        else:
            yield f"| {name} | not run: pip install 'signet-print[bench]' | | | | |"
    yield _row(f"**{OURS[0]}**", ours, ours)


def _row(name: str, taken: Taken, ours: Taken) -> str:
    milliseconds, whole = (1000 * seconds / taken.pieces for seconds in (taken.cpu, taken.whole_cpu))
    cells = (
        name,
        f"{milliseconds:.3f}",
        f"{taken.cpu / ours.cpu:.1f}",
        f"{whole:.3f}",
        f"{taken.size / taken.pieces / 1000:.2f}",
        f"{taken.peak / 1e6:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _alone(large: Sequence[int]) -> Iterator[str]:
    """Yield the table of ever larger orders, which shows whether time or memory a piece grows."""
    yield "Signet alone:"
    yield ""
    yield "| pieces | seconds | CPU seconds | CPU ms a piece | KB a piece | peak MB of a process |"
    yield "|---|---|---|---|---|---|"
    for pieces in sorted({1000, 10_000, *large}):
        taken = run(OURS[1], Order(pieces))
        cells = (
            f"{pieces:,}",
            f"{taken.wall:.1f}",
            f"{taken.cpu:.1f}",
            f"{1000 * taken.cpu / pieces:.3f}",
            f"{taken.size / pieces / 1000:.2f}",
            f"{taken.peak / 1e6:.0f}",
        )
        yield f"| {' | '.join(cells)} |"


def _parts(order: Order) -> Iterator[str]:
    from parts import parts  # noqa: PLC0415 (it loads the press, which children of this process should not inherit)

    yield f"What Signet's time goes into, {order.pieces:,} pieces, one process:"
    yield ""
    yield "| part | CPU µs a piece |"
    yield "|---|---|"
    yield from (f"| {part.name} | {1e6 * part.seconds:.1f} |" for part in parts(order))


if __name__ == "__main__":
    main(sys.argv[1:])
