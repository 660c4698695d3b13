"""Where the files of a design come from: a folder, or a frozen copy of the files it used."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from printkit.errors import SignetError
from printkit.shipped import shipped_folder

MAIN_FILE = "design.toml"
# Inside a frozen copy: shipped fonts, and what was chosen for the batch. No path of a designer's begins so.
FONT_FOLDER, CHOICES_FOLDER = "@fonts", "@choices"
MOST_BYTES = 64 * 1024 * 1024
_SHOWN = 100  # characters of a name in a message


class DesignSource(Protocol):
    """Files of one design, read by their path relative to its folder."""

    @property
    def label(self) -> str:
        """The design as messages name it, such as ``designs/spring``."""
        ...

    @property
    def name(self) -> str:
        """The design's own name, such as ``spring``."""
        ...

    def read(self, path: str) -> bytes:
        """Return a file's bytes; a path that leaves the folder or has no file is an error."""
        ...

    def read_shipped_font(self, path: str, file: Path) -> bytes:
        """Return a shipped font: ``path`` in a frozen copy, ``file`` of the font package otherwise."""
        ...

    def read_choice(self, path: str) -> bytes | None:
        """Return a file of the choices (`printkit.design.choosing.choices`), ``None`` without one."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A design in a folder on disk."""

    label: str
    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.resolve().name

    def read(self, path: str) -> bytes:
        """Return the bytes of a file in the folder.

        Raises:
            SignetError: If the path leads out of the folder, or the file is missing, too large or unreadable.
        """
        clean = inside(path)
        root = self.folder.resolve()
        try:
            file = (root / clean).resolve()
            if not file.is_relative_to(root):
                raise _leaves(path)
            size = _size(file)
            if size is None:
                raise _missing(path, [str(p.relative_to(root).as_posix()) for p in _files(root)])
            if size > MOST_BYTES:
                raise SignetError.of(
                    "file-size",
                    f"{path} is larger than {MOST_BYTES // 2**20} MB.",
                    "Make the file smaller.",
                    value=path,
                )
            return file.read_bytes()
        except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links that go round in circles
            raise SignetError.of(
                "file-unreadable",
                f"{path} cannot be read ({_reason(error)}).",
                "Check its permissions.",
                value=path,
            ) from error

    def read_shipped_font(self, path: str, file: Path) -> bytes:
        """Return the font from the font package; ``path`` is only its name in a frozen copy."""
        return file.read_bytes()

    def read_choice(self, path: str) -> bytes | None:
        """Return nothing: a folder holds what all batches share."""
        return None


@dataclass(frozen=True, slots=True)
class FrozenSource:
    """The files that a design used when it was frozen (`Design.files`), shipped fonts included."""

    label: str
    files: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """The last part of the label."""
        return PurePosixPath(self.label).name

    def read(self, path: str) -> bytes:
        """Return the bytes of a frozen file.

        Raises:
            SignetError: If the path leads out of the design, or the file is not in the copy.
        """
        clean = path if path.startswith(f"{FONT_FOLDER}/") else inside(path)
        if clean not in self.files:
            raise _missing(path, list(self.files))
        return self.files[clean]

    def read_shipped_font(self, path: str, file: Path) -> bytes:
        """Return the font as it was frozen; the font package is never asked."""
        return self.read(path)

    def read_choice(self, path: str) -> bytes | None:
        """Return what was chosen when the design was frozen."""
        return self.files.get(path)


def inside(path: str) -> str:
    """Return a relative path in its plain form, ``art/tree.svg``.

    Raises:
        SignetError: If it is empty, absolute, or leads out of the design's folder.
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    absolute = path.startswith(("/", "\\")) or (len(path) > 1 and path[1] == ":")
    if absolute or ".." in parts or "\0" in path or path.startswith("@"):
        raise _leaves(path)
    if not parts:
        raise SignetError.of(
            "file-missing", "No file is named.", 'Write a path such as "art/tree.svg".', value=path
        )
    return "/".join(parts)


def find_design(name_or_path: str) -> DesignSource:
    """Find a design by its path or its name.

    Looks for a folder (or its design.toml) at the path, then in ``./designs``, then among the shipped.

    Raises:
        SignetError: If there is none; names the nearest and lists what exists.
    """
    given = Path(name_or_path)
    places = [
        (given.parent if given.name == MAIN_FILE else given, ""),
        (Path("designs") / name_or_path, "designs"),
        (shipped_folder() / name_or_path, "designs"),
    ]
    if name_or_path.strip():
        for folder, prefix in places:
            if prefix and len(given.parts) != 1:
                continue
            if _holds_design(folder):
                label = f"{prefix}/{name_or_path}" if prefix else _label(folder)
                return FolderSource(label, folder)
    raise _no_design(name_or_path, given)


def design_names() -> tuple[str, ...]:
    """Return the names of the designs in ``./designs`` and of the shipped ones, sorted."""
    found: set[str] = set()
    for folder in (Path("designs"), shipped_folder()):
        if folder.is_dir():
            found |= {child.name for child in folder.iterdir() if _holds_design(child)}
    return tuple(sorted(found))


def _holds_design(folder: Path) -> bool:
    try:
        return (folder / MAIN_FILE).is_file()
    except (OSError, ValueError):
        return False


def _label(folder: Path) -> str:
    return folder.as_posix() if folder.name else folder.resolve().name


def _no_design(name: str, given: Path) -> SignetError:
    names = design_names()
    near = difflib.get_close_matches(name, names, 1, 0.5)
    nearest = f'Did you mean "{near[0]}"? ' if near else ""
    listed = f"There are: {', '.join(names)}." if names else "There is no design here yet."
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    what = (
        f'The folder "{name}" has no {MAIN_FILE}.' if _is_folder(given) else f'There is no design "{shown}".'
    )
    return SignetError.of("unknown-design", what, nearest + listed, value=shown)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _size(file: Path) -> int | None:
    """Return the bytes of a file, or ``None`` if there is none; links in circles are an `OSError`."""
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _files(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder, _, names in os.walk(root):
        found += [Path(folder) / name for name in names]
        if len(found) > 1000:
            break
    return sorted(found)


def _missing(path: str, names: list[str]) -> SignetError:
    near = difflib.get_close_matches(path, [name for name in names if name != path], 1, 0.5)
    remedy = f'Did you mean "{near[0]}"?' if near else "Put the file into the design's folder."
    return SignetError.of("file-missing", f'There is no file "{path}" in the design.', remedy, value=path)


def _leaves(path: str) -> SignetError:
    return SignetError.of(
        "file-outside",
        f'"{path}" leads out of the design\'s folder.',
        "Put the file into the folder and write its path from there.",
        value=path,
    )


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
