"""Where the files of a run go, and what must not be replaced there."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from pathlib import Path

from printkit.errors import SignetError
from printkit.manifest import is_header, manifest_path
from printkit.press.crew.run import Part, numbered

_WIDTHS = range(3, 8)
"""Digits in the names of files: a million sheets are at most a million files."""


def check_folder(out: Path) -> None:
    """Require that the name of a PDF can be used.

    Raises:
        SignetError: If it is no name of a PDF, or its folder does not exist.
    """
    if out.suffix.lower() != ".pdf":
        raise SignetError.of("output", f"{out} does not end in .pdf.", f"Write {out.with_suffix('.pdf')}.")
    if not out.parent.is_dir():
        raise SignetError.of("output", f"There is no folder {out.parent}.", "Make it first, or name another.")


def check_targets(out: Path, parts: Sequence[Part]) -> None:
    """Require that every file of a run may be put in place.

    Raises:
        SignetError: If one would replace something that is no PDF with its manifest, or if files with higher
            numbers are left of a longer run: whoever takes all files by their names would mix two runs.
    """
    for part in parts:
        pdf = out.with_name(part.name)
        try:
            _check_target(pdf)
        except OSError as error:
            raise unwritable(pdf, error) from error
    if len(parts) > 1:
        _check_left_over(out, parts)


def _check_target(pdf: Path) -> None:
    manifest = manifest_path(pdf)
    for path in (pdf, manifest):
        if path.is_dir():
            raise SignetError.of("output", f"{path} is a folder.", "Name another file.")
    if not _may_be_replaced(manifest):
        raise SignetError.of(
            "output",
            f"The manifest would replace {manifest}, which is no manifest.",
            "Name another PDF, or move that file.",
        )


def unwritable(out: Path, error: OSError) -> SignetError:
    """Return how to say that a PDF could not be written."""
    message = f"The PDF cannot be written ({error.strerror})."
    return SignetError.of("output", message, remedy(error), file=str(out))


def remedy(error: OSError) -> str:
    """Return what helps against a fault in writing a file."""
    if isinstance(error, ChildProcessError):
        return "Print again; if that fails, too, with --processes 1."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Make room, or name a file on another disk."
    if error.errno == errno.ENAMETOOLONG:
        return "Name it shorter."
    return "Check the rights of the folder and whether another program holds the file, or name another."


def _check_left_over(out: Path, parts: Sequence[Part]) -> None:
    left = [name for width in _WIDTHS for name in _left_over(out, parts, width)]
    if left:
        which = f"{left[0]} is" if len(left) == 1 else f"{left[0]} to {left[-1]} are"
        raise SignetError.of(
            "output",
            f"{which} left of another run that had other files; together they would look like one run.",
            "Move them away or delete them, or name another PDF.",
            file=str(out.parent),
        )


def _left_over(out: Path, parts: Sequence[Part], width: int) -> Iterator[str]:
    """Yield files numbered with so many digits that follow the run's own, or begin with number 1."""
    own = {part.name for part in parts}
    number = len(parts) + 1 if numbered(out, len(parts), width) in own else 1
    while out.with_name(name := numbered(out, number, width)).exists():
        yield name
        number += 1


def _may_be_replaced(manifest: Path) -> bool:
    """Tell whether a manifest is there, an empty file, or nothing."""
    try:
        with manifest.open("rb") as file:
            line = file.readline().decode("utf-8", "replace")
            return not line.strip("\ufeff\r\n") or is_header(line)
    except FileNotFoundError:
        return True
