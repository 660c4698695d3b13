import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.store import codes, deny
from printkit.store.codes import ALPHABET, is_code, is_denied, length_for, normalise, random_codes

valid_codes = st.text(ALPHABET, min_size=6, max_size=12).filter(is_code)


def test_alphabet_is_the_promised_one() -> None:
    assert ALPHABET == "23456789BCDFGHJKMNPQRSTVWXYZ"
    assert set(ALPHABET) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")  # QR's alphanumeric mode


@pytest.mark.parametrize("text", ["BCD2FG", "23456B9C", "BCDFGHJK"])
def test_codes(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text", ["", "BCD2F", "bcd2fg", "BCD2FA", "BCD2F0", "234567", "23456B", "BCD2FG\n", "BCD2FG ", "B" * 17]
)
def test_no_codes(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "BCD2FG", "bcd2fg", "  bcd 2fg ", "bcd-2fg", "b.c.d.2.f.g",
        "BCD\u20132FG", "bcd\u00a02fg", '"bcd2fg"',
        "ＢＣＤ２ＦＧ", "bcd\u200b2fg", "https://qr.example.de/bcd2fg", "HTTPS://QR.EXAMPLE.DE/BCD2FG",
        "qr.example.de/bcd2fg", "qr.example.de/bcd2fg/", "http://localhost:8000/bcd2fg?x=1#top", "/bcd2fg",
        "bcd2fg.", "<https://qr.example.de/bcd2fg>", "qr.example.de / bcd2fg",
    ],
)  # fmt: skip
def test_normalise_forgives(text: str) -> None:
    assert normalise(text) == "BCD2FG"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "/", "qr.example.de", "https://qr.example.de/", "bcd2fo", "bcd2f", "23456789",
        "bcd2ß", "bcd2fß",
        "bcd2fg\x00", "bcd2fg%0d", "x" * 3000, "bcd2fg" * 500, "\ud800bcd2fg", "../../etc",
    ],
)  # fmt: skip
def test_normalise_refuses(text: str) -> None:
    assert normalise(text) is None


@given(valid_codes, st.data())
def test_normalise_finds_any_writing_of_a_code(code: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from((letter, letter.lower())))
        + data.draw(st.sampled_from(("", " ", "-", ".", "\u2009", "\u2011")))
        for letter in code
    )
    assert normalise(written) == code
    assert normalise(f"https://qr.example.de/{code.lower()}") == code


@given(st.text())
def test_normalise_takes_any_text(text: str) -> None:
    code = normalise(text)
    assert code is None or (is_code(code) and normalise(code) == code)


@pytest.mark.parametrize(
    ("issued", "wanted", "minimum", "length"),
    [
        (0, 1, 6, 6),
        (0, 48_189, 6, 6),  # 28**6 is 481,890,304
        (0, 48_190, 6, 7),
        (48_188, 1, 6, 6),
        (48_189, 1, 6, 7),
        (0, 100_000, 6, 7),
        (0, 1, 8, 8),
        (0, 1_349_293, 6, 8),
        (0, 1, 3, 6),
    ],
)
def test_length_grows_by_itself(issued: int, wanted: int, minimum: int, length: int) -> None:
    assert length_for(issued, wanted, minimum) == length


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(6, 12))
def test_length_keeps_codes_sparse(issued: int, wanted: int, minimum: int) -> None:
    length = length_for(issued, wanted, minimum)
    assert length >= minimum
    assert (issued + wanted) * 10_000 <= 28**length
    assert length == minimum or (issued + wanted) * 10_000 > 28 ** (length - 1)


def test_random_codes_are_printable_and_there_once() -> None:
    found = random_codes(5_000, 6)
    assert 4_000 < len(found) <= 5_000
    assert len(set(found)) == len(found)
    assert all(is_code(code) and not is_denied(code) and len(code) == 6 for code in found)


def test_random_codes_use_all_characters_alike() -> None:
    counts = Counter("".join(random_codes(40_000, 8)))
    assert set(counts) == set(ALPHABET)
    # The deny-list takes more from some (S, H, 8) than from others; a biased modulo would double four.
    assert max(counts.values()) < 1.35 * min(counts.values())


def test_random_codes_differ_from_run_to_run() -> None:
    assert not set(random_codes(100, 8)) & set(random_codes(100, 8))


@pytest.mark.parametrize(
    "code",
    ["BCSSDF", "NSBCDF", "BKZ234", "HJBCDF", "BCDHH2", "B88CDF", "2SPD34", "B4FDCD", "FCK234", "B53X23",
     "KKKBCD", "N4Z234", "NVTT34", "4RSCH2", "BSX234", "666BCD", "R4FBCD", "JVD3BC"],
)  # fmt: skip
def test_denied(code: str) -> None:
    assert is_code(code)
    assert is_denied(code)


@pytest.mark.parametrize("code", ["BCD2FG", "2T7PC5", "G9Q2MC", "QR4BCD"])
def test_not_denied(code: str) -> None:
    assert not is_denied(code)


def test_every_denied_word_counts() -> None:
    """Each word of the list can be spelled in some way, so that none is there for nothing."""
    for denied in deny.DENIED:
        assert denied.reason
        for word in denied.words.split():
            assert re.fullmatch("[0-9A-Z]{2,}", word)
            alone = deny.Denied(denied.reason, word, denied.spelled)
            assert any(set(text) <= set(ALPHABET) for text in alone.spellings()), word


def test_denying_leaves_nearly_all_of_the_space() -> None:
    """Measured: 9 % of six-character codes are denied, 13 % of eight; 1 % have fewer than two letters."""
    dice = random.Random(7)
    for length in (6, 8):
        drawn = ["".join(dice.choices(ALPHABET, k=length)) for _ in range(20_000)]
        usable = sum(is_code(code) and not is_denied(code) for code in drawn) / len(drawn)
        assert usable > 0.85


def test_minimum_for_vouchers() -> None:
    assert codes.VOUCHER_LENGTH == 8
