"""Where things are and which settings hold, for every process of one service."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from printkit.errors import SignetError
from tracker.proxies import ForwardedHeader, Proxies
from tracker.scans.durable import Durability

HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one service; the same value reaches all of its processes.

    Attributes:
        database: The file with campaigns and counts.
        run_folder: Spool, snapshot, session key and locks.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        workers: Processes that answer requests.
        base_url: Scheme, host and port under which the pages are reached, or ``""`` if not known.
        segment_days: Days a folded spool segment is kept, so that an older database, restored, can fold
            it again.
        proxies: Proxies of ours whose word about the client counts, as `Proxies.parse` reads them.
        forwarded_header: The header in which they give it.
        durability: What a hit outlives from before its redirect is answered.
    """

    database: Path
    run_folder: Path
    host: str
    port: int
    workers: int
    base_url: str
    segment_days: float
    proxies: str
    forwarded_header: str
    durability: Durability

    @property
    def spool_folder(self) -> Path:
        """Where hits wait to be counted."""
        return self.run_folder / "spool"

    @property
    def snapshot_file(self) -> Path:
        """The file with what every code answers."""
        return self.run_folder / "snapshot"

    def believed_proxies(self) -> Proxies:
        """Return the proxies whose word about the client counts."""
        return Proxies.parse(self.proxies, self.forwarded_header)

    def to_json(self) -> str:
        """Return the settings as text for another process; `from_json` reads it."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Config:
        """Return the settings that `to_json` wrote.

        Raises:
            ValueError: The text is something else.
        """
        read = json.loads(text)
        if not isinstance(read, dict) or set(read) != {field.name for field in fields(cls)}:
            raise ValueError("not the settings of a service")
        read["database"], read["run_folder"] = Path(read["database"]), Path(read["run_folder"])
        read["durability"] = Durability(read["durability"])
        return cls(**read)


def make_config(
    database: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    base_url: str = "",
    segment_days: float = 7.0,
    proxies: str = "",
    forwarded_header: str = ForwardedHeader.X_FORWARDED_FOR,
    durability: Durability = Durability.PROCESS,
) -> Config:
    """Return settings in which the run folder lies beside the database (``campaigns.run/``).

    Raises:
        SignetError: A number is outside its range, or a proxy is none.
    """
    _check("port", port, 0, HIGHEST_PORT)
    _check("workers", workers, 1, 64)
    _check("segment_days", segment_days, 0, 3650)
    Proxies.parse(proxies, forwarded_header)
    database = database.absolute()
    run_folder = database.with_name(f"{database.stem}.run")
    return Config(
        database=database,
        run_folder=run_folder,
        host=host,
        port=port,
        workers=workers,
        base_url=base_url,
        segment_days=segment_days,
        proxies=proxies,
        forwarded_header=forwarded_header,
        durability=durability,
    )


def _check(key: str, value: float, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SignetError.of(
            "setting",
            f"This setting is outside its range, {least} to {most}.",
            "Give a number in it.",
            key=key,
            value=str(value),
        )
