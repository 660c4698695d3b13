"""Objects of a pikepdf document → objects of the file being written, each once."""

from __future__ import annotations

from collections import deque
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, Stream

from printkit.press.output.writer import Writer, deflated


class Objects:
    """Gives objects their numbers in the file when they are first named, and writes them when all are ready.

    Args:
        writer: The file. All objects belong to one pikepdf document.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: deque[tuple[int, Object]] = deque()

    def reference(self, indirect: Object) -> bytes:
        """Return how other objects refer to this one."""
        number = self._numbers.get(indirect.objgen)
        if number is None:
            number = self._numbers[indirect.objgen] = self._writer.reserve()
            self._waiting.append((number, indirect))
        return b"%d 0 R" % number

    def write(self) -> None:
        """Write all objects that were referred to, and those that they refer to."""
        while self._waiting:
            number, found = self._waiting.popleft()
            if isinstance(found, Stream):
                self._write_stream(number, found)
            else:
                self._writer.put(number, self.body(found))

    def entries(self, dictionary: Object, without: tuple[str, ...] = ()) -> bytes:
        """Return the entries of a dictionary or stream, but for some keys."""
        return b"".join(
            Name(key).unparse() + b" " + self._value(value)
            for key, value in dictionary.items()
            if key not in without
        )

    def body(self, found: object) -> bytes:
        """Return a value as it stands in a file, what it refers to by number.

        Raises:
            TypeError: A PDF has no such value.
        """
        match found:
            case Dictionary():
                return b"<<" + self.entries(found) + b">>"
            case Array():
                return b"[" + b" ".join(map(self._value, found)) + b"]"
            case Object():
                return found.unparse()
        return _plain(found)

    def _value(self, found: object) -> bytes:
        if isinstance(found, Object) and found.is_indirect:
            return self.reference(found)
        return self.body(found)

    def _write_stream(self, number: int, stream: Stream) -> None:
        data = stream.read_raw_bytes()
        entries = self.entries(stream, without=("/Length",))
        if "/Filter" not in stream:
            entries, data = entries + b"/Filter/FlateDecode", deflated(data)
        self._writer.put_stream(number, entries, data)


def _plain(found: object) -> bytes:
    """Return one of the values that pikepdf turns into Python's."""
    match found:
        case bool():
            return b"true" if found else b"false"
        case int():
            return b"%d" % found
        case Decimal():
            return f"{found:f}".encode()
        case None:
            return b"null"
    raise TypeError(f"{type(found).__name__} is no value of a PDF")
