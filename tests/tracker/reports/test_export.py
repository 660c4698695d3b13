import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from tracker.reports.export import daily_rows, to_csv, to_json_lines
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


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
