"""Lines of the spool: what is written is read, what is damaged is noticed."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scans.lines import from_line, to_line
from tracker.scans.words import Device, Entry, Hit, HitClass, Missed, Verdict

CODES = st.text("23456789BCDFGHJKMNPQRSTVWXYZ", min_size=6, max_size=16)
MISSED = st.builds(
    Missed,
    st.integers(0, 10**13),
    st.one_of(st.just(""), CODES),
    st.sampled_from(Entry),
    st.sampled_from(HitClass),
    st.booleans(),
    st.integers(1, 10**6),
)
HITS = st.builds(
    Hit,
    st.integers(0, 10**13),
    CODES,
    st.sampled_from(Entry),
    st.builds(Verdict, st.sampled_from(HitClass), st.just("browser"), st.sampled_from(Device)),
    st.one_of(st.none(), st.integers(0, 2**64 - 1)),
    st.booleans(),
    st.booleans(),
)


@given(st.one_of(HITS, MISSED))
def test_line_says_what_was_recorded(record):
    line = to_line(record)
    assert line.count(b"\n") == 1
    assert from_line(line[:-1]) == record


@given(st.one_of(HITS, MISSED), st.data())
def test_any_torn_line_is_noticed(record, data):
    line = to_line(record)[:-1]
    assert from_line(line[: data.draw(st.integers(0, len(line) - 1))]) is None


@given(MISSED, st.data())
def test_any_flipped_bit_of_a_missed_code_is_noticed(missed, data):
    line = bytearray(to_line(missed)[:-1])
    at, bit = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 7))
    line[at] ^= 1 << bit
    found = from_line(bytes(line))
    assert found is None or (at < 8 and found == missed)


def test_lines_of_all_versions_are_read():
    old = b"1\t1700000000000\tBCD2FG\tperson\tbrowser\tscanned\tphone\tios\tsafari\tde"
    plain = old.replace(b"1\t", b"2\t", 1)
    hit = Hit(
        1_700_000_000_000,
        "BCD2FG",
        Entry.SCANNED,
        Verdict(HitClass.PERSON, "browser", Device.PHONE, "ios", "safari", "de"),
    )
    assert from_line(b"%08x\t%b" % (crc32(old), old)) == hit
    assert from_line(b"%08x\t%b\t%b" % (crc32(plain), plain, b"-" * 16)) == hit
    assert to_line(hit) == b"%08x\t%b\t%b\n" % (crc32(plain), plain, b"-" * 16)


@pytest.mark.parametrize(
    "fields",
    [
        b"5\t1\tBCD2FG\tperson\ttyped\t-\t1",
        b"4\t1\tBCD2FG\tperson\ttyped\t-\t0",
        b"4\t1\tBCD2FG\tperson\ttyped\t-\t-3",
        b"4\t1\tBCD2FG\tnobody\ttyped\t-\t1",
        b"4\t-1\tBCD2FG\tperson\ttyped\t-\t1",
        b"4\t1\tBCD2FG",
        b"4\t1\tBCD2FG\tperson\ttyped\t-\t1000000001",
        b"4\t1\tbcd2fg\tperson\ttyped\t-\t1",
        b"4\t1\t<b>\tperson\ttyped\t-\t1",
        b"4\t32503680000000\tBCD2FG\tperson\ttyped\t-\t1",
        b"1\t32503680000000\tBCD2FG\tperson\tbrowser\tscanned\tphone\tios\tsafari\tde",
        b"1\t1\tBCD2FG\tperson\tbrowser\tscanned\tphone\tios\tsafari\td\0e",
        b"1\t1\tBCD2FG\tperson\tBrowser <b>\tscanned\tphone\tios\tsafari\tde",
        b"1\t1\tBCD2FG\tperson\t" + b"b" * 100 + b"\tscanned\tphone\tios\tsafari\tde",
    ],
)
def test_lines_that_nobody_writes_are_faults(fields):
    assert from_line(b"%08x\t%b" % (crc32(fields), fields)) is None


def test_unknown_marks_are_a_fault():
    fields = b"3\t1\tBCD2FG\tperson\tbrowser\tscanned\tphone\tios\tsafari\tde\tx"
    assert from_line(b"%08x\t%b\t%b" % (crc32(fields), fields, b"-" * 16)) is None
