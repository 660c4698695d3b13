import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.store.model import Answer
from tracker.scans.snapshot import Snapshot, SnapshotError, SnapshotFile, Target, build, write

CODES = st.text("23456789BCDFGHJKMNPQRSTVWXYZ", min_size=6, max_size=16)


def answer(code, url="https://a.example/", batch=1, retired=False):
    return Answer(code, batch, "url", url, retired)


@given(
    st.dictionaries(
        CODES,
        st.tuples(
            st.integers(1, 5), st.sampled_from(["https://a.example/", "https://b.example/ü"]), st.booleans()
        ),
    ),
    CODES,
)
def test_every_code_is_found_and_no_other(codes, other):
    snapshot = build((answer(c, url, batch, retired) for c, (batch, url, retired) in codes.items()), 7)
    again = Snapshot(snapshot.content)
    assert (again.codes, again.revision) == (len(codes), 7)
    for code, (batch, url, retired) in codes.items():
        assert again.targets[again.find(code)] == Target(batch, "url", url, retired)
    if other not in codes:
        assert again.find(other) == -1


def test_targets_are_shared():
    snapshot = build([answer(f"BCDF{number}") for number in range(22, 99)], 1)
    assert len(snapshot.targets) == 1


def test_a_code_costs_little():
    alphabet = "23456789BCDFGHJKMNPQRSTVWXYZ"
    codes = [a + b + c + "BCD" for a in alphabet for b in alphabet for c in alphabet]
    snapshot = build(map(answer, codes), 1)
    assert len(snapshot.content) / len(codes) < 60


@pytest.mark.parametrize("damage", ["empty", "short", "bit", "foreign"])
def test_damaged_file_is_refused(damage):
    content = bytearray(build([answer("BCD2FG")], 1).content)
    if damage == "bit":
        content[len(content) // 2] ^= 1
    content = {"empty": b"", "short": content[:-9], "bit": content, "foreign": b"SQLite format 3" * 9}[damage]
    with pytest.raises(SnapshotError):
        Snapshot(bytes(content))


def test_old_snapshot_is_kept_while_the_new_one_is_damaged(tmp_path):
    path = tmp_path / "snapshot"
    write(build([answer("BCD2FG")], 1), path)
    file = SnapshotFile(path)
    path.write_bytes(b"SIGNET-SNAPSHOT 1\nrubbish")
    assert not file.refresh()
    assert file.fault
    assert file.snapshot.find("BCD2FG") == 0
    write(build([answer("BCD2FH")], 2), path)
    assert file.refresh()
    assert not file.fault
    assert file.snapshot.revision == 2


def test_missing_file_is_no_fault_once_there_is_a_snapshot(tmp_path):
    path = tmp_path / "snapshot"
    file = SnapshotFile(path)
    assert file.snapshot is None
    assert file.fault
    write(build([answer("BCD2FG")], 1), path)
    file.refresh()
    path.unlink()
    file.refresh()
    assert (file.snapshot.codes, file.fault) == (1, "")


def test_same_file_is_not_loaded_twice(tmp_path):
    path = tmp_path / "snapshot"
    write(build([answer("BCD2FG")], 1), path)
    file = SnapshotFile(path)
    assert not file.refresh()
