"""Texts that run into each other are named, however they are turned; those that only stand close are not."""

from collections.abc import Callable

import pytest

from printkit.design.checks.check import check
from printkit.design.design import Design


def text(name: str, words: str, **keys: object) -> str:
    given = {"x": "6mm", "y": "70mm", "width": "38mm", "font": "text", "size": "10pt", **keys}
    lines = [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in given.items()]
    return "\n".join(['[[front]]\ntype = "text"', f'name = "{name}"\ntext = "{words}"', *lines, ""])


@pytest.fixture
def overlaps(make: Callable[..., Design]) -> Callable[..., list[tuple[str, str]]]:
    def run(*elements: str) -> list[tuple[str, str]]:
        design = make("".join(elements))
        found = check(design, {"headline": "", "library": ""}, "a.de/bcd2fg", "BCD2FG", lambda level: 25)
        assert all(finding.severity == "warning" for finding in found if finding.rule == "text-overlap")
        return [(finding.key, finding.message) for finding in found if finding.rule == "text-overlap"]

    return run


def test_a_text_that_runs_into_another_is_named_once(overlaps: Callable[..., list[tuple[str, str]]]) -> None:
    first, second = text("one", "Lesen\\nmacht\\nfroh"), text("two", "Und klug\\nund reich", y="76mm")
    assert overlaps(first, second) == [('front[2] "two"', 'The text runs into that of front[1] "one".')]


def test_lines_that_stand_close_do_not_overlap(overlaps: Callable[..., list[tuple[str, str]]]) -> None:
    assert overlaps(text("one", "Tage"), text("two", "Übung", y="74mm")) == []
    assert overlaps(text("one", "links"), text("two", "rechts", align="right")) == []


@pytest.mark.parametrize(("y", "expected"), [("70mm", 1), ("84mm", 0)])
def test_turned_texts_are_looked_at_as_they_lie(
    overlaps: Callable[..., list[tuple[str, str]]], y: str, expected: int
) -> None:
    slanted = text("one", "Schräg und lang genug", rotate=-45, height="3mm")
    assert len(overlaps(slanted, text("two", "unten rechts", y=y, align="right"))) == expected


def test_the_short_link_is_a_text_too(overlaps: Callable[..., list[tuple[str, str]]]) -> None:
    beside = text("two", "Die Adresse", x="10mm", y="50.5mm", width="30mm").replace("front", "back")
    assert [message for _, message in overlaps(beside)] == ['The text runs into that of back[1] "two".']
