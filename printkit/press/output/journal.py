"""The folder of an unfinished run: its finished files, so that the same command goes on after a kill.

Beside ``spring.pdf`` lies ``spring.job/`` while several files are drawn. In it are the finished ones and a
journal: what run it is, and size and digest of each file. When all are there they are put in place together,
and the folder goes. So files of two runs never stand side by side.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from printkit.errors import SignetError
from printkit.files import is_half, replace_file
from printkit.manifest import manifest_path
from printkit.press.crew.run import Part, Run
from printkit.press.pieces import digest_of

_NAME, _LOCK = "journal", "lock"
_PACKAGES = (
    *("signet-print", "deflate", "fontpkg-lato", "fonttools", "numpy"),
    *("pikepdf", "pillow", "qrcode", "reportlab", "uharfbuzz"),
)
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Seal:
    """How a finished file can be known again."""

    size: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> Seal:
        """Return the seal of a file.

        Raises:
            OSError: It cannot be read.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "blake2b").hexdigest()
            return cls(os.fstat(file.fileno()).st_size, digest)

    def holds(self, path: Path) -> bool:
        """Tell whether a file is there and still the same."""
        try:
            return path.stat().st_size == self.size and Seal.of(path) == self
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished file of the run with the seals of its PDF and its manifest."""

    name: str
    pdf: Seal
    manifest: Seal


def fingerprint(run: Run) -> str:
    """Return a digest of everything that determines the files of a run, their names included."""
    job = run.job
    found = hashlib.sha256(repr([(name, version(name)) for name in _PACKAGES]).encode())
    plain = (job.label, job.copies, job.minted_on, job.not_for_print, job.language)
    for value in (plain, job.design, run.grid, run.plan, run.forms, run.parts):
        found.update(repr(value).encode())
    found.update(digest_of(job.pieces).encode())
    return found.hexdigest()


class Journal:
    """The folder of a run that is being printed; made by `open_journal`.

    Attributes:
        folder: Where finished files are put until all are there.
        todo: Files that are still to be drawn.
    """

    def __init__(
        self, out: Path, parts: Sequence[Part], finished: Sequence[Finished], file: BinaryIO
    ) -> None:
        self.folder = job_folder(out)
        self._out = out
        self._parts = parts
        self._finished = {one.name for one in finished}
        self._file = file

    @property
    def todo(self) -> tuple[Part, ...]:
        """The files that are still to be drawn."""
        return tuple(part for part in self._parts if part.name not in self._finished)

    @property
    def finished(self) -> int:
        """How many files are finished."""
        return len(self._finished)

    def add(self, finished: Finished) -> None:
        """Note that a file is finished.

        Raises:
            OSError: It cannot be noted.
        """
        self._file.write(_line(finished))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._finished.add(finished.name)

    def publish(self) -> None:
        """Put all files in place and end the journal; a run that is killed meanwhile can go on as well.

        Raises:
            OSError: A file cannot be put in place.
        """
        for part in self._parts:
            for name in (manifest_path(Path(part.name)).name, part.name):
                if (self.folder / name).exists():
                    os.replace(self.folder / name, self._out.with_name(name))
        self.discard()

    def discard(self) -> None:
        """Remove the folder; its journal goes after the files, so that one broken off here is known again."""
        _clear(self.folder, ())
        shutil.rmtree(self.folder)


def job_folder(out: Path) -> Path:
    """Return the folder of a run whose files are not all finished yet."""
    return out.with_suffix(".job")


@contextmanager
def open_journal(out: Path, run: Run, note: Note) -> Iterator[Journal]:
    """Take up the run where it was, or begin it.

    Its folder stays when the work is broken off, unless no file is finished or the run cannot be drawn.

    Args:
        out: The PDF that was asked for.
        run: The run.
        note: Told in words what was found.

    Raises:
        SignetError: If another process prints the same, or the folder's name is taken.
        OSError: The folder cannot be written.
    """
    folder = job_folder(out)
    _make(folder)
    with _locked(folder, out):
        first, *lines = _lines(folder / _NAME)
        start = json.dumps({"fingerprint": fingerprint(run), "label": run.job.label, "files": len(run.parts)})
        known = filter(None, map(_read, lines)) if first == start else ()
        finished = [one for one in known if _is_there(one, out)]
        if finished:
            note(f"Continuing: {len(finished):,} of {len(run.parts):,} files were finished already.")
        elif lines and first != start:
            note(f"{folder.name} held {_what(first)}. It is thrown away, and this one begins anew.")
        _clear(folder, finished)
        replace_file(folder / _NAME, b"".join((start.encode(), b"\n", *map(_line, finished))), mode=0o644)
        with (folder / _NAME).open("ab") as file:
            journal = Journal(out, run.parts, finished, file)
            try:
                yield journal
            except BaseException as error:
                # What cannot be drawn today cannot be drawn tomorrow; nothing finished, nothing to keep.
                if isinstance(error, SignetError) or not journal.finished:
                    journal.discard()
                raise


def _make(folder: Path) -> None:
    if folder.exists() and not _is_of_a_run(folder):
        raise SignetError.of(
            "output",
            f"{folder} is needed for a run of several files, but it is something else.",
            "Name another PDF, or move it.",
        )
    folder.mkdir(exist_ok=True)


def _is_of_a_run(folder: Path) -> bool:
    """Tell whether a folder has a journal, or was left where there was none yet, or none any more."""
    if not folder.is_dir():
        return False
    return (folder / _NAME).is_file() or all(
        path.name == _LOCK or is_half(path.name) for path in folder.iterdir()
    )


@contextmanager
def _locked(folder: Path, out: Path) -> Iterator[None]:
    # Not the folder itself: that is locked whenever a file is put there.
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _lock(descriptor, out)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, out: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise SignetError.of(
            "output", f"Another process is printing {out.name} just now.", "Wait for it, or name another PDF."
        ) from error
    except OSError:
        return  # some network folders know no locks; there, hope


def _clear(folder: Path, finished: Sequence[Finished]) -> None:
    """Remove what is not finished; what a killed process was writing has a name of its own."""
    kept = {name for one in finished for name in (one.name, manifest_path(Path(one.name)).name)}
    for path in folder.iterdir():
        if path.name not in (*kept, _NAME, _LOCK):
            path.unlink(missing_ok=True)  # a helper that was just killed may remove its own


def _is_there(finished: Finished, out: Path) -> bool:
    """Tell whether a finished file is still whole, here or, since the end was near, in its place already."""
    places = (job_folder(out) / finished.name, out.with_name(finished.name))
    pdf = any(map(finished.pdf.holds, places))
    return pdf and any(map(finished.manifest.holds, map(manifest_path, places)))


def _lines(journal: Path) -> list[str]:
    """Return the lines of a journal, its first one in any case."""
    try:
        return journal.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    except FileNotFoundError:
        return [""]


def _line(finished: Finished) -> bytes:
    return json.dumps(asdict(finished)).encode() + b"\n"


def _read(line: str) -> Finished | None:
    """Read a line of the journal; ``None`` if it was cut off."""
    try:
        found: Mapping[str, Mapping[str, object]] = json.loads(line)
        seals = (Seal(int(str(found[key]["size"])), str(found[key]["digest"])) for key in ("pdf", "manifest"))
        return Finished(str(found["name"]), *seals)
    except (ValueError, KeyError, TypeError):
        return None


def _what(first: str) -> str:
    try:
        found = json.loads(first)
        return f'an unfinished run of another job ("{found["label"]}", {found["files"]:,} files)'
    except (ValueError, KeyError, TypeError):
        return "an unfinished run of another job"
