"""The rooms that the head of every page leads to, and in which of them the reader is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from tracker.staff.accounts import Account, Role


@dataclass(frozen=True, slots=True)
class Room:
    """A room in the navigation.

    Attributes:
        endpoint: Of its first page.
        name: What it is called, asked for when the language is known.
        paths: Beginnings of its addresses; the first room has all that no other has.
        icon: Name of its picture on a phone; rooms without one are in the menu there.
        role: Who may go there.
    """

    endpoint: str
    name: Callable[[], str]
    paths: tuple[str, ...]
    icon: str = ""
    role: Role = Role.VIEWER


@dataclass(frozen=True, slots=True)
class Link:
    """A room as this reader's page shows it; ``current`` is for ``aria-current``, ``""`` elsewhere."""

    endpoint: str
    text: str
    icon: str
    current: str


ROOMS = (
    Room("staff.overview", lambda: gettext("Campaigns"), (), "campaigns"),
    Room("places.places", lambda: gettext("Places"), ("/staff/places",), "places"),
    Room("staff.phone", lambda: gettext("Test scans"), ("/staff/phone",), "phone"),
    Room("staff.words", lambda: gettext("Words"), ("/staff/words",), "words"),
    Room("people.people", lambda: gettext("People"), ("/staff/people",), role=Role.ADMIN),
    Room(
        "organisation.organisation",
        lambda: gettext("Library"),
        ("/staff/organisation",),
        role=Role.ADMIN,
    ),
)
MENU = (
    Room("account.account", lambda: gettext("Your account"), ("/staff/account",)),
    Room("audit.audit", lambda: gettext("Who did what"), ("/staff/audit",), role=Role.ADMIN),
)


def rooms_for(account: Account) -> tuple[Link, ...]:
    """Return the rooms that an account may go to."""
    return _links(ROOMS, account)


def menu_for(account: Account) -> tuple[Link, ...]:
    """Return what the person's menu leads to, beyond what every page has."""
    return _links(MENU, account)


def _links(rooms: tuple[Room, ...], account: Account) -> tuple[Link, ...]:
    return tuple(
        Link(room.endpoint, room.name(), room.icon, _current(room))
        for room in rooms
        if account.role.includes(room.role)
    )


def _current(room: Room) -> str:
    if request.endpoint == room.endpoint:
        return "page"
    if not request.endpoint or not request.path.startswith("/staff/"):
        return ""
    named = (one for one in (*ROOMS, *MENU) if one.paths and request.path.startswith(one.paths))
    return "true" if next(named, ROOMS[0]) is room else ""
