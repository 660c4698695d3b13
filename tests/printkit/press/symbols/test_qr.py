from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printkit.errors import SignetError
from printkit.press.symbols.qr import FEW, GRID, QUIET, Form, Symbol, form_for, module_steps, paths, symbols

LINK = "HTTPS://QR.EXAMPLE.DE/BCD2FG"


def decode(symbol: Symbol) -> list[str]:
    size = symbol.modules + 2 * QUIET
    picture = Image.new("L", (size, size), 255)
    for y, row in enumerate(symbol.rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + QUIET, y + QUIET), 0 if dark else 255)
    picture = picture.resize((size * 4, size * 4), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def symbol_of(link: str, level: str) -> Symbol:
    return next(symbols([link], form_for([link], level)))


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=60))
def test_capital_links_read_as_they_were(text: str) -> None:
    assert decode(symbol_of(text, "M")) == [text]


@pytest.mark.parametrize("link", ["https://example.de/a?b=c", "https://bücher.example/ß", "x", "0049305"])
@pytest.mark.parametrize("level", "LMQH")
def test_other_links_read_as_they_were(link: str, level: str) -> None:
    assert decode(symbol_of(link, level)) == [link]


def test_capitals_are_a_version_smaller() -> None:
    assert form_for([LINK], "M") == Form(2, "alphanumeric", "M")
    assert form_for([LINK.lower()], "M") == Form(3, "byte", "M")


def test_one_small_letter_puts_the_whole_run_into_bytes() -> None:
    assert form_for([LINK, LINK], "M").modules == 25
    mixed = [LINK, "https://a.de/b"]
    assert max(form_for([link], "M").modules for link in mixed) == 25
    assert form_for(mixed, "M") == form_for(reversed(mixed), "M") == Form(3, "byte", "M")
    assert {symbol.modules for symbol in symbols(mixed, form_for(mixed, "M"))} == {29}


def test_a_run_has_one_size_and_each_symbol_its_own_link() -> None:
    links = [LINK, LINK + "XYZ" * 10, "HTTPS://A.DE/2", "HTTPS://QR.EXAMPLE.DE/BCD2FG"]
    form = form_for(iter(links), "Q")
    made = list(symbols(links, form))
    assert {symbol.modules for symbol in made} == {form.modules} == {form_for([links[1]], "Q").modules}
    assert [decode(symbol) for symbol in made] == [[link] for link in links]


def test_digits_are_not_packed_closer_in_some_links_than_in_others() -> None:
    links = ["HTTPS://A.DE/" + "9" * 30, "HTTPS://A.DE/" + "Z" * 30]
    assert form_for(links, "M") == form_for(links[:1], "M") == form_for(links[1:], "M")


def test_the_longest_link_decides_in_bytes_not_letters() -> None:
    assert form_for(["é" * 30, "e" * 40], "M") == form_for(["é" * 30], "M")
    assert form_for(["e" * 60], "M").version == form_for(["é" * 30], "M").version


def test_a_link_that_no_symbol_holds_is_refused() -> None:
    with pytest.raises(SignetError) as caught:
        form_for(["https://example.de/" + "a" * 3000], "H")
    assert "3019 characters" in str(caught.value)
    assert caught.value.problems[0].rule == "link-too-long"
    with pytest.raises(SignetError, match="empty"):
        form_for([LINK, ""], "M")
    with pytest.raises(SignetError, match="no link"):
        form_for([], "M")


@pytest.mark.parametrize("count", [1, FEW])
@pytest.mark.parametrize("level", "LMQH")
def test_a_path_draws_the_symbol_from_its_lower_left_corner(level: str, count: int) -> None:
    form = form_for([LINK], level)
    symbol, path = (list(make([LINK] * count, form))[-1] for make in (symbols, paths))
    drawn = [bytearray(form.modules) for _ in range(form.modules)]
    for line in path.decode().splitlines():
        *numbers, operator = line.split()
        x, y, width, height = map(int, numbers)
        assert operator == "re"
        for row in range(y, y + height):
            assert not any(drawn[-1 - row][x : x + width]), "rectangles overlap"
            drawn[-1 - row][x : x + width] = b"\1" * width
    assert tuple(map(bytes, drawn)) == symbol.rows


def test_modules_are_whole_steps_and_leave_the_quiet_zone() -> None:
    assert module_steps(18 * 72 / 25.4, 29) == 5
    for tenths in range(50, 400):
        box = tenths / 10 * 72 / 25.4
        steps = module_steps(box, 29)
        assert steps * GRID * (29 + 2 * QUIET) <= box + 1e-5
        assert (steps + 1) * GRID * (29 + 2 * QUIET) > box


def test_a_box_of_exactly_so_many_steps_is_used_whole() -> None:
    assert module_steps(37 * 5 * GRID, 29) == 5
