"""Every figure of the documentation is explained to the staff, where its question mark leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

DOCS = Path(__file__).parents[3] / "docs"
SignIn = Callable[..., FlaskClient]


def anchors(texts: Iterable[str]) -> set[str]:
    """Return ``cost-per-scan`` for ``Cost per scan``, and for ``Scanned, typed`` both."""
    names = (name.partition("(")[0] for text in texts for name in text.lower().split(","))
    return {name.strip().replace(" ", "-") for name in names}


@pytest.fixture
def page(sign_in: SignIn) -> str:
    return sign_in().get("/staff/words").text


def ids(page: str) -> list[str]:
    return re.findall(r' id="([a-z0-9-]+)"', page)


def test_every_figure_of_the_documentation_is_explained(page: str) -> None:
    figures = (DOCS / "figures.md").read_text(encoding="utf-8").partition("\n## ")[0]
    trust = (DOCS / "statistics.md").read_text(encoding="utf-8")
    wanted = anchors(re.findall(r"^\| \*\*(.+?)\*\*", figures, re.MULTILINE))
    wanted |= anchors(re.findall(r"^## (.+)$", trust, re.MULTILINE))
    assert {"scan", "prefetch", "typed", "half-life"} <= wanted
    assert wanted <= set(ids(page))


def test_every_word_is_explained_once(page: str) -> None:
    assert len(ids(page)) == len(set(ids(page)))


def test_every_question_mark_leads_to_a_word(app: Flask, page: str) -> None:
    """Whatever a template asks for by ``word("id")`` or ``word="id"``."""
    folder = Path(app.root_path) / "templates" / "staff"
    used = {
        found
        for path in folder.rglob("*.html")
        for found in re.findall(r"""\bword(?:\(|=)["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert used <= set(ids(page))


def test_the_words_are_german_and_english(db: Database, sign_in: SignIn) -> None:
    client = sign_in()
    german = client.get("/staff/words").text
    assert "Was heißt" not in german  # nothing on this page needs another one
    assert "Halbwertszeit" in german
    assert "1,25 % gegenüber 1 %" in german
    db.execute("UPDATE staff SET language = 'en'")
    assert "1.25 % against 1 %" in client.get("/staff/words").text
