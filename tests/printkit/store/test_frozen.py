import pytest

from printkit.errors import SignetError
from printkit.store.batches import list_batches
from printkit.store.frozen import frozen_files
from printkit.store.mint import mint


def test_files_come_back_as_they_were(db, order) -> None:
    files = {"design.toml": b"x", "art/a.svg": bytes(range(256)), "art/empty": b"", "@fonts/Ä.ttf": b"x"}
    batch = mint(db, order(files=files)).batch
    assert frozen_files(db, batch.id) == files


def test_same_content_is_kept_once(db, order) -> None:
    for number in range(3):
        mint(db, order(files={"design.toml": str(number).encode(), "font.ttf": b"large"}))
    assert db.execute("SELECT count(*) FROM frozen_file").fetchone()[0] == 4
    assert frozen_files(db, 2) == {"design.toml": b"1", "font.ttf": b"large"}


def test_damage_is_noticed(db, order) -> None:
    batch = mint(db, order(files={"design.toml": b"x", "art/a.svg": b"y"})).batch
    db.execute("DROP TRIGGER frozen_file_is_frozen")
    db.execute("UPDATE frozen_file SET content = ? WHERE content = ?", [b"z", b"y"])
    with pytest.raises(SignetError, match=r"batch 1: art/a\.svg: .*not what was frozen.*backup"):
        frozen_files(db, batch.id)
    with pytest.raises(SignetError, match=r"art/a\.svg: .*earlier batch.*backup"):
        mint(db, order(files={"design.toml": b"x", "art/a.svg": b"y"}))
    assert len(list_batches(db)) == 1
