"""Batches that can really be printed, and orders of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlite_utils import Database

from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import Batch, BatchKind
from tracker.staff.accounts import Account, Role, add_staff

DESIGN = "wish-bookmark"


@pytest.fixture
def editor(db: Database) -> Account:
    return add_staff(
        db, "editor@library.example", "vier Wörter im Regal", name="Frau Editor", role=Role.EDITOR
    )


@pytest.fixture
def batch_of(db: Database) -> Callable[..., Batch]:
    """Return ``batch_of(copies, name=…, kind=…)``: a minted batch of a shipped design."""
    design = load_design(find_design(DESIGN))
    texts = resolve_texts(design, {}, samples=True)

    def made(copies: int = 10, name: str = "Zentrale", kind: BatchKind = BatchKind.PER_PIECE) -> Batch:
        order = MintOrder(
            campaign="Lesen im Park",
            kind=kind,
            copies=copies,
            design=design.name,
            texts=texts,
            files=design.files,
            base=BaseUrl.parse("https://qr.example.de"),
            destination="https://www.example.org/",
            name=name,
        )
        return mint(db, order).batch

    return made
