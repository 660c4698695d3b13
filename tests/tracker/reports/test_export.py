import csv
import io
import json
import tracemalloc
from datetime import UTC, date, datetime

import pytest

from printkit.store.organisations import set_organisation
from printkit.store.places import hand_out
from tracker.reports import forms
from tracker.reports.export import VERSION, Kind, columns_of, daily_rows, file_name, rows_of
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


def to_csv(*words, **named):
    return "".join(forms.to_csv(*words, **named))


def to_json_lines(rows):
    return "".join(forms.to_json_lines(rows))


def count(db, code, at, cls=HitClass.PERSON, entry=Entry.SCANNED):
    hit = Hit(int(at.timestamp() * 1000), code, entry, Verdict(cls, "test", Device.PHONE))
    name = f"{int(at.timestamp())}-{db.execute('SELECT count(*) FROM spool_segment').fetchone()[0]}-x.spool"
    SqliteCounts(db).add([Portion(name, 0, 1, [hit], 0)])


def test_a_row_for_every_batch_and_local_day(db, mint_batch):
    first, second = mint_batch(name="a"), mint_batch(name="b")
    count(db, first.codes[0], datetime(2026, 7, 1, 22, tzinfo=UTC))  # 2 July in Berlin
    count(db, first.codes[0], datetime(2026, 7, 2, 10, tzinfo=UTC), entry=Entry.TYPED)
    count(db, first.codes[1], datetime(2026, 7, 2, 10, tzinfo=UTC), HitClass.ROBOT)
    count(db, second.codes[1], datetime(2026, 7, 1, 10, tzinfo=UTC), HitClass.PREVIEW)
    earlier, later = daily_rows(db)
    assert (earlier.day, earlier.batch, earlier.hits, earlier.scans, earlier.preview) == (
        date(2026, 7, 1), 2, 1, 0, 1,
    )  # fmt: skip
    assert (later.day, later.hits, later.scans, later.scanned, later.typed, later.robot) == (
        date(2026, 7, 2), 3, 2, 1, 1, 1,
    )  # fmt: skip
    assert daily_rows(db, second.batch.id) == (earlier,)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://x";"y")'])
def test_no_cell_is_a_formula(db, mint_batch, name):
    code = mint_batch(name=name).codes[0]
    count(db, code, datetime(2026, 7, 1, 10, tzinfo=UTC))
    (row,) = csv.DictReader(io.StringIO(to_csv(daily_rows(db))))
    assert row["name"] == f"'{name}"
    assert (row["day"], row["hits"]) == ("2026-07-01", "1")


def test_csv_keeps_quotes_commas_and_line_ends(db, mint_batch):
    code = mint_batch(name='Bücher, "alt"; neu').codes[0]
    count(db, code, datetime(2026, 7, 1, 10, tzinfo=UTC))
    (row,) = csv.DictReader(io.StringIO(to_csv(daily_rows(db))))
    assert row["name"] == 'Bücher, "alt"; neu'


def test_json_lines_keep_names_as_they_are(db, mint_batch):
    code = mint_batch(name="=1+1 ä").codes[0]
    count(db, code, datetime(2026, 7, 1, 10, tzinfo=UTC))
    (line,) = to_json_lines(daily_rows(db)).splitlines()
    assert json.loads(line)["name"] == "=1+1 ä"
    assert json.loads(line)["day"] == "2026-07-01"


def test_nothing_counted_is_a_header_alone(db, mint_batch):
    mint_batch()
    assert to_csv(daily_rows(db)).count("\n") == 1
    assert to_json_lines(daily_rows(db)) == ""


def test_tests_are_told_from_scans(db, mint_batch):
    minted = mint_batch(copies=4)
    hand_out(db, minted.batch, "Mitte", date(2026, 7, 2), first=1, last=2)
    for day in (1, 2):
        for code in minted.codes:
            count(db, code, datetime(2026, 7, day, 10, tzinfo=UTC))
    first, second = daily_rows(db)
    assert (first.hits, first.scans, first.tests) == (4, 0, 4)
    assert (second.hits, second.scans, second.tests) == (4, 2, 2)


def test_hours_have_place_words_and_offset(db, mint_batch):
    set_organisation(db, time_zone="Asia/Kolkata")
    minted = mint_batch(copies=4)
    hand_out(db, minted.batch, "=Mitte", date(2026, 7, 1), first=1, last=2)
    count(db, minted.codes[0], datetime(2026, 7, 1, 18, 29, tzinfo=UTC))
    count(db, minted.codes[3], datetime(2026, 7, 1, 18, 31, tzinfo=UTC), HitClass.ROBOT)
    one, other = csv.DictReader(io.StringIO(to_csv(rows_of(db, Kind.HOURS), Kind.HOURS)))
    assert (one["hour"], one["place"], one["class"]) == ("2026-07-01T23:00:00+05:30", "'=Mitte", "person")
    assert (other["hour"], other["place"], other["class"]) == ("2026-07-02T00:00:00+05:30", "", "robot")
    assert [row.day for row in daily_rows(db)] == [date(2026, 7, 1), date(2026, 7, 2)]


