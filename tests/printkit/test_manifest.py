from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.manifest import COLUMNS, Row, is_header, manifest_path, read_manifest, write_manifest

ROW = Row("a.pdf", 2, 1, 3, "back", 12, "BCD2FG", "HTTPS://QR.EXAMPLE.DE/BCD2FG", 12.5, 20.0, 20.0)

texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)
millimetres = st.integers(0, 10**7).map(lambda value: value / 1000)
counts = st.integers(1, 10**7)
rows = st.builds(
    Row, texts, counts, counts, counts, st.sampled_from(["front", "back"]),
    st.none() | st.integers(1), texts, texts.filter(bool), millimetres, millimetres, millimetres.filter(bool),
)  # fmt: skip


@given(st.lists(rows, unique_by=lambda row: (row.page, row.side, row.slot)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read(tmp_path: Path, written: list[Row]) -> None:
    path = tmp_path / "a.csv"
    write_manifest(path, iter(written))
    assert read_manifest(path) == tuple(written)


def test_it_is_a_plain_csv_for_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_manifest(path, [ROW])
    assert path.read_bytes().count(b"\r\n") == 2
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == COLUMNS
    assert (row["position"], row["code"], row["x_mm"], row["size_mm"]) == ("12", "BCD2FG", "12.500", "20.000")


def test_it_lies_beside_the_pdf() -> None:
    assert manifest_path(Path("out/spring.pdf")) == Path("out/spring.csv")


def test_a_manifest_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_manifest(path, [ROW])
    before = path.read_bytes()

    def broken() -> Iterator[Row]:
        yield ROW
        raise RuntimeError("no more rows")

    with pytest.raises(RuntimeError, match="no more rows"):
        write_manifest(path, broken())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_a_byte_order_mark_of_a_spreadsheet_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_manifest(path, [ROW])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_manifest(path) == (ROW,)


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_what_a_german_spreadsheet_makes_of_it_is_read(tmp_path: Path, line_end: str) -> None:
    cells = ["a.pdf", "2", "1", "3", "back", "12", ROW.code, ROW.link, "12,5", "20", "20,000"]
    lines = [";".join(COLUMNS), ";".join(cells), ";" * 10, ""]
    path = tmp_path / "a.csv"
    path.write_bytes(("\ufeff" + line_end.join(lines)).encode())
    assert read_manifest(path) == (ROW,)
    assert is_header(path.read_text(encoding="utf-8").splitlines()[0])


LINE = (",".join(COLUMNS) + "\r\na.pdf,1,1,1,back,7,B,HTTPS://A.DE/B,5,5,20\r\n").encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "first line"),
        (b"code,link\r\n1,2\r\n", "first line"),
        ((",".join(COLUMNS) + "\r\na.pdf,1\r\n").encode(), "Line 2"),
        ((",".join(COLUMNS) + "\r\na.pdf,x,1,1,back,,A,B,1,1,1\r\n").encode(), "Line 2"),
        (b"\xff\xfe\x00", "UTF-8"),
        (LINE.replace(b"1,1,1,back", b"0,1,1,back"), "Line 2"),
        (LINE.replace(b"1,1,1,back", b"1,1,99999999,back"), "Line 2"),
        (LINE.replace(b"back", b"left"), "Line 2"),
        (LINE.replace(b"5,5,20", b"nan,5,20"), "Line 2"),
        (LINE.replace(b"5,5,20", b"5,inf,20"), "Line 2"),
        (LINE.replace(b"5,5,20", b"5,5,0"), "Line 2"),
        (LINE.replace(b"HTTPS://A.DE/B", b""), "Line 2"),
        (LINE + LINE.splitlines()[1] + b"\r\n", "Line 3 names page 1, slot 1 again"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SignetError) as caught:
        read_manifest(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_absent_manifest_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SignetError, match="--manifest"):
        read_manifest(tmp_path / "none.csv")
