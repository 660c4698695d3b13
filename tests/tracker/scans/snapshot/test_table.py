import struct
from itertools import pairwise
from zlib import crc32

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.scans.snapshot.head import SnapshotError
from tracker.scans.snapshot.making import in_order, merged, records_of, write_merged, write_table
from tracker.scans.snapshot.table import HEAD, LARGEST_READ, Table

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODES = st.text(ALPHABET, min_size=6, max_size=16)


def made(folder, codes):
    """Write a table of such codes: code → number."""
    file = write_table(folder, [records_of(code, number) for code, number in codes.items()])
    return Table(folder, file)


def find(table, code):
    return table.find(code, crc32(code))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("codes")


@settings(max_examples=40)
@given(st.dictionaries(CODES, st.integers(0, 2**32 - 1), min_size=1), CODES)
def test_every_code_is_found_and_no_other(folder, codes, other):
    table = made(folder, codes)
    assert {code: find(table, code.encode()) for code in codes} == codes
    assert dict(table) == {code.encode(): number for code, number in codes.items()}
    assert (find(table, other.encode()) == -1) == (other not in codes)


@settings(max_examples=30)
@given(st.dictionaries(CODES, st.integers(0, 9), min_size=1), st.integers(1, 6))
def test_merged_tables_are_one(folder, codes, several):
    parts = [dict(list(codes.items())[start::several]) for start in range(several)]
    tables = [made(folder, part) for part in parts if part]
    *_, file = write_merged(folder, tables)
    table = Table(folder, file)
    assert {code: find(table, code.encode()) for code in codes} == codes
    assert file.codes == len(codes)


def test_large_tables_are_merged_in_parts_and_in_order(folder):
    """More codes than a part has, of tables with indexes of different fineness."""
    numbers = range(28**4)
    letters = [ALPHABET[number // 28] + ALPHABET[number % 28] for number in range(28**2)]
    codes = [f"{letters[number // 784]}{letters[number % 784]}BC" for number in numbers]
    cuts = (0, 3, 1_000, 300_000, len(codes))
    tables = [
        Table(folder, write_table(folder, [records_of(",".join(codes[start:end]), start)]))
        for start, end in pairwise(cuts)
    ]
    parts = list(merged(tables))
    assert len(parts) >= 4
    checksums = [int(part[1][place]) for part in parts for place in (0, -1)]
    assert checksums == sorted(checksums)
    assert sum(len(part[0]) for part in parts) == len(codes)
    *_, file = write_merged(folder, tables)
    table = Table(folder, file)
    for place in (0, 2, 3, 999, 1_000, 299_999, 300_000, len(codes) - 1):
        assert find(table, codes[place].encode()) == max(cut for cut in cuts if cut <= place)
    assert file.size / file.codes < 14


@given(st.lists(CODES, min_size=1, max_size=20))
@example(["22222222", "2222222", "222222222"])
@example(["BCDFGH", "BCDFGHJ", "BCDFGHJK"])
def test_checksums_are_those_of_zlib(codes):
    records, checksums = in_order([records_of(",".join(codes), 7)])
    found = [bytes(row[:-4]).rstrip(b"\0") for row in records]
    assert sorted(found) == sorted(code.encode() for code in codes)
    assert [crc32(code) for code in found] == checksums.tolist()


def test_a_code_across_two_others_is_not_found(folder):
    """The bytes of a code that is not there stand across the border of two records."""
    first, second = "BCDFGH", "JKMNPQ"
    table = made(folder, {first: struct.unpack("<I", b"JKMN")[0], second: 1})
    assert find(table, b"FGHJKM") == -1
    assert find(table, b"BCDFG") == -1


def test_too_long_a_code_is_refused():
    with pytest.raises(ValueError, match="longer than 16"):
        records_of("B" * 17, 1)


@pytest.mark.parametrize("damage", ["empty", "short", "long", "first bit", "last bit", "foreign"])
def test_damaged_table_is_refused(tmp_path, damage):
    table = made(tmp_path, {"BCDFGH": 1, "BCDFGJ": 2})
    path = tmp_path / table.file.name
    content = bytearray(path.read_bytes())
    match damage:
        case "first bit":
            content[0] ^= 1
        case "last bit":
            content[-1] ^= 128
        case _:
            content = {
                "empty": b"",
                "short": content[:-1],
                "long": content + b"\0",
                "foreign": b"SQLite format 3".ljust(len(content), b"\0"),
            }[damage]
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match=table.file.name):
        Table(tmp_path, table.file)


def test_table_of_another_form_is_refused(tmp_path):
    """Its checksum is right, but its head promises more than there is: a fault of whoever wrote it."""
    table = made(tmp_path, {"BCDFGH": 1})
    path = tmp_path / table.file.name
    content = bytearray(path.read_bytes())
    content[16:20] = struct.pack("<I", 12)
    path.write_bytes(content)
    file = type(table.file)(table.file.name, 1, len(content), crc32(content), own=False)
    with pytest.raises(SnapshotError, match="not as it should be"):
        Table(tmp_path, file)


@pytest.mark.slow
def test_large_tables_are_mapped_and_answer_alike(tmp_path):
    codes = [f"{a}{b}{c}{d}{e}BCDFGHJKMNP"[:16] for a in ALPHABET for b in ALPHABET for c in ALPHABET
             for d in ALPHABET for e in "BCD"]  # fmt: skip
    table = Table(tmp_path, write_table(tmp_path, [records_of(",".join(codes), 5)]))
    assert table.file.size > LARGEST_READ
    assert not isinstance(table.content, bytes)
    assert all(find(table, code.encode()) == 5 for code in codes[::1000])
    assert find(table, b"ZZZZZZ") == -1
    assert HEAD.size == 32
