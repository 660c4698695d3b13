"""Reading somebody else's short links: a CSV with a column ``link``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from printkit.errors import Problem, SignetError
from printkit.press.job import Piece

LONGEST_LINK = 500
REMEDY = "Write a CSV in UTF-8 whose first line names the columns: link, and if you like text and code."


def read_links(path: Path) -> tuple[Piece, ...]:
    """Read links as pieces, numbered from 1 in the order of the file.

    Columns: ``link`` (what the QR code says, exactly), ``text`` (printed beside it; by default the link
    without its scheme) and ``code`` (by default what follows the link's last slash). Comma or semicolon.

    Raises:
        SignetError: With every row that cannot be used.
    """
    rows = _rows(path)
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    pieces: list[Piece] = []
    for line, row in rows:
        link = (row.get("link") or "").strip()
        message = _fault(link, first_line)
        if message:
            problems.append(Problem("links", message, "Correct the row.", str(path), f"line {line}", link))
            continue
        first_line[link] = line
        text = (row.get("text") or "").strip() or _shown(link)
        code = (row.get("code") or "").strip() or link.rstrip("/").rpartition("/")[2]
        pieces.append(Piece(len(pieces) + 1, link, text, code))
    if problems:
        raise SignetError(problems)
    if not pieces:
        raise SignetError.of("links", "There is no link in this file.", REMEDY, file=str(path))
    return tuple(pieces)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"The links cannot be read ({error.strerror})."
        raise SignetError.of("links", message, "Check the path.", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise SignetError.of("links", "This is not text in UTF-8.", REMEDY, file=str(path)) from error
    header = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    if "link" not in names:
        raise SignetError.of("links", 'No column is named "link".', REMEDY, file=str(path))
    reader.fieldnames = names
    try:
        for row in reader:
            if any((cell or "").strip() for key, cell in row.items() if key):
                yield reader.line_num, row
    except csv.Error as error:
        message = f"This is not a CSV ({error})."
        key = f"line {reader.line_num}"
        raise SignetError.of("links", message, REMEDY, file=str(path), key=key) from error


def _fault(link: str, first_line: Mapping[str, int]) -> str:
    if not link:
        return "The row has no link."
    if not _is_web_address(link):
        return f'"{link[:80]}" is no web address.'
    if any(character.isspace() or not character.isprintable() for character in link):
        return "The link has a space or a control character in it."
    if len(link) > LONGEST_LINK:
        return f"The link has {len(link)} characters; a code on paper carries at most {LONGEST_LINK}."
    if link in first_line:
        return f"The link stands in line {first_line[link]} already; every piece needs its own."
    return ""


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _shown(link: str) -> str:
    shown = link.partition("://")[2].rstrip("/")
    return shown.lower() if link == link.upper() else shown
