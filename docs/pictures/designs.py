"""Makes docs/designs.pdf, a contact sheet of all designs in true size, and its small picture.

Run it after a change of a design: ``python docs/pictures/designs.py``.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from click.testing import CliRunner
from PIL import Image

from printkit.cli.main import cli

DOCS = Path(__file__).resolve().parents[1]
ORDER = ("channels-bookmark", "wish-bookmark", "voucher-bookmark", "dl-flyer", "a6-card", "a4-poster")
DOTS_PER_MM = 3.0
GAP, RIM = 18, 26
GROUND, EDGE = (236, 232, 226), (176, 170, 162)


def run(*words: str) -> None:
    """Run a command of printkit."""
    result = CliRunner().invoke(cli, words)
    if result.exit_code:
        raise SystemExit(result.output)


def sides(design: str, folder: Path) -> list[Image.Image]:
    """Return the sides of a design, cut to the trim."""
    links, out = folder / "links.csv", folder / f"{design}.pdf"
    links.write_text("link,text\nHTTPS://QR.EXAMPLE.DE/BCD2FG,qr.example.de/bcd2fg\n", encoding="utf-8")
    run("print", "--links", str(links), "--design", design, "--sheet", "single", "-o", str(out))
    pictures = []
    with pypdfium2.PdfDocument(out) as pdf:
        for page in pdf:
            left, bottom, right, top = page.get_trimbox()
            whole = page.render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()
            height = page.get_height()
            box = (left, height - top, right, height - bottom)
            pictures.append(whole.crop(tuple(round(x * DOTS_PER_MM * 25.4 / 72) for x in box)))
    return pictures


def row(pictures: list[Image.Image]) -> Image.Image:
    """Return pictures beside each other, on one foot line."""
    width = sum(one.width + GAP for one in pictures) - GAP
    height = max(one.height for one in pictures)
    paper = Image.new("RGB", (width + 2 * RIM, height + 2 * RIM), GROUND)
    x = RIM
    for one in pictures:
        paper.paste(EDGE, (x - 1, RIM + height - one.height - 1, x + one.width + 1, RIM + height + 1))
        paper.paste(one, (x, RIM + height - one.height))
        x += one.width + GAP
    return paper


def main() -> None:
    """Make both."""
    run("contact", *ORDER, "-o", str(DOCS / "designs.pdf"))
    with TemporaryDirectory() as folder:
        fronts = [sides(design, Path(folder))[0] for design in ORDER]
    small = row(fronts)
    small.quantize(128, dither=Image.Dither.NONE).save(DOCS / "pictures" / "designs.png", optimize=True)


if __name__ == "__main__":
    main()
