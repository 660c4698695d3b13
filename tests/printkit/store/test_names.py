from __future__ import annotations

import pytest

from printkit.errors import SignetError
from printkit.store.names import LONGEST_NAME, checked_name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("  Zweigstelle   Nord\n", "Zweigstelle Nord"),
        ("u\u0308ber", "über"),
        ("rechnung\u202efdp", "rechnungfdp"),
        ("\u2067Bücherbus\u2069", "Bücherbus"),
    ],
)
def test_a_name_has_one_spelling(given: str, name: str) -> None:
    assert checked_name(given, "name") == name


@pytest.mark.parametrize("given", ["", " \u202e ", "a\x00b", "x" * (LONGEST_NAME + 1)])
def test_what_is_no_name_is_refused(given: str) -> None:
    with pytest.raises(SignetError):
        checked_name(given, "name")
