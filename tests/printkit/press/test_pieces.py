from __future__ import annotations

import pickle
import sys
from array import array

import pytest

from printkit.press.job import Piece
from printkit.press.pieces import CodePieces, LinkPieces, Texts, digest_of


def test_texts_come_back_whatever_letters_they_have() -> None:
    words = ["BCD2FG", "", "Żółć/Łódź", "图书馆", "\udc80", "x" * 1000]
    texts = Texts(words)
    assert list(texts) == words
    assert [texts[index] for index in range(-6, 6)] == [*words, *words]
    assert texts[1:3] == words[1:3]
    assert len(texts) == 6
    with pytest.raises(IndexError):
        texts[6]
    assert list(pickle.loads(pickle.dumps(texts))) == words


def test_pieces_of_a_batch_are_made_when_asked_for() -> None:
    pieces = CodePieces(array("I", [12, 40]), Texts(["BCD2FG", "HJK3MN"]), "HTTPS://QR.DE/", "qr.de/")
    assert list(pieces) == [
        Piece(12, "HTTPS://QR.DE/BCD2FG", "qr.de/bcd2fg", "BCD2FG"),
        Piece(40, "HTTPS://QR.DE/HJK3MN", "qr.de/hjk3mn", "HJK3MN"),
    ]
    assert pieces[-1].position == 40
    assert pieces[:1] == [pieces[0]]
    (one,) = CodePieces(None, Texts(["BCD2FG"]), "HTTPS://QR.DE/", "qr.de/")
    assert one.position is None


def test_pieces_of_anybody_are_numbered() -> None:
    pieces = LinkPieces(Texts(["https://a.de/1"]), Texts(["a.de/1"]), Texts([""]))
    assert list(pieces) == [Piece(1, "https://a.de/1", "a.de/1", "")]


def test_a_million_pieces_take_few_bytes() -> None:
    codes = Texts("BCD2FGHJ" for _ in range(10_000))
    pieces = CodePieces(array("I", range(1, 10_001)), codes, "HTTPS://QR.DE/", "qr.de/")
    assert len(pickle.dumps(pieces)) < 21 * 10_000
    assert sys.getsizeof(pieces) < 100


def test_digests_differ_if_anything_does() -> None:
    def some(positions: list[int], codes: list[str], link: str = "A/", text: str = "a/") -> CodePieces:
        return CodePieces(array("I", positions), Texts(codes), link, text)

    found = [
        some([1, 2], ["AB", "C"]),
        some([1, 2], ["A", "BC"]),
        some([1, 3], ["AB", "C"]),
        some([1, 2], ["AB", "D"]),
        some([1, 2], ["AB", "C"], link="B/"),
        some([1, 2], ["AB", "C"], text="b/"),
        CodePieces(None, Texts(["AB", "C"]), "A/", "a/"),
        LinkPieces(Texts(["AB", "C"]), Texts(["AB", "C"]), Texts(["AB", "C"])),
        LinkPieces(Texts(["AB", "C"]), Texts(["AB", "C"]), Texts(["A", "BC"])),
        list(some([1, 2], ["AB", "C"])),
        list(some([1, 2], ["AB", "D"])),
    ]
    assert len({digest_of(pieces) for pieces in found}) == len(found)
    assert digest_of(found[0]) == digest_of(some([1, 2], ["AB", "C"]))
