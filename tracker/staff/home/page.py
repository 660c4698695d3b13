"""The first page, put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request

from tracker.staff.accounts import Account
from tracker.staff.drafts.model import DraftLine
from tracker.staff.drafts.store import drafts_of
from tracker.staff.home.campaigns import DAYS, Card, Group, read_cards
from tracker.staff.home.unknown import Unknown, read_unknown
from tracker.web.site import database

MANY = 8
"""From so many campaigns on, they can be looked for by name."""
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows.

    Attributes:
        total: How many campaigns there are, found or not.
        looked_for: What was typed to find some by name, ``""`` for all.
    """

    running: tuple[Card, ...]
    over: tuple[Card, ...]
    archived: tuple[Card, ...]
    drafts: tuple[DraftLine, ...]
    unknown: Unknown | None
    total: int
    looked_for: str

    @property
    def found(self) -> int:
        """How many campaigns are shown."""
        return len(self.running) + len(self.over) + len(self.archived)


def show_home(account: Account) -> str:
    """Return the first page as HTML."""
    looked_for = " ".join(request.args.get("name", "")[:LONGEST].split())
    cards = read_cards(database(), account.organisation_id)
    found = tuple(card for card in cards if looked_for.casefold() in card.campaign.name.casefold())
    home = Home(
        _of(found, Group.RUNNING),
        _of(found, Group.OVER),
        _of(found, Group.ARCHIVED),
        drafts_of(database(), account.organisation_id),
        read_unknown(database(), account.organisation_id),
        len(cards),
        looked_for,
    )
    return render_template("staff/home/page.html", home=home, weeks=DAYS // 7, many=MANY)


def _of(cards: Iterable[Card], group: Group) -> tuple[Card, ...]:
    return tuple(card for card in cards if card.group is group)
