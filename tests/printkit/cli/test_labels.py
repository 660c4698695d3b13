"""Labels as staff order them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from printkit.store.batches import find_batch
from printkit.store.database import connect
from printkit.store.places import hand_out

Command = Callable[..., Any]


def text_of(name: str) -> str:
    with pypdfium2.PdfDocument(name) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def give(place: str, first: int | None = None, last: int | None = None) -> None:
    with connect(Path("campaigns.db")) as db:
        hand_out(db, find_batch(db, "1"), place, date(2026, 12, 1), first=first, last=last)


def test_a_bundle_that_was_handed_out_names_its_place(printkit: Command, mint: Command) -> None:
    mint(copies=250)
    give("Südstadt", 101, 200)
    ran = printkit("labels", 1, "--bundle-size", 100, "-o", "l.pdf")
    assert ran.code == 0, ran.err
    assert "3 labels on 1 sheet: l.pdf" in ran.out
    text = text_of("l.pdf")
    assert text.count("Ort: Südstadt") == text.count("Datum: 01.12.2026") == 1
    assert text.index("Positionen 101–200") < text.index("Südstadt") < text.index("Positionen 201–250")


def test_without_sizes_there_is_a_label_for_each_hand_out(printkit: Command, mint: Command) -> None:
    mint(copies=250)
    ran = printkit("labels", 1, "-o", "l.pdf")
    assert ran.code == 1
    assert "Nothing of batch 1 was handed out yet. Say how large bundles are" in ran.err
    give("Südstadt", 101, 200)
    give("Nord", 1, 30)
    ran = printkit("labels", 1, "-o", "l.pdf", "--json")
    assert (ran.json["labels"], ran.json["sheets"]) == (2, 1)
    text = text_of("l.pdf")
    assert text.index("Positionen 1–30") < text.index("Nord") < text.index("Südstadt")
    assert "30 Stück" in text


def test_one_code_has_bundles_without_positions(printkit: Command, mint: Command) -> None:
    mint("--one-code", copies=250)
    assert printkit("labels", 1, "--bundles", "200", "-o", "l.pdf").code == 0
    text = text_of("l.pdf")
    assert "Position" not in text
    assert "200 Stück" in text
    assert "50 Stück" in text
    give("Rathaus")
    assert printkit("labels", 1, "-o", "l.pdf").code == 0
    assert "250 Stück" in text_of("l.pdf")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--bundles", "300"), 1, "add up to 300, but there are 250"),
        (("--bundles", "100", "--bundle-size", 5), 2, "either --bundle-size or --bundles"),
        (("--bundle-size", 5, "--on", "a4-2x44"), 1, "Did you mean a4-2x4?"),
        (("--bundle-size", 5, "--start-label", 9), 1, "There is no label 9"),
    ],
)
def test_what_cannot_be_had_is_said(
    printkit: Command, mint: Command, words: tuple[object, ...], code: int, said: str
) -> None:
    mint(copies=250)
    ran = printkit("labels", 1, "-o", "l.pdf", *words)
    assert ran.code == code
    assert said in ran.err
    assert not Path("l.pdf").exists()
