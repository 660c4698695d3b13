from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.places import hand_out
from tracker.config import Config
from tracker.locks import only_one
from tracker.reports.export import Kind, columns_of
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict
from tracker.staff.accounts import Account, Role
from tracker.staff.exports import making
from tracker.staff.exports.order import Form, Order, SheetWords

SignIn = Callable[..., FlaskClient]
FORMULA = "=1+1"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def batch(db: Database, mint_batch: Callable[..., Minted]) -> Minted:
    """A batch with a name that is a formula, and a scan of its first piece."""
    minted = mint_batch(copies=3, name=FORMULA)
    mint_batch(copies=3, name="andere", campaign="Herbst")
    now = int(datetime.now(UTC).timestamp() * 1000)
    hit = Hit(now, minted.codes[0], Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), 7)
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, (hit,), 0)])
    return minted


def cells(content: bytes, sheet: int) -> list[list[tuple[str, str]]]:
    """Return type and text of each cell of a sheet, as the file has them."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{SPACE}c")]
        for row in root.iter(f"{SPACE}row")
    ]


def test_csv_is_what_german_and_english_spreadsheets_open(
    sign_in: SignIn, batch: Minted, form: Callable[..., dict[str, str]]
) -> None:
    client = sign_in()
    page = f"/staff/batches/{batch.batch.id}/export/"
    answer = client.get(f"{page}days.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="signet-batch-{batch.batch.id}-days-v'
    )
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert dict(zip(header, row, strict=True))["name"] == f"'{FORMULA}"
    client.post("/staff/language", data={**form(client, page), "language": "en"})
    english = client.get(f"{page}days.csv").data
    assert english.startswith("\ufeffday,batch,".encode())


def test_a_workbook_has_real_numbers_and_days_and_runs_nothing(sign_in: SignIn, batch: Minted) -> None:
    content = sign_in().get(f"/staff/campaigns/{batch.batch.campaign_id}/export/all.xlsx").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [
            sheet.get("name")
            for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SPACE}sheet")
        ]
        assert names == [
            "Tage",
            "Stunden",
            "Orte",
            "Einzelne Stücke",
            "Geräte",
            "Klassen",
            "Was die Spalten bedeuten",
        ]
        assert b"<pane " in book.read("xl/worksheets/sheet1.xml")
        assert not any(b"<f>" in book.read(name) for name in book.namelist())
    header, row = cells(content, 1)
    found = dict(zip([text for _, text in header], row, strict=True))
    assert found["Name"] == ("inlineStr", FORMULA)
    assert found["Scans"] == ("n", "1")
    assert found["Tag"][0] == "n"  # a day is a number with a pattern
    assert len(cells(content, 4)) == 2
    assert [text for _, text in cells(content, 2)[1]][-5:-2] == ["Mensch", "Andere", "Gescannt"]
    assert [text for _, text in cells(content, 5)[1]][1] == "Serie"
    assert [text for _, text in cells(content, 6)[1]][1:3] == ["Mensch", "ein Browser an einem Computer"]
    meanings = {texts[1]: texts[2] for texts in ([text for _, text in row] for row in cells(content, 7))}
    assert meanings["Scans"] == "Aufrufe von Menschen, ohne Tests und Wiederholungen."


def test_json_holds_only_what_was_asked_for(sign_in: SignIn, batch: Minted) -> None:
    client = sign_in()
    (piece,) = json.loads(client.get(f"/staff/campaigns/{batch.batch.campaign_id}/export/pieces.json").data)
    assert (piece["code"], piece["scans"]) == (batch.codes[0], 1)
    first = datetime.fromisoformat(piece["first_scan_at"])
    assert first.utcoffset() == first.astimezone(ZoneInfo("Europe/Berlin")).utcoffset()
    assert (
        json.loads(client.get(f"/staff/campaigns/{batch.batch.campaign_id + 1}/export/pieces.json").data)
        == []
    )


def test_every_kind_comes_in_every_form(db: Database, sign_in: SignIn, batch: Minted) -> None:
    """Those with rows of places and devices too; once each, since each is a process."""
    hand_out(db, batch.batch, "Zentrale", datetime.now(UTC).date())
    page, client = f"/staff/batches/{batch.batch.id}/export/", sign_in()
    shown = client.get(page).text
    addresses = {part.split('"')[0] for part in shown.split(f'href="{page}')[1:]}
    assert len(addresses) == 1 + 6 * 3
    content = client.get(f"{page}places.csv").data.decode("utf-8-sig")
    assert content.splitlines()[1].startswith("Zentrale;3;")


def test_the_process_that_writes_never_migrates(config: Config, db: Database, batch: Minted) -> None:
    """A program that is replaced while its service goes on must not put newer tables under old workers."""
    columns = columns_of(Kind.PIECES)
    words = SheetWords(Kind.PIECES, "Stücke", columns, tuple(9 for _ in columns))
    order = Order(
        config.database, 1, None, batch.batch.id, Form.JSON, True, "Europe/Berlin", (words,), ("", ())
    )
    with db.conn:
        db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'sharing%'")
        db.execute("DROP TABLE share_link")
    config.run_folder.mkdir(exist_ok=True)  # a service has one
    with making.make_file(order, config.run_folder) as file:
        (piece,) = json.loads(file.read())
    assert piece["code"] == batch.codes[0]
    assert "share_link" not in db.table_names()


@pytest.mark.parametrize("name", ["days.exe", "unknown.csv", "all.csv", "..%2fdays.csv", "nichts.xlsx"])
def test_what_there_is_not_is_not_found(sign_in: SignIn, batch: Minted, name: str) -> None:
    assert sign_in().get(f"/staff/batches/{batch.batch.id}/export/{name}").status_code == 404


def test_files_of_another_library_do_not_exist(
    db: Database, sign_in: SignIn, people: dict[Role, Account], batch: Minted
) -> None:
    with db.conn:
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
        db.execute("UPDATE staff SET organisation_id = 2 WHERE id = ?", [people[Role.VIEWER].id])
    stranger = sign_in()
    for of in (f"campaigns/{batch.batch.campaign_id}", f"batches/{batch.batch.id}"):
        for name in ("", "days.csv", "all.xlsx"):
            assert stranger.get(f"/staff/{of}/export/{name}").status_code == 404


@pytest.mark.slow
def test_too_many_at_once_are_asked_to_come_again(config: Config, sign_in: SignIn, batch: Minted) -> None:
    client, page = sign_in(), f"/staff/batches/{batch.batch.id}/export/"
    with only_one(config.run_folder / "export-1.lock"), only_one(config.run_folder / "export-2.lock"):
        begun = time.monotonic()
        answer = client.get(f"{page}days.csv")
        assert time.monotonic() - begun >= making.WAIT_SECONDS - 0.5
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert "Die Datei konnte gerade nicht erstellt werden." in client.get(page).text
