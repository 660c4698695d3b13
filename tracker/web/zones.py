"""The time zones that a library can be in, for a list to choose from in the reader's language."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from flask_babel import lazy_gettext as N_  # noqa: N812 (what the extraction of texts knows)

from tracker.web.language import language

REGIONS = {
    "Europe": N_("Europe"),
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Asia": N_("Asia"),
    "Atlantic": N_("Atlantic Ocean"),
    "Australia": N_("Australia"),
    "Indian": N_("Indian Ocean"),
    "Pacific": N_("Pacific Ocean"),
}
"""Beginnings of the IANA names that are offered, in the order of the list, and what they are called."""


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return the zones by region as the choices of a WTForms ``SelectField``."""
    offered = _offered(language())
    return {str(name): list(offered[region]) for region, name in REGIONS.items()}


def zone_name(zone: str) -> str:
    """Return what a zone is called in the reader's language: the place that its clock is named after."""
    return _cities(language()).get(zone) or _last_part(zone)


@cache
def _offered(spoken: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return zone and name by region in the order of the alphabet, without the former names of zones."""
    former, found = get_global("zone_aliases"), defaultdict(list)
    for zone in available_timezones():
        if zone not in former:
            found[zone.partition("/")[0]].append((zone, _cities(spoken).get(zone) or _last_part(zone)))
    return {region: tuple(sorted(found[region], key=lambda one: _in_alphabet(one[1]))) for region in REGIONS}


@cache
def _cities(spoken: str) -> dict[str, str]:
    """Return what zones are called by the CLDR, which lists some by a former name."""
    today, listed = get_global("zone_aliases"), Locale.parse(spoken).time_zones
    return {today.get(zone, zone): str(names["city"]) for zone, names in listed.items() if "city" in names}


def _last_part(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _in_alphabet(name: str) -> str:
    """Return what a name is sorted by: accents make no letter another."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
