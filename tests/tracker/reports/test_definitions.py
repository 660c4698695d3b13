"""docs/figures.md explains every column of every export, and no others."""

import re
from pathlib import Path

import pytest

from tracker.reports.export import VERSION, Kind, columns_of

DOC = (Path(__file__).parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")


def parts():
    """Return the text of each kind of export."""
    found = re.split(r"^### `([a-z-]+)`", DOC.partition("## Exports")[2], flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


@pytest.mark.parametrize("kind", Kind)
def test_every_column_is_explained(kind):
    first_cells = re.findall(r"^\| (`.*?) \|", parts()[kind], re.MULTILINE)
    said = [name for cell in first_cells for name in re.findall(r"`([a-z_]+)`", cell)]
    assert sorted(said) == sorted(columns_of(kind))


def test_nothing_is_explained_that_is_not_there():
    assert set(parts()) == {str(kind) for kind in Kind}
    assert f"signet-days-v{VERSION}-" in DOC
