"""What the doctor looks at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tracker.config import Config
from tracker.survival.running import Running


@dataclass(frozen=True, slots=True)
class Patient:
    """A service, running or not.

    Attributes:
        config: Its settings: those of the running service, where there is one.
        services: The services that run over its folder, or ``None`` if that cannot be told.
        now: The time, in seconds since 1970.
        backups: Folder with its backups, or ``None`` if none was named.
    """

    config: Config
    services: tuple[Running, ...] | None
    now: float
    backups: Path | None = None

    @property
    def runs(self) -> bool:
        """Whether a service runs."""
        return bool(self.services)

    @property
    def user(self) -> int:
        """Whose rights matter: the running service's; else who asks; else, for root, the database's owner."""
        if self.services:
            return self.services[0].uid
        if os.geteuid() == 0 and self.config.database.exists():
            return self.config.database.stat().st_uid
        return os.geteuid()
