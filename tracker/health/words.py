"""What can be wrong with database and disk, in words for everybody: what it is, and what to do.

The texts name no path. They are marked by ``N_`` for the translators; the staff's pages show them in the
reader's language, /healthz in English.
"""

from __future__ import annotations

from dataclasses import dataclass


def N_(text: str) -> str:  # noqa: N802 (the name by which the extraction of texts knows it)
    """Mark a text that is translated when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what an operator does about it, or ``""``."""

    says: str
    do: str = ""


LOOK_INTO_MESSAGES = N_("Look into the messages of the service: journalctl -u signet")
MAKE_ROOM = N_("Make room on the disk, and make the run folder writable. Then it goes on by itself.")
SEE_DATABASE = N_("See what is said about the database.")

_GONE = Words(
    N_("The database has gone."),
    N_(
        "Put it back, or restore a backup. Until then known codes lead where they led, and hits wait in the "
        "run folder."
    ),
)
_FOREIGN = Words(
    N_("The file in the place of the database is none of Signet's."),
    N_("Move that file away and put the database back, or restore a backup."),
)
_READ_ONLY = Words(
    N_("The database cannot be written to."),
    N_(
        "Look whether the disk takes writes (dmesg, mount) and whether file and folder belong to the "
        "service's user. The doctor says more."
    ),
)
FAULTS = {
    "no-database": _GONE,
    "database-gone": _GONE,
    "no-folder": _GONE,
    "database-is-folder": _FOREIGN,
    "foreign-database": _FOREIGN,
    "not-a-database": _FOREIGN,
    "read-only-database": _READ_ONLY,
    "damaged-database": Words(
        N_("The database is damaged."),
        N_("Keep the damaged file and the run folder, and restore a backup. Hits wait until then."),
    ),
    "database-locked": Words(
        N_("Another program holds the database."),
        N_("End that program, or wait until it is done. Hits wait until then."),
    ),
    "newer-database": Words(
        N_("A newer Signet has written this database."),
        N_("Install that version or a later one, or restore the backup from before the upgrade."),
    ),
    "disk": Words(
        N_("The disk takes nothing for the database."), N_("Make room, or check the disk (dmesg).")
    ),
    "disk-full": Words(N_("The disk is full."), MAKE_ROOM),
    "read-only-disk": Words(
        N_("The disk takes no writes."), N_("Look for the reason (dmesg), then mount it for writing again.")
    ),
    "no-right": Words(
        N_("The service may not write its files."), N_("Give the run folder to the service's user.")
    ),
    "time-zone": Words(
        N_("This machine does not know the time zone of the library."),
        N_("Install tzdata anew, or choose another time zone: printkit organisation --time-zone"),
    ),
    "gone": Words(
        N_("A file or folder of the service has gone."),
        N_("Start the service again: it makes what is missing."),
    ),
}
"""By the rule of a `printkit.errors.Problem` or of `tracker.health.faults`."""

REASONS = (
    N_("No space left on device"),
    N_("the disk is full"),
    N_("Disk quota exceeded"),
    N_("File too large"),
    N_("Read-only file system"),
    N_("Permission denied"),
    N_("No such file or directory"),
    N_("Input/output error"),
    N_("the disk does not answer"),
    N_("Cannot allocate memory"),
    N_("Resource temporarily unavailable"),
)
"""What a system says of a disk that takes nothing, or of a process that it cannot begin, for the gaps."""
