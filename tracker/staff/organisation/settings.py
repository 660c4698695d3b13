"""What an admin can set for the library, what a change of it does to the figures, and the change itself."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.organisations import organisation, set_organisation
from tracker.scans.events import keep_events, retained
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action, before_and_after
from tracker.staff.audit.lines import Kind, Subject, note


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a library.

    Attributes:
        host: Of new short links, ``""`` for the address under which the service is reached.
        kept_days: How long single hits are kept before only counts are left.
    """

    name: str
    host: str
    time_zone: str
    language: str
    kept_days: int


class Consequence(StrEnum):
    """What a change does that nobody would expect of a form; asked about before it is done."""

    HOST = "host"
    TIME_ZONE = "time-zone"
    FORGET = "forget"


class ChangedMeanwhileError(Exception):
    """Somebody else changed the settings since they were shown."""


def read_settings(db: Database, organisation_id: int) -> Settings:
    """Return the settings of an organisation."""
    found = organisation(db, organisation_id)
    kept = retained(db, organisation_id)
    return Settings(found.name, found.host, found.time_zone, found.language, kept.days)


def consequences(before: Settings, after: Settings) -> tuple[Consequence, ...]:
    """Return what has to be confirmed before settings are changed."""
    found = {
        Consequence.HOST: after.host not in ("", before.host),
        Consequence.TIME_ZONE: after.time_zone != before.time_zone,
        Consequence.FORGET: after.kept_days < before.kept_days,
    }
    return tuple(one for one, is_so in found.items() if is_so)


def write_settings(db: Database, account: Account, before: Settings, after: Settings) -> Settings:
    """Change what differs, note it, and return the settings as they are now.

    Args:
        db: The database.
        account: Who changes them.
        before: What was shown.
        after: What is wished for.

    Raises:
        ChangedMeanwhileError: They are no longer what was shown.
        SignetError: A value cannot be used. Nothing is changed in either case.
    """
    number = account.organisation_id
    with transaction(db):
        if read_settings(db, number) != before:
            raise ChangedMeanwhileError
        set_organisation(
            db,
            number,
            name=after.name,
            host=after.host,
            time_zone=after.time_zone,
            language=after.language,
        )
        if after.kept_days != before.kept_days:
            keep_events(db, after.kept_days, int(time.time() * 1000), number)
        now = read_settings(db, number)
        if now != before:
            subject = Subject(Kind.ORGANISATION, number, now.name)
            note(db, account, Action.SETTINGS_CHANGED, subject, _detail(before, now))
    return now


def _detail(before: Settings, after: Settings) -> str:
    """Return what changed, value by value."""
    pairs = zip(asdict(before).values(), asdict(after).values(), strict=True)
    return ", ".join(before_and_after(old or "–", new or "–") for old, new in pairs if old != new)
