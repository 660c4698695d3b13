"""Under which address the short links of an organisation are, and whether it may be printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from printkit.store.hosts import host_reason
from printkit.store.links import BaseUrl, not_for_print_reason
from printkit.store.mint import next_code_length
from printkit.store.organisations import organisation, own_hosts
from tracker.config import Config
from tracker.staff.drafts.model import Batches


class Doubt(StrEnum):
    """Why links that begin so must not be printed for the public."""

    NONE = ""
    INSIDE = "inside"  # only this computer or this network reaches it
    UNSAFE = "unsafe"  # plain http


@dataclass(frozen=True, slots=True)
class Base:
    """A base URL, and what speaks against printing it."""

    url: BaseUrl
    doubt: Doubt


def base_of(db: Database, organisation_id: int, config: Config) -> Base:
    """Return the base URL of new short links: the organisation's host, else where the service is reached."""
    host = organisation(db, organisation_id).host
    fallback = config.base_url or f"http://127.0.0.1:{config.port or 8000}"
    url = BaseUrl.parse(f"https://{host}" if host else fallback)
    if not not_for_print_reason(str(url)):
        return Base(url, Doubt.NONE)
    return Base(url, Doubt.INSIDE if host_reason(url.host) else Doubt.UNSAFE)


def code_length(db: Database, batches: Batches) -> int:
    """Return how many letters the codes of batches will have, if nobody mints meanwhile."""
    return next_code_length(db, max(1, batches.codes))


def all_own_hosts(db: Database, organisation_id: int, config: Config) -> frozenset[str]:
    """Return every host that no destination may lead to: of codes that are or will be printed, and ours."""
    ours = {BaseUrl.parse(config.base_url).host} if config.base_url else set()
    return own_hosts(db) | ours | {base_of(db, organisation_id, config).url.host}
