from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]

FIRST = {"id": 1, "host": "", "time_zone": "Europe/Berlin", "language": "de"}


def test_a_new_database_has_one_organisation_that_can_be_named(printkit: Run) -> None:
    assert FIRST.items() <= printkit("organisation", "--json").json.items()
    changed = printkit("organisation", "--name", "Bücherei Łódź", "--host", "QR.Example.de", "--json").json
    assert changed == FIRST | {"name": "Bücherei Łódź", "host": "qr.example.de"}
    assert printkit("organisation", "--language", "en", "--json").json == changed | {"language": "en"}
    shown = printkit("organisation").out
    assert "Bücherei Łódź" in shown
    assert "qr.example.de" in shown


def test_its_host_makes_the_links_where_no_base_url_is_given(printkit: Run) -> None:
    printkit("organisation", "--host", "qr.example.de")
    minted = printkit(
        "mint", "--campaign", "x", "--design", "channels-bookmark", "--copies", "1",
        "--to", "https://www.library.example/",
    )  # fmt: skip
    assert minted.code == 0, minted.err
    assert "qr.example.de/" in minted.out
    assert "NOT FOR PRINT" not in minted.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--name", " "), "empty"),
        (("--host", "https://qr.example.de"), "host alone"),
        (("--host", "qr.example.de/path"), "host alone"),
        (("--time-zone", "Berlin"), "Europe/Berlin"),
        (("--language", "fr"), "de"),
    ],
)
def test_what_cannot_be_used_changes_nothing(printkit: Run, words: tuple[str, str], says: str) -> None:
    before = printkit("organisation", "--json").json
    refused = printkit("organisation", *words)
    assert refused.code in (1, 2)
    assert says in refused.err
    assert printkit("organisation", "--json").json == before
