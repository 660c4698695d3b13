"""What the staff read when the service is not well: calm for everybody, what to do for admins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.config import Config
from tracker.health.check import Check
from tracker.health.state import BACKGROUND, STUDIO, Loss, State, StateFile
from tracker.health.words import FAULTS
from tracker.staff.accounts import Role
from tracker.studio.health import Troubles

SignIn = Callable[..., FlaskClient]
WELL = Check("fold", True, "counts")
FRESH_SECONDS = 3600
"""What was said is not taken for old, however long a test takes on a busy machine."""
LATE = "Die Zahlen sind gerade nicht auf dem neuesten Stand."


@pytest.fixture
def says(config: Config) -> Iterator[Callable[..., None]]:
    """Return ``says(check, …, loss=…)``: what the processes of a service say of themselves."""
    background, workers = StateFile(config.run_folder, BACKGROUND), [StateFile(config.run_folder)] * 2

    def said(*checks: Check, loss: Loss | None = None) -> None:
        at = time.time() + FRESH_SECONDS
        background.write(State(1, at - 60, at, (WELL, *checks)))
        for number, file in enumerate(workers):
            file.write(State(2 + number, at - 5, at, (), loss or Loss()))

    yield said
    for file in (background, workers[0]):
        file.close(remove=True)


def gone(ago: float = 3600.0) -> Check:
    words = FAULTS["no-database"]
    return Check("database", False, words.says, do=words.do, since=time.time() - ago)


def test_nothing_is_said_while_all_is_well(says, sign_in: SignIn) -> None:
    says()
    assert 'class="condition"' not in sign_in(Role.ADMIN).get("/staff/").text


def test_everybody_reads_a_calm_line_and_admins_what_to_do(says, sign_in: SignIn) -> None:
    says(gone())
    viewer, admin = sign_in(Role.VIEWER).get("/staff/").text, sign_in(Role.ADMIN).get("/staff/").text
    for page in (viewer, admin):
        assert f"{LATE} Gedruckte Codes funktionieren weiter" in page
        assert "(seit " in page
    assert "Legen Sie sie zurück oder stellen Sie eine Sicherung wieder her." in admin
    assert "Die Datenbank ist nicht mehr da." in admin
    assert "Legen Sie sie zurück" not in viewer
    assert "Wer Signet betreut, sieht hier, was zu tun ist." in viewer


def test_it_is_said_in_the_readers_language(says, sign_in: SignIn) -> None:
    says(gone(3 * 86_400))
    client = sign_in(Role.ADMIN)
    page = client.get("/staff/").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/staff/language", data={"csrf_token": token, "language": "en"})
    page = client.get("/staff/").text
    assert "The database has gone." in page
    assert "Put it back, or restore a backup." in page
    assert "since " in page


def test_lost_hits_are_said_to_everybody_with_their_time(says, sign_in: SignIn) -> None:
    now = time.time()
    says(loss=Loss(lost=1234, since=now - 600, until=now - 60, why="No space left on device"))
    page = sign_in(Role.VIEWER).get("/staff/").text
    assert "1.234 Aufrufe fehlen in den Zahlen: Der Datenträger war voll." in page
    assert " bis " in page
    assert LATE not in page
    assert "(der Datenträger ist voll)" in sign_in(Role.ADMIN).get("/staff/").text


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (Check("snapshot", False, "x"), "Neue Serien und geänderte Ziele wirken noch nicht"),
        (Check("privacy", False, "x"), "Jemand sollte nach dem Dienst sehen. Die Zahlen stimmen"),
        (Check("clock", False, "x", since=1.0), "Jemand sollte nach dem Dienst sehen"),
    ],
)
def test_a_fault_is_said_as_what_it_means(says, sign_in: SignIn, check: Check, words: str) -> None:
    says(check)
    page = sign_in(Role.VIEWER).get("/staff/").text
    assert words in page
    assert LATE not in page


def test_without_the_database_the_page_says_what(says, config: Config, db: Database, client) -> None:
    token = client.get("/staff/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    says(gone())
    db.close()
    config.database.write_bytes(b"this is no database")
    form = {"csrf_token": token, "email": "a@b.example", "password": "x"}
    answer = client.post("/staff/sign-in", data=form)
    assert answer.status_code == 503
    assert "jeder Scan bleibt erhalten" in answer.text
    assert LATE not in answer.text
    assert "Die Datenbank ist nicht mehr da." in answer.text
    assert str(config.database.parent) not in answer.text


def test_whoever_is_signed_in_reads_it_instead_of_the_figures(
    says, config: Config, db, sign_in: SignIn
) -> None:
    client = sign_in(Role.ADMIN)
    says(gone())
    db.close()
    config.snapshot_file.touch()  # as in a service that had a database
    config.database.unlink()
    answer = client.get("/staff/")
    assert answer.status_code == 503
    assert "jeder Scan bleibt erhalten" in answer.text
    assert LATE not in answer.text
    assert "Legen Sie sie zurück" in answer.text


def test_whoever_is_not_signed_in_reads_nothing_of_it_on_the_form(says, client: FlaskClient) -> None:
    says(gone())
    assert 'class="condition"' not in client.get("/staff/sign-in").text


def test_what_another_process_says_is_text(says, sign_in: SignIn) -> None:
    says(replace(gone(), says="<script>alert(1)</script> 5 % full"))
    page = sign_in(Role.ADMIN).get("/staff/").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_that_designs_cannot_be_drawn_is_said_as_what_it_is(says, config: Config, sign_in: SignIn) -> None:
    says()
    studio, now = StateFile(config.run_folder, STUDIO), time.time() + FRESH_SECONDS
    studio.write(State(9, now - 60, now, (Troubles(start="Cannot allocate memory").check(0.0),)))
    viewer, admin = sign_in(Role.VIEWER).get("/staff/").text, sign_in(Role.ADMIN).get("/staff/").text
    studio.close(remove=True)
    assert "Gestaltungen können gerade nicht zuverlässig gezeigt und bestellt werden." in viewer
    assert LATE not in viewer
    assert "Das Studio lässt sich nicht starten (Arbeitsspeicher ist voll)." in admin
    assert "erhöhen Sie TasksMax der Unit" in admin
