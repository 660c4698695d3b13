"""A real studio over a run folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.studio.client import Studio
from tracker.studio.porter import Porter


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "campaigns.run"
    folder.mkdir()
    return folder


@pytest.fixture
def porter(run_folder: Path) -> Iterator[Porter]:
    made = Porter(run_folder)
    yield made
    made.close()


@pytest.fixture
def studio(porter: Porter, run_folder: Path) -> Studio:
    return Studio(run_folder, patience=120)
