"""The organisation: its name, host, time zone and language; and which hosts are our own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.hosts import parse_authority
from printkit.store.links import BaseUrl
from printkit.store.model import DEFAULT_ORGANISATION, Batch, Organisation
from printkit.store.names import checked_name

LANGUAGES = ("de", "en")


def organisation(db: Database, organisation_id: int = DEFAULT_ORGANISATION) -> Organisation:
    """Return an organisation.

    Raises:
        SignetError: There is none with this number.
    """
    row = db.execute(
        "SELECT id, name, host, time_zone, language FROM organisation WHERE id = ?", [organisation_id]
    ).fetchone()
    if row is None:
        raise SignetError.of("unknown-organisation", f"There is no organisation {organisation_id}.")
    return Organisation(*row)


def organisation_ids(db: Database) -> tuple[int, ...]:
    """Return the numbers of all organisations."""
    return tuple(row[0] for row in db.execute("SELECT id FROM organisation ORDER BY id"))


def organisation_of(db: Database, batch: Batch) -> int:
    """Return the number of the organisation whose campaign a batch belongs to."""
    row = db.execute("SELECT organisation_id FROM campaign WHERE id = ?", [batch.campaign_id]).fetchone()
    return int(row[0])


def local_day(db: Database, organisation_id: int, at: datetime | None = None) -> date:
    """Return the day it is where an organisation is, at a moment, by default now."""
    zone = ZoneInfo(organisation(db, organisation_id).time_zone)
    return (at or datetime.now(UTC)).astimezone(zone).date()


def set_organisation(
    db: Database,
    organisation_id: int = DEFAULT_ORGANISATION,
    *,
    name: str | None = None,
    host: str | None = None,
    time_zone: str | None = None,
    language: str | None = None,
) -> Organisation:
    """Change what is given, leave the rest, and return the organisation as it is now.

    Args:
        host: Host of new short links, with its port if it has one of its own; ``""`` for none. Minted
            batches keep theirs.

    Raises:
        SignetError: A value cannot be used; nothing is changed then.
    """
    with transaction(db):
        now = organisation(db, organisation_id)
        db.execute(
            "UPDATE organisation SET name = ?, host = ?, time_zone = ?, language = ? WHERE id = ?",
            [
                now.name if name is None else checked_name(name, "name of the organisation"),
                now.host if host is None else _checked_host(host),
                now.time_zone if time_zone is None else _checked_time_zone(time_zone),
                now.language if language is None else _checked_language(language),
                organisation_id,
            ],
        )
        return organisation(db, organisation_id)


def own_hosts(db: Database) -> frozenset[str]:
    """Return every host that codes are or were printed with, of all organisations, without ports.

    No destination may lead to one of them: that would run in circles.
    """
    authorities = {row[0] for row in db.execute("SELECT host FROM organisation WHERE host <> ''")}
    authorities |= {
        BaseUrl.parse(row[0]).authority for row in db.execute("SELECT DISTINCT base_url FROM batch")
    }
    return frozenset(parse_authority(authority)[0] for authority in authorities)


def _checked_host(text: str) -> str:
    """Return ``host`` or ``host:port`` as base URLs have it."""
    if not text.strip():
        return ""
    try:
        parse_authority(text.strip())
    except ValueError as error:
        raise SignetError.of(
            "host", f"{error}.", 'Write the host alone, such as "qr.example.de".', key="host", value=text
        ) from error
    return BaseUrl.parse(f"https://{text.strip()}").authority


def _checked_time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError) as error:
        raise SignetError.of(
            "time-zone", f'There is no time zone "{text}".', 'Write its IANA name, such as "Europe/Berlin".'
        ) from error


def _checked_language(text: str) -> str:
    if text not in LANGUAGES:
        raise SignetError.of("language", f'"{text}" is not one of our languages.', 'Use "de" or "en".')
    return text
