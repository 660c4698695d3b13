"""A small design that a test can change, in a real folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.design import Design
from printkit.design.reading import load_design
from printkit.design.source import FolderSource

Make = Callable[..., Design]

HEAD = """format = 1
title = "Frühling"
language = "de"
[piece]
width = "50mm"
height = "150mm"
[inks]
petrol = { cmyk = [90, 0, 40, 0], svg = ["#00607a", "#99bfca 40%"] }
[fonts]
text = "Lato Regular"
[fields.headline]
default = "Lesen"
max_length = 200
[fields.library]
sample = "Stadtbibliothek Lindenau"
help = "Name der Bibliothek"
"""
TAIL = """
[[back]]
type = "qr"
name = "code"
x = "13mm"
y = "20mm"
size = "24mm"
[[back]]
type = "short-link"
text = "{link}"
x = "5mm"
y = "50mm"
width = "40mm"
font = "text"
size = "8pt"
align = "center"
"""


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that reads a design with the given elements on its front, and files beside it."""

    def build(
        elements: str = "",
        files: dict[str, bytes] | None = None,
        *,
        head: str = HEAD,
        choices: Choices = Choices(),  # noqa: B008
    ) -> Design:
        folder = tmp_path / "spring"
        for name, data in {"design.toml": (head + elements + TAIL).encode(), **(files or {})}.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return load_design(with_choices(FolderSource("designs/spring", folder), choices))

    return build