def test_pieces_places_and_reasons_are_rows_too(db, mint_batch):
    minted = mint_batch(copies=4)
    hand_out(db, minted.batch, "Mitte", date(2026, 7, 1), first=1, last=2)
    for hour in (10, 11):
        count(db, minted.codes[1], datetime(2026, 7, 1, hour, tzinfo=UTC))
    count(db, minted.codes[1], datetime(2026, 7, 1, 10, tzinfo=UTC), HitClass.ROBOT)
    (piece,) = rows_of(db, Kind.PIECES)
    assert (piece.position, piece.code, piece.scans, piece.tests) == (2, minted.codes[1], 2, 0)
    assert (piece.last_scan_at - piece.first_scan_at).seconds == 3600
    (place,) = rows_of(db, Kind.PLACES)
    assert (place.place, place.handed_out, place.scans, place.pieces_scanned) == ("Mitte", 2, 2, 1)
    assert [(row.cls, row.reason, row.hits) for row in rows_of(db, Kind.REASONS)] == [
        ("person", "test", 2),
        ("robot", "test", 1),
    ]
    for kind in Kind:
        header, *lines = to_csv(rows_of(db, kind), kind).splitlines()
        assert header == ",".join(columns_of(kind))
        assert len(lines) == len(to_json_lines(rows_of(db, kind)).splitlines())
        assert lines or kind in (Kind.DEVICES, Kind.UNKNOWN, Kind.UNKNOWN_HOURS)


def test_german_csv_opens_in_german_spreadsheets(db, mint_batch):
    code = mint_batch(name="Bücher; neu").codes[0]
    count(db, code, datetime(2026, 7, 1, 10, tzinfo=UTC))
    text = to_csv(daily_rows(db), german=True)
    assert text.startswith("\ufeffday;batch;name;")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert row["name"] == "Bücher; neu"


def test_name_of_a_file_says_which_columns_it_has():
    assert file_name(Kind.DAYS, None, "csv", date(2026, 7, 1)) == f"signet-days-v{VERSION}-2026-07-01.csv"
    assert "-batch-3-" in file_name(Kind.PIECES, 3, "jsonl", date(2026, 7, 1))


def test_no_cell_is_a_formula_with_another_separator_either(db, mint_batch):
    name = '=0,=1;+2|@4 -5, "x;=6" a=b'
    count(db, mint_batch(name=name).codes[0], datetime(2026, 7, 1, 10, tzinfo=UTC))
    for german in (False, True):
        text = to_csv(daily_rows(db), german=german).removeprefix("\ufeff")
        for separator in ",;\t|":
            cells = [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert "'=0,'=1;'+2|'@4 -5, " in text
        assert 'x;\'=6"" a=b' in text


def test_hours_tell_tests(db, mint_batch):
    minted = mint_batch(copies=4)
    hand_out(db, minted.batch, "Mitte", date(2026, 7, 2), first=1, last=2)
    for day in (1, 2):
        count(db, minted.codes[0], datetime(2026, 7, day, 10, tzinfo=UTC))
        count(db, minted.codes[0], datetime(2026, 7, day, 10, tzinfo=UTC), HitClass.ROBOT)
    rows = rows_of(db, Kind.HOURS)
    assert [(row.hour.day, row.place, row.cls, row.hits, row.tests) for row in rows] == [
        (1, "", "person", 1, 1), (1, "", "robot", 1, 0),
        (2, "Mitte", "person", 1, 0), (2, "Mitte", "robot", 1, 0),
    ]  # fmt: skip


def test_devices_are_those_of_a_day_and_never_more(db, mint_batch):
    one, other = mint_batch(name="a"), mint_batch(name="b", campaign="Flyer")
    verdict = Verdict(HitClass.PERSON, "test", Device.PHONE)
    hits = [
        Hit(int(datetime(2026, 7, day, 10, tzinfo=UTC).timestamp() * 1000), code, Entry.SCANNED, verdict, key)
        for day, code, key in (
            (1, one.codes[0], 5), (1, one.codes[1], 5), (1, other.codes[0], 5), (1, other.codes[1], 6),
            (2, one.codes[0], 5),
        )
    ]  # fmt: skip
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])
    rows = [(row.day.day, row.of, row.name, row.devices) for row in rows_of(db, Kind.DEVICES)]
    assert rows == [
        (1, "batch", "a", 1), (1, "batch", "b", 2), (1, "campaign", "Lesezeichen 2026", 1),
        (1, "campaign", "Flyer", 2), (1, "organisation", "Bibliothek", 2),
        (2, "batch", "a", 1), (2, "campaign", "Lesezeichen 2026", 1), (2, "organisation", "Bibliothek", 1),
    ]  # fmt: skip
    assert [row.devices for row in rows_of(db, Kind.DEVICES, other.batch.id)] == [2]


def test_files_of_many_rows_need_little_memory(db, mint_batch):
    batch = mint_batch().batch.id
    db.execute(
        "WITH RECURSIVE hour(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM hour WHERE number < 19999)"
        " INSERT INTO hit_hour (batch_id, hour, place_id, class, device, entry, channel, staff, hits)"
        " SELECT ?, 1800000 + 4 * number, 0, 1, 7, 11, 0, 0, 1 FROM hour",
        [batch],
    )
    tracemalloc.start()
    lines = sum(1 for _ in forms.to_csv(rows_of(db, Kind.HOURS), Kind.HOURS))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == 1 + 1 + 20_000  # the mark, left empty, and the header
    assert most < 7_000_000
