"""From the gallery to texts that are saved, with the preview beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageChops
from sqlite_utils import Database

from printkit.store.links import BaseUrl
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.lines import lines_about
from tracker.staff.design.saving import about_draft
from tracker.staff.design.step import design_step
from tracker.staff.design.store import copy_design, design_of
from tracker.staff.drafts.model import Draft, Goal
from tracker.staff.drafts.store import find_draft
from tracker.staff.drafts.writing import begin
from tracker.studio.client import Studio
from tracker.studio.freezing import ready_batch
from tracker.studio.shown import Catalogue

SignIn = Callable[..., FlaskClient]
Sent = Callable[..., dict[str, str]]
VERSION = re.compile(r'name="version" value="([^"]+)"')
PICTURE = re.compile(r'src="(/staff/drafts/\d+/design/picture/[^"]+)"')


def own(db: Database, draft_id: int) -> Draft:
    found = find_draft(db, draft_id)
    assert found is not None
    return found


def pictures(client: FlaskClient, page: str) -> list[Image.Image]:
    """Return the pictures on a page, fetched."""
    found: list[Image.Image] = []
    for url in PICTURE.findall(page):
        answer = client.get(url)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert "immutable" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]
        found.append(Image.open(BytesIO(answer.data)))
    return found


@pytest.fixture
def wish(sent: Sent, address: str, studio: Studio) -> Sent:
    """Return ``wish(client, **values)``: the form of the wish bookmark, with other values for some fields."""

    def filled(client: FlaskClient, **values: str) -> dict[str, str]:
        found = Catalogue.from_json(studio.draw("catalogue", b"")).find("wish-bookmark")
        assert found is not None
        texts = {f"text_{field.name}": field.default or "" for field in found.fields}
        return {**sent(client, f"{address}/texts"), **texts, **values}

    return filled


def test_the_gallery_shows_every_design_with_the_librarys_name(editor: FlaskClient, address: str) -> None:
    page = editor.get(f"{address}/gallery").text
    assert page.count('<li class="design') == 6
    assert "52 × 148 mm" in page
    assert "Stadtbücherei" in page
    url = re.findall(r'src="([^"]+/gallery/wish-bookmark/[^"]+/front.webp)"', page)[0]
    answer = editor.get(url)
    assert answer.mimetype == "image/webp"
    with Image.open(BytesIO(answer.data)) as picture:
        assert max(picture.size) == 520
    assert editor.get(url.replace("front", "inside")).status_code == 404
    assert editor.get(url.replace("wish-bookmark", "..%2Fsecret")).status_code == 404


def test_without_a_studio_the_gallery_says_so(sign_in: SignIn, draft_id: int, address: str) -> None:
    answer = sign_in(Role.EDITOR).get(f"{address}/gallery")
    assert answer.status_code == 200
    assert "können gerade nicht gezeigt werden" in answer.text


def test_choosing_begins_with_what_the_library_is_called(
    db: Database, chosen: FlaskClient, draft_id: int, address: str
) -> None:
    found = design_of(db, draft_id)
    assert found is not None
    assert (found.design, found.width_mm, found.sides) == ("wish-bookmark", 52.0, 2)
    assert found.texts == {"library": "Stadtbücherei Waldheim"}
    assert {fit.sheet: fit.slots for fit in found.fits}["a4"] == 4
    assert design_step(db, draft_id).state == "faulty"  # nobody has looked through the texts
    page = chosen.get(f"{address}/texts").text
    assert "Das ist noch das Muster aus der Vorlage" in page  # the address
    assert "höchstens 32 Zeichen" in page
    assert chosen.get(address).location.endswith("/design/texts")


def test_the_preview_changes_with_the_text(chosen: FlaskClient, wish: Sent, address: str) -> None:
    typed = wish(chosen)
    before = pictures(chosen, chosen.post(f"{address}/preview", data=typed).text)
    after = pictures(
        chosen, chosen.post(f"{address}/preview", data={**typed, "text_headline": "Was lesen Sie?"}).text
    )
    front, back = zip(before, after, strict=True)
    assert ImageChops.difference(*[picture.convert("RGB") for picture in front]).getbbox() is not None
    assert ImageChops.difference(*[picture.convert("RGB") for picture in back]).getbbox() is None
    assert front[0].size == front[1].size  # no shift of the page


def test_what_does_not_fit_is_said_beside_its_field_and_kept(
    chosen: FlaskClient, wish: Sent, address: str, db: Database, draft_id: int
) -> None:
    long = "Wünschen Sie sich doch auch einmal was?"
    typed = wish(chosen, text_headline=long)
    fragment = chosen.post(f"{address}/preview", data=typed).text
    assert 'data-about="text_headline ' in fragment
    assert "Höchstens 32 Zeichen haben Platz" in fragment
    kept = design_of(db, draft_id)
    assert kept is not None
    assert kept.faults == 1
    answer = chosen.post(f"{address}/texts", data=typed)
    assert answer.location.endswith("/design/texts")
    page = chosen.get(answer.location).text
    assert long in page
    assert "muss noch etwas geändert werden" in page
    assert design_step(db, draft_id).state == "faulty"


def test_saving_goes_on_and_says_that_it_is_done(
    chosen: FlaskClient, wish: Sent, address: str, db: Database, draft_id: int
) -> None:
    typed = wish(chosen)
    mine = {"text_headline": "Was lesen Sie?", "text_imprint": "Markt 3\nMo–Fr 9–18 Uhr", "variant": "klar"}
    assert "/batches" in chosen.post(f"{address}/texts", data={**typed, **mine}).location
    assert design_step(db, draft_id).state == "done"
    found = design_of(db, draft_id)
    assert found is not None
    assert (found.variant, found.texts["imprint"]) == ("klar", "Markt 3\nMo–Fr 9–18 Uhr")
    ready = ready_batch(db, draft_id, BaseUrl.parse("https://qr.waldheim.de"), 6)
    assert (ready.design, ready.texts["headline"]) == ("wish-bookmark", "Was lesen Sie?")
    assert b'"variant": "klar"' in ready.files["@choices/choices.json"]
    other = ready_batch(db, draft_id, BaseUrl.parse("https://qr.waldheim.de"), 6, variant="violett")
    assert b'"variant": "violett"' in other.files["@choices/choices.json"]


def test_without_scripts_a_button_shows_what_is_typed_and_saves_nothing(
    chosen: FlaskClient, wish: Sent, address: str, db: Database, draft_id: int
) -> None:
    typed = wish(chosen)
    answer = chosen.post(f"{address}/texts", data={**typed, "text_headline": "Was nun?", "show": "1"})
    assert answer.status_code == 200
    assert 'value="Was nun?"' in answer.text
    found = design_of(db, draft_id)
    assert found is not None
    assert "headline" not in found.texts


def test_two_editors_at_once(chosen: FlaskClient, wish: Sent, sign_in: SignIn, address: str) -> None:
    other = sign_in(Role.ADMIN)
    mine = wish(chosen, text_headline="Meins")
    theirs = wish(other, text_headline="Ihres")
    assert other.post(f"{address}/texts", data=theirs).status_code == 303
    answer = chosen.post(f"{address}/texts", data=mine)
    assert answer.status_code == 422
    assert "Frau Admin" in answer.text
    assert "Ihres" in answer.text
    assert 'value="Meins"' in answer.text
    again = {**mine, "version": VERSION.findall(answer.text)[0]}
    assert chosen.post(f"{address}/texts", data=again).status_code == 303


def test_what_is_typed_is_kept_unless_somebody_else_was_first(
    chosen: FlaskClient, wish: Sent, sign_in: SignIn, address: str, db: Database, draft_id: int
) -> None:
    mine = wish(chosen, text_headline="Was lesen Sie?")
    other = sign_in(Role.ADMIN)
    theirs = wish(other, text_headline="Ihres")
    answer = chosen.post(f"{address}/preview", data=mine)
    assert "Gespeichert um" in answer.text
    found = design_of(db, draft_id)
    assert found is not None
    assert found.texts["headline"] == "Was lesen Sie?"
    refused = other.post(f"{address}/preview", data=theirs)
    assert "Frau Editor hat das inzwischen geändert" in refused.text
    assert VERSION.findall(refused.text) == [theirs["version"]]
    again = {**mine, "text_headline": "Und nun?", "version": VERSION.findall(answer.text)[0]}
    assert "Gespeichert um" in chosen.post(f"{address}/preview", data=again).text
    assert [line.action for line in lines_about(db, about_draft(own(db, draft_id)))].count(
        "design-changed"
    ) == 1


def test_texts_of_a_design_outlive_a_look_at_another(
    chosen: FlaskClient, wish: Sent, address: str, db: Database, draft_id: int
) -> None:
    typed = wish(chosen)
    chosen.post(
        f"{address}/texts", data={**typed, "text_headline": "Was lesen Sie?", "text_imprint": "Markt 3"}
    )
    for name in ("channels-bookmark", "wish-bookmark"):
        chosen.post(f"{address}/gallery", data={"csrf_token": typed["csrf_token"], "design": name})
        found = design_of(db, draft_id)
        assert found is not None
        assert (found.design, found.texts["imprint"]) == (name, "Markt 3")  # the same on every piece
    found = design_of(db, draft_id)
    assert found is not None
    assert found.texts["headline"] == "Was lesen Sie?"


def test_a_copied_draft_looks_the_same(
    chosen: FlaskClient, db: Database, draft_id: int, people: dict[Role, Account]
) -> None:
    copy = begin(db, people[Role.EDITOR], Goal(name="Herbst"))
    copy_design(db, draft_id, copy)
    one, other = design_of(db, draft_id), design_of(db, copy)
    assert one is not None
    assert other is not None
    assert one.version == other.version


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{link}{code}", "\x00\ud800"]
)
def test_script_in_a_text_is_a_text(chosen: FlaskClient, wish: Sent, address: str, text: str) -> None:
    typed = wish(chosen)
    answer = chosen.post(
        f"{address}/preview", data={**typed, "text_library": text.encode("utf-8", "surrogatepass")}
    )
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "onerror" not in answer.text
