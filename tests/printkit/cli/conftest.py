"""Run the real commands in a folder of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from printkit.cli.main import cli


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]

BASE = "https://qr.example.de"
HOME = "https://www.library.example/home"


@pytest.fixture
def printkit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``printkit`` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object, **variables: str) -> Ran:
        clean: dict[str, str | None] = {"SIGNET_DATABASE": None, "SIGNET_BASE_URL": None}
        result = CliRunner().invoke(cli, [*map(str, words)], env=clean | variables)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def mint(printkit: Run) -> Run:
    """Mint with sane defaults that words can follow; returns the result of ``--json``."""

    def run(*words: object, design: str = "channels-bookmark", copies: int = 12, base: str = BASE) -> Ran:
        ran = printkit(
            "mint", "--campaign", "Spring", "--design", design, "--copies", copies, "--to", HOME, "--json",
            "--base-url", base, *words,
        )  # fmt: skip
        assert ran.code == 0, ran.err
        return ran

    return run
