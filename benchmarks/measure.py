"""Runs contenders in processes of their own, weighs what they wrote, and reads a sample of its codes."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory

import pypdfium2
import zxingcpp
from order import Order, link

HERE = Path(__file__).parent
SAMPLE_DPI = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took.

    Attributes:
        cpu: Processor seconds, helpers included, from when everything was imported.
        wall: Seconds by the clock, likewise.
        whole_cpu: Processor seconds of the whole process, with start and imports.
        peak: Most memory that a process of it held, in bytes.
        size: Bytes of all PDFs.
    """

    pieces: int
    cpu: float
    wall: float
    whole_cpu: float
    peak: int
    size: int


def run(module: str, order: Order, rounds: int = 1) -> Taken:
    """Let a contender print some times, and return the medians.

    Raises:
        SystemExit: If it fails, or a code that it drew does not read.
    """
    taken = [_run_once(module, order, checked=number == 0) for number in range(rounds)]
    return Taken(
        order.pieces,
        *(median(getattr(one, name) for one in taken) for name in ("cpu", "wall", "whole_cpu")),
        *(max(getattr(one, name) for one in taken) for name in ("peak", "size")),
    )


def _run_once(module: str, order: Order, *, checked: bool) -> Taken:
    with TemporaryDirectory(prefix="signet-bench-") as folder:
        out = Path(folder) / "out.pdf"
        command = [sys.executable, str(HERE / "contender.py"), module, str(order.pieces), str(out)]
        with Popen(command, stdout=PIPE, cwd=HERE) as process:
            assert process.stdout is not None
            said = process.stdout.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{module} failed; what it said stands above.")
        took = json.loads(said)
        files = sorted(Path(folder).glob("*.pdf"))
        if checked:
            _check(module, order, files)
        size = sum(file.stat().st_size for file in files)
        whole = used.ru_utime + used.ru_stime
        return Taken(order.pieces, took["cpu"], took["wall"], whole, used.ru_maxrss * 1024, size)


def _check(module: str, order: Order, files: list[Path]) -> None:
    """Read all codes on the first and the last sheet that were printed.

    In one file they are known; each of several is a pile of its own, and may begin and end with any.
    """
    links = [link(code) for code in order.codes()]
    for sheet, file, first in ((0, files[0], True), (order.sheets - 1, files[-1], False)):
        expected = {links[piece] for _, piece in order.on_sheet(sheet)}
        found = _read(file, first=first)
        right = found == expected if len(files) == 1 else len(found & set(links)) == len(found) > 0
        if not right:
            raise SystemExit(
                f"{module}: sheet {sheet + 1} has {len(found & expected)} of {len(expected)} codes."
            )


def _read(file: Path, *, first: bool) -> set[str]:
    """Return what the codes on the front of the first or last sheet of a file say."""
    with pypdfium2.PdfDocument(file) as pdf:
        page = pdf[0 if first else len(pdf) - 2]
        seen = page.render(scale=SAMPLE_DPI / 72, grayscale=True).to_pil()
    return {found.text for found in zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)}
