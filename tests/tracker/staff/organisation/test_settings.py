"""The library's settings: saved whole, asked about where figures change, never over somebody's change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.organisations import set_organisation
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.lines import Kind, Subject, lines_about
from tracker.staff.organisation.settings import Consequence, Settings, consequences, read_settings

SignIn = Callable[..., FlaskClient]
ADDRESS = "/staff/organisation/"
BEFORE = Settings("Bibliothek", "", "Europe/Berlin", "de", 30)


def sent(client: FlaskClient, settings: Settings, **more: str) -> dict[str, str]:
    """Return what the form would send with these values."""
    page = client.get(ADDRESS).text
    hidden = {
        name: page.split(f'name="{name}" ')[1].split('value="')[1].split('"')[0]
        for name in ("csrf_token", "version")
    }
    return {
        **hidden,
        "name": settings.name,
        "host": settings.host,
        "time_zone": settings.time_zone,
        "language": settings.language,
        "kept_days": str(settings.kept_days),
        **more,
    }


def test_what_is_saved_is_shown_and_noted(db: Database, sign_in: SignIn, people: dict[Role, Account]) -> None:
    client = sign_in(Role.ADMIN)
    assert read_settings(db, 1) == BEFORE
    after = replace(BEFORE, name="Stadtbücherei Lindenau", kept_days=60)
    answer = client.post(ADDRESS, data=sent(client, after))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Die Einstellungen sind gespeichert." in page
    assert page.count("Stadtbücherei Lindenau") >= 3  # head, title, field: at once
    assert read_settings(db, 1) == after
    (line,) = lines_about(db, Subject(Kind.ORGANISATION, 1, ""))
    assert line.who == people[Role.ADMIN].name
    assert line.detail == "Bibliothek → Stadtbücherei Lindenau, 30 → 60"


def test_saving_nothing_notes_nothing(db: Database, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    assert client.post(ADDRESS, data=sent(client, BEFORE)).status_code == 303
    assert lines_about(db, Subject(Kind.ORGANISATION, 1, "")) == ()


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (replace(BEFORE, name="Neu", language="en", kept_days=60), ()),
        (replace(BEFORE, host="qr.example.de"), (Consequence.HOST,)),
        (replace(BEFORE, time_zone="Asia/Kathmandu"), (Consequence.TIME_ZONE,)),
        (replace(BEFORE, kept_days=29), (Consequence.FORGET,)),
    ],
)
def test_what_would_surprise_is_asked_about(
    db: Database, sign_in: SignIn, after: Settings, found: tuple[Consequence, ...]
) -> None:
    assert consequences(BEFORE, after) == found
    client = sign_in(Role.ADMIN)
    data = sent(client, after)
    answer = client.post(ADDRESS, data=data)
    assert (answer.status_code == 200) is bool(found)
    if found:
        assert "Noch ist nichts gespeichert." in answer.text
        assert read_settings(db, 1) == BEFORE
        assert client.post(ADDRESS, data={**data, "confirmed": "1"}).status_code == 303
    assert read_settings(db, 1) == after


@pytest.mark.parametrize(
    ("key", "typed", "says"),
    [
        ("name", "  ", "Bitte"),
        ("host", "https://qr.example.de/mehr", "keine Domain"),
        ("host", "qr beispiel", "keine Domain"),
        ("kept_days", "viele", ""),
        ("kept_days", "-1", "von 0 bis 3650"),
        ("kept_days", "99999999999999999999", "von 0 bis 3650"),
        ("time_zone", "Mars/Olympus", ""),
        ("language", "fr", ""),
    ],
)
def test_bad_input_is_kept_and_explained(
    db: Database, sign_in: SignIn, key: str, typed: str, says: str
) -> None:
    client = sign_in(Role.ADMIN)
    answer = client.post(ADDRESS, data=sent(client, BEFORE, **{key: typed}, confirmed="1"))
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    assert says in answer.text
    assert read_settings(db, 1) == BEFORE


def test_a_host_is_taken_in_its_usual_form(db: Database, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    data = sent(client, replace(BEFORE, host=" https://QR.Bücherei.example/ "), confirmed="1")
    assert client.post(ADDRESS, data=data).status_code == 303
    assert read_settings(db, 1).host == "qr.xn--bcherei-n2a.example"


def test_nobody_writes_over_what_somebody_else_changed(db: Database, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    data = sent(client, replace(BEFORE, name="Meine Bibliothek"))
    set_organisation(db, name="Ihre Bibliothek")
    answer = client.post(ADDRESS, data=data)
    assert answer.status_code == 422
    assert "Jetzt gespeichert" in answer.text
    assert "Ihre Bibliothek" in answer.text
    assert 'value="Meine Bibliothek"' in answer.text
    assert read_settings(db, 1).name == "Ihre Bibliothek"
    version = answer.text.split('name="version" value="')[1].split('"')[0]
    assert client.post(ADDRESS, data={**data, "version": version}).status_code == 303
    assert read_settings(db, 1).name == "Meine Bibliothek"


def test_batches_keep_their_links(db: Database, sign_in: SignIn, mint_batch: Callable[..., Minted]) -> None:
    mint_batch()
    client = sign_in(Role.ADMIN)
    client.post(ADDRESS, data=sent(client, replace(BEFORE, host="neu.example.de"), confirmed="1"))
    assert db.execute("SELECT base_url FROM batch").fetchone() == ("https://qr.example.de",)
    assert "https://neu.example.de" in client.get(ADDRESS).text
