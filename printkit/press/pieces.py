"""Pieces by the million: their texts lie joined in memory, and a piece is made when somebody asks for it."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from printkit.press.job import Piece


class Texts(Sequence[str]):
    """Many short texts, in as many bytes as they have and four for each."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._joined = bytearray()
        self._ends = array("I", [0])
        for text in texts:
            self.append(text)

    def append(self, text: str) -> None:
        """Add a text at the end; letters that UTF-8 cannot carry are kept for whoever refuses them."""
        self._joined += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._joined))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self._text(number) for number in range(len(self))[index]]
        return self._text(range(len(self))[index])

    def _text(self, index: int) -> str:
        return self._joined[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self._text, range(len(self)))

    def digest(self) -> bytes:
        """Return a digest of all texts and where each ends."""
        return hashlib.sha256(hashlib.sha256(self._ends.tobytes()).digest() + self._joined).digest()


class _Pieces(Sequence[Piece]):
    """What the sequences below have in common."""

    def _piece(self, index: int) -> Piece:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Piece]: ...
    def __getitem__(self, index: int | slice) -> Piece | Sequence[Piece]:
        if isinstance(index, slice):
            return [self._piece(number) for number in range(len(self))[index]]
        return self._piece(range(len(self))[index])

    def __iter__(self) -> Iterator[Piece]:
        return map(self._piece, range(len(self)))


@dataclass(frozen=True, slots=True, eq=False)
class CodePieces(_Pieces):
    """Pieces of a batch: their links differ in the code alone.

    Attributes:
        positions: For each piece; ``None`` where there are no positions.
        codes: In capitals.
        link: What stands before the code in the symbol, ``HTTPS://QR.EXAMPLE.DE/``.
        text: What stands before it in the printed link, ``qr.example.de/``; there it is in small letters.
    """

    positions: Sequence[int] | None
    codes: Texts
    link: str
    text: str

    def __len__(self) -> int:
        return len(self.codes)

    def _piece(self, index: int) -> Piece:
        code = self.codes._text(index)
        position = None if self.positions is None else self.positions[index]
        return Piece(position, self.link + code, self.text + code.lower(), code)

    def digest(self) -> bytes:
        """Return a digest of all pieces."""
        found = hashlib.sha256(repr((self.link, self.text, self.positions is None)).encode())
        found.update(array("Q", self.positions or ()))
        found.update(self.codes.digest())
        return found.digest()


@dataclass(frozen=True, slots=True, eq=False)
class LinkPieces(_Pieces):
    """Pieces with anybody's links, numbered from 1 in their order.

    Attributes:
        links: What the symbols say.
        texts: What is printed beside them. ``codes`` likewise.
    """

    links: Texts
    texts: Texts
    codes: Texts

    def __len__(self) -> int:
        return len(self.links)

    def _piece(self, index: int) -> Piece:
        return Piece(index + 1, self.links[index], self.texts[index], self.codes[index])

    def digest(self) -> bytes:
        """Return a digest of all pieces."""
        return b"".join(texts.digest() for texts in (self.links, self.texts, self.codes))


def digest_of(pieces: Sequence[Piece]) -> str:
    """Return a digest of pieces: it is the same only if all of them are."""
    if isinstance(pieces, CodePieces | LinkPieces):
        return pieces.digest().hex()
    found = hashlib.sha256()
    for piece in pieces:
        found.update(repr(piece).encode())
    return found.hexdigest()
