"""What every test may use: programs that may be absent, and two decoders that are not `printkit.proof`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import HealthCheck, settings
from PIL import Image

# How long an example takes says more about what else the machine does than about us. Tests that mean a time
# measure it themselves. Under CI examples are the same each time: new ones are for those who look for faults.
settings.register_profile(
    "signet",
    deadline=None,
    derandomize="SIGNET_CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("signet")

# Tests that a script starts in its background ignore Ctrl-C, and those under nohup a closed terminal.
# So would all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)  # the tests themselves go on

Decoder = Literal["zxing", "zbar"]
NeedProgram = Callable[[str], Path]
DecodePdf = Callable[..., list["Seen"]]
ZBAR = "{http://zbar.sourceforge.net/2008/barcode}"


class Seen(NamedTuple):
    """One QR symbol on a page (from 1).

    ``box`` is left, top, width, height in mm from the page's top left corner, without the quiet zone;
    ``None`` where the decoder tells no place (zbar).
    """

    page: int
    text: str
    box: tuple[float, float, float, float] | None


@pytest.fixture(scope="session")
def need_program() -> NeedProgram:
    """Return where a program of the system is: ``pdftoppm = need_program("pdftoppm")``.

    Without it a newcomer's test is skipped, with the reason; under CI (``SIGNET_CI`` or ``CI`` set) it fails.
    """
    return _need_program


@pytest.fixture(scope="session")
def decode_pdf(need_program: NeedProgram) -> DecodePdf:
    """Return ``decode(pdf, dpi=300, decoder="zxing") -> list[Seen]``, which renders with poppler.

    ``decoder`` is ``"zxing"`` or ``"zbar"``. Neither path shares code with `printkit.proof`.
    """

    def decode(pdf: Path, dpi: int = 300, decoder: Decoder = "zxing") -> list[Seen]:
        with TemporaryDirectory() as folder:
            pages = _render(need_program("pdftoppm"), pdf, dpi, Path(folder))
            if decoder == "zbar":
                return _zbar(need_program("zbarimg"), pages)
            return _zxing(pages, dpi)

    return decode


def _need_program(name: str) -> Path:
    found = shutil.which(name)
    if found is None:
        reason = f"The program {name} is not installed."
        if os.environ.get("SIGNET_CI") or os.environ.get("CI"):
            pytest.fail(f"{reason} .ci/run must install it.")
        pytest.skip(f"{reason} Install it to run this test.")
    return Path(found)


def _render(pdftoppm: Path, pdf: Path, dpi: int, folder: Path) -> list[Path]:
    command = [str(pdftoppm), "-gray", "-r", str(dpi), str(pdf), str(folder / "page")]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.glob("page-*.pgm"), key=lambda path: int(path.stem.removeprefix("page-")))


def _zxing(pages: list[Path], dpi: int) -> list[Seen]:
    seen = []
    for page, path in enumerate(pages, start=1):
        with Image.open(path) as picture:
            for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
                place = found.position
                corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
                left, right = min(c.x for c in corners), max(c.x for c in corners)
                top, bottom = min(c.y for c in corners), max(c.y for c in corners)
                mm = 25.4 / dpi
                box = (left * mm, top * mm, (right - left) * mm, (bottom - top) * mm)
                seen.append(Seen(page, found.text, box))
    return seen


def _zbar(zbarimg: Path, pages: list[Path]) -> list[Seen]:
    command = [str(zbarimg), "--nodbus", "--quiet", "--xml", "-Sdisable", "-Sqrcode.enable"]
    done = subprocess.run([*command, *map(str, pages)], capture_output=True, check=False)
    if done.returncode not in (0, 4):  # 4: no symbol in some picture
        raise RuntimeError(done.stderr.decode())
    numbers = {str(path): number for number, path in enumerate(pages, start=1)}
    return [
        Seen(numbers[source.attrib["href"]], symbol.findtext(f"{ZBAR}data") or "", None)
        for source in ElementTree.fromstring(done.stdout).iter(f"{ZBAR}source")
        for symbol in source.iter(f"{ZBAR}symbol")
    ]
