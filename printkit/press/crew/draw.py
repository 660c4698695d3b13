"""One file of a run: its PDF and its manifest, both or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from printkit.files import replacing
from printkit.manifest import manifest_path
from printkit.press.crew.run import Part
from printkit.press.pages import Pages
from printkit.press.plates import Plates

_BUFFER = 1 << 18


def draw_part(plates: Plates, part: Part, folder: Path, drawn: Callable[[], None]) -> None:
    """Draw a file and its manifest into a folder; what was there is replaced when both are written.

    Args:
        plates: What all files of the run have in common.
        part: The file.
        folder: Where it goes.
        drawn: Called after each sheet.

    Raises:
        SignetError: If a link line does not fit.
        OSError: If a file cannot be written.
    """
    pdf = folder / part.name
    with (
        replacing(manifest_path(pdf), pdf) as (manifest_new, pdf_new),
        pdf_new.open("wb", buffering=_BUFFER) as file,
        manifest_new.open("w", encoding="utf-8", newline="", buffering=_BUFFER) as manifest,
    ):
        Pages(plates, part, file, manifest).draw(drawn)
