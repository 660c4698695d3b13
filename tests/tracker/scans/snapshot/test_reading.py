import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.scans.snapshot.head import Head, SnapshotError, TableFile, Target, line_of
from tracker.scans.snapshot.reading import EARLIER, TABLES, SnapshotFile, read

ONE, OTHER = Target(1, "url", "https://a.example/", False), Target(2, "url", "https://b.example/ü", True, 3)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run" / "snapshot"


def tables(path):
    return sorted(path.with_name(TABLES).iterdir(), key=lambda one: one.stat().st_mtime_ns)


TARGETS = st.builds(
    Target, st.integers(1, 2**31 - 1), st.sampled_from(["url", "page"]), st.text(), st.booleans(),
    st.integers(1, 99), st.integers(0, 99),
)  # fmt: skip


@settings(max_examples=30)
@given(st.text(), st.integers(0, 2**40), st.dictionaries(st.integers(0, 2**32 - 1), TARGETS, max_size=50))
def test_head_is_read_as_it_was_written(history, revision, targets):
    files = (TableFile("7-abc", 7, 99, 2**32 - 1, True), TableFile("8-abc", 8, 99, 0, False))
    head = Head(history, revision, files, {line_of(*one): one for one in targets.items()})
    again = Head.from_bytes(head.to_bytes())
    assert (again.history, again.revision, again.tables) == (history, revision, files)
    assert dict(again.targets.values()) == targets


@pytest.mark.parametrize("at", [0, 20, 40, -12, -3, -1])
def test_damaged_head_is_refused(path, write_snapshot, at):
    write_snapshot(path, {"BCD2FG": ONE})
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    with pytest.raises(SnapshotError):
        Head.from_bytes(bytes(content))
    with pytest.raises(SnapshotError):
        Head.from_bytes(bytes(path.read_bytes()[:at]))


@pytest.mark.parametrize("name", ["../snapshot", "/etc/passwd", "", "a/b", ".", "7" * 65])
def test_a_head_names_no_file_elsewhere(name):
    head = Head("x", 1, (TableFile(name, 1, 1, 1, False),), {})
    with pytest.raises(SnapshotError, match="names no table"):
        Head.from_bytes(head.to_bytes())


def test_codes_lead_to_their_targets(path, write_snapshot):
    write_snapshot(path, {"BCD2FG": ONE, "BCD2FH": OTHER, "BCD2FJ": ONE}, 7)
    snapshot = read(path)
    assert (snapshot.codes, snapshot.revision, snapshot.whole) == (3, 7, True)
    assert [snapshot.targets[snapshot.find(code)] for code in ("BCD2FG", "BCD2FH", "BCD2FJ")] == [
        ONE,
        OTHER,
        ONE,
    ]
    assert snapshot.find("BCD2FK") == -1
    assert dict(snapshot) == {"BCD2FG": ONE, "BCD2FH": OTHER, "BCD2FJ": ONE}


def test_what_stays_is_neither_read_nor_made_again(path, write_snapshot):
    write_snapshot(path, {"BCD2FG": ONE, "BCD2FH": OTHER}, 1)
    file = SnapshotFile(path)
    before = file.snapshot
    assert not file.refresh()
    head = before.head
    changed = Target(2, "url", "https://c.example/", False)
    lines = {line_of(1, ONE): (1, ONE), line_of(2, changed): (2, changed)}
    path.write_bytes(Head(head.history, 2, head.tables, lines).to_bytes())
    assert file.refresh()
    after = file.snapshot
    assert after.tables[0] is before.tables[0]
    assert after.targets[after.find("BCD2FG")] is before.targets[before.find("BCD2FG")]
    assert after.targets[after.find("BCD2FH")] == changed


def test_old_snapshot_is_kept_while_the_new_one_is_damaged(path, write_snapshot):
    write_snapshot(path, {"BCD2FG": ONE}, 1)
    file = SnapshotFile(path)
    path.write_bytes(b"SIGNET-SNAPSHOT 2\nrubbish")
    assert not file.refresh()
    assert file.fault
    assert file.snapshot.find("BCD2FG") == 0
    write_snapshot(path, {"BCD2FG": ONE, "BCD2FH": OTHER}, 2)
    damaged = tables(path)[-1]
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    assert not file.refresh()
    assert damaged.name in file.fault
    assert file.snapshot.revision == 1
    write_snapshot(path, {"BCD2FH": OTHER}, 3)
    assert file.refresh()
    assert (file.fault, file.snapshot.revision) == ("", 3)


def test_a_missing_table_is_said_and_waited_for(path, write_snapshot):
    write_snapshot(path, {"BCD2FG": ONE}, 1)
    file = SnapshotFile(path)
    write_snapshot(path, {"BCD2FH": OTHER}, 2)
    (table, away) = tables(path)[-1], path.with_name("away")
    table.rename(away)
    assert not file.refresh()
    assert file.fault == f"the table {table.name} is missing"
    assert file.snapshot.find("BCD2FG") == 0
    away.rename(table)
    assert file.refresh()
    assert file.fault == ""


def test_missing_file_is_no_fault_once_there_is_a_snapshot(path, write_snapshot):
    file = SnapshotFile(path)
    assert file.snapshot is None
    assert file.fault
    write_snapshot(path, {"BCD2FG": ONE}, 1)
    file.refresh()
    path.unlink()
    file.refresh()
    assert (file.snapshot.codes, file.fault) == (1, "")


def test_who_starts_beside_a_damaged_head_takes_the_one_before(path, write_snapshot):
    write_snapshot(path, {"BCD2FG": ONE}, 1)
    path.rename(path.with_name(EARLIER))
    write_snapshot(path, {"BCD2FG": ONE, "BCD2FH": OTHER}, 2)
    path.write_bytes(path.read_bytes()[:-3])
    file = SnapshotFile(path)
    assert (file.snapshot.revision, file.snapshot.whole) == (1, True)
    assert file.fault


def test_who_starts_beside_damaged_tables_takes_what_is_left(path, write_snapshot):
    write_snapshot(path, {"BCD2FG": ONE}, 1)
    first = read(path).head
    write_snapshot(path, {"BCD2FH": OTHER}, 2)
    second = read(path).head
    lines = {line_of(1, ONE): (1, ONE)}
    path.write_bytes(Head("x", 3, (*first.tables, *second.tables), lines).to_bytes())
    tables(path)[-1].write_bytes(b"")
    file = SnapshotFile(path)
    assert file.fault
    assert not file.snapshot.whole
    assert file.snapshot.targets[file.snapshot.find("BCD2FG")] == ONE
    assert file.snapshot.find("BCD2FH") == -1
