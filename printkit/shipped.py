"""What travels with the program besides code: designs, sheets and the profile of the press."""

from __future__ import annotations

from pathlib import Path


def shipped_folder() -> Path:
    """Return the folder with the shipped designs and, in ``sheets/``, the shipped sheets.

    In a wheel it lies inside the package; in a source checkout it is the repository's ``designs/``.
    """
    package = Path(__file__).resolve().parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent / "designs"


def press_profile() -> bytes:
    """Return the ICC profile of the printing condition (FOGRA39, coated paper)."""
    return (Path(__file__).resolve().parent / "profiles" / "FOGRA39L_coated.icc").read_bytes()
