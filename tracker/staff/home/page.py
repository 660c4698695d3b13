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
from tracker.staff.paging import paged
from tracker.web.site import database

MANY = 8
"""From so many campaigns on, they can be looked for by name."""
ON_A_PAGE = 25
MOST_ARCHIVED = 100
"""How many are listed; older ones of the archive are found by their name."""
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows.

    Attributes:
        running: Those of this page.
        over: Likewise; all running ones come first.
        archived: The newest of the archive.
        in_archive: How many there are.
        found: How many campaigns have what is looked for in their name, the archive among them.
        total: How many campaigns there are, found or not.
        looked_for: What was typed to find some by name, ``""`` for all.
        page: Which page this is, from 1 to ``pages``.
    """

    running: tuple[Card, ...]
    over: tuple[Card, ...]
    archived: tuple[Card, ...]
    in_archive: int
    drafts: tuple[DraftLine, ...]
    unknown: Unknown | None
    found: int
    total: int
    looked_for: str
    page: int
    pages: int


def show_home(account: Account) -> str:
    """Return the first page as HTML."""
    looked_for = " ".join(request.args.get("name", "")[:LONGEST].split())
    cards = read_cards(database(), account.organisation_id)
    found = [card for card in cards if looked_for.casefold() in card.campaign.name.casefold()]
    archived = _of(found, Group.ARCHIVED)
    listed = (*_of(found, Group.RUNNING), *_of(found, Group.OVER))
    shown = paged(listed, most=ON_A_PAGE)
    home = Home(
        running=_of(shown.rows, Group.RUNNING),
        over=_of(shown.rows, Group.OVER),
        archived=archived[:MOST_ARCHIVED],
        in_archive=len(archived),
        drafts=drafts_of(database(), account.organisation_id),
        unknown=read_unknown(database(), account.organisation_id),
        found=len(found),
        total=len(cards),
        looked_for=looked_for,
        page=shown.page,
        pages=shown.pages,
    )
    return render_template("staff/home/page.html", home=home, weeks=DAYS // 7, many=MANY)


def _of(cards: Iterable[Card], group: Group) -> tuple[Card, ...]:
    return tuple(card for card in cards if card.group is group)
