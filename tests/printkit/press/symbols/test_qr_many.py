"""Symbols made many at a time are those that `qrcode` makes one at a time, to the module, mask included."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest
import zxingcpp
from PIL import Image
from qrcode import base, util

from printkit.errors import SignetError
from printkit.press.symbols.many import PORTION, all_paths, all_rows
from printkit.press.symbols.qr import (
    FEW,
    LARGEST_AT_ONCE,
    LEVELS,
    MODES,
    QUIET,
    Form,
    Symbol,
    form_for,
    paths,
    symbols,
)
from printkit.press.symbols.singly import path, symbol_rows

LETTERS = {
    "numeric": "0123456789",
    "alphanumeric": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
    "byte": "abcdefghijklmnopqrstuvwxyz0123456789-._~/?#[]@!$&'()*+,;=äöüßéşŁ€😀",
}
FORMS = [
    Form(version, mode, level)
    for version in range(1, LARGEST_AT_ONCE + 1)
    for level in LEVELS
    for mode in MODES
]


def bits(mode: str, length: int) -> int:
    """Return how many bits so many letters take (ISO/IEC 18004:2015, 7.4.3 to 7.4.5)."""
    if mode == "numeric":
        return length // 3 * 10 + (0, 4, 7)[length % 3]
    return length // 2 * 11 + length % 2 * 6 if mode == "alphanumeric" else length * 8


def most(form: Form) -> int:
    """Return how many letters the form holds; in bytes, how many bytes."""
    words = sum(block.data_count for block in base.rs_blocks(form.version, LEVELS[form.level]))
    room = 8 * words - 4 - util.length_in_bits(MODES[form.mode], form.version)
    return next(length - 1 for length in count(1) if bits(form.mode, length) > room)


def text(form: Form, length: int, chance: random.Random) -> str:
    """Return letters that take so many bytes."""
    made = ""
    while len(made.encode()) < length:
        made += chance.choice(LETTERS[form.mode])
    return made if len(made.encode()) == length else "x" * length


def links_for(form: Form, number: int, seed: int) -> Iterator[str]:
    """Yield links of all lengths, and at first those that fill the symbol exactly or but for a little."""
    chance = random.Random(seed)
    full = most(form)
    for missing in (0, 1, 2, 3):
        yield text(form, max(1, full - missing), chance)
    for _ in range(number - 4):
        yield text(form, chance.randint(1, full), chance)


def decode(symbol: Symbol) -> list[str]:
    size = symbol.modules + 2 * QUIET
    picture = Image.new("1", (size, size), 1)
    for y, row in enumerate(symbol.rows, QUIET):
        picture.paste(
            Image.frombytes("L", (len(row), 1), bytes(255 * (1 - dark) for dark in row)), (QUIET, y)
        )
    scaled = picture.convert("L").resize((size * 4, size * 4), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(scaled)]


def differences(form: Form, links: list[str]) -> list[str]:
    version, mode, level = form.version, MODES[form.mode], LEVELS[form.level]
    made = zip(
        links, all_rows(links, version, mode, level), all_paths(links, version, mode, level), strict=True
    )
    expected = {link: symbol_rows(link, version, mode, level) for link in links}
    return [link for link, rows, drawn in made if (rows, drawn) != (expected[link], path(expected[link]))]


@pytest.mark.parametrize("form", FORMS[:72:5], ids=str)
def test_they_are_the_same(form: Form) -> None:
    assert differences(form, list(links_for(form, 6, seed=1))) == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_they_are_the_same_in_thousands(form: Form) -> None:
    assert differences(form, list(links_for(form, 40, seed=2))) == []


def test_the_longest_link_is_exactly_as_long_as_the_form_allows() -> None:
    for form in FORMS:
        version, mode, level = form.version, MODES[form.mode], LEVELS[form.level]
        full = LETTERS[form.mode][1] * most(form)
        assert len(list(all_rows([full], version, mode, level))) == 1
        assert form_for([full], form.level).version == version or form.mode != "byte"
        for make in (all_rows, all_paths, lambda links, *rest: [symbol_rows(links[0], *rest)]):
            with pytest.raises(ValueError, match="too long for this version"):
                list(make([full + LETTERS[form.mode][1]], version, mode, level))


@pytest.mark.parametrize("number", [1, FEW - 1, FEW, PORTION, PORTION + 1, 1001])
def test_any_number_of_links(number: int) -> None:
    links = [f"HTTPS://QR.EXAMPLE.DE/{index:04}BCDF" for index in range(number)]
    form = form_for(links, "M")
    made = list(symbols(links, form))
    assert len(made) == len(list(paths(links, form))) == number
    for index in {0, 1, number // 2, number - 1} & set(range(number)):
        rows = symbol_rows(links[index], form.version, MODES[form.mode], LEVELS[form.level])
        assert made[index].rows == rows
    assert [path(symbol.rows) for symbol in made] == list(paths(iter(links), form))


@pytest.mark.parametrize(("number", "loads_numpy"), [(1, False), (FEW - 1, False), (FEW, True)])
def test_a_few_symbols_do_without_numpy(number: int, loads_numpy: bool) -> None:
    """In a process of its own, since here it is loaded already; the symbols are the same either way."""
    links = [f"HTTPS://QR.EXAMPLE.DE/{index:04}BCDF" for index in range(number)]
    code = (
        "import sys; from printkit.press.symbols.qr import form_for, paths; links = sys.argv[1:]\n"
        "drawn = b'q'.join(paths(links, form_for(links, 'M')))\n"
        "sys.stdout.buffer.write(b'%d ' % ('numpy' in sys.modules) + drawn)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *links], capture_output=True, check=True)
    drawn = b"q".join(paths(links, form_for(links, "M")))
    assert ran.stdout == b"%d " % loads_numpy + drawn


def test_links_of_all_lengths_in_one_run() -> None:
    chance = random.Random(3)
    links = [text(Form(9, "byte", "M"), chance.randint(1, 120), chance) for _ in range(FEW)]
    assert differences(form_for(links, "M"), links) == []


def test_the_largest_versions_are_made_too() -> None:
    links = ["https://qr.example.de/" + "a" * 300 + str(number) for number in range(FEW + 1)]
    form = form_for(links, "L")
    assert form.version > LARGEST_AT_ONCE
    made = symbols(links, form)
    assert [decode(next(made)) for _ in range(3)] == [[link] for link in links[:3]]


@pytest.mark.parametrize("number", [1, FEW])
def test_a_link_that_its_form_cannot_write_is_refused(number: int) -> None:
    links = ["HTTPS://A.DE/BCD2FG"] * number
    wrong = [*links[1:], "https://a.de/bcd2fg"]
    with pytest.raises(ValueError):  # noqa: PT011 (the words are qrcode's where it makes them)
        list(paths(wrong, form_for(links, "M")))


def test_zeros_do_not_stop_error_correction() -> None:
    """A block of zeros, with which `qrcode` 8.2 fails: what is added to the first link and to others."""
    links = ["0" * 120, "0" * 119 + "1", "1" * 120]
    form = form_for(links, "H")
    found = [decode(symbol) for symbol in symbols(links * FEW, form)]
    assert found == [[link] for link in links] * FEW


def test_links_are_read_as_paths_are_asked_for() -> None:
    read = 0

    def links() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield f"HTTPS://QR.EXAMPLE.DE/{read:08}"

    made = paths(links(), Form(3, "alphanumeric", "Q"))
    for _ in range(PORTION):
        next(made)
    assert read <= PORTION


def test_zeros_do_not_stop_a_few_symbols_either() -> None:
    link = f"HTTPS://A.DE/{'0' * 40}1"
    form = form_for([link], "H")
    assert [decode(symbol) for symbol in symbols([link], form)] == [[link]]


def test_zeros_that_no_large_symbol_takes_are_said() -> None:
    link = f"HTTPS://A.DE/{'0' * 400}"
    with pytest.raises(SignetError, match="so many zeros in a row"):
        list(paths([link], form_for([link], "H")))
