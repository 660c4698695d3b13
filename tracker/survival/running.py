"""Which services run over a run folder: read from the system's table of processes, not from a file that a
crash would leave behind."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.config import Config

PROCESSES = Path("/proc")
SERVICE, BACKGROUND = "tracker.service", "tracker.background"
_OPEN_FILES = re.compile(r"^Max open files\s+(\d+|unlimited)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs.

    Attributes:
        pid: Its first process.
        uid: The user it runs as.
        config: Its settings, or ``None`` if another version of Signet wrote them.
        open_files: How many files each of its processes may open, or ``None`` if that cannot be told.
    """

    pid: int
    uid: int
    config: Config | None
    open_files: int | None


def running_services(run_folder: Path) -> tuple[Running, ...] | None:
    """Return the services over a run folder, or ``None`` on a system without /proc."""
    try:
        folders = [entry for entry in PROCESSES.iterdir() if entry.name.isdigit()]
    except OSError:
        return None
    lines = {folder: _words(folder) for folder in folders}
    # A service that takes any free port tells it to its background process.
    better = {words[4]: words[3] for words in lines.values() if _is(words, BACKGROUND) and len(words) > 4}
    found = (
        _service(folder, words[3], better.get(folder.name, words[3]), run_folder)
        for folder, words in lines.items()
        if _is(words, SERVICE)
    )
    return tuple(sorted((one for one in found if one), key=lambda one: one.pid))


def _words(process: Path) -> list[str]:
    with suppress(OSError):  # it has ended, or is none of our business
        line = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        return line[1:]
    return []


def _is(words: list[str], module: str) -> bool:
    """Whether a command line is one of `tracker.serve.command` and `tracker.service`."""
    return words[:3] == ["-P", "-m", module] and len(words) > 3


def _service(process: Path, said: str, better: str, run_folder: Path) -> Running | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        if Path(str(json.loads(said)["run_folder"])).resolve() == run_folder.resolve():
            return Running(int(process.name), process.stat().st_uid, _config(better), _open_files(process))
    return None


def _config(said: str) -> Config | None:
    try:
        return Config.from_json(said)
    except (ValueError, TypeError):
        return None


def _open_files(process: Path) -> int | None:
    with suppress(OSError):
        match = _OPEN_FILES.search((process / "limits").read_text())
        if match and match[1].isdigit():
            return int(match[1])
    return None
