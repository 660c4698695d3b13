from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printkit.errors import SignetError
from printkit.press.qr import (
    GRID,
    QUIET,
    Symbol,
    module_size,
    module_steps,
    modules_for,
    modules_for_run,
    symbols,
)

LINK = "HTTPS://QR.EXAMPLE.DE/BCD2FG"


def decode(symbol: Symbol) -> list[str]:
    size = symbol.modules + 2 * QUIET
    picture = Image.new("L", (size, size), 255)
    for y, row in enumerate(symbol.rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + QUIET, y + QUIET), 0 if dark else 255)
    picture = picture.resize((size * 4, size * 4), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=60))
def test_capital_links_read_as_they_were(text: str) -> None:
    assert decode(next(symbols([text], "M"))) == [text]


@pytest.mark.parametrize("link", ["https://example.de/a?b=c", "https://bücher.example/ß", "x"])
@pytest.mark.parametrize("level", "LMQH")
def test_other_links_read_as_they_were(link: str, level: str) -> None:
    assert decode(next(symbols([link], level))) == [link]


def test_one_small_letter_makes_a_whole_run_larger() -> None:
    assert modules_for_run([LINK, LINK], "M") == modules_for(LINK, "M") == 25
    mixed = [LINK, "https://a.de/b"]
    assert max(modules_for(link, "M") for link in mixed) == 25
    assert modules_for_run(mixed, "M") == 29
    assert {symbol.modules for symbol in symbols(mixed, "M")} == {29}


def test_capitals_are_a_version_smaller() -> None:
    assert modules_for(LINK, "M") == 25
    assert modules_for(LINK.lower(), "M") == 29


def test_a_run_has_one_size_and_each_symbol_its_own_link() -> None:
    links = [LINK, LINK + "XYZ" * 10, "HTTPS://A.DE/2", "HTTPS://QR.EXAMPLE.DE/BCD2FG"]
    made = list(symbols(links, "Q"))
    assert {symbol.modules for symbol in made} == {modules_for(links[1], "Q")}
    assert [decode(symbol) for symbol in made] == [[link] for link in links]


def test_one_small_letter_puts_the_whole_run_into_bytes() -> None:
    alone = next(symbols([LINK], "M"))
    together = list(symbols([LINK, LINK[:-1] + "g"], "M"))
    assert alone.modules < together[0].modules == together[1].modules


def test_digits_are_not_packed_closer_in_some_links_than_in_others() -> None:
    made = list(symbols(["HTTPS://A.DE/" + "9" * 30, "HTTPS://A.DE/" + "Z" * 30], "M"))
    assert made[0].modules == made[1].modules == modules_for("HTTPS://A.DE/" + "9" * 30, "M")


def test_a_link_that_no_symbol_holds_is_refused() -> None:
    with pytest.raises(SignetError) as caught:
        modules_for("https://example.de/" + "a" * 3000, "H")
    assert "3019 characters" in str(caught.value)
    assert caught.value.problems[0].rule == "link-too-long"
    with pytest.raises(SignetError, match="empty"):
        symbols([LINK, ""], "M")


def test_modules_are_whole_steps_and_leave_the_quiet_zone() -> None:
    assert module_steps(18 * 72 / 25.4, 29) == 5
    assert module_size(18 * 72 / 25.4, 29) * 25.4 / 72 == pytest.approx(0.4233, abs=1e-4)
    for tenths in range(50, 400):
        box = tenths / 10 * 72 / 25.4
        assert module_size(box, 29) * (29 + 2 * QUIET) <= box + 1e-5
        assert (module_size(box, 29) + GRID) * (29 + 2 * QUIET) > box


def test_a_box_of_exactly_so_many_steps_is_used_whole() -> None:
    assert module_steps(37 * 5 * GRID, 29) == 5
