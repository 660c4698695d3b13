"""Run the real commands in a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


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
def printkit(tmp_path: Path) -> Run:
    """Run ``printkit`` as a process of its own in an empty folder."""

    def run(*words: object, **variables: str) -> Ran:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SIGNET_")}
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "from printkit.cli.main import cli; cli(prog_name='printkit')",
                *map(str, words),
            ],
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

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
