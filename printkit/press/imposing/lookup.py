"""Small TOML files that are found by name: sheets, printers, sheets of labels."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path

from printkit.design.tables import Report, Table
from printkit.errors import SignetError


def names_in(folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the names of all TOML files in some folders."""
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.toml")}))


def find_file(kind: str, name: str, folders: Sequence[Path]) -> Path:
    """Find a file: by its path, else by name in any case, in the first of the folders that has one.

    Args:
        kind: What it is, for messages: ``sheet``.
        name: Name or path.
        folders: Where to look for a name.

    Raises:
        SignetError: If there is none.
    """
    if name.lower().endswith(".toml") or "/" in name or "\\" in name:
        path = Path(name)
        if path.is_file():
            return path
        raise SignetError.of(
            f"unknown-{_rule(kind)}", f"There is no file {name}.", f"Name a {kind} or its file."
        )
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            if path.stem.lower() == name.lower():
                return path
    names = names_in(folders)
    near = difflib.get_close_matches(name.lower(), names, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    known = f"{kind.capitalize()}s: {', '.join(names)}." if names else f"There is none in {folders[0]}."
    raise SignetError.of(
        f"unknown-{_rule(kind)}", f"There is no {kind} {name!r}.", f"{hint}{known}", value=name
    )


def open_table(kind: str, path: Path) -> Table:
    """Read a file as a table, whose report collects the faults; format 1 is the only one.

    Raises:
        SignetError: If it cannot be read or is not TOML.
    """
    table = Table(_parsed(kind, path), "", Report(str(path)))
    if table.raw("format", True) not in (None, 1):
        table.fault("format", "format", '"format" is not 1.', "Write format = 1.")
    return table


def check_table(table: Table) -> None:
    """Refuse a table with faults, also with keys that nobody asked for.

    Raises:
        SignetError: With every fault of the file.
    """
    table.finish()
    if table.report.errors:
        raise SignetError(table.report.errors)


def _parsed(kind: str, path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        message = f"The {kind} cannot be read ({error.strerror})."
        raise _unreadable(kind, path, message) from error
    except UnicodeDecodeError as error:
        raise _unreadable(kind, path, "The file is not in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(kind, path, f"This is not TOML: {error}.") from error


def _unreadable(kind: str, path: Path, message: str) -> SignetError:
    return SignetError.of(_rule(kind), message, "Compare it with one that comes with Signet.", file=str(path))


def _rule(kind: str) -> str:
    return kind.replace(" ", "-")
