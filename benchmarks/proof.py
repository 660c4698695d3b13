"""How fast a proof is: from the paths, from drawn pages, and whole, on the same PDF in the same run.

    python benchmarks/proof.py [--pieces 2000 20000] [--designs channels-bookmark dl-flyer]

The drawn tier is the rival; it reads every page of the first file up to ``--pages``, the paths all of it.
Processor seconds count, those of helpers included: the clock depends on who else is at work. For the same
reason the best of ``--rounds`` is told.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from printkit.cli.main import cli
from printkit.proof.crew import CHUNK as CHUNKS
from printkit.proof.expected import from_manifests
from printkit.proof.first_look import Reader
from printkit.proof.helper import Way
from printkit.proof.prove import prove
from printkit.proof.render import open_pdf

CHUNK = CHUNKS[Way.PATHS]
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Taken:
    """What reading so many codes took; ``memory`` is the peak of this process so far, in MB."""

    codes: int
    cpu: float
    wall: float
    memory: float

    def row(self, what: str) -> str:
        rate = f"{self.codes / self.cpu:,.0f} | {self.codes / self.wall:,.0f}"
        return f"| {what} | {self.codes:,} | {self.cpu:.2f} | {self.wall:.2f} | {rate} | {self.memory:.0f} |"


def taken(read: Callable[[], int]) -> Taken:
    cpu, wall = _cpu(), time.perf_counter()
    codes = read()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Taken(codes, _cpu() - cpu, time.perf_counter() - wall, memory)


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, kinds))


def printed(folder: Path, design: str, pieces: int) -> list[Path]:
    """Print so many pieces of a shipped design, and return the files."""
    chance = random.Random(pieces)
    codes = sorted({"".join(chance.choices(ALPHABET, k=8)) for _ in range(pieces)})
    links = folder / "links.csv"
    links.write_text("link\n" + "".join(f"HTTPS://QR.EXAMPLE.DE/{code}\n" for code in codes))
    out = folder / f"{design}-{pieces}.pdf"
    words = ["print", "--links", links, "--design", design, "--sheet", "sra3", "-o", out]
    done = CliRunner().invoke(cli, [*map(str, words)])
    if done.exit_code:
        sys.exit(done.output)
    return [out] if out.exists() else sorted(folder.glob(f"{out.stem}-*.pdf"))


def best(read: Callable[[], int], rounds: int) -> Taken:
    return min((taken(read) for _ in range(rounds)), key=lambda took: took.cpu)


def measure(files: list[Path], most_pages: int, rounds: int) -> list[tuple[str, Taken]]:
    with open_pdf(files[0]) as pdf:
        pages = range(1, min(pdf.pages, most_pages) + 1)
        every = range(1, pdf.pages + 1)

    def drawn() -> int:
        with Reader() as reader:
            return sum(len(page.symbols) for page in reader.draw(files[0], pages))

    def paths() -> int:
        with Reader() as reader:
            chunks = (every[first : first + CHUNK] for first in range(0, len(every), CHUNK))
            return sum(len(page.symbols) for chunk in chunks for page in reader.follow(files[0], chunk))

    def whole() -> int:
        report = prove(files, from_manifests(files))
        assert not report.findings, report.findings[:3]
        return report.decoded

    return [
        ("drawn, one process", taken(drawn)),
        ("paths, one process", best(paths, rounds)),
        ("proof as a whole", best(whole, rounds)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pieces", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--designs", nargs="+", default=["channels-bookmark", "dl-flyer"])
    parser.add_argument("--pages", type=int, default=100, help="pages drawn by the drawn tier alone")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for design in given.designs:
        for pieces in given.pieces:
            with TemporaryDirectory() as folder:
                print(f"\n{design}, {pieces:,} pieces\n")
                print(
                    "| | codes | CPU s | s | codes/CPU s | codes/s | peak MB |\n|---|---|---|---|---|---|---|"
                )
                for what, took in measure(printed(Path(folder), design, pieces), given.pages, given.rounds):
                    print(took.row(what), flush=True)


if __name__ == "__main__":
    main()
