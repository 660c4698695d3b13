"""The bytes of a PDF file: numbered objects, and their table at the end (ISO 32000-1, 7.5)."""

from __future__ import annotations

import hashlib
from array import array
from typing import BinaryIO

import deflate

_HEADER = b"%PDF-1.6\n%\xbf\xf7\xa2\xfe\n"  # bytes beyond ASCII say that this is no text
_LEVEL = 6
"""Of libdeflate: as small as zlib's own 6 in 45 % of its time (16 against 37 µs a piece)."""


def deflated(data: bytes) -> bytes:
    """Return data as ``/FlateDecode`` reads it."""
    return bytes(deflate.zlib_compress(data, _LEVEL))


class Writer:
    """Writes objects to a file as they come; holds nothing but where each of them begins.

    Args:
        file: Open for writing, at its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._starts = array("Q", [0])
        self._digest = hashlib.blake2b(digest_size=16)
        self._write(_HEADER)

    def reserve(self) -> int:
        """Return the number of an object that will be written later."""
        self._starts.append(0)
        return len(self._starts) - 1

    def put(self, number: int, body: bytes) -> None:
        """Write an object under the number that was reserved for it."""
        self._starts[number] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def put_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream.

        Args:
            number: Its number.
            entries: What stands in its dictionary besides the length.
            data: The bytes, compressed already if ``entries`` say so.
        """
        body = b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)
        self.put(number, body)

    def close(self, root: int, info: int) -> None:
        """Write the table of objects; the file's identity is made of its content."""
        start, count = self._at, len(self._starts)
        entries = b"".join(b"%010d 00000 n \n" % at for at in self._starts[1:])
        name = self._digest.hexdigest().encode()
        self._write(
            b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\n"
            b"startxref\n%d\n%%%%EOF\n" % (count, entries, count, root, info, name, name, start)
        )

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)
