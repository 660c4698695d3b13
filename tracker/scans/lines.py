"""The lines of the spool: what is recorded, as text with a checksum.

A line is ``<crc32 in hex>\\t<fields>\\t<key>\\n``, ASCII. The key tells one device from another for a day;
the checksum leaves it out, so that it can be blanked in place when the day is over. The first field says what
the line is:

- ``1``: a hit, without key, of the first version;
- ``2``: a hit;
- ``3``: a hit with marks, which stand before the key: ``s`` a staff pass, ``c`` a crowd;
- ``4``: requests for codes that do not exist, without key.

A checksum proves that a line is whole, not that it makes sense. What no worker can have written is a fault
here, so that nothing behind has to reckon with it: one odd line would keep all others from being counted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from tracker.scans.words import Device, Entry, Hit, HitClass, Missed, Verdict

NO_KEY = b"-" * 16
LATEST_MS = 32_503_679_999_999
"""The end of the year 2999; no computer's clock goes that far."""
MOST_TIMES = 1_000_000_000
_WORD = re.compile(r"[a-z0-9-]{0,64}")
_CODE = re.compile(r"[0-9A-Z]{1,32}")
_KEY = re.compile(rb"[0-9a-f]{16}|-{16}")
_WITH_KEY = (b"2\t", b"3\t")
_NONE = "-"
_STAFF, _CROWD = "s", "c"
_MARKS = {"": (False, False), _STAFF: (True, False), _CROWD: (False, True), _STAFF + _CROWD: (True, True)}


def to_line(record: Hit | Missed) -> bytes:
    """Return what is recorded as the line that is spooled, with its newline."""
    if isinstance(record, Missed):
        fields = _fields_of_missed(record)
        return b"%08x\t%b\n" % (crc32(fields), fields)
    form = form_of(record.entry, record.verdict, staff=record.staff, crowd=record.crowd)
    return line_of(form, record.at_ms, record.code, key_text(record.key))


def form_of(entry: Entry, verdict: Verdict, *, staff: bool = False, crowd: bool = False) -> bytes:
    """Return what the lines of like hits have in common: `line_of` makes a line of it, without much work."""
    words = (verdict.cls, verdict.reason, entry, verdict.device, verdict.system, verdict.browser)
    rest = "\t".join((*words, verdict.language)).replace("%", "%%").encode("ascii")
    if not (staff or crowd):
        return b"2\t%%d\t%%b\t%b" % rest
    marks = (_STAFF if staff else "") + (_CROWD if crowd else "")
    return b"3\t%%d\t%%b\t%b\t%b" % (rest, marks.encode("ascii"))


def key_text(key: int | None) -> bytes:
    """Return a device-day key as it stands in a line."""
    return NO_KEY if key is None else b"%016x" % key


def line_of(form: bytes, at_ms: int, code: str, key: bytes) -> bytes:
    """Return the line of a hit.

    Args:
        form: From `form_of`.
        at_ms: Milliseconds since 1970.
        code: In capitals.
        key: From `key_text`.
    """
    fields = form % (at_ms, code.encode("ascii"))
    return b"%08x\t%b\t%b\n" % (crc32(fields), fields, key)


def from_line(line: bytes) -> Hit | Missed | None:
    """Return what a line without its newline says, or ``None`` if it is torn, damaged or foreign."""
    checksum, _, fields = line.partition(b"\t")
    key = NO_KEY
    if fields.startswith(_WITH_KEY):
        fields, _, key = fields.rpartition(b"\t")
    try:
        if len(checksum) != 8 or int(checksum, 16) != crc32(fields) or not _KEY.fullmatch(key):
            return None
        return _read(fields.decode("ascii").split("\t"), None if key == NO_KEY else int(key, 16))
    except (ValueError, KeyError):
        return None


def _fields_of_missed(missed: Missed) -> bytes:
    refused = "r" if missed.refused else _NONE
    fields = (
        "4",
        str(missed.at_ms),
        missed.code or _NONE,
        missed.cls,
        missed.entry,
        refused,
        str(missed.times),
    )
    return "\t".join(fields).encode("ascii")


def _read(fields: list[str], key: int | None) -> Hit | Missed:
    if fields[0] == "4":
        _, at_ms, code, cls, entry, refused, times = fields
        named = "" if code == _NONE else _code(code)
        number = _number(times, 1, MOST_TIMES)
        return Missed(
            _number(at_ms, 0, LATEST_MS), named, Entry(entry), HitClass(cls), refused == "r", number
        )
    marks = fields.pop() if fields[0] == "3" else ""
    version, at_ms, code, cls, reason, entry, device, system, browser, language = fields
    if version not in ("1", "2", "3"):
        raise ValueError(version)
    verdict = _verdict(cls, reason, device, system, browser, language)
    staff, crowd = _MARKS[marks]
    return Hit(_number(at_ms, 0, LATEST_MS), _code(code), Entry(entry), verdict, key, staff, crowd)


@lru_cache(4096)  # the verdicts of millions of lines are some hundreds
def _verdict(cls: str, reason: str, device: str, system: str, browser: str, language: str) -> Verdict:
    for word in (reason, system, browser, language):
        if not _WORD.fullmatch(word):
            raise ValueError(word)
    return Verdict(HitClass(cls), reason, Device(device), system, browser, language)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    return text


def _number(text: str, least: int, most: int) -> int:
    number = int(text)
    if not least <= number <= most:
        raise ValueError(text)
    return number
