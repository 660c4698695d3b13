import sqlite3

import pytest
from sqlite_utils import Database

from printkit.store.answering import revision
from printkit.store.mint import mint
from printkit.store.strangers import Lost, keep_strangers


def test_tables_are_strict_and_lead_to_the_organisation(db: Database) -> None:
    tables = [name for name in db.table_names() if not name.startswith(("_sqlite", "sqlite_"))]
    assert all(db[name].strict for name in tables)
    reached = {"organisation"}
    for _ in tables:
        reached |= {
            name for name in tables if any(key.other_table in reached for key in db[name].foreign_keys)
        }
    shared = {"destination_kind", "frozen_file", "history", "revision"}  # belong to nobody
    assert set(tables) - reached == shared


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("DELETE FROM code", "never deleted"),
        ("DELETE FROM code WHERE position = 1", "never deleted"),
        ("UPDATE code SET position = 1 + position", "never changes"),
        ("UPDATE code SET code = '222BCD' WHERE position = 1", "never changes"),
        ("INSERT OR REPLACE INTO code SELECT * FROM code WHERE position = 1", "never used again"),
        ("INSERT INTO code VALUES ('222BCD', 1, 999, NULL, NULL)", "while minting only"),
        ("INSERT OR REPLACE INTO code SELECT code, 2, 1, NULL, NULL FROM code", "never used again"),
        ("DELETE FROM batch WHERE id = 1", "never deleted"),
        ("INSERT OR REPLACE INTO batch SELECT id, campaign_id, name, kind, 5, design, base_url,"
         " destination_id, place_id, created_at, NULL, NULL FROM batch WHERE id = 1", "is frozen"),
        ("UPDATE batch SET copies = 5", "frozen"),
        ("UPDATE batch SET base_url = 'https://evil.example'", "frozen"),
        ("UPDATE OR REPLACE batch SET id = 1 WHERE id = 2", "frozen"),
        ("UPDATE batch SET minted_at = NULL", "frozen"),
        ("UPDATE batch SET design = 'x'", "frozen"),
        ("INSERT INTO batch SELECT 3, 1, 'x', kind, copies, design, base_url, destination_id, place_id,"
         " created_at, minted_at, NULL FROM batch WHERE id = 1", "begins as a draft"),
        ("UPDATE batch_field SET text = 'x'", "frozen"),
        ("DELETE FROM batch_field WHERE batch_id = 1", "frozen"),
        ("INSERT INTO batch_field VALUES (1, 9, 'more', 'x')", "frozen"),
        ("UPDATE batch_field SET batch_id = 1, field = 'more' WHERE batch_id = 2", "frozen"),
        ("DELETE FROM batch_file", "frozen"),
        ("DELETE FROM frozen_file", "FOREIGN KEY"),
        ("UPDATE frozen_file SET content = x'00'", "never changes"),
        ("UPDATE destination SET reference = 'https://evil.example'", "never changes"),
        ("INSERT OR REPLACE INTO frozen_file SELECT sha256, x'00' FROM frozen_file", "never changes"),
        ("INSERT OR REPLACE INTO destination VALUES (1, 1, 'url', 'https://evil.example')", "never changes"),
        ("INSERT INTO destination VALUES (9, 1, 'url', 'javascript:x')", "CHECK"),
        ("INSERT INTO destination VALUES (9, 1, 'fax', 'x')", "FOREIGN KEY"),
        ("UPDATE batch SET retired_at = 'yesterday'", "CHECK"),
        ("UPDATE organisation SET language = 'fr'", "CHECK"),
        ("DELETE FROM organisation", "FOREIGN KEY"),
        ("DELETE FROM campaign", "FOREIGN KEY"),
        ("DELETE FROM stranger", "never deleted"),
        ("INSERT OR REPLACE INTO stranger SELECT * FROM stranger", "never used again"),
        ("UPDATE stranger SET code = '222BCD'", "never changes"),
        ("INSERT INTO code VALUES ('BCDFGH', 2, 1, NULL, NULL)", "never used again"),
    ],
)  # fmt: skip
def test_what_was_promised_on_paper_cannot_be_broken(db: Database, order, sql: str, message: str) -> None:
    mint(db, order())
    db.execute(
        "INSERT INTO batch SELECT 2, campaign_id, 'a draft', kind, copies, design, base_url, destination_id,"
        " place_id, created_at, NULL, NULL FROM batch"
    )
    db.execute("INSERT INTO batch_field VALUES (2, 1, 'headline', 'x')")
    keep_strangers(db, Lost(2, 1, "url", "https://a.example/", False), ["BCDFGH"])
    before = list(db.conn.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=message):
        db.execute(sql)
    assert list(db.conn.iterdump()) == before


def draft(db: Database, kind: str, copies: int) -> None:
    db.execute("INSERT INTO campaign VALUES (1, 1, 'Kanäle', 0, '2026-11-22T00:00:00Z')")
    db.execute("INSERT INTO destination VALUES (1, 1, 'url', 'https://www.example.de')")
    db.execute(
        "INSERT INTO batch VALUES (1, 1, 'x', ?, ?, 'd', 'https://qr.example.de', 1, NULL,"
        " '2026-11-22T00:00:00Z', NULL, NULL)",
        [kind, copies],
    )


@pytest.mark.parametrize(
    ("kind", "copies", "positions"),
    [
        ("code-per-piece", 2, [1]),
        ("code-per-piece", 2, [1, 3]),
        ("code-per-piece", 1, [None]),
        ("one-code", 2, [1]),
        ("one-code", 2, []),
    ],
)
def test_batch_with_wrong_codes_cannot_be_minted(
    db: Database, kind: str, copies: int, positions: list[int | None]
) -> None:
    draft(db, kind, copies)
    for position, code in zip(positions, ("222BCD", "222BCF"), strict=False):
        db.execute("INSERT INTO code VALUES (?, 1, ?, NULL, NULL)", [code, position])
    with pytest.raises(sqlite3.IntegrityError, match="with all its codes"):
        db.execute("UPDATE batch SET minted_at = '2026-11-22T00:00:00Z'")


def test_second_code_of_a_one_code_batch_is_refused(db: Database) -> None:
    draft(db, "one-code", 500)
    db.execute("INSERT INTO code VALUES ('222BCD', 1, NULL, NULL, NULL)")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        db.execute("INSERT INTO code VALUES ('222BCF', 1, NULL, NULL, NULL)")


@pytest.mark.parametrize(
    ("sql", "bumps"),
    [
        ("UPDATE batch SET retired_at = '2026-11-23T00:00:00Z'", True),
        ("UPDATE code SET retired_at = '2026-11-23T00:00:00Z' WHERE position = 3", True),
        ("UPDATE code SET destination_id = 1 WHERE position = 3", True),
        ("UPDATE batch SET retired_at = NULL", False),
        ("UPDATE batch SET destination_id = destination_id", False),
        ("UPDATE batch SET name = 'x'", False),
        ("INSERT INTO place (id, organisation_id, name) VALUES (1, 1, 'x')", False),
    ],
)
def test_revision_follows_what_codes_answer(db: Database, order, sql: str, bumps: bool) -> None:
    before = revision(db)
    mint(db, order())
    minted = revision(db)
    assert minted > before
    db.execute(sql)
    assert (revision(db) > minted) is bumps
