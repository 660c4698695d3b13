"""Where the designs and sheets that travel with the program are."""

from __future__ import annotations

from pathlib import Path


def shipped_folder() -> Path:
    """Return the folder with the shipped designs and, in ``sheets/``, the shipped sheets.

    In a wheel it lies inside the package; in a source checkout it is the repository's ``designs/``.
    """
    package = Path(__file__).resolve().parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent / "designs"
