"""Where a benchmark's tables go, and on what they were measured."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


class Report:
    """The report of one benchmark.

    Args:
        script: Its file, such as ``benchmarks/print.py``; the marks in a document name it.
        arguments: What it was called with.
        packages: Whose versions are told, where they are installed.
    """

    def __init__(self, script: str, arguments: Sequence[str], packages: Iterable[str]) -> None:
        self._script, self._arguments, self._packages = script, arguments, packages
        self._begin, self._end = f"<!-- {script} begins -->", f"<!-- {script} ends -->"

    @staticmethod
    def add_option(parser: ArgumentParser) -> None:
        """Add the option that names the document."""
        parser.add_argument("--into", type=Path, help="a document that takes the tables, between two marks")

    def head(self, *programs: str) -> list[str]:
        """Return what was run, when, on what machine and with which versions."""
        named = [f"{package} {version(package)}" for package in self._packages if is_installed(package)]
        return [
            f"`{' '.join((f'python {self._script}', *self._arguments))}`",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}; {', '.join([*named, *programs])}.",
            "",
        ]

    def look_for_place(self, document: Path | None) -> None:
        """Make sure that a document has a place for the tables, before anybody works for minutes.

        Raises:
            SystemExit: It has none.
        """
        if document:
            self._divided(document)

    def tell(self, lines: Iterable[str], document: Path | None) -> None:
        """Print the tables, and put them into a document in place of those between its marks."""
        text = "\n".join(lines)
        sys.stdout.write(text + "\n")
        if document:
            before, after = self._divided(document)
            document.write_text(f"{before}{self._begin}\n\n{text}\n\n{self._end}{after}", "utf-8")

    def _divided(self, document: Path) -> tuple[str, str]:
        """Return what stands before and after the place for the tables."""
        before, begin, rest = document.read_text("utf-8").partition(self._begin)
        _, end, after = rest.partition(self._end)
        if not (begin and end):
            raise SystemExit(
                f"{document} has no place for the tables: two lines, {self._begin} and {self._end}."
            )
        return before, after


def is_installed(package: str) -> bool:
    """Tell whether a package that a rival needs is there."""
    return importlib.util.find_spec(package.replace("-", "")) is not None


def _machine() -> str:
    cores = os.cpu_count()
    models = re.findall(r"^model name\s*: (.+)$", _processor(), re.MULTILINE) or [platform.machine()]
    return f"{cores} cores {models[0]}, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        return Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:  # not Linux
        return ""
