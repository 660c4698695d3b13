"""Somebody else's links need not be all of a kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CAPITALS = "HTTPS://S.EXAMPLE.DE/" + "A" * 270


@pytest.mark.parametrize(("other", "code"), [("HTTPS://S.EXAMPLE.DE/B", 0), ("https://s.example.de/b", 1)])
def test_the_symbol_that_the_whole_run_needs_is_checked(
    printkit: Callable[..., Any], tmp_path: Path, other: str, code: int
) -> None:
    """One small letter makes the symbols of all links larger, here larger than the leaf."""
    rows = ["link,text", f"{CAPITALS},s.example.de/a", f"{other},s.example.de/b"]
    (tmp_path / "links.csv").write_text("\n".join(rows), encoding="utf-8")
    ran = printkit(
        "print", "--links", "links.csv", "--design", "channels-bookmark", "--sheet", "a4", "-o", "l.pdf"
    )
    assert ran.code == code, ran.err
    assert ("(77 and the quiet zone" in ran.err) == bool(code)
    assert (tmp_path / "l.pdf").exists() != bool(code)


def test_the_longest_text_is_checked_even_beside_a_short_link(
    printkit: Callable[..., Any], tmp_path: Path
) -> None:
    wide = "s.example.de/" + "w" * 60
    rows = ["link,text", f"{CAPITALS},s.example.de/a", f"HTTPS://S.EXAMPLE.DE/B,{wide}"]
    (tmp_path / "links.csv").write_text("\n".join(rows), encoding="utf-8")
    ran = printkit(
        "print", "--links", "links.csv", "--design", "channels-bookmark", "--sheet", "a4", "-o", "l.pdf"
    )
    assert ran.code == 1
    assert "too long" in ran.err
