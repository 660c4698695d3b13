from datetime import UTC, datetime

import pytest

from printkit.errors import SignetError
from printkit.store.batches import (
    codes_of,
    find_batch,
    find_code,
    find_code_or_batch,
    list_batches,
    print_runs,
    record_print_run,
)
from printkit.store.mint import mint
from printkit.store.model import Batch, BatchKind, BatchState, Code


def test_finding_a_batch(db, order) -> None:
    batch = mint(db, order()).batch
    assert find_batch(db, "1") == find_batch(db, 1) == find_batch(db, " 1 ") == batch


@pytest.mark.parametrize("text", ["2", "0", "9" * 30, "", "x", "-1", "1.0", "²", "٣", "BCD2FG"])
def test_unknown_batch(db, order, text: str) -> None:
    with pytest.raises(SignetError, match="No batch has been minted yet"):
        find_batch(db, text)
    mint(db, order())
    with pytest.raises(SignetError, match=r"Batches: 1\."):
        find_batch(db, text)


def test_unknown_batch_among_many(db, order) -> None:
    for _ in range(15):
        mint(db, order(copies=1))
    with pytest.raises(SignetError, match=r"There is no batch 99. Batches: the latest are 4, 5, .*, 15\."):
        find_batch(db, "99")


def test_list(db, order) -> None:
    assert list_batches(db) == ()
    first, second = mint(db, order()).batch, mint(db, order(campaign="Andere", texts={"a": "1"})).batch
    assert list_batches(db) == (first, second)
    assert list_batches(db, 1) == (first, second)
    assert list_batches(db, 2) == ()


def test_finding_a_code(db, order) -> None:
    minted = mint(db, order())
    code = minted.codes[4]
    for text in (code, code.lower(), f" {code[:3]}-{code[3:]} ", f"https://qr.example.de/{code.lower()}"):
        assert find_code(db, text) == Code(code, 1, 5, None, None)


def test_unknown_code(db) -> None:
    with pytest.raises(SignetError, match="The code BCD2FG was never issued"):
        find_code(db, "bcd-2fg")
    with pytest.raises(SignetError, match='"hello" is no code'):
        find_code(db, "hello")


def test_code_or_batch(db, order) -> None:
    minted = mint(db, order())
    assert isinstance(find_code_or_batch(db, "1"), Batch)
    assert isinstance(find_code_or_batch(db, minted.codes[0]), Code)
    with pytest.raises(SignetError, match="There is no batch 234567"):
        find_code_or_batch(db, "234567")
    with pytest.raises(SignetError, match="never issued"):
        find_code_or_batch(db, "BCDFGH" if "BCDFGH" not in minted.codes else "BCDFGJ")


def test_codes_by_position(db, order) -> None:
    minted = mint(db, order())
    assert [one.code for one in codes_of(db, 1)] == list(minted.codes)
    assert [one.code for one in codes_of(db, 1, [7, 3, 3])] == [minted.codes[2], minted.codes[6]]
    assert codes_of(db, 1, []) == ()
    with pytest.raises(SignetError, match=r"Batch 1 has no position 21-22. Its positions are 1 to 20"):
        codes_of(db, 1, [1, 21, 22])


def test_positions_of_one_code(db, order) -> None:
    mint(db, order(kind=BatchKind.ONE_CODE))
    with pytest.raises(SignetError, match="one code for all copies, so it has no positions"):
        codes_of(db, 1, [1])


def test_print_runs(db, order) -> None:
    mint(db, order())
    assert print_runs(db, 1) == ()
    first = record_print_run(db, 1, sheet="sra3", pieces=20, sheets=1, at=datetime(2026, 3, 2, tzinfo=UTC))
    again = record_print_run(
        db, 1, sheet="a4", pieces=3, sheets=1, positions=(5, 3, 4), at=datetime(2026, 3, 9, tzinfo=UTC)
    )
    assert print_runs(db, 1) == (first, again)
    assert (first.positions, again.positions) == ("", "3-5")
    batch = find_batch(db, 1)
    assert batch.printed_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert batch.state is BatchState.PRINTED
    with pytest.raises(SignetError, match="There is no batch 2"):
        record_print_run(db, 2, sheet="a4", pieces=1, sheets=1)
