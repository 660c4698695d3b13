"""What is ordered was looked at: every colour, every page, and the very files that are printed."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.shipped import shipped_folder
from printkit.store.links import BaseUrl
from tracker.config import Config
from tracker.staff.accounts import Account, Role
from tracker.staff.design.store import OWN_COLOURS, choose, design_of, write
from tracker.staff.destinations.lookout import Lookout
from tracker.staff.destinations.outcomes import Rules
from tracker.staff.drafts.model import Batches, Row
from tracker.staff.drafts.store import rows_of
from tracker.staff.drafts.writing import write_batches
from tracker.studio.client import Studio
from tracker.studio.freezing import ready_batch
from tracker.studio.porter import studio_over

SignIn = Callable[..., FlaskClient]
BASE = BaseUrl.parse("https://qr.stadtbibliothek.example")


@pytest.fixture
def client(sign_in: SignIn, studio: Studio) -> FlaskClient:
    return sign_in(Role.EDITOR)


def check(client: FlaskClient, draft_id: int) -> str:
    return unescape(client.get(f"/staff/drafts/{draft_id}/check").text)


def fields(page: str) -> dict[str, str]:
    form = page.partition('class="order"')[2]
    return {name: re.findall(f'name="{name}" value="([^"]*)"', form)[0] for name in ("csrf_token", "version")}


def order(client: FlaskClient, draft_id: int, page: str) -> tuple[int, str]:
    """Press the button of a page; return the status and what is said then."""
    answer = client.post(f"/staff/drafts/{draft_id}/order", data=fields(page))
    return answer.status_code, unescape(answer.text)


def set_texts(db: Database, draft_id: int, texts: dict[str, str], faults: int) -> None:
    """Write texts of a draft with faults that somebody noted, right or wrong."""
    found = design_of(db, draft_id)
    assert found is not None
    write(db, found, found.variant, texts, faults)


def test_every_colour_is_pictured_with_its_batches(client: FlaskClient, draft_id: int) -> None:
    page = check(client, draft_id)
    keys = set(re.findall(r"/picture/([0-9a-f]{40})/", page))
    assert len(keys) == 2
    own, klar = page.index("<strong>Wie gestaltet</strong>"), page.index("<strong>Klare See</strong>")
    assert 'class="about">Zentrale<' in page[own:klar]
    assert 'class="about">Nord<' in page[klar:]


def test_the_order_looks_itself_whatever_was_noted(db: Database, client: FlaskClient, draft_id: int) -> None:
    set_texts(db, draft_id, {"headline": "Viel zu lang für diese eine Zeile hier"}, 0)
    page = check(client, draft_id)
    assert "lässt sich so nicht drucken" in page
    assert order(client, draft_id, page)[0] == 422
    set_texts(db, draft_id, {"headline": "Sie wünschen?"}, 3)
    page = check(client, draft_id)
    assert "lässt sich so nicht drucken" not in page
    assert order(client, draft_id, page)[0] == 303


def test_nothing_is_ordered_that_nobody_could_look_at(
    db: Database, sign_in: SignIn, config: Config, draft_id: int
) -> None:
    client = sign_in(Role.EDITOR)
    page = check(client, draft_id)
    assert "nichts bestellt, was niemand gesehen hat" in page
    assert "<button" not in page.partition('class="order"')[2].partition("</form>")[0]
    assert order(client, draft_id, page)[0] == 422
    assert db.execute("SELECT count(*) FROM job").fetchone() == (0,)


@contextmanager
def own_design(folder: Path, config: Config) -> Iterator[Path]:
    """Yield a design in ./designs that the studio knows; it begins in the folder of the service."""
    shutil.copytree(shipped_folder() / "wish-bookmark", folder / "designs" / "own")
    config.run_folder.mkdir(exist_ok=True)
    with studio_over(config.run_folder):
        yield folder / "designs" / "own" / "design.toml"


@pytest.mark.slow
def test_a_design_that_was_changed_unseen_is_not_printed(
    db: Database,
    sign_in: SignIn,
    config: Config,
    draft_id: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    client, found = sign_in(Role.EDITOR), design_of(db, draft_id)
    assert found is not None
    choose(db, draft_id, replace(found.shown, name="own"), None, {})
    set_texts(db, draft_id, {}, 0)
    with own_design(tmp_path, config) as toml:
        page, shown = check(client, draft_id), toml.read_text()
        toml.write_text(shown.replace("Sie wünschen?", "Was darf es sein?"))
        status, said = order(client, draft_id, page)
        assert (status, "noch einmal durch" in said) == (409, True)
        assert order(client, draft_id, check(client, draft_id))[0] == 303
    assert ready_batch(db, draft_id, BASE, 6).texts["headline"] == "Was darf es sein?"
    toml.write_text(shown)
    with pytest.raises(SignetError) as error:
        ready_batch(db, draft_id, BASE, 6)
    assert error.value.problems[0].rule == "design-changed"


def test_a_batch_has_the_designs_own_colours_beside_a_draft_in_others(
    db: Database, client: FlaskClient, draft_id: int
) -> None:
    found = design_of(db, draft_id)
    assert found is not None
    write(db, found, "klar", {}, 0)
    page = f"/staff/drafts/{draft_id}/batches"
    text = client.get(page).text
    assert ("wie die Gestaltung: Klare See" in text, f'<option value="{OWN_COLOURS}">' in text) == (
        True,
        True,
    )
    sent = dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', text))
    typed = {"row-1-copies": "5", "row-1-variant": OWN_COLOURS, "row-2-copies": "5"}
    assert client.post(page, data={**sent, **typed}).status_code == 303
    assert [row.variant for row in rows_of(db, draft_id)] == [OWN_COLOURS, ""]
    own, like_draft = (ready_batch(db, draft_id, BASE, 6, row.variant) for row in rows_of(db, draft_id))
    assert "@choices/choices.json" not in own.files
    assert b'"klar"' in like_draft.files["@choices/choices.json"]
    said = check(client, draft_id)
    assert said.index("<strong>Wie gestaltet</strong>") < said.index("<strong>Klare See</strong>")
    assert "Farben, die" not in said


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens, and which nobody else can have."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield closed.getsockname()[1]


def test_the_pages_of_single_batches_are_looked_at(
    app: Flask, db: Database, client: FlaskClient, editor: Account, draft_id: int, closed_port: int
) -> None:
    app.extensions["signet-lookout"] = Lookout(
        Rules(lambda address: True, frozenset({closed_port}), seconds=120)
    )
    rows = (Row("Nord", 5, destination=f"http://127.0.0.1:{closed_port}/"), Row("Süd", 5))
    write_batches(db, editor, draft_id, Batches(rows=rows))
    page = check(client, draft_id)
    assert page.count("Diese Seite hat sich in letzter Zeit niemand angesehen.") == 2
    token = {"csrf_token": fields(page)["csrf_token"]}
    answer = client.post(f"/staff/drafts/{draft_id}/check/look", data=token)
    assert answer.location.endswith("/check#pages")
    after = check(client, draft_id).partition('id="pages"')[2]
    assert "Nord" in after
    assert "fünf Sekunden" in after
