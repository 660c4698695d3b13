"""What the process of a job says to the runner: lines of JSON on its standard output."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from printkit.errors import Problem
from tracker.jobs.model import Stage


@dataclass(frozen=True, slots=True)
class Moved:
    """So many pieces of a stage are done."""

    stage: Stage
    done: int
    total: int

    def to_line(self) -> str:
        """Return it as a line; `read_line` reads it."""
        return json.dumps(["moved", self.stage.value, self.done, self.total])


@dataclass(frozen=True, slots=True)
class Failed:
    """The job cannot be done."""

    problems: tuple[Problem, ...]

    def to_line(self) -> str:
        """Return it as a line; `read_line` reads it."""
        return json.dumps(["failed", [asdict(problem) for problem in self.problems]])


@dataclass(frozen=True, slots=True)
class Ended:
    """The job is done, and says so in the database."""

    def to_line(self) -> str:
        """Return it as a line; `read_line` reads it."""
        return json.dumps(["ended"])


Message = Moved | Failed | Ended


def read_line(line: str) -> Message | None:
    """Return what a line says; ``None`` for one that was cut off."""
    try:
        what, *values = json.loads(line)
        return _read(what, values)
    except (ValueError, TypeError):
        return None


def _read(what: object, values: Sequence[object]) -> Message | None:
    match what, values:
        case "moved", [str(stage), int(done), int(total)]:
            return Moved(Stage(stage), done, total)
        case "failed", [list(problems)]:
            return Failed(tuple(Problem(**one) for one in problems))
        case "ended", []:
            return Ended()
    return None
