"""Pages written operator by operator, so that a test says exactly what is painted and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import qrcode
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from printkit.proof.paths.reader import PathsRead, open_paths

TEXT = "HTTPS://QR.EXAMPLE.DE/BCD2FG"
UNIT = 2.0
PLACE = (100.0, 100.0)


def matrix(text: str = TEXT) -> list[list[bool]]:
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_Q)
    code.add_data(text, optimize=0)
    return code.get_matrix()  # type: ignore[no-any-return]


def runs(rows: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Yield column, row from below and length of each dark run."""
    for y, row in enumerate(reversed(rows)):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None


def symbol(style: str = "runs", text: str = TEXT) -> str:  # noqa: PLR0911
    """Return the operators of a symbol of modules 1 wide, its corner at the origin."""
    rows = matrix(text)
    single = [(x, y) for x0, y, length in runs(rows) for x in range(x0, x0 + length)]
    match style:
        case "runs":
            return "\n".join(f"{x} {y} {length} 1 re" for x, y, length in runs(rows)) + "\nf"
        case "one line":
            return " ".join(f"{x} {y} {length} 1 re" for x, y, length in runs(rows)) + " f*"
        case "a fill for each run":
            return "\n".join(f"{x} {y} {length} 1 re f" for x, y, length in runs(rows))
        case "modules":
            return "\n".join(f"{x} {y} 1 1 re" for x, y in single) + "\nf"
        case "a fill for each module":
            return "\n".join(f"{x} {y} 1 1 re\nf" for x, y in single)
        case "downwards":
            return "\n".join(f"{x} {y + 1} {length} -1 re" for x, y, length in runs(rows)) + "\nf"
        case "columns":
            turned = [list(column) for column in zip(*rows, strict=True)]
            count = len(rows)
            return (
                "\n".join(
                    f"{count - 1 - y} {count - x - length} 1 {length} re" for x, y, length in runs(turned)
                )
                + "\nf"
            )
        case "lines":
            return (
                "\n".join(f"{x} {y} m {x + 1} {y} l {x + 1} {y + 1} l {x} {y + 1} l h" for x, y in single)
                + "\nf"
            )
        case "fat modules":
            return "\n".join(f"{x - 0.03} {y - 0.03} 1.03 1.03 re" for x, y in single) + "\nf"
    raise ValueError(style)


def placed(drawn: str, turn: str = "1 0 0 1", place: tuple[float, float] = PLACE, unit: float = UNIT) -> str:
    a, b, c, d = (float(value) * unit for value in turn.split())
    return f"q {a} {b} {c} {d} {place[0]} {place[1]} cm\n{drawn}\nQ"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return ``write(content, resources=None, **entries) -> Path``: a page of 300 by 300 points."""

    def write(content: str | list[str], resources: Any = None, **entries: Any) -> Path:
        with Pdf.new() as pdf:
            parts = [content] if isinstance(content, str) else content
            streams = [Stream(pdf, part.encode("latin-1")) for part in parts]
            found = resources(pdf) if callable(resources) else resources or Dictionary()
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 300, 300]),
                Resources=found,
                Contents=streams[0] if len(streams) == 1 else Array(streams),
            )
            for key, value in entries.items():
                page[f"/{key}"] = value(pdf) if callable(value) else value
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
            path = tmp_path / "page.pdf"
            pdf.save(path)
        return path

    return write


@pytest.fixture
def read(write: Write) -> Callable[..., PathsRead]:
    """Return ``read(content, …) -> PathsRead`` of such a page."""

    def read(content: str | list[str], resources: Any = None, **entries: Any) -> PathsRead:
        with open_paths(write(content, resources, **entries)) as paths:
            return paths.read(1)

    return read


@pytest.fixture(scope="session")
def draw() -> Callable[..., str]:
    """Return ``draw(style="runs", turn=…, place=…, unit=…, text=…) -> str``: the operators of a symbol."""

    def draw(style: str = "runs", text: str = TEXT, **where: Any) -> str:
        return placed(symbol(style, text), **where)

    return draw


@pytest.fixture(scope="session")
def text() -> str:
    """What the symbol of `draw` says unless another text is given."""
    return TEXT
