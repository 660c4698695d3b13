"""Where pages of figures lead: tabs, other rooms, the same page with other filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext

from printkit.store.model import Campaign

Tab = tuple[str, str, bool]
"""Its text, its address, and whether the reader is there."""


def campaign_tabs(campaign: Campaign, current: str) -> tuple[Tab, ...]:
    """Return the tabs of a campaign's pages; ``current`` is one of their names."""
    tabs = (
        ("figures", "figures.campaign", gettext("Figures")),
        ("places", "figures.campaign_places", gettext("Places")),
        ("hand-out", "handing_out.campaign", gettext("Handing out")),
        ("orders", "orders.of_campaign", gettext("Print")),
        ("notes", "notes.campaign", gettext("Notes")),
        ("sharing", "sharing.links", gettext("Share")),
        ("settings", "campaigns.settings", gettext("Settings")),
    )
    found = ((name, text, link(endpoint, campaign_id=campaign.id)) for name, endpoint, text in tabs)
    return tuple((text, url, name == current) for name, text, url in found if url)


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a view, or ``""`` if the service has no such view."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work, to be asked for again with other arguments.

    Attributes:
        endpoint: Of the page; that of its live parts has ``_live`` behind it.
        values: The numbers in its address, by name.
        query: The arguments that are asked for.
    """

    endpoint: str
    values: Mapping[str, int]
    query: Mapping[str, str]

    def url(self, **changed: str | None) -> str:
        """Return the address of this page with some arguments changed, or left out (``None``)."""
        query: dict[str, Any] = {name: text for name, text in ({**self.query, **changed}).items() if text}
        return url_for(self.endpoint, **dict[str, Any](self.values), **query)

    def bare(self) -> str:
        """Return the address of this page without any argument."""
        return url_for(self.endpoint, **dict[str, Any](self.values))

    def turned(self, name: str, page: int, pages: int) -> Turned:
        """Return the way to other pages of a list."""
        return Turned(self, name, page, pages)

    def live(self, part: str) -> str:
        """Return where a part of this page is asked for again and again."""
        values: dict[str, Any] = {**self.values, **self.query}
        return url_for(f"{self.endpoint}_live", part=part, **values)


@dataclass(frozen=True, slots=True)
class Turned:
    """A page of a list among figures; the way to the others leaves all else as it is.

    Attributes:
        name: Of the argument, and id of the list's place on the page.
    """

    links: Here
    name: str
    page: int
    pages: int

    def url(self, page: int) -> str:
        """Return the address of another page of the list."""
        return f"{self.links.url(**{self.name: str(page)})}#{self.name}"


def here(query: dict[str, str]) -> Here:
    """Return the page at work, with the arguments that were understood."""
    found = (request.view_args or {}).items()
    values = {name: int(number) for name, number in found if name != "part"}
    return Here((request.endpoint or "").removesuffix("_live"), values, query)
