"""`tracker add-staff` and `tracker hand-out` as somebody types them."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import hand_outs
from tracker.cli.main import cli
from tracker.config import Config
from tracker.staff.accounts import Role, find_account
from tracker.staff.passwords import is_password
from tracker.staff.sessions import begin, resume

Run = Callable[..., Result]
Mint = Callable[..., Minted]
EMAIL = "marie@library.example"


@pytest.fixture
def run(config: Config) -> Run:
    """Return ``run(*words, typed="…")`` of the command `tracker` over the test's database."""

    def started(*words: str, typed: str = "") -> Result:
        command, *rest = words
        return CliRunner().invoke(cli, [command, "--database", str(config.database), *rest], input=typed)

    return started


def test_add_staff_makes_an_account(run: Run, db: Database) -> None:
    result = run("add-staff", EMAIL, "--name", "Marie", "--role", "editor", "--password-stdin",
                 typed="vier Wörter im Regal\n")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "/staff/" in result.stdout
    found = find_account(db, EMAIL)
    assert found is not None
    assert (found[0].name, found[0].role) == ("Marie", Role.EDITOR)
    assert is_password("vier Wörter im Regal", found[1])


def test_add_staff_in_json(run: Run) -> None:
    result = run("add-staff", EMAIL, "--json", "--password-stdin", typed="vier Wörter im Regal")
    said = json.loads(result.stdout)
    assert (said["email"], said["role"], said["organisation_id"]) == (EMAIL, "admin", 1)
    assert "password" not in result.stdout


def test_add_staff_refuses_a_second_account_and_offers_reset(run: Run, db: Database) -> None:
    run("add-staff", EMAIL, "--role", "viewer", "--password-stdin", typed="vier Wörter im Regal\n")
    again = run("add-staff", EMAIL.upper(), "--password-stdin", typed="eine andere Losung\n")
    assert again.exit_code == 1
    assert "--reset" in again.stderr
    found = find_account(db, EMAIL)
    assert found is not None
    session = begin(db, found[0], 1_000_000)
    reset = run("add-staff", EMAIL, "--reset", "--password-stdin", typed="eine andere Losung\n")
    assert reset.exit_code == 0, reset.output
    assert resume(db, session.token, 1_000_000) is None
    now = find_account(db, EMAIL)
    assert now is not None
    assert is_password("eine andere Losung", now[1])
    assert now[0].role is Role.VIEWER


@pytest.mark.parametrize(
    ("words", "typed", "code", "said"),
    [
        ((EMAIL, "--password-stdin"), "kurz\n", 1, "fewer than 12 characters"),
        ((EMAIL, "--password-stdin"), "", 1, "fewer than 12 characters"),
        (("marie", "--password-stdin"), "vier Wörter im Regal\n", 1, "not an e-mail address"),
        ((EMAIL, "--reset", "--password-stdin"), "vier Wörter im Regal\n", 1, "Leave out --reset"),
        ((EMAIL, "--role", "king", "--password-stdin"), "vier Wörter im Regal\n", 2, "viewer"),
        ((EMAIL,), "vier Wörter im Regal\n", 2, "--password-stdin"),
    ],
)
def test_add_staff_says_what_is_wrong(
    run: Run, db: Database, words: tuple[str, ...], typed: str, code: int, said: str
) -> None:
    result = run("add-staff", *words, typed=typed)
    assert result.exit_code == code
    assert said in result.stderr
    assert db.execute("SELECT count(*) FROM staff").fetchone() == (0,)


def test_a_short_password_works_with_a_warning(run: Run) -> None:
    result = run("add-staff", EMAIL, "--password-stdin", typed="zw0lf Zch?n!\n")
    assert result.exit_code == 0
    assert "fewer than 15" in result.stderr


def test_the_password_is_asked_for_twice_and_not_shown(config: Config) -> None:
    """In a real terminal."""
    outer, inner = pty.openpty()
    words = [sys.executable, "-m", "tracker.cli.main", "add-staff", EMAIL, "--database", str(config.database)]
    with subprocess.Popen(words, stdin=inner, stdout=inner, stderr=inner, start_new_session=True) as process:
        os.close(inner)
        try:
            shown = _converse(
                outer, [(b"are safe): ", b"four words in a row\n"), (b"again: ", b"four words in a row\n")]
            )
            assert process.wait(120) == 0, shown
        finally:
            process.kill()  # a prompt that waits for ever must not make the test wait as well
    os.close(outer)
    assert "The same again" in shown
    assert "four words" not in shown
    assert "Added marie" in shown


