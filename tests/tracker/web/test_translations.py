"""The German catalogue has every text of code and templates, translated, and its compiled form fits."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import tracker

PACKAGE = Path(tracker.__file__).parent
FOLDER = PACKAGE / "translations" / "de" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def german() -> Catalog:
    return read_po(BytesIO((FOLDER / "messages.po").read_bytes()), locale="de", abort_invalid=True)


def texts() -> set[str | tuple[str, ...]]:
    with (PACKAGE / "translations" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(PACKAGE), methods, options)
    return {message for _, _, message, _, _ in found}


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def test_the_catalogue_has_exactly_the_texts_of_the_pages(german: Catalog) -> None:
    found = texts()
    assert len(found) > 100
    have = {message.id for message in messages(german)}
    assert have == found, "run the commands of tracker/translations/README.md"


def test_every_text_is_translated(german: Catalog) -> None:
    assert not german.obsolete
    for message in messages(german):
        assert not message.fuzzy, message.id
        assert all(forms(message)), message.id
        assert len(forms(message)) == (2 if message.pluralizable else 1), message.id


def test_placeholders_are_those_of_the_original(german: Catalog) -> None:
    for message in messages(german):
        wanted = set(re.findall(r"%\(\w+\)\w", " ".join(ids(message))))
        for form in forms(message):
            assert set(re.findall(r"%\(\w+\)\w", form)) == wanted, message.id


def test_the_compiled_catalogue_fits(german: Catalog) -> None:
    compiled = read_mo(BytesIO((FOLDER / "messages.mo").read_bytes()))
    assert {ids(m): forms(m) for m in messages(compiled)} == {ids(m): forms(m) for m in messages(german)}


def test_german_quotes_and_address_are_german(german: Catalog) -> None:
    for message in messages(german):
        text = " ".join(forms(message))
        assert '"' not in text, message.id
        assert "“" not in text or "„" in text, message.id
        assert not re.search(r"\b(du|dein|deine|dich|dir)\b", text, re.IGNORECASE), message.id
