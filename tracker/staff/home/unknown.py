"""Codes that do not exist, and are asked for all the same: a misprint may be among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.organisations import organisation
from tracker.reports.unknown import UnknownCode, UnknownFigures, unknown_codes, unknown_figures

DAYS = 56
MOST = 10
"""Codes that are asked for again and again; more would be a list to scroll past."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Codes that do not exist: how often they were asked for of late, and which again and again."""

    figures: UnknownFigures
    codes: tuple[UnknownCode, ...]


def read_unknown(db: Database, organisation_id: int) -> Unknown | None:
    """Return what is to be said about codes that do not exist, ``None`` if nobody asked for any of late."""
    today = datetime.now(ZoneInfo(organisation(db, organisation_id).time_zone)).date()
    since = today - timedelta(days=DAYS - 1)
    figures = unknown_figures(db, since=since, organisation_id=organisation_id)
    if not figures.people and not figures.refused:
        return None
    codes = unknown_codes(db, most=MOST, organisation_id=organisation_id)
    return Unknown(figures, tuple(one for one in codes if one.last_day >= since))
