"""Pictures that were drawn, kept in the run folder as long as there is room.

A name is made of everything that can be seen, so no picture is ever out of date. The oldest go first.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from printkit.files import replace_file

FOLDER = "pictures"
MOST_BYTES = 96 * 1024 * 1024
_KEY = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pictures of one organisation.

    Attributes:
        run_folder: That of the service.
    """

    run_folder: Path
    organisation_id: int

    def path(self, key: str, what: str) -> Path:
        """Return where something about a look is kept.

        Raises:
            ValueError: The key is none.
        """
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        return self.run_folder / FOLDER / f"{self.organisation_id}-{key}-{what}"

    def picture(self, key: str, side: str, size: str) -> Path:
        """Return where a picture is kept."""
        return self.path(key, f"{side}-{size}.webp")

    def read(self, key: str, what: str) -> bytes | None:
        """Return what is kept, and note that it was wanted; ``None`` if it is not there."""
        path = self.path(key, what)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, what: str, content: bytes) -> None:
        """Keep something; what cannot be kept is drawn anew when it is wanted."""
        with suppress(OSError):
            (self.run_folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
            replace_file(self.path(key, what), content)


def make_room(run_folder: Path, most: int = MOST_BYTES) -> None:
    """Remove the pictures that nobody wanted for longest, until the others take no more than ``most``."""
    found = []
    with suppress(OSError):
        for entry in os.scandir(run_folder / FOLDER):
            with suppress(OSError):
                found.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= most:
            return
        with suppress(OSError):
            os.unlink(path)
            total -= size
