import resource
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scans.fold import is_being_written, segments
from tracker.scans.lines import from_line, to_line
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

HITS = st.builds(
    Hit,
    st.integers(0, 10**13),
    st.text("23456789BCDFGHJKMNPQRSTVWXYZ", min_size=6, max_size=16),
    st.sampled_from(Entry),
    st.builds(
        Verdict,
        st.sampled_from(HitClass),
        st.sampled_from(["browser", "tool"]),
        st.sampled_from(Device),
        st.sampled_from(["android", "other"]),
        st.sampled_from(["chrome", "other"]),
        st.sampled_from(["", "de"]),
    ),
)
HIT = Hit(1_700_000_000_000, "BCD2FG", Entry.SCANNED, Verdict(HitClass.PERSON, "browser", Device.PHONE))


def lines_in(folder):
    return [line for path in segments(folder) for line in path.read_bytes().split(b"\n") if line]


@given(HITS)
def test_line_says_the_hit(hit):
    line = to_line(hit)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert from_line(line[:-1]) == hit


@given(HITS, st.data())
def test_any_flipped_bit_is_noticed(hit, data):
    line = bytearray(to_line(hit)[:-1])
    at, bit = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 7))
    line[at] ^= 1 << bit
    found = from_line(bytes(line))
    # A capital hexadecimal digit in the checksum says the same; nothing else may pass.
    assert found is None or (at < 8 and found == hit)


@given(HITS, st.data())
def test_any_torn_line_is_noticed(hit, data):
    line = to_line(hit)[:-1]
    assert from_line(line[: data.draw(st.integers(0, len(line) - 1))]) is None


@pytest.mark.parametrize("line", [b"", b"\t", b"00000000\t", b"hello", b"\xff" * 40, b"0000000g\tx"])
def test_foreign_line_is_noticed(line):
    assert from_line(line) is None


def test_hit_is_in_the_file_when_add_returns(tmp_path):
    spool = Spool(tmp_path / "spool")
    spool.add(HIT)
    assert [from_line(line) for line in lines_in(tmp_path / "spool")] == [HIT]


def test_segment_is_locked_while_it_is_written(tmp_path):
    spool = Spool(tmp_path)
    spool.add(HIT)
    (path,) = segments(tmp_path)
    assert is_being_written(path)
    spool.close()
    assert not is_being_written(path)


def test_new_segment_begins_when_one_is_large(tmp_path):
    spool = Spool(tmp_path, largest=100)
    for _ in range(6):
        spool.add(HIT)
    assert len(segments(tmp_path)) == 3
    assert len(lines_in(tmp_path)) == 6


def test_removed_segment_is_noticed(tmp_path):
    spool = Spool(tmp_path)
    spool.add(HIT)
    segments(tmp_path)[0].unlink()
    spool.tend()
    spool.add(HIT)
    assert len(lines_in(tmp_path)) == 1


def test_hits_wait_in_memory_while_the_folder_cannot_be_written(tmp_path):
    folder = tmp_path / "spool"
    folder.write_text("a file is in the way")
    spool = Spool(folder, most_waiting=3)
    for _ in range(5):
        spool.add(HIT)
    state = spool.state()
    assert (state.waiting, state.lost) == (3, 2)
    assert state.fault
    folder.unlink()
    spool.close()
    assert (spool.state().waiting, spool.state().fault) == (0, "")
    assert [from_line(line) for line in lines_in(folder)] == [HIT] * 3


def test_short_write_tears_one_line_and_loses_no_hit(tmp_path):
    """A file size limit makes write(2) short in the middle of a line, as a full disk does."""
    program = f"""
import resource, signal, time
from pathlib import Path
from tracker.scans.lines import from_line
from tracker.scans.spool import Spool
from tracker.scans.words import *
HIT = Hit(1_700_000_000_000, "BCD2FG", Entry.SCANNED, Verdict(HitClass.PERSON, "browser", Device.PHONE))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
spool = Spool(Path({str(tmp_path)!r}))
spool.add(HIT)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, {resource.RLIM_INFINITY}))
for _ in range(9):
    spool.add(HIT)
assert spool.state().waiting > 0, spool.state()
resource.setrlimit(resource.RLIMIT_FSIZE, ({resource.RLIM_INFINITY}, {resource.RLIM_INFINITY}))
spool.close()
assert spool.state().waiting == 0, spool.state()
assert spool.state().lost == 0
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    lines = lines_in(tmp_path)
    assert sum(from_line(line) == HIT for line in lines) == 10
    assert sum(from_line(line) is None for line in lines) >= 1


def test_line_that_lacks_only_its_end_is_not_written_twice(tmp_path):
    """The disk is full just before the newline: the hit is there, and must not be there again."""
    length = len(to_line(HIT))
    program = f"""
import resource, signal
from pathlib import Path
from tracker.scans.spool import Spool
from tracker.scans.words import *
HIT = Hit(1_700_000_000_000, "BCD2FG", Entry.SCANNED, Verdict(HitClass.PERSON, "browser", Device.PHONE))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
spool = Spool(Path({str(tmp_path)!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, ({3 * length - 1}, {resource.RLIM_INFINITY}))
for _ in range(5):
    spool.add(HIT)
resource.setrlimit(resource.RLIMIT_FSIZE, ({resource.RLIM_INFINITY}, {resource.RLIM_INFINITY}))
spool.close()
assert (spool.state().waiting, spool.state().fault) == (0, ""), spool.state()
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    assert [from_line(line) for line in lines_in(tmp_path)] == [HIT] * 5
