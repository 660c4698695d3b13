"""Draws the pictures of docs/imposition.md: real sheets, printed by printkit, small.

Run it after a change of imposition: ``python docs/pictures/imposition/draw.py``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from click.testing import CliRunner
from PIL import Image

from printkit.cli.main import cli

HERE = Path(__file__).resolve().parent
HEIGHT, GAP, RIM = 300, 14, 2
TABLE, EDGE = (236, 232, 226), (150, 145, 138)


@dataclass(frozen=True, slots=True)
class Picture:
    """Pages of one job, beside each other."""

    name: str
    words: tuple[str, ...]
    pieces: int
    pages: tuple[int, ...]
    sheet: str = "sra3"


PRINTER = """format = 1
title = "Crooked"
[front]
x = "9mm"
y = "-6mm"
width = "98%"
height = "98%"
[back]
x = "-7mm"
y = "8mm"
"""

PICTURES = (
    Picture("stacks", (), 30, (1, 3, 5)),
    Picture("rows", ("--order", "rows"), 30, (1, 3, 5)),
    Picture("depth", ("--stack-depth", "2"), 40, (1, 3, 5, 7)),
    Picture("long-edge", (), 10, (1, 2)),
    Picture("short-edge", ("--flip", "short-edge"), 10, (1, 2)),
    Picture("work-and-turn", ("--work-and-turn",), 16, (1, 2)),
    Picture("used", ("--order", "rows", "--start-slot", "4", "--skip-slots", "9"), 15, (1, 3)),
    Picture("bundles", ("--bundles", "12,9"), 27, (1, 3, 5)),
    Picture("printer", ("--printer", "crooked.toml"), 10, (1, 2)),
)


def draw(picture: Picture, folder: Path, out: Path) -> None:
    """Print a job in a folder (the current one), and paste its pages beside each other."""
    links = folder / "links.csv"
    rows = [f"HTTPS://QR.EXAMPLE.DE/{number},{number},{number}" for number in range(1, picture.pieces + 1)]
    links.write_text("\n".join(["link,text,code", *rows]) + "\n", encoding="utf-8")
    (folder / "crooked.toml").write_text(PRINTER, encoding="utf-8")
    words = ("--sheet", picture.sheet, "-o", "sheets.pdf", *picture.words)
    _run("print", "--links", "links.csv", "--design", str(HERE / "numbered"), *words)
    _paste(_pages(folder / "sheets.pdf", picture.pages), out / f"{picture.name}.png")


def _run(*words: str) -> None:
    result = CliRunner().invoke(cli, words)
    if result.exit_code:
        raise SystemExit(f"printkit {' '.join(words)}\n{result.output}")


def _pages(path: Path, numbers: Sequence[int]) -> list[Image.Image]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [
            page.render(scale=2 * HEIGHT / page.get_height()).to_pil().convert("RGB").resize(
                (round(HEIGHT * page.get_width() / page.get_height()), HEIGHT), Image.Resampling.LANCZOS
            )
            for page in (pdf[number - 1] for number in numbers)
        ]  # fmt: skip


def _paste(pages: Sequence[Image.Image], out: Path) -> None:
    width = sum(page.width + GAP + RIM for page in pages) + GAP
    picture = Image.new("RGB", (width, HEIGHT + 2 * GAP), TABLE)
    x = GAP
    for page in pages:
        picture.paste(EDGE, (x - 1, GAP - 1, x + page.width + 1, GAP + page.height + 1))
        picture.paste(page, (x, GAP))
        x += page.width + GAP + RIM
    picture.quantize(48, dither=Image.Dither.NONE).save(out, optimize=True)


def main() -> None:
    """Draw all pictures."""
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        for picture in PICTURES:
            draw(picture, Path(folder), HERE)
        _run("calibrate", "--sheet", "a4", "-o", "calibration.pdf")
        _paste(_pages(Path("calibration.pdf"), (1, 2)), HERE / "calibration.png")


if __name__ == "__main__":
    main()