def _converse(terminal: int, talk: list[tuple[bytes, bytes]]) -> str:
    """Type each answer once its prompt has appeared; return everything that was on the screen."""
    shown, read = b"", 0
    waiting = list(talk)
    while True:
        assert select.select([terminal], [], [], 120)[0], shown
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end was closed
            return shown.decode()
        shown += part
        if not part:
            return shown.decode()
        if waiting and waiting[0][0] in shown[read:]:
            read = len(shown)
            os.write(terminal, waiting.pop(0)[1])


def test_hand_out_books_a_bundle(run: Run, db: Database, mint_batch: Mint) -> None:
    batch = str(mint_batch(copies=500).batch.id)
    first = run(
        "hand-out", batch, "--positions", "1-125", "--place", "Zentrale", "--on", "2026-11-02", "--json"
    )
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout) == {
        "batch": int(batch), "place": "Zentrale", "on": "2026-11-02", "first": 1, "last": 125, "pieces": 125,
    }  # fmt: skip
    assert first.stderr.startswith("Note: the codes of batch 1 were made only on 20")
    today = run("hand-out", str(mint_batch(name="heute").batch.id), "--place", "Zentrale")
    assert (today.exit_code, today.stderr) == (0, "")
    rest = run("hand-out", batch, "--place", "Bücherbus", "--on", "2026-11-03")
    assert rest.stdout == "Batch 1: 375 pieces (positions 126-500) handed out to Bücherbus on 2026-11-03.\n"
    assert [(one.place, one.on, one.first, one.last) for one in hand_outs(db, int(batch))] == [
        ("Zentrale", date(2026, 11, 2), 1, 125),
        ("Bücherbus", date(2026, 11, 3), 126, 500),
    ]


def test_hand_out_of_one_code_is_all_of_it(run: Run, mint_batch: Mint) -> None:
    batch = str(mint_batch(copies=2_000, kind=BatchKind.ONE_CODE).batch.id)
    result = run("hand-out", batch, "--place", "Rathaus", "--on", "2026-11-02")
    assert result.stdout == "Batch 1: 2000 pieces handed out to Rathaus on 2026-11-02.\n"
    refused = run("hand-out", batch, "--place", "Rathaus", "--positions", "1-5")
    assert refused.exit_code == 1
    assert "no positions" in refused.stderr


def test_some_copies_of_one_code_are_handed_out(run: Run, db: Database, mint_batch: Mint) -> None:
    batch = str(mint_batch(copies=2_000, kind=BatchKind.ONE_CODE).batch.id)
    result = run("hand-out", batch, "--place", "Rathaus", "--copies", "500", "--on", "2026-11-02")
    assert result.stdout == "Batch 1: 500 pieces handed out to Rathaus on 2026-11-02.\n"
    refused = run("hand-out", batch, "--place", "Rathaus", "--copies", "1501")
    assert "1500 are left" in refused.stderr
    assert [one.pieces for one in hand_outs(db, int(batch))] == [500]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("1", "--place", "X", "--copies", "5"), "Use --positions"),
        (("99", "--place", "X"), "no batch 99"),
        (("x", "--place", "X"), "not the number of a batch"),
        (("1", "--place", "X", "--on", "2.11.2026"), "Write it like 2026-11-22"),
        (("1", "--place", "X", "--on", "2026-02-30"), "not a day"),
        (("1", "--place", "X", "--positions", "1-5,9"), "more than one bundle"),
        (("1", "--place", "X", "--positions", "5-1"), "runs backwards"),
        (("1", "--place", "X", "--positions", ""), "no position"),
        (("1", "--place", "X", "--positions", "1-501"), "501"),
        (("1", "--place", " "), "place"),
    ],
)
def test_hand_out_says_what_is_wrong(
    run: Run, db: Database, mint_batch: Mint, words: tuple[str, ...], said: str
) -> None:
    mint_batch(copies=500)
    result = run("hand-out", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert hand_outs(db, 1) == ()


def test_hand_out_creates_no_database(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    result = CliRunner().invoke(cli, ["hand-out", "1", "--place", "X", "--database", str(missing)])
    assert result.exit_code == 1
    assert not missing.exists()
