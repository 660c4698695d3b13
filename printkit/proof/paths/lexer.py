"""Content streams become operators with their operands (ISO 32000-1, 7.2 and 7.8).

Long stretches of path operators, which symbols and drawings consist of, come as one piece of text each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from printkit.proof.paths.doubt import DoubtError


class Name(str):
    """A name: ``/Art`` without its slash."""

    __slots__ = ()


Operand = float | bytes | Name | bool | None | list["Operand"] | dict[str, "Operand"]


Operation = tuple[bytes, list[Operand]]
"""An operator with what stands before it; those with a ``+`` stand for a stretch."""

RECTANGLES, LINES, PLACED, TEXT = b"re+", b"path+", b"q cm Do Q+", b"BT ET"
"""Rectangles, lines and curves, forms that are each placed by a matrix: their only operand is text.

``TEXT`` is a whole text object: ``BT /Font size Tf matrix Tm […] TJ ET``, with font, size, matrix and what it
shows for operands.
"""

_STEP = re.compile(
    rb"""[\s\0]*+(?:
      (?P<placed>(?:q(?:\s++[-+.\d]++){6}\s++cm\s++/[\w-]++\s++Do\s++Q(?=\s|$)\s*+)++)
    | (?P<text>BT\s++/(?P<font>[\w-]++)\s++(?P<size>[-+.\d]++)\s++Tf\s++(?P<matrix>(?:[-+.\d]++\s++){6})Tm\s*+
      (?:\[(?P<parts>(?:\s*+(?:<[0-9A-Fa-f]*+>|[-+.\d]++(?=[\s<\]])))*+\s*+)\]\s*+TJ
        |<(?P<shown>[0-9A-Fa-f]*+)>\s*+Tj)\s++ET(?=\s|$))
    | (?P<numbers>(?:[-+.\d]++\s++)*+)(?!(?:re|[mlcvyh])\s)
      (?P<operator>[A-Za-z'"][A-Za-z0-9*'"]*+)(?=[\s\0()<>\[\]{}/%]|$)
    | (?P<rectangles>[-+.\d\s]++re(?=\s)[-+.\d\sre]*+)
    | (?P<lines>(?:[-+.\d\s]*+(?<![-+.\d])[mlcvyh](?=\s))++)
    | (?P<number>[-+.\d]++)(?=[\s\0()<>\[\]{}/%]|$)
    | /(?P<name>[^\s\0()<>\[\]{}/%]*+)
    | <(?P<hex>[0-9A-Fa-f\s]*+)>
    | (?P<mark><<|>>|[\[\]()])
    | (?P<comment>%[^\r\n]*+)
    )""",
    re.VERBOSE,
)
STRETCHES = {"rectangles": RECTANGLES, "lines": LINES, "placed": PLACED}
_PARTS = re.compile(rb"<([0-9A-Fa-f]*)>|([-+.\d]+)")
_LAST = re.compile(rb".*re(?=\s)", re.DOTALL)
_IN_STRING = re.compile(rb"[^()\\]++")
_HEX_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}


def operations(content: bytes) -> Iterator[Operation]:
    """Yield the operators of a content stream in order.

    Raises:
        DoubtError: If the content is not well formed, or holds an inline image.
    """
    return _Lexer(content).operations()


class _Lexer:
    """A content stream and how far it is read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0
        self.operands: list[Operand] = []
        self.open: list[tuple[bytes, list[Operand]]] = []

    def operations(self) -> Iterator[Operation]:
        if b"\v" in self.content:
            raise DoubtError("The page holds a sign that is space for some and not for others.")
        while found := _STEP.match(self.content, self.at):
            self.at = found.end()
            kind = found.lastgroup
            if kind == "operator":
                numbers, operator = found.group("numbers", "operator")
                if numbers:
                    self.operands += numbers_in(numbers)
                if operator in _WORDS:
                    self.operands.append(_WORDS[operator])
                    continue
                if self.open or operator == b"BI":
                    raise DoubtError("The page holds an inline image, or an array does not end.")
                yield operator, self.operands
                self.operands = []
            elif kind in STRETCHES:
                yield self._stretch(STRETCHES[kind], found[kind])
            elif kind == "text":
                yield self._text(found)
            else:
                self._operand(kind or "", found)
        if self.content[self.at :].strip(b" \t\r\n\f\0") or self.operands or self.open:
            raise DoubtError("The content of the page is not well formed.")

    def _stretch(self, operator: bytes, text: bytes) -> Operation:
        if self.operands or self.open:
            raise DoubtError("Numbers stand where none belong.")
        if operator == RECTANGLES:
            end = _LAST.match(text)
            assert end
            self.at -= len(text) - end.end()
            text = b" " + end[0]
        return operator, [text]

    def _text(self, found: re.Match[bytes]) -> Operation:
        if self.operands or self.open:
            raise DoubtError("A text begins where none belongs.")
        font, size, matrix, parts, shown = found.group("font", "size", "matrix", "parts", "shown")
        given: Operand = (
            hexadecimal(shown)
            if parts is None
            else [_number(number) if number else hexadecimal(text) for text, number in _PARTS.findall(parts)]
        )
        return TEXT, [Name(font.decode()), _number(size), [*numbers_in(matrix)], given]

    def _operand(self, kind: str, found: re.Match[bytes]) -> None:
        if kind == "number":
            self.operands.append(_number(found["number"]))
        elif kind == "name":
            self.operands.append(Name(_plain(found["name"].decode("latin-1"))))
        elif kind == "hex":
            self.operands.append(hexadecimal(b"".join(found["hex"].split())))
        elif kind == "mark":
            self._mark(found["mark"])

    def _mark(self, mark: bytes) -> None:
        if mark == b"(":
            self.operands.append(self._string())
        elif mark in (b"[", b"<<"):
            self.open.append((mark, self.operands))
            self.operands = []
        elif mark in (b"]", b">>") and self.open and self.open[-1][0] == {b"]": b"[", b">>": b"<<"}[mark]:
            inner = self.operands
            _, self.operands = self.open.pop()
            self.operands.append(inner if mark == b"]" else _dictionary(inner))
        else:
            raise DoubtError("A bracket stands alone.")

    def _string(self) -> bytes:
        parts, depth = list[bytes](), 1
        while self.at < len(self.content):
            if plain := _IN_STRING.match(self.content, self.at):
                parts.append(plain[0])
                self.at = plain.end()
                continue
            one = self.content[self.at : self.at + 1]
            self.at += 1
            if one == b"\\":
                parts.append(self._escaped())
                continue
            depth += 1 if one == b"(" else -1
            if not depth:
                return b"".join(parts)
            parts.append(one)
        raise DoubtError("A text does not end.")

    def _escaped(self) -> bytes:
        octal = re.compile(rb"[0-7]{1,3}").match(self.content, self.at)
        if octal:
            self.at = octal.end()
            return bytes([int(octal[0], 8) & 255])
        one = self.content[self.at : self.at + 1]
        self.at += 1
        if one == b"\r" and self.content[self.at : self.at + 1] == b"\n":
            self.at += 1
        return b"" if one in (b"\r", b"\n") else _ESCAPES.get(one, one)


def numbers(operands: list[Operand], count: int | None = None) -> list[float]:
    """Return operands as numbers.

    Raises:
        DoubtError: If one is none, or there are not as many as there should be.
    """
    for value in operands:
        if type(value) is not float:
            raise DoubtError("An operator has other operands than it should.")
    if count is not None and len(operands) != count:
        raise DoubtError("An operator has other operands than it should.")
    return operands  # type: ignore[return-value]  # each was looked at


def hexadecimal(digits: bytes) -> bytes:
    """Return the text that hexadecimal digits stand for; a last 0 may be left out."""
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode())


def numbers_in(text: bytes) -> list[float]:
    """Return numbers with space between them.

    Raises:
        DoubtError: If one of them is none.
    """
    try:
        return [*map(float, text.split())]
    except ValueError as error:
        raise DoubtError(f"{text.decode('latin-1')} are no numbers.") from error


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DoubtError(f"{text.decode('latin-1')} is no number.") from error


def _plain(name: str) -> str:
    return _HEX_ESCAPE.sub(lambda found: chr(int(found[1], 16)), name) if "#" in name else name


def _dictionary(items: list[Operand]) -> dict[str, Operand]:
    if len(items) % 2 or not all(isinstance(key, Name) for key in items[::2]):
        raise DoubtError("A dictionary is not well formed.")
    return {str(key): value for key, value in zip(items[::2], items[1::2], strict=True)}
