"""How long printing takes: Signet and others with the same order in one run, then Signet alone.

Usage: python benchmarks/print.py [--pieces 2000] [--rounds 3] [--large 100000 1000000] [--into FILE.md]
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from measure import Taken, is_installed, run
from order import Order

BEGIN, END = "<!-- benchmarks/print.py begins -->", "<!-- benchmarks/print.py ends -->"

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
    parser.add_argument("--into", type=Path, help="a document that takes the tables, between its two marks")
    options = parser.parse_args(arguments)
    if options.into:
        _divided(options.into)  # before anybody prints for minutes
    text = "\n".join(_report(options.pieces, options.rounds, options.large, arguments))
    sys.stdout.write(text + "\n")
    if options.into:
        _put(text, options.into)


def _report(pieces: int, rounds: int, large: Sequence[int], arguments: Iterable[str]) -> Iterator[str]:
    yield f"`{' '.join(('python benchmarks/print.py', *arguments))}`"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}; {', '.join(_versions())}."
    yield ""
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


def _machine() -> str:
    cores = os.cpu_count()
    models = re.findall(r"^model name\s*: (.+)$", _processor(), re.MULTILINE) or [platform.machine()]
    return f"{cores} cores {models[0]}, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        return Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:  # not Linux
        return ""


def _versions() -> Iterator[str]:
    return (f"{package} {version(package)}" for package in PACKAGES if is_installed(package.replace("-", "")))


def _put(text: str, document: Path) -> None:
    """Put the tables into a document, in place of those between its marks."""
    before, after = _divided(document)
    document.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


def _divided(document: Path) -> tuple[str, str]:
    """Return what stands before and after the place for the tables."""
    before, begin, rest = document.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{document} has no place for the tables: two lines, {BEGIN} and {END}.")
    return before, after


if __name__ == "__main__":
    main(sys.argv[1:])
