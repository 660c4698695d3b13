"""Folders and files: whose they are, who may read them, and on what they lie."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.scans.staff_pass import KEY_BYTES
from tracker.scans.staff_pass import KEY_FILE as PASS_KEY
from tracker.staff.secret import FILE as SECRET
from tracker.staff.secret import LENGTH
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient

MOUNTS = Path("/proc/self/mountinfo")
LEAST_BYTES, ENOUGH_BYTES = 256 * 2**20, 2**30
LEAST_FILES = 1000
REMOTE = frozenset(
    {
        *(
            "9p",
            "afs",
            "ceph",
            "cifs",
            "davfs",
            "fuse.sshfs",
            "fuse.s3fs",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
        ),
        *("ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs"),
    }
)
"""File systems of other machines: SQLite's write-ahead log needs memory that all its processes share."""
FLEETING = frozenset({"tmpfs", "ramfs"})
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a file lies: the place at which a file system is mounted, and its kind."""

    point: Path
    kind: str


def look_at_folder(patient: Patient) -> Iterator[Finding]:
    """Yield what is found about the folder of the database."""
    folder = patient.config.database.parent
    state = folder.stat()
    if state.st_mode & stat.S_IWOTH and not state.st_mode & stat.S_ISVTX:
        yield mend("folder", f"Everybody may write to {folder}.", f"chmod o-w {folder}")
    elif not _may_write(folder, state, patient.user):
        yield mend(
            "folder",
            f"The user {_name(patient.user)} may not write to {folder}, where SQLite puts files of its own.",
            f"chown {_name(patient.user)} {folder}",
        )
    else:
        yield ok("folder", f"{folder}, of {_name(state.st_uid)}")


def look_at_files(patient: Patient) -> Iterator[Finding]:
    """Yield what is found about the rights of the database and the run folder."""
    config = patient.config
    beside = [config.database.with_name(config.database.name + end) for end in ("", "-wal", "-shm")]
    yield _owners("database", [path for path in beside if path.exists()], patient.user)
    mode = config.database.stat().st_mode
    if mode & 0o007:
        says = "Everybody on this machine may read the database, in which the staff's accounts are."
        yield mend("database", says, f"chmod o-rwx {config.database}")
    if not config.run_folder.is_dir():
        yield note("run-folder", f"There is no {config.run_folder} yet; the first start makes it.")
        return
    yield _owners("run-folder", [config.run_folder, *_below(config.run_folder)], patient.user)
    if config.run_folder.stat().st_mode & 0o022:
        says = f"Others may write to {config.run_folder}."
        yield mend("run-folder", says, f"chmod go-w {config.run_folder}")
    yield _secret(config.run_folder / SECRET, _SESSION_KEY)
    yield _secret(config.run_folder / PASS_KEY, _PASS_KEY)


def look_at_disks(patient: Patient) -> Iterator[Finding]:
    """Yield what is found about the file systems of database and run folder, and the room on them."""
    config = patient.config
    places = {"database": config.database.parent, "run folder": config.run_folder}
    for what, place in places.items():
        if place.exists():
            yield _file_system(what, place)
    seen: set[int] = set()
    for place in places.values():
        if place.exists() and place.stat().st_dev not in seen:
            seen.add(place.stat().st_dev)
            yield _space(place)


def mount_of(path: Path) -> Mount | None:
    """Return what a path lies on, or ``None`` if the system does not tell."""
    found = None
    with suppress(OSError):
        real = path.resolve()
        for line in MOUNTS.read_text(errors="surrogateescape").splitlines():
            before, _, after = line.partition(" - ")
            point = Path(before.split()[4].replace("\\040", " "))
            if real.is_relative_to(point) and (found is None or len(point.parts) >= len(found.point.parts)):
                found = Mount(point, after.split()[0])
    return found


def _file_system(what: str, place: Path) -> Finding:
    mount = mount_of(place)
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        says = f"The {what} lies on a file system that takes no writes."
        return mend("file-system", says, f"Look for the reason (dmesg), then: mount -o remount,rw {place}")
    if mount is None:
        return note("file-system", f"This system does not tell on what the {what} lies.")
    if mount.kind in REMOTE:
        return mend(
            "file-system",
            f"The {what} lies on another machine ({mount.kind} at {mount.point}); locks fail there.",
            "Move database and run folder to a disk of this machine; see docs/operate.md.",
        )
    if mount.kind in FLEETING:
        return mend(
            "file-system",
            f"The {what} lies in memory ({mount.kind} at {mount.point}): the next start forgets it.",
            "Move database and run folder to a disk of this machine; see docs/operate.md.",
        )
    return ok("file-system", f"The {what} lies on {mount.kind}.")


def _space(place: Path) -> Finding:
    state = os.statvfs(place)
    free = state.f_bavail * state.f_frsize
    says = f"{free / 2**20:,.0f} MB free at {place}"
    if free < LEAST_BYTES:
        remedy = "Make room: redirects go on without it, but hits are kept in memory only, and few of them."
        return mend("space", f"Only {says}.", remedy)
    if state.f_files and state.f_favail < LEAST_FILES:
        return mend("space", f"Only {state.f_favail} more files can be made at {place}.", "Remove some.")
    return note("space", f"{says}.", "Make room in time.") if free < ENOUGH_BYTES else ok("space", says)


@dataclass(frozen=True, slots=True)
class _Key:
    """A secret of the run folder, in words.

    Attributes:
        threat: What somebody could do who reads it.
        afterwards: What a new one costs.
    """

    name: str
    length: int
    threat: str
    afterwards: str


_SESSION_KEY = _Key("session key", LENGTH, "sign in as anybody", "all staff sign in again")
_PASS_KEY = _Key("pass key", KEY_BYTES, "pass scans off as tests", "telephones that make tests begin again")


def _secret(path: Path, key: _Key) -> Finding:
    try:
        state = path.stat()
    except FileNotFoundError:
        return note("secret", f"There is no {key.name} yet; the first start makes it.")
    if state.st_mode & 0o077:
        remedy = f"chmod 600 {path}; if somebody may have read it: remove it, {key.afterwards}."
        return mend("secret", f"Others may read the {key.name}, and could {key.threat}.", remedy)
    if state.st_size != key.length:
        return mend("secret", f"{path} is not a {key.name}.", f"Remove it; {key.afterwards}.")
    return ok("secret", f"The {key.name} is for the service only.")


def _owners(name: str, paths: list[Path], user: int) -> Finding:
    strange = [path for path in paths if path.lstat().st_uid != user]
    if not strange:
        return ok(name, f"{paths[0]}, of {_name(user)}")
    named = ", ".join(map(str, strange[:_MOST_NAMED])) + (" and others" if strange[_MOST_NAMED:] else "")
    return mend(
        name,
        f"Not all files are of {_name(user)}, as whom the service works: {named}.",
        f"chown -R {_name(user)} {' '.join(dict.fromkeys(map(str, strange[:_MOST_NAMED])))}"
        " (and run commands as that user, not as root)",
    )


def _below(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in sorted(folder.rglob("*")) if path.exists()]
    return []


def _may_write(path: Path, state: os.stat_result, user: int) -> bool:
    if user == os.geteuid():
        return os.access(path, os.W_OK | os.X_OK)
    if user == state.st_uid:
        return state.st_mode & 0o300 == 0o300
    in_group = _is_in_group(user, state.st_gid)
    return bool(state.st_mode & (0o020 if in_group else 0o002))


def _is_in_group(user: int, group: int) -> bool:
    try:
        known = pwd.getpwuid(user)
    except KeyError:
        return False
    return group in os.getgrouplist(known.pw_name, known.pw_gid)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
