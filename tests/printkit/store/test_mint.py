import signal
import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.batches import codes_of, list_batches
from printkit.store.codes import is_code, is_denied
from printkit.store.database import connect
from printkit.store.frozen import frozen_files
from printkit.store.links import BaseUrl
from printkit.store.mint import mint
from printkit.store.model import BatchKind, BatchState
from printkit.store.organisations import set_organisation

MINT = """
import os, signal, sys
from pathlib import Path
from threading import Timer
from printkit.store.database import connect
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
order = MintOrder("K", BatchKind.PER_PIECE, int(sys.argv[2]), "d", {"a": "b"}, {"design.toml": b"x"},
                  BaseUrl.parse("https://qr.example.de"), "https://www.example.de")
number, seconds, step = int(sys.argv[3]), float(sys.argv[4]), 0
def watch(_):
    global step
    step += 1
    if step == number and seconds:
        Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
    elif step == number:
        os.kill(os.getpid(), signal.SIGKILL)
with connect(Path(sys.argv[1])) as db:
    db.conn.set_trace_callback(watch)
    mint(db, order)
    db.conn.set_trace_callback(None)
    print(step, flush=True)
"""


def start_mint(path: Path, copies: int, *, killed_at: int = 0, seconds: float = 0) -> subprocess.Popen[str]:
    """Start a mint that kills itself at one of its steps, or some time after it; it says how many it took."""
    words = [str(path), str(copies), str(killed_at), str(seconds)]
    return subprocess.Popen([sys.executable, "-c", MINT, *words], stdout=subprocess.PIPE, text=True)


def test_minted_batch(db, order) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    minted = mint(db, order(), at=at)
    batch = minted.batch
    assert (batch.id, batch.name, batch.campaign, batch.copies) == (1, "channels-bookmark", "Kanäle", 20)
    assert (batch.minted_at, batch.created_at, batch.state) == (at, at, BatchState.MINTED)
    assert batch.base_url == "https://qr.example.de"
    assert batch.destination.reference == "https://www.lindenau.example/kanaele"
    assert list(batch.fields.items()) == [
        ("headline", "Neun Kanäle."),
        ("library", "Stadtbibliothek Lindenau"),
    ]
    assert len(set(minted.codes)) == 20
    assert all(len(code) == 6 and is_code(code) and not is_denied(code) for code in minted.codes)
    assert [(one.code, one.position) for one in codes_of(db, 1)] == list(
        zip(minted.codes, range(1, 21), strict=True)
    )
    assert frozen_files(db, 1) == {"design.toml": b"format = 1\n", "art/tree.svg": b"<svg/>"}


def test_codes_are_dealt_at_random(db, order) -> None:
    minted = mint(db, order(copies=50))
    assert list(minted.codes) != sorted(minted.codes)


def test_one_code(db, order) -> None:
    minted = mint(db, order(kind=BatchKind.ONE_CODE, copies=5_000))
    (code,) = codes_of(db, minted.batch.id)
    assert minted.codes == (code.code,)
    assert code.position is None
    assert minted.batch.copies == 5_000


def test_names_of_batches(db, order) -> None:
    def name(**changes: object) -> str:
        return mint(db, order(copies=1, **changes)).batch.name

    assert [name(), name(), name()] == ["channels-bookmark", "channels-bookmark 2", "channels-bookmark 3"]
    assert [name(place="Nord"), name(place="Nord")] == ["Nord", "Nord 2"]
    assert name(name="  Mein\tStapel ") == "Mein Stapel"
    assert name(name="", campaign="Andere") == "channels-bookmark"
    with pytest.raises(SignetError, match='has a batch named "Mein Stapel" already'):
        name(name="Mein Stapel")
    assert name(name="Mein Stapel", campaign="Andere") == "Mein Stapel"


