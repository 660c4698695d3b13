"""The colours of the style sheet reach the contrast of WCAG 2.2 AA, in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tracker

STATIC = Path(tracker.__file__).parent / "static"
STYLE = (STATIC / "signet.css").read_text(encoding="utf-8")
OTHERS = [STATIC / "staff.css", *sorted((STATIC / "rooms").glob("*.css"))]
TEXT = [
    ("ink", "paper"), ("ink", "leaf"), ("soft", "paper"), ("soft", "leaf"), ("petrol", "paper"),
    ("petrol", "leaf"), ("on-petrol", "petrol"), ("ink", "petrol-wash"), ("ink", "ribbon-wash"),
    ("on-ribbon", "ribbon"), ("ribbon", "leaf"), ("ribbon", "paper"), ("ink", "good-wash"),
    ("ink", "warn-wash"),
    ("petrol", "petrol-wash"), ("petrol", "good-wash"), ("petrol", "warn-wash"), ("petrol", "ribbon-wash"),
    ("soft", "petrol-wash"), ("soft", "warn-wash"),
]  # fmt: skip
SHAPES = [("edge", "leaf"), ("edge", "paper"), ("bar", "leaf"), ("petrol", "paper"), ("ribbon", "leaf"),
    ("good", "leaf"), ("warn", "leaf"),
]  # fmt: skip


def colours(dark: bool) -> dict[str, str]:
    light, _, rest = STYLE.partition("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", rest.split("\n}")[0])) if dark else {})


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read(dark: bool) -> None:
    named = colours(dark)
    for front, back in TEXT:
        assert contrast(named[front], named[back]) >= 4.5, (front, back)


@pytest.mark.parametrize("dark", [False, True])
def test_shapes_can_be_seen(dark: bool) -> None:
    named = colours(dark)
    for front, back in SHAPES:
        assert contrast(named[front], named[back]) >= 3, (front, back)


def test_colours_are_named_once_and_used_by_name() -> None:
    body = STYLE[STYLE.index("*, *::before") :].split("@media print")[0]
    for text in (body, *(path.read_text(encoding="utf-8") for path in OTHERS)):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])|rgb\(|hsl\(|oklch\(", text)


def test_every_name_that_is_used_is_there() -> None:
    named = set(re.findall(r"(--[a-z-]+):", STYLE))
    for path in OTHERS:
        text = path.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[a-z-]+):", text))
        assert set(re.findall(r"var\((--[a-z-]+)", text)) <= named | own, path.name


def test_nothing_comes_from_elsewhere() -> None:
    for text in (STYLE, *(path.read_text(encoding="utf-8") for path in OTHERS)):
        assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        assert "@import" not in text
