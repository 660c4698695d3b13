"""Reading somebody else's short links: a CSV with a column ``link``."""

from __future__ import annotations

import csv
import string
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO
from urllib.parse import quote, urlsplit

import numpy as np

from printkit.errors import Problem, SignetError
from printkit.press.pieces import LinkPieces, Texts
from printkit.store.hosts import parse_authority

LONGEST_LINK = 500
REMEDY = "Write a CSV in UTF-8 whose first line names the columns: link, and if you like text and code."


def read_links(path: Path) -> LinkPieces:
    """Read links as pieces, numbered from 1 in the order of the file.

    Columns: ``link`` (what the QR code says, exactly), ``text`` (printed beside it; by default the link
    without its scheme) and ``code`` (by default what follows the link's last slash). Comma or semicolon.

    Raises:
        SignetError: With every row that cannot be used.
    """
    problems: dict[int, Problem] = {}
    links, texts, codes, lines = Texts(), Texts(), Texts(), array("I")
    for line, row in _rows(path):
        link = (row.get("link") or "").strip()
        message = _fault(link)
        if message:
            problems[line] = _problem(path, line, link, message)
            continue
        lines.append(line)
        links.append(link)
        texts.append((row.get("text") or "").strip() or _shown(link))
        codes.append((row.get("code") or "").strip() or link.rstrip("/").rpartition("/")[2])
    for index, first in _repeated(links):
        message = f"The link stands in line {lines[first]} already; every piece needs its own."
        problems[lines[index]] = _problem(path, lines[index], links[index], message)
    if problems:
        raise SignetError(problems[line] for line in sorted(problems))
    if not links:
        raise SignetError.of("links", "There is no link in this file.", REMEDY, file=str(path))
    return LinkPieces(links, texts, codes)


def _problem(path: Path, line: int, link: str, message: str) -> Problem:
    return Problem("links", message, "Correct the row.", str(path), f"line {line}", link)


def _repeated(links: Texts) -> Iterator[tuple[int, int]]:
    """Yield each link that was there before, with the first one like it; a million links need 16 MB."""
    hashes = np.fromiter(map(hash, links), np.int64, len(links))
    order = np.argsort(hashes, kind="stable")
    alike = np.flatnonzero(hashes[order[1:]] == hashes[order[:-1]])
    first: dict[str, int] = {}
    for index in sorted({int(order[at + after]) for at in alike for after in (0, 1)}):
        before = first.setdefault(links[index], index)
        if before != index:
            yield index, before


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _read(path, file)
    except OSError as error:
        message = f"The links cannot be read ({error.strerror})."
        raise SignetError.of("links", message, "Check the path.", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise SignetError.of("links", "This is not text in UTF-8.", REMEDY, file=str(path)) from error


def _read(path: Path, file: TextIO) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    header = file.readline()
    file.seek(0)
    reader = csv.DictReader(file, delimiter=";" if header.count(";") > header.count(",") else ",")
    try:
        names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
        if "link" not in names:
            raise SignetError.of("links", 'No column is named "link".', REMEDY, file=str(path))
        reader.fieldnames = names
        for row in reader:
            if any((cell or "").strip() for key, cell in row.items() if key):
                yield reader.line_num, row
    except csv.Error as error:
        message = f"This is not a CSV ({error})."
        key = f"line {reader.line_num}"
        raise SignetError.of("links", message, REMEDY, file=str(path), key=key) from error


def _fault(link: str) -> str:
    if not link:
        return "The row has no link."
    if not _is_web_address(link):
        return f'"{link[:80]}" is no web address.'
    if any(character.isspace() or not character.isprintable() for character in link):
        return "The link has a space or a control character in it."
    if len(link) > LONGEST_LINK:
        return f"The link has {len(link)} characters; a code on paper carries at most {LONGEST_LINK}."
    return "" if link.isascii() else _fault_of_letters(link)


def _fault_of_letters(link: str) -> str:
    letter = next(character for character in link if not character.isascii())
    try:
        return f'Not every scanner reads the "{letter}" in the link. Write it as {_in_ascii(link)}'
    except ValueError as error:
        return f"The link is no web address: {error}."


def _in_ascii(link: str) -> str:
    """Return a web address with its letters beyond ASCII written as browsers send them."""
    parts = urlsplit(link)
    host, port = parse_authority(parts.netloc.rpartition("@")[2])
    rest = quote(link[link.index(parts.netloc) + len(parts.netloc) :], safe=string.punctuation)
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{rest}"


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _shown(link: str) -> str:
    shown = link.partition("://")[2].rstrip("/")
    return shown.lower() if link == link.upper() else shown
