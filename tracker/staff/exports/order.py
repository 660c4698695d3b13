"""What a file is to hold, told to the process that writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tracker.reports.export import Kind


class Form(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


KINDS = (Kind.DAYS, Kind.HOURS, Kind.PLACES, Kind.PIECES, Kind.DEVICES, Kind.REASONS)
"""What a campaign or a batch can be asked for; the order of the page and of the sheets."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a kind is called, its columns, and how wide they are.

    Attributes:
        values: Of columns that hold words of the counts: the column, the word, and what people call it.
    """

    kind: Kind
    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    values: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """A file.

    Attributes:
        database: Where the figures are.
        organisation_id: Whose they are.
        campaign_id: Of this campaign only.
        batch_id: Of this batch only.
        form: How it is written.
        german: Whether for German spreadsheets.
        time_zone: Whose clock holds in a workbook.
        sheets: What it holds; CSV and JSON hold one kind.
        explained: Name of the sheet that explains the columns, and its lines.
    """

    database: Path
    organisation_id: int
    campaign_id: int | None
    batch_id: int | None
    form: Form
    german: bool
    time_zone: str
    sheets: tuple[SheetWords, ...]
    explained: tuple[str, tuple[tuple[str, ...], ...]]

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps({**asdict(self), "database": str(self.database)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Order:
        """Read what `to_json` returned."""
        told: dict[str, Any] = json.loads(text)
        title, lines = told.pop("explained")
        return cls(
            **{
                **told,
                "database": Path(told["database"]),
                "form": Form(told["form"]),
                "sheets": tuple(map(_words, told["sheets"])),
                "explained": (title, tuple(tuple(line) for line in lines)),
            }
        )


def _words(told: dict[str, Any]) -> SheetWords:
    headings: Sequence[str] = told["headings"]
    values = tuple((column, word, called) for column, word, called in told["values"])
    return SheetWords(Kind(told["kind"]), told["title"], tuple(headings), tuple(told["widths"]), values)
