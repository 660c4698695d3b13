"""Who did what, as an admin reads it."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.mint import Minted
from tracker.languages import LOCALES
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.details import told
from tracker.staff.audit.lines import KEPT_DAYS, Kind, Line, Subject, about_batch, about_person, note
from tracker.staff.audit.reading import MOST
from tracker.staff.audit.sentences import kind_name, sentences
from tracker.staff.people.forgetting import forget_what_is_over

SignIn = Callable[..., FlaskClient]
People = dict[Role, Account]
AUDIT = "/staff/audit/"


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ADMIN)


def noted(db: Database, account: Account | None, action: Action, subject: Subject, detail: str = "") -> None:
    with transaction(db):
        note(db, account, action, subject, detail)


@pytest.mark.parametrize(
    ("action", "kept", "german", "english"),
    [
        (
            Action.PIECES_HANDED_OUT,
            "Nord, 1-9, 2026-09-01",
            "Nord, 1-9, 01.09.2026",
            "Nord, 1-9, 1 Sept 2026",
        ),
        (Action.PIECES_CAME_BACK, "Nord, × 1200, 2026-09-01", "Nord, 1.200 Stück, 01.09.2026", None),
        (Action.PIECES_CAME_BACK, "Haus 2026-99-99", "Haus 2026-99-99", "Haus 2026-99-99"),
        (Action.PRINT_ORDERED, "× 2000", "2.000 Stück", "2,000 pieces"),
        (Action.PRINT_ORDERED, "2,000", "2.000 Stück", "2,000 pieces"),
        (Action.PRINT_ORDERED, "12", "12", "12"),
        (Action.COST_CHANGED, "– → 1120.50 €", "– → 1.120,50 €", None),
        (Action.NOTE_WRITTEN, "2026-09-01", "2026-09-01", "2026-09-01"),
    ],
)
def test_details_as_the_reader_writes_them(
    app: Flask, action: Action, kept: str, german: str, english: str | None
) -> None:
    line = Line(
        1, datetime(2026, 9, 1, tzinfo=UTC), 1, "Frau Berg", action, Subject(Kind.BATCH, 1, "Rot"), kept
    )
    for spoken, words in (("de", german), ("en", english)):
        with app.test_request_context(), force_locale(LOCALES[spoken]):
            assert words is None or told(line).replace("\N{NO-BREAK SPACE}", " ") == words


def test_sentences_in_the_readers_language(db: Database, admin: FlaskClient, people: People) -> None:
    noted(db, people[Role.ADMIN], Action.ROLE_CHANGED, about_person(people[Role.VIEWER]), "viewer → editor")
    noted(db, None, Action.PASSWORD_RESET, about_person(people[Role.EDITOR]))
    page = admin.get(AUDIT).text
    person = f'<a href="/staff/people/{people[Role.VIEWER].id}/">Frau Viewer</a>'
    assert f"<b>Frau Admin</b> hat die Rolle von {person} geändert" in page
    assert ": Lesen → Bearbeiten" in page
    assert "<b>Signet</b> hat für" in page
    db.execute("UPDATE staff SET language = 'en'")
    assert f"<b>Frau Admin</b> changed the role of {person}" in admin.get(AUDIT).text


def test_names_are_never_html(db: Database, admin: FlaskClient, people: People) -> None:
    evil = "<script>alert(1)</script>%(who)s{}"
    db.execute("UPDATE staff SET name = ? WHERE role = 'editor'", [evil])
    noted(db, people[Role.ADMIN], Action.ACCOUNT_SHUT, Subject(Kind.PERSON, 1, evil), evil)
    noted(db, people[Role.ADMIN], Action.ACCOUNT_SHUT, Subject(Kind.ORGANISATION, None, evil), evil)
    page = admin.get(AUDIT).text
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;%(who)s{}") >= 4
    assert "<script>alert" not in page


def test_lines_are_filtered_by_the_address(
    db: Database, admin: FlaskClient, people: People, mint_batch: Callable[..., Minted]
) -> None:
    batch = mint_batch(2, name="Rote Serie").batch
    noted(db, people[Role.EDITOR], Action.ACCOUNT_SHUT, about_batch(batch))
    noted(db, people[Role.ADMIN], Action.ACCOUNT_SHUT, about_person(people[Role.VIEWER]))
    sentence = "hat das Konto von"

    def count(query: str) -> int:
        return admin.get(f"{AUDIT}?{query}").text.count(sentence)

    assert count("") == 2
    assert count(f"person={people[Role.EDITOR].id}") == 1
    assert count("kind=batch") == count(f"campaign={batch.campaign_id}") == 1
    assert count(f"kind=batch&person={people[Role.ADMIN].id}") == 0
    assert "Hier ist nichts" in admin.get(f"{AUDIT}?campaign=77").text
    far = f"before={'9' * 5_000}"
    for wrong in ("kind=x", "person=x", "campaign=-1", "before=1e5", f"person={2**63}", "person=²", far):
        assert admin.get(f"{AUDIT}?{wrong}").status_code == 404


def test_long_trails_have_pages(db: Database, admin: FlaskClient, people: People) -> None:
    for number in range(MOST + 5):
        noted(db, people[Role.ADMIN], Action.NAME_CHANGED, about_person(people[Role.ADMIN]), f"({number})")
    first = admin.get(f"{AUDIT}?kind=person").text
    assert f"({MOST + 4})" in first
    assert "(4)" not in first
    older = first.rpartition('href="/staff/audit/?')[2].partition('"')[0].replace("&amp;", "&")
    assert "kind=person" in older
    second = admin.get(f"{AUDIT}?{older}").text
    assert "(4)" in second
    assert "(5)" not in second


def test_the_table_for_a_spreadsheet(db: Database, admin: FlaskClient, people: People) -> None:
    noted(db, people[Role.ADMIN], Action.PERSON_INVITED, Subject(Kind.PERSON, None, "=1+1"), "editor")
    db.execute("UPDATE staff SET name = '@SUM' WHERE role = 'editor'")
    editor = Account(people[Role.EDITOR].id, 1, "", "@SUM", Role.EDITOR, "")
    noted(db, editor, Action.PASSWORD_CHANGED, about_person(editor))
    answer = admin.get(f"{AUDIT}lines.csv?kind=person")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["Zeit", "Wer", "Was", "Art"]
    assert rows[1][1:] == ["'@SUM", "'@SUM hat ein neues Passwort gewählt", "Personen"]
    assert rows[2][2] == "Frau Admin hat =1+1 eingeladen: Bearbeiten"
    assert not any(cell.startswith(("=", "@", "+", "-")) for row in rows for cell in row)


def test_nobody_reads_the_trail_of_others(db: Database, admin: FlaskClient, people: People) -> None:
    with transaction(db):
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarn')")
        note(db, None, Action.SET_UP, Subject(Kind.ORGANISATION, 2, "Geheim"), organisation_id=2)
    assert "Geheim" not in admin.get(AUDIT).text
    assert "Geheim" not in admin.get(f"{AUDIT}lines.csv").text


def test_every_kind_has_a_name_and_newer_actions_a_sentence(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        names = [kind_name(kind) for kind in Kind]
        line = Line(1, datetime.now(UTC), None, "A", "of-a-newer-version", Subject(Kind.PERSON, 1, "B"), "C")
        assert sentences([line])[0].text == "A hat etwas an B getan: C"
    assert len(set(names)) == len(Kind)


def test_what_is_over_is_forgotten(db: Database, admin: FlaskClient, people: People) -> None:
    viewer = people[Role.VIEWER].id
    db.execute("INSERT INTO password_link VALUES (?, randomblob(32), ?)", [viewer, int(time.time()) + 60])
    counts = "SELECT (SELECT count(*) FROM audit_line), (SELECT count(*) FROM staff_session), " \
        "(SELECT count(*) FROM password_link)"  # fmt: skip
    forget_what_is_over(db, time.time())
    assert db.execute(counts).fetchone() == (3, 1, 1)
    forget_what_is_over(db, time.time() + 86_400)
    assert db.execute(counts).fetchone() == (3, 0, 0)
    forget_what_is_over(db, time.time() + 86_400 * (KEPT_DAYS + 1))
    assert db.execute(counts).fetchone() == (0, 0, 0)
