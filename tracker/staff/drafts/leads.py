"""Where the codes of a draft will lead: its destination and those of single batches, each looked at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from tracker.staff.destinations.lookout import lookout
from tracker.staff.destinations.store import Looked, keep, last_look
from tracker.staff.drafts.destination import is_fresh
from tracker.staff.drafts.model import Draft


@dataclass(frozen=True, slots=True)
class Lead:
    """A destination, and for whom it is.

    Attributes:
        batches: Names of the batches that lead there; none for the draft's own destination.
        looked: What the last look found; ``None`` if nobody looked of late.
    """

    address: str
    batches: tuple[str, ...]
    looked: Looked | None


def leads_of(db: Database, draft: Draft) -> tuple[Lead, ...]:
    """Return all destinations of a draft, its own first."""
    rows = [row for row in draft.batches.rows if row.destination not in ("", draft.destination)]
    others = dict.fromkeys(row.destination for row in rows)
    own = [Lead(draft.destination, (), _looked(db, draft, draft.destination))] if draft.destination else []
    return (
        *own,
        *(
            Lead(to, tuple(row.name for row in rows if row.destination == to), _looked(db, draft, to))
            for to in others
        ),
    )


def look_at_leads(db: Database, draft: Draft, own_hosts: Collection[str], *, anew: bool = False) -> None:
    """Look at the destinations of a draft, as far as there is time, and keep what is found.

    Args:
        own_hosts: Hosts that no destination may lead to.
        anew: Whether to look again also where somebody just did.
    """
    wanted = [lead.address for lead in leads_of(db, draft) if anew or not is_fresh(lead.looked)]
    for look in lookout().look_at(wanted, own_hosts):
        keep(db, draft.organisation_id, look)


def _looked(db: Database, draft: Draft, address: str) -> Looked | None:
    return last_look(db, draft.organisation_id, address)
