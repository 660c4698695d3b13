from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlite_utils import Database
from werkzeug.test import TestResponse

from printkit.store.mint import Minted
from tracker.config import Config
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict
from tracker.staff.accounts import Account, Role
from tracker.staff.notes.store import Written, add_note
from tracker.studio.porter import studio_over

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def page(db: Database, mint_batch: Callable[..., Minted], people: dict[Role, Account]) -> str:
    """The page of a batch with scans of yesterday, and a note."""
    minted = mint_batch(copies=20)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    at = int(yesterday.timestamp() * 1000)
    hits = tuple(
        Hit(at + number, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), number + 1)
        for number, code in enumerate(minted.codes[:8])
    )
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])
    day = yesterday.date()
    add_note(db, people[Role.EDITOR], Written(minted.batch.campaign_id, day, day, "Plakate hängen"))
    return f"/staff/batches/{minted.batch.id}/"


def drawn(client: FlaskClient, address: str) -> TestResponse:
    """Ask for a file until the studio has time for it, as a person on a busy machine would."""
    until = time.monotonic() + 300
    while (answer := client.get(address)).status_code != 200:
        assert time.monotonic() < until, answer.text
        time.sleep(0.5)
    return answer


@pytest.mark.slow
def test_a_chart_is_a_file_with_the_filters_of_its_page(config: Config, sign_in: SignIn, page: str) -> None:
    client = sign_in()
    shown = client.get(f"{page}?days=7").text
    link = next(part.split('"')[0] for part in shown.split('href="') if "picture=course" in part)
    assert "days=7" in link
    with studio_over(config.run_folder):
        answer = drawn(client, page + link.replace("&amp;", "&"))
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="signet-course-')
        picture = Image.open(BytesIO(answer.data))
        assert picture.width == 1600
        assert len(picture.convert("RGB").getcolors(100_000) or ()) > 20  # it is not blank
        pdf = drawn(client, f"{page}?picture=course&as=pdf")
        assert pdf.data.startswith(b"%PDF-")


def test_without_a_studio_the_page_says_so(sign_in: SignIn, page: str) -> None:
    client = sign_in()
    answer = client.get(f"{page}?days=7&picture=course&as=png")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?days=7")
    assert "Das Bild konnte gerade nicht gezeichnet werden." in client.get(page).text


@pytest.mark.parametrize(
    "query", ["picture=course", "picture=course&as=exe", "picture=nothing&as=png", "picture=&as=png"]
)
def test_what_there_is_not_is_not_found(sign_in: SignIn, page: str, query: str) -> None:
    assert sign_in().get(f"{page}?{query}").status_code == 404


def test_addresses_of_files_stay_on_the_page(sign_in: SignIn, page: str) -> None:
    """Arguments that the framework knows change nothing: an address is a question of the page's own."""
    shown = sign_in().get(f"{page}?_scheme=javascript&_external=1&_anchor=x&days=%22%3E%3Cscript%3E").text
    links = [part.split('"')[0] for part in shown.split('href="') if "picture=" in part.split('"')[0]]
    assert links
    assert all(link.startswith("?") for link in links)
    assert "<script>" not in shown.replace("<script src", "")
