from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from printkit.store.database import connect
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder
from printkit.store.model import BatchKind

ORDER = MintOrder(
    campaign="Kanäle",
    kind=BatchKind.PER_PIECE,
    copies=20,
    design="channels-bookmark",
    texts={"headline": "Neun Kanäle.", "library": "Stadtbibliothek Lindenau"},
    files={"design.toml": b"format = 1\n", "art/tree.svg": b"<svg/>"},
    base=BaseUrl.parse("https://qr.example.de"),
    destination="https://www.lindenau.example/kanaele",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with connect(path) as opened:
        yield opened


@pytest.fixture
def order() -> Callable[..., MintOrder]:
    """An order that can be minted, with whatever a test wants changed."""

    def changed(**changes: Any) -> MintOrder:
        return replace(ORDER, **changes)

    return changed
