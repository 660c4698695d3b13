from datetime import UTC, datetime, timedelta

import pytest

from printkit.errors import SignetError
from printkit.store.answering import answers, revision
from printkit.store.batches import find_batch, find_code
from printkit.store.destinations import retarget, retargetings, retire, revive
from printkit.store.mint import mint
from printkit.store.model import Answer

FIRST = "https://www.lindenau.example/kanaele"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def answer(db, code: str) -> Answer:
    return next(one for one in answers(db) if one.code == code)


def test_every_code_answers(db, order) -> None:
    minted = mint(db, order())
    other = mint(db, order(campaign="B", destination="https://b.example"))
    assert [one.code for one in answers(db)] == sorted(minted.codes + other.codes)
    assert answer(db, minted.codes[3]) == Answer(minted.codes[3], 1, "url", FIRST, False)
    assert answer(db, other.codes[3]) == Answer(other.codes[3], 2, "url", "https://b.example", False)


def test_retargeting_a_batch(db, order) -> None:
    minted = mint(db, order(), at=START)
    before = revision(db)
    done = retarget(db, minted.batch, "https://NEU.example/ä", at=START + timedelta(days=1))
    assert done.changed
    assert (done.before.reference, done.after.reference) == (FIRST, "https://neu.example/%C3%A4")
    assert done.target == find_batch(db, 1)
    assert done.target.destination == done.after
    assert revision(db) > before
    assert {one.reference for one in answers(db)} == {"https://neu.example/%C3%A4"}


def test_retargeting_to_the_same_changes_nothing(db, order) -> None:
    minted = mint(db, order())
    dump = list(db.conn.iterdump())
    for target in (minted.batch, find_code(db, minted.codes[0])):
        assert not retarget(db, target, FIRST).changed
    assert list(db.conn.iterdump()) == dump


def test_retargeting_a_code(db, order) -> None:
    minted = mint(db, order())
    code = find_code(db, minted.codes[0])
    done = retarget(db, code, "https://one.example")
    assert done.changed
    assert done.before.reference == FIRST
    assert answer(db, code.code).reference == "https://one.example"
    assert answer(db, minted.codes[1]).reference == FIRST
    whole = retarget(db, minted.batch, "https://all.example")
    assert whole.own_destinations == 1
    assert answer(db, code.code).reference == "https://one.example"
    assert answer(db, minted.codes[1]).reference == "https://all.example"
    assert retarget(db, code, "https://two.example").before.reference == "https://one.example"


def test_history(db, order) -> None:
    minted = mint(db, order(), at=START)
    code, other = find_code(db, minted.codes[0]), find_code(db, minted.codes[1])
    retarget(db, code, "https://one.example", at=START + timedelta(days=1))
    retarget(db, minted.batch, "https://all.example", at=START + timedelta(days=2))

    def lines(target: object) -> list[tuple[str, str, int]]:
        return [
            (one.code, one.destination.reference, (one.since - START).days)
            for one in retargetings(db, target)
        ]

    first, single, last = (
        ("", FIRST, 0),
        (code.code, "https://one.example", 1),
        ("", "https://all.example", 2),
    )
    assert lines(minted.batch) == [first, single, last]
    assert lines(code) == [first, single, last]
    assert lines(other) == [first, last]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("javascript:alert(1)", "begins with https://"),
        ("https://qr.example.de/BCD2FG", "circles"),
        ("https://lan.example:8000", "circles"),
    ],
)
def test_wrong_destination_changes_nothing(db, order, url: str, message: str) -> None:
    minted = mint(db, order())
    dump = list(db.conn.iterdump())
    with pytest.raises(SignetError, match=message):
        retarget(db, minted.batch, url, also_own={"lan.example"})
    assert list(db.conn.iterdump()) == dump


def test_retiring_a_batch_and_back(db, order) -> None:
    minted = mint(db, order())
    done = retire(db, minted.batch, at=START)
    assert (done.changed, done.target.retired_at) == (True, START)
    assert all(one.retired for one in answers(db))
    again = retire(db, minted.batch, at=START + timedelta(days=1))
    assert (again.changed, again.target.retired_at) == (False, START)
    back = revive(db, minted.batch)
    assert (back.changed, back.target.retired_at) == (True, None)
    assert not any(one.retired for one in answers(db))
    assert not revive(db, minted.batch).changed


def test_retiring_a_code_and_back(db, order) -> None:
    minted = mint(db, order())
    code = find_code(db, minted.codes[0])
    assert retire(db, code).changed
    assert not retire(db, code).changed
    assert [one.code for one in answers(db) if one.retired] == [code.code]
    assert find_batch(db, 1).retired_at is None
    assert revive(db, code).changed
    assert not revive(db, code).changed


def test_code_of_a_retired_batch_does_not_come_back_alone(db, order) -> None:
    minted = mint(db, order())
    code = find_code(db, minted.codes[0])
    retire(db, code)
    retire(db, minted.batch)
    with pytest.raises(SignetError, match=r"belongs to batch 1, which is retired as a whole. Revive batch 1"):
        revive(db, code)
    revive(db, minted.batch)
    assert [one.code for one in answers(db) if one.retired] == [code.code]
