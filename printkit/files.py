"""Files that appear whole or not at all, however often and by however many processes they are written."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_LEFTOVER = re.compile(r"\.signet-[0-9a-f]{12}\.tmp(-journal)?")


@contextmanager
def replacing(*targets: Path, durable: bool = True) -> Iterator[tuple[Path, ...]]:
    """Give a new path beside each target to write to; at the end these take the targets' places, all or none.

    Several targets lie in one folder. If the block fails, everything stays as it was. Readers see the old
    file or the new one, never a part.

    Args:
        targets: The files to be created or replaced.
        durable: Whether they must survive a power cut.

    Raises:
        OSError: A file could not be written; it is named after the target, since nobody knows the other path.
    """
    new = tuple(_beside(target) for target in targets)
    try:
        yield new
        if durable:
            for path in new:
                _flush(path)
        _swap(targets, new)
    except OSError as error:
        names = dict(zip(map(str, new), map(str, targets), strict=True))
        name = names.get(str(error.filename), error.filename) or str(targets[0])
        raise OSError(error.errno, error.strerror, name) from error
    finally:
        for path in new:
            path.unlink(missing_ok=True)


def mark_of(path: Path) -> tuple[int, int, int] | None:
    """Return what is another value when a file was replaced or written to; ``None`` if it is not there."""
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def replace_file(path: Path, content: bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """Put a file in place at once, as `replacing` does.

    Args:
        path: The file.
        content: All of it.
        mode: Its permissions.
        durable: Whether it must survive a power cut.

    Raises:
        OSError: It could not be written; the old file is untouched.
    """
    with replacing(path, durable=durable) as (new,):
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with open(descriptor, "wb") as file:
            file.write(content)


def is_half(name: str) -> bool:
    """Tell whether a file is one that is being written, or that a killed process left so, by its name."""
    return _LEFTOVER.fullmatch(name) is not None


def leftovers(folder: Path, *, before: float) -> tuple[Path, ...]:
    """Return the halves of files that killed processes left in a folder.

    Args:
        folder: It need not be there.
        before: Only what was last written before this moment, in seconds since 1970: somebody may still be
            writing to what is younger.
    """
    found = []
    for path in folder.glob(".signet-*.tmp*"):
        with suppress(OSError):
            if is_half(path.name) and path.lstat().st_mtime < before:
                found.append(path)
    return tuple(sorted(found))


def _beside(target: Path) -> Path:
    # The same folder, so that the last step only renames; a short name, since the target's may be as long
    # as names can be; a random one, since several processes may write the same file.
    return target.with_name(f".signet-{secrets.token_hex(6)}.tmp")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _swap(targets: Sequence[Path], new: Sequence[Path]) -> None:
    """Rename the new files; all but the last, whose renaming decides, can be taken back."""
    if len(targets) == 1:
        os.replace(new[0], targets[0])
        return
    with _one_at_a_time(targets[0].parent), ExitStack() as spent, ExitStack() as undo:
        for target, fresh in zip(targets[:-1], new[:-1], strict=True):
            if target.exists():
                kept = _beside(target)
                os.replace(target, kept)
                spent.callback(kept.unlink, missing_ok=True)
                undo.callback(os.replace, kept, target)
            else:
                undo.callback(target.unlink, missing_ok=True)
            os.replace(fresh, target)
        os.replace(new[-1], targets[-1])
        undo.pop_all()


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let processes that replace the same files take turns, so that files of one set stay together."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network folders know no locks; there, hope
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
