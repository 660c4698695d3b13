"""The time zones that a library can be in, for a list to choose from."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

FIRST = "Europe"
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def time_zones() -> dict[str, tuple[str, ...]]:
    """Return the IANA names by region, Europe first, in the order of the alphabet."""
    found = defaultdict(list)
    for name in sorted(available_timezones()):
        region = name.partition("/")[0]
        if region in _REGIONS:
            found[region].append(name)
    return {region: tuple(found[region]) for region in sorted(found, key=lambda one: (one != FIRST, one))}


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return them as the choices of a WTForms ``SelectField``."""
    return {
        region: [(name, name.partition("/")[2].replace("_", " ")) for name in names]
        for region, names in time_zones().items()
    }
