"""Findings in the words of those who order: German for all that they can meet, honest about the rest."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, session

import printkit
import tracker
from tracker.staff.design import sentences
from tracker.staff.design.labels import by_side, field_help, field_label, other_language, size_text
from tracker.staff.design.sentences import say_findings
from tracker.studio.orders import Finding
from tracker.studio.shown import FieldShown, Shown

FIELD = FieldShown(
    "step_1", "", "", "1. Schritt, höchstens 24 Zeichen; leer lassen nimmt ihn weg", 24, False, "back"
)
SHOWN = Shown("wish", "Wunsch", "", "de", "", 52.0, 148.5, 3.0, 2, True, (FIELD,), (), ())


def finding(rule: str, severity: str = "error", about: str = "field", value: str = "") -> Finding:
    return Finding(rule, severity, "English.", "Remedy.", about, ("step_1",), value)  # type: ignore[arg-type]


def test_every_rule_with_a_sentence_exists_and_is_said_in_german(app: Flask) -> None:
    sources = [path for package in (printkit, tracker) for path in Path(package.__path__[0]).rglob("*.py")]
    known = "".join(path.read_text() for path in sources if path.name != "sentences.py")
    for rule in (*sentences._WORDS, *sentences._PLAIN):
        assert f'"{rule}"' in known, rule
        with app.test_request_context("/staff/"):
            (said,) = say_findings([finding(rule, value="3")], SHOWN)
        assert not said.english
        assert not re.search(r"\b(the|is|please|of)\b", said.text, re.IGNORECASE), said.text


def test_other_rules_are_said_in_english_within_a_german_sentence(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        found = say_findings([finding("brand-new"), finding("bleed", "warning", "design")], SHOWN)
    assert [(one.text, one.english) for one in found] == [
        ("Etwas an diesem Text lässt sich nicht gut drucken.", "English. Remedy.")
    ]


def test_errors_come_first_and_nothing_twice(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        found = say_findings(
            [finding("three-dots", "warning"), finding("script", value="本"), finding("script", value="本")],
            SHOWN,
        )
    assert [one.is_error for one in found] == [True, False]
    assert "„本“" in found[0].text


def test_labels(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        assert field_label("step_1") == "Schritt 1"
        assert field_label("colour_of_door") == "Colour of door"
        assert field_help(FIELD, SHOWN) == "1. Schritt; leer lassen nimmt ihn weg"
        assert size_text(SHOWN) == "52 × 148,5 mm"
        assert by_side(SHOWN) == (("Rückseite", (FIELD,)),)
    with app.test_request_context("/staff/"):
        session["language"] = "en"
        assert field_label("headline") == "Headline"
        assert other_language(SHOWN) == "German"
        assert field_help(FIELD, SHOWN) == "1. Schritt; leer lassen nimmt ihn weg"