def test_place_is_created_once(db, order) -> None:
    assert mint(db, order(place="Stadtmitte")).batch.place == "Stadtmitte"
    assert mint(db, order(place=" STADTMITTE ")).batch.place == "Stadtmitte"
    assert mint(db, order()).batch.place == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"copies": 0}, "1 to 1,000,000 copies, not 0"),
        ({"copies": -5}, "not -5"),
        ({"copies": 1_000_001}, "not 1,000,001. Mint several"),
        ({"code_length": 5}, "6 to 12 characters, not 5"),
        ({"code_length": 13}, "not 13"),
        ({"campaign": "  "}, "name of the campaign is empty"),
        ({"campaign": "x" * 121}, "has 121 characters"),
        ({"campaign": "a\x00b"}, "control character"),
        ({"name": "a\x1bb"}, "control character"),
        ({"place": "a\x07b"}, "control character"),
        ({"design": ""}, "name of the design is empty"),
        ({"destination": "javascript:alert(1)"}, "begins with https://"),
        ({"destination": "https://QR.example.de/x"}, "circles"),
        ({"organisation_id": 7}, "There is no organisation 7"),
    ],
)
def test_wrong_orders_leave_nothing(db, order, changes: dict[str, object], message: str) -> None:
    before = list(db.conn.iterdump())
    with pytest.raises(SignetError, match=message):
        mint(db, order(**changes))
    assert list(db.conn.iterdump()) == before


def test_destination_on_a_host_of_an_earlier_batch_is_refused(db, order) -> None:
    mint(db, order(base=BaseUrl.parse("https://old.example.de")))
    with pytest.raises(SignetError, match="circles"):
        mint(db, order(destination="https://old.example.de/x"))


def test_demo_and_real_campaigns_are_never_mixed(db, order) -> None:
    mint(db, order(demo=True))
    with pytest.raises(SignetError, match='"Kanäle" is invented data of the demo; the two are never mixed'):
        mint(db, order())
    mint(db, order(campaign="Echt"))
    with pytest.raises(SignetError, match='"Echt" is a real campaign'):
        mint(db, order(campaign="Echt", demo=True))


def test_codes_grow_by_themselves(db, order) -> None:
    assert len(mint(db, order(copies=48_000)).codes[0]) == 6
    assert len(mint(db, order(copies=189)).codes[0]) == 6
    assert len(mint(db, order(copies=1)).codes[0]) == 7


def test_codes_of_vouchers(db, order) -> None:
    assert {len(code) for code in mint(db, order(code_length=8)).codes} == {8}


def test_hundred_thousand_in_seconds(db, order) -> None:
    start = time.process_time()
    minted = mint(db, order(copies=100_000))
    assert time.process_time() - start < 10  # measured: 1.0 s
    assert len(set(minted.codes)) == 100_000
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_base_url_of_a_minted_batch_stays(db, order) -> None:
    mint(db, order())
    set_organisation(db, host="neu.example.de")
    mint(db, order(base=BaseUrl.parse("https://neu.example.de")))
    assert [one.base_url for one in list_batches(db)] == ["https://qr.example.de", "https://neu.example.de"]


def test_two_mints_at_once(path: Path) -> None:
    connect(path).close()
    running = [start_mint(path, 3_000) for _ in range(3)]
    for process in running:
        process.communicate(timeout=300)
        assert process.returncode == 0
    with connect(path) as db:
        assert [(one.name, one.copies) for one in list_batches(db)] == [
            ("d", 3000),
            ("d 2", 3000),
            ("d 3", 3000),
        ]
        assert db.execute("SELECT count(*) FROM code").fetchone()[0] == 9_000


def counts(db: Database) -> list[int]:
    tables = (
        "campaign",
        "batch",
        "code",
        "batch_field",
        "batch_file",
        "frozen_file",
        "destination",
        "retargeting",
    )
    return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_killed_mint_leaves_nothing(path: Path) -> None:
    process = start_mint(path, 50_000, killed_at=150_000)
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    with connect(path) as db:
        assert counts(db) == [0] * 8


@pytest.mark.slow
def test_mints_killed_at_any_moment(path: Path) -> None:
    """In the middle of it, and while it is being committed: then it is there, or it is not."""
    steps = int(start_mint(path, 50_000).communicate(timeout=300)[0])
    kills = [(number * steps // 12, 0.0) for number in range(12)] + [(steps, at / 500) for at in range(1, 8)]
    for number, seconds in kills:
        process = start_mint(path, 50_000, killed_at=max(1, number), seconds=seconds)
        process.communicate(timeout=300)
        assert process.returncode == -signal.SIGKILL
        with connect(path) as db:
            assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert db.execute("SELECT count(*) FROM batch WHERE minted_at IS NULL").fetchone()[0] == 0
            batches, codes = counts(db)[1:3]
            assert codes == batches * 50_000
            assert batches == 1 or number == steps


@pytest.mark.slow
def test_a_million_codes_take_little_more_memory_than_they_are(db, order) -> None:
    tracemalloc.start()
    try:
        codes = mint(db, order(copies=100_000)).codes
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2.6 * sum(sys.getsizeof(code) for code in codes)
