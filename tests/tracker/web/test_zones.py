"""The list of time zones: in the reader's language, each place once, in the order of the alphabet."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from tracker.web.zones import choices, zone_name


@pytest.mark.parametrize(
    ("spoken", "region", "vienna"), [("de", "Europa", "Wien"), ("en", "Europe", "Vienna")]
)
def test_zones_are_named_in_the_language_of_the_reader(
    app: Flask, spoken: str, region: str, vienna: str
) -> None:
    with app.test_request_context(), force_locale(spoken):
        assert next(iter(choices())) == region
        assert ("Europe/Vienna", vienna) in choices()[region]
        assert zone_name("Europe/Vienna") == vienna


def test_no_place_is_listed_twice_by_a_former_name(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        zones = [zone for offered in choices().values() for zone, _ in offered]
        names = [name for _, name in choices()["Europa"]]
    assert "Asia/Kolkata" in zones
    assert "Asia/Calcutta" not in zones
    assert len(names) == len(set(names))
    assert names.index("Zagreb") < names.index("Zürich")  # by the alphabet, not by the bytes
    assert names.index("Brüssel") < names.index("Budapest")


def test_a_zone_of_a_former_name_is_still_named(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        assert zone_name("Asia/Calcutta") == "Calcutta"
