"""The pages of print orders: what they say at each state, who may do what, and what is never given out."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.batches import find_batch, print_runs
from printkit.store.model import Batch
from tracker.config import Config
from tracker.jobs.files import Folder
from tracker.jobs.model import Stage, State
from tracker.jobs.orders import order_again
from tracker.jobs.queue import claim, end, files_of, find_job, show
from tracker.jobs.troubles import KILLED
from tracker.staff.accounts import Account, Role

SignIn = Callable[..., FlaskClient]
BatchOf = Callable[..., Batch]
People = dict[Role, Account]
RunJobs = Callable[[], None]
ENDED = {State.DONE: 1, State.FAILED: 1, State.WAITING: None}


def post(client: FlaskClient, url: str, **fields: str):
    token = client.get("/staff/words").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(url, data={"csrf_token": token, **fields})


@pytest.fixture
def ordered(db: Database, people: People, printable_batch: BatchOf) -> int:
    return order_again(db, people[Role.EDITOR], printable_batch(12), "a4")


@pytest.fixture
def done(ordered: int, run_jobs: RunJobs) -> int:
    run_jobs()
    return ordered


def test_a_batch_is_printed_from_its_page(
    db: Database, sign_in: SignIn, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch, client = printable_batch(20), sign_in(Role.EDITOR)
    page = client.get(f"/staff/batches/{batch.id}/print").text
    assert "Noch nichts. Die ersten Dateien erstellen Sie weiter unten." in page
    answer = post(client, f"/staff/batches/{batch.id}/print", sheet="a4", positions=" 3-5, 9 ")
    assert answer.status_code == 303
    assert "Der Auftrag wartet" in client.get(answer.location).text
    run_jobs()
    page = client.get(answer.location).text
    assert "4 von 4 Codes gelesen, jeder an seinem Platz." in page
    assert "data-live" not in page
    page = client.get(f"/staff/batches/{batch.id}/print").text
    assert "3-5, 9" in page
    assert find_batch(db, batch.id).printed_at is not None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"sheet": "a4", "positions": "21"},
            "„21“ kann nicht gedruckt werden. Schreiben Sie Nummern von 1 bis 20",
        ),
        ({"sheet": "a4", "positions": "x"}, "„x“ kann nicht gedruckt werden."),
        ({"sheet": "../../etc/passwd"}, "Papier"),
        ({"sheet": "a4", "bundle_size": "0"}, "Trennzettel"),
        ({"sheet": "a4", "positions": '"><script>alert(1)</script>'}, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_printed_is_said_beside_the_field(
    db: Database, sign_in: SignIn, printable_batch: BatchOf, fields: dict[str, str], says: str
) -> None:
    batch, client = printable_batch(20), sign_in(Role.EDITOR)
    answer = post(client, f"/staff/batches/{batch.id}/print", **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Bitte sehen Sie sich das noch einmal an" in answer.text or 'class="errors"' in answer.text
    assert "<script>alert" not in answer.text
    assert claim(db) is None


def test_progress_is_shown_live_until_it_is_over(db: Database, ordered: int, sign_in: SignIn) -> None:
    client = sign_in(Role.VIEWER)
    first = client.get(f"/staff/orders/{ordered}/live")
    assert "data-live" in first.text
    assert (
        client.get(
            f"/staff/orders/{ordered}/live", headers={"If-None-Match": first.headers["ETag"]}
        ).status_code
        == 204
    )
    job = claim(db)
    assert job is not None
    show(db, ordered, Stage.PRINT, 6, 12)
    now = client.get(f"/staff/orders/{ordered}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert "6 von 12 Stück" in now.text
    assert '<progress max="12" value="6"' in now.text
    end(db, ordered, State.FAILED, (KILLED,))
    last = client.get(f"/staff/orders/{ordered}/live").text
    assert "data-live" not in last
    assert "Die Arbeit wurde mehrmals abgebrochen" in last


def test_a_waiting_order_is_cancelled_and_taken_up_again(
    db: Database, ordered: int, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(Role.EDITOR)
    for _ in range(2):
        assert post(client, f"/staff/orders/{ordered}/cancel").status_code == 303
    cancelled = "SELECT count(*) FROM audit_line WHERE action = 'print-cancelled'"
    assert db.execute(cancelled).fetchone() == (1,)
    page = client.get(f"/staff/orders/{ordered}/").text
    assert "Abgebrochen" in page
    assert "Die Serien und ihre Codes sind da und bleiben." in page
    assert claim(db) is None
    assert post(client, f"/staff/orders/{ordered}/again").status_code == 303
    run_jobs()
    assert "Fertig und geprüft" in client.get(f"/staff/orders/{ordered}/").text


@pytest.mark.parametrize(
    ("state", "what", "words"),
    [
        (State.DONE, "cancel", "war zu Ende, bevor"),
        (State.FAILED, "draft", "inzwischen weitergegangen"),
        (State.WAITING, "again", "Das hat schon jemand getan"),
        (State.WAITING, "draft", "inzwischen weitergegangen"),
    ],
)
def test_what_a_colleague_did_meanwhile_is_said(
    db: Database, ordered: int, sign_in: SignIn, state: State, what: str, words: str
) -> None:
    client = sign_in(Role.EDITOR)
    with db.conn:
        db.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", [state, ENDED[state], ordered])
    answer = post(client, f"/staff/orders/{ordered}/{what}")
    assert answer.location == f"/staff/orders/{ordered}/"
    assert words in client.get(answer.location).text
    found = find_job(db, ordered)
    assert found is not None
    assert found.state is state


def test_files_are_given_to_editors_of_the_same_house_only(
    config: Config, db: Database, done: int, sign_in: SignIn, app
) -> None:
    client = sign_in(Role.EDITOR)
    (pdf, manifest) = files_of(db, done)
    answer = client.get(f"/staff/orders/{done}/files/1", buffered=True)
    assert answer.status_code == 200
    assert answer.data == (Folder(config, done).whole / pdf.name).read_bytes()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"filename*=UTF-8''{quote(pdf.name, safe='')}" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = client.get(f"/staff/orders/{done}/files/1", buffered=True, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, answer.data[5:10])
    assert (
        client.get(f"/staff/orders/{done}/files/2", buffered=True).headers["Content-Type"]
        == "text/csv; charset=utf-8"
    )
    assert manifest.name.endswith(".csv")
    for path in ("files/0", "files/3", "files/..%2f..%2fsession.key", f"files/{pdf.name}"):
        assert client.get(f"/staff/orders/{done}/{path}", buffered=True).status_code == 404, path
    assert sign_in(Role.VIEWER).get(f"/staff/orders/{done}/files/1", buffered=True).status_code == 403
    assert app.test_client().get(f"/staff/orders/{done}/files/1", buffered=True).status_code == 303
    report = client.get(f"/staff/orders/{done}/proof.txt")
    assert "12 von 12 Codes gelesen" in report.text


def test_viewers_see_that_it_is_done_but_no_files(done: int, sign_in: SignIn) -> None:
    page = sign_in(Role.VIEWER).get(f"/staff/orders/{done}/").text
    assert "12 von 12 Codes gelesen, jeder an seinem Platz." in page
    assert "/files/" not in page
    assert "Herunterladen kann die Dateien, wer bearbeiten darf" in page


def test_orders_of_others_do_not_exist(db: Database, done: int, sign_in: SignIn) -> None:
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Andere')")
    for table in ("campaign", "job"):
        db.execute(f"UPDATE {table} SET organisation_id = 2")
    client = sign_in(Role.ADMIN)
    for path in ("", "live", "files/1", "proof.txt"):
        assert client.get(f"/staff/orders/{done}/{path}", buffered=True).status_code == 404, path
    for action in ("cancel", "again", "draft"):
        assert post(client, f"/staff/orders/{done}/{action}").status_code == 404
    assert client.get("/staff/batches/1/print").status_code == 404
    assert post(client, "/staff/batches/1/print", sheet="a4").status_code == 404
    assert post(client, "/staff/batches/1/calibration", sheet="a4").status_code == 404
    assert client.get(f"/staff/orders/{10**30}/").status_code == 404
    assert "Druckauftrag" not in client.get("/staff/orders/").text.split("<main")[1].replace(
        "Druckaufträge", ""
    )
    job = find_job(db, done)
    assert job is not None
    assert job.state is State.DONE


def test_nothing_is_given_out_before_it_is_proved_or_after_it_failed(
    config: Config, db: Database, done: int, sign_in: SignIn
) -> None:
    client = sign_in(Role.EDITOR)
    for state in ("running", "waiting", "failed", "cancelled"):
        ended = 1 if state in ("failed", "cancelled") else None
        db.execute("UPDATE job SET state = ?, ended_at = ?", [state, ended])
        assert client.get(f"/staff/orders/{done}/files/1", buffered=True).status_code == 404, state
        assert "/files/" not in client.get(f"/staff/orders/{done}/").text


def test_files_that_have_gone_are_made_again(
    config: Config, db: Database, done: int, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client, folder = sign_in(Role.EDITOR), Folder(config, done)
    (pdf, _) = files_of(db, done)
    (folder.whole / pdf.name).write_bytes(b"%PDF-1.6 half")
    assert client.get(f"/staff/orders/{done}/files/1", buffered=True).status_code == 404
    page = client.get(f"/staff/orders/{done}/").text
    assert "Sie können genau so noch einmal erstellt werden" in page
    assert post(client, f"/staff/orders/{done}/again").status_code == 303
    run_jobs()
    assert client.get(f"/staff/orders/{done}/files/1", buffered=True).status_code == 200
    assert len(print_runs(db, 1)) == 1


def test_a_letter_to_the_print_shop_says_what_matters(
    db: Database, people: People, printable_batch: BatchOf, run_jobs: RunJobs, sign_in: SignIn
) -> None:
    number = order_again(db, people[Role.EDITOR], printable_batch(3), "single")
    run_jobs()
    page = sign_in(Role.EDITOR).get(f"/staff/orders/{number}/").text
    letter = page.split('<pre id="to-shop"')[1].split("</pre>")[0]
    for words in (
        "Endformat 52 × 148 mm, 3 mm Beschnitt",
        "Beidseitig",
        "FOGRA39",
        "jede Seite genau einmal",
    ):
        assert words in letter, words


def test_the_calibration_sheet_is_made_for_a_paper(
    db: Database, sign_in: SignIn, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch, client = printable_batch(1), sign_in(Role.EDITOR)
    for wrong in ("single", "x", "../a4"):
        assert post(client, f"/staff/batches/{batch.id}/calibration", sheet=wrong).status_code == 400
    answer = post(client, f"/staff/batches/{batch.id}/calibration", sheet="sra3")
    run_jobs()
    page = client.get(answer.location).text
    assert "Messblatt - SRA3.pdf" in page
    assert client.get(f"{answer.location}files/1", buffered=True).data.startswith(b"%PDF")


def test_pressing_twice_orders_once(db: Database, sign_in: SignIn, printable_batch: BatchOf) -> None:
    """The same page, from the browser's memory, may well order something else."""
    batch, client = printable_batch(2), sign_in(Role.EDITOR)
    url = f"/staff/batches/{batch.id}/print"
    form = client.get(url).text.split(f'action="{url}"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'name="([a-z_]+)" (?:type="hidden" )?value="([^"]*)"', form))
    first, second = (client.post(url, data={**hidden, "sheet": "a4"}).location for _ in range(2))
    assert first == second
    assert client.post(url, data={**hidden, "sheet": "single"}).location != first
    assert [row[0] for row in db.execute("SELECT sheet FROM print_order")] == ["a4", "single"]
