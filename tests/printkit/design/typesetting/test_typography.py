"""Signs of the typewriter are named with what print has for them, in the language of the design."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from printkit.design.checks.check import check
from printkit.design.design import Design
from printkit.errors import Problem

Make = Callable[..., Design]
TEXT = """
[[front]]
type = "text"
text = "{headline} {library}"
x = "5mm"
y = "70mm"
width = "40mm"
font = "text"
size = "9pt"
"""


def signs(make: Make, text: str, language: str = "de") -> list[Problem]:
    design = replace(make(TEXT), language=language)
    found = check(design, {"headline": text, "library": "x"}, "q.de/bcd2fg", "BCD2FG", lambda level: 25)
    return [p for p in found if p.rule in ("straight-quotes", "hyphen-for-dash", "three-dots")]


@pytest.mark.parametrize(
    ("text", "language", "proper"),
    [
        ('Das "gute" Buch', "de", "„…“"),
        ('A "good" book', "en", "“…”"),
        ('Dobra "książka"', "pl", "„…”"),
        ('İyi "kitap"', "tr", "“…”"),
        ("Geht's?", "de", "Write ’ for an apostrophe, ‚…‘"),
        ("Lesen - immer", "de", 'Write " – ".'),
        ("Reading - always", "en", 'Write "—" without spaces, or " – ".'),
        ("Lesen -- immer", "de", 'Write " – ".'),
        ("- Lesen\n- Hören", "de", 'Write " – ".'),
        ("Sa 10 - 16 Uhr", "de", "–"),
        ("Di 9.30-18.30 Uhr", "de", 'Write "9.30–18.30".'),
        ("Lesen ...", "de", "…"),
    ],
)
def test_each_sign_is_named_with_the_proper_one(make: Make, text: str, language: str, proper: str) -> None:
    problems = signs(make, text, language)
    assert problems
    assert proper in problems[0].remedy
    assert {problem.severity for problem in problems} == {"warning"}
    assert {problem.key for problem in problems} == {"fields.headline"}


@pytest.mark.parametrize(
    "text",
    [
        "„Gut“ – ‚besser‘ … geht’s?",
        "Kinder- und Jugendbücher",
        "Haus-Nr. 12-14, 03421-123456",
        "10–16 Uhr",
        "A-Z",
        "2026-11-23",
        "«Bon» “good”",
    ],
)
def test_what_is_proper_is_left_alone(make: Make, text: str) -> None:
    assert signs(make, text) == []
