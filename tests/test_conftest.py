"""The helpers of tests/conftest.py, against a PDF whose codes are known."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import qrcode
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

LINKS = ["HTTPS://QR.EXAMPLE.DE/BCD2FG", "HTTPS://QR.EXAMPLE.DE/HJK3MN"]


IGNORING = """
import runpy, signal, subprocess, sys
for number in (signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
runpy.run_path(sys.argv[1])
child = "import signal; print(signal.getsignal(signal.SIGINT).__name__, signal.getsignal(signal.SIGHUP).name)"
subprocess.run([sys.executable, "-c", child], check=True)
"""


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Two pages of 60x80 mm, a code on each: 20 mm wide, 10 mm from the left, 15 mm from the top."""
    path = tmp_path / "two.pdf"
    canvas = Canvas(str(path), pagesize=(60 * mm, 80 * mm))
    for link in LINKS:
        code = qrcode.QRCode(border=0)
        code.add_data(link)
        matrix = code.get_matrix()
        side = 20 * mm / len(matrix)
        for row, cells in enumerate(matrix):
            for column, dark in enumerate(cells):
                if dark:
                    canvas.rect(10 * mm + column * side, 65 * mm - (row + 1) * side, side, side, 0, 1)
        canvas.showPage()
    canvas.save()
    return path


def test_zxing_tells_page_text_and_place(pdf: Path, decode_pdf: Callable[..., list[Any]]) -> None:
    seen = decode_pdf(pdf, 300)
    assert [(found.page, found.text) for found in seen] == list(enumerate(LINKS, start=1))
    assert seen[1].box == pytest.approx((10, 15, 20, 20), abs=0.3)


def test_zbar_tells_page_and_text(pdf: Path, decode_pdf: Callable[..., list[Any]]) -> None:
    seen = decode_pdf(pdf, 300, "zbar")
    assert [(found.page, found.text) for found in seen] == list(enumerate(LINKS, start=1))


def test_absent_program_skips_for_a_newcomer(
    need_program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SIGNET_CI", raising=False)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="signet-nonsense"):
        need_program("signet-nonsense")


def test_absent_program_fails_in_ci(
    need_program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNET_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="signet-nonsense"):
        need_program("signet-nonsense")


def test_what_tests_start_takes_ctrl_c_and_a_closed_terminal_though_they_ignore_both() -> None:
    command = [sys.executable, "-c", IGNORING, str(Path(__file__).with_name("conftest.py"))]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout == "default_int_handler SIG_DFL\n", ran.stderr
