"""Long lists, a page at a time. Which page stands in the address, beside whatever else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

MOST = 40
"""Rows of a page: a long look, and few enough bytes for a phone."""
_LONGEST_NUMBER = 9
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """A page of a list.

    Attributes:
        rows: Those of this page.
        page: Which one it is, from 1 to ``pages``.
        total: How many rows the whole list has.
        first: The number of the first row of this page, from 1.
    """

    rows: Sequence[Row]
    page: int
    pages: int
    total: int
    first: int
    _begin: str
    _name: str
    _kept: tuple[tuple[str, str], ...]
    _end: str

    def url(self, page: int) -> str:
        """Return the address of another page of this list; all else that the address asks for stays."""
        query = urlencode([*self._kept, *([(self._name, str(page))] if page > 1 else [])])
        return f"{self._begin}{'?' if query else ''}{query}{self._end}"


def paged(
    rows: Sequence[Row], name: str = "page", *, most: int = MOST, url: str = "", part: str = ""
) -> Paged[Row]:
    """Return the page of a list that the address asks for; the last one if it asks for more.

    Args:
        rows: The whole list.
        name: Of the argument: a page with several lists has a name for each.
        most: Rows of a page.
        url: Of the page, where a form that was refused shows it at its own address.
        part: Id of the list's place on the page, where the reader then is.
    """
    pages = pages_of(len(rows), most)
    page = min(max(1, asked_number(name)), pages)
    kept = tuple((key, text) for key, text in request.args.items(multi=True) if key != name)
    begin, end = url or request.path, f"#{part}" if part else ""
    start = (page - 1) * most
    return Paged(rows[start : start + most], page, pages, len(rows), start + 1, begin, name, kept, end)


def pages_of(rows: int, most: int) -> int:
    """Return how many pages so many rows take, at least one."""
    return max(1, -(-rows // most))


def asked_number(name: str) -> int:
    """Return the number that the address asks for under a name; 0 for anything else."""
    return number_in(request.args.get(name, ""))


def number_in(text: str) -> int:
    """Return the number that an argument of an address says; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0
