"""Broken commands: each ends with 1 or 2, says what is wrong and what to do, and leaves no file behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from printkit.cli.main import cli

D = "channels-bookmark"
TO = "https://www.library.example/home"
MINT = ("mint", "--campaign", "x", "--design", D, "--copies", "2", "--to", TO)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one minted batch, its PDF, and a few files that are not what they seem."""
    folder = tmp_path_factory.mktemp("shop")
    run = running_in(folder)
    assert run(*MINT, "--base-url", "https://qr.example.de").exit_code == 0
    assert run(*MINT, "--one-code", "--base-url", "https://qr.example.de").exit_code == 0
    assert run("print", "1", "--sheet", "a4", "-o", "good.pdf").exit_code == 0
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "text.pdf").write_text("not a PDF", encoding="ascii")
    (folder / "cut.pdf").write_bytes((folder / "good.pdf").read_bytes()[:2000])
    (folder / "text.csv").write_text("a,b\n1,2\n", encoding="ascii")
    (folder / "text.db").write_text("not a database, but long enough to look at", encoding="ascii")
    (folder / "afolder").mkdir()
    (folder / "bad.toml").write_text('width = "3"\n', encoding="ascii")
    return folder


def running_in(folder: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for name in ("SIGNET_DATABASE", "SIGNET_BASE_URL"):
                patch.delenv(name, raising=False)
            return CliRunner().invoke(cli, list(words))

    return run


def cases() -> Iterator[Any]:
    def mint(*words: str, says: str, code: int = 1) -> Any:
        given = dict(zip(MINT[1::2], MINT[2::2], strict=True))
        given.update(zip(words[::2], words[1::2], strict=True))
        return pytest.param(
            code, ["mint", *(word for pair in given.items() if pair[1] != "-" for word in pair)], says
        )

    yield mint("--copies", "0", says="1 to 1,000,000")
    yield mint("--copies", "-5", says="1 to 1,000,000")
    yield mint("--copies", "9999999", says="1 to 1,000,000")
    yield mint("--copies", "many", says="not a valid integer", code=2)
    yield mint("--copies", "-", says="Missing option '--copies'", code=2)
    yield mint("--to", "-", says="Missing option '--to'", code=2)
    yield mint("--campaign", "  ", says="empty")
    yield mint("--campaign", "x" * 500, says="120")
    yield mint("--campaign", "a\x07b", says="control character")
    yield mint("--design", "chanels-bookmark", says='Did you mean "channels-bookmark"?')
    yield mint("--design", "", says="no design")
    yield mint("--design", "afolder", says="no design.toml")
    yield mint("--design", "../shop", says="no design")
    for to in (
        "www.library.example", "ftp://library.example/", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
        "data:text/html,x", "https://", "https://user:pw@library.example/", "https://a b.example/",
        "//evil.example", "https://library.example/\r\nSet-Cookie: a=b", "http:\\\\library.example", "",
        "https://x.example/" + "y" * 3000, "https://library.example/%0d%0aX: y", "https://l\u2028ibrary.example/",
    ):  # fmt: skip
        yield mint("--to", to, says="destination")
    yield mint(
        "--to", "https://qr.example.de/somewhere", "--base-url", "https://QR.example.de", says="in circles"
    )
    for base in (
        "qr.example.de", "ftp://qr.example.de", "https://qr.example.de/path", "https://qr.example.de?x=1",
        "https://",
        "https://user@qr.example.de", "https://qr.example.de:99999", "https://[::1]", "https://qr example.de",
    ):  # fmt: skip
        yield mint("--base-url", base, says="base URL")
    yield mint("--field", "headlin=x", says='"headline"')
    yield mint("--field", "headline", says="KEY=VALUE")
    yield mint("--field", "=x", says="KEY=VALUE")
    yield mint("--field", "headline=" + "x" * 300, says="at most")
    yield mint("--field", "headline=漢字", says="headline")
    yield mint("--field", "headline=a\x00b", says="U+0000")
    yield mint("--name", "x" * 200, says="120")
    yield mint("--place", "\x1b[31m", says="control character")
    yield mint("--database", "text.db", says="not a Signet database")
    yield mint("--database", "afolder", says="is a directory", code=2)
    yield mint("--database", "nowhere/at/all.db", says="does not exist")
    for code, words, says in (
        (2, "mint --campain x", "--campaign"),
        (2, "prnt 1", "print"),
        (2, "print --sheet a4 -o x.pdf", "either a batch or --links"),
        (2, "print 1 --links text.csv --sheet a4 -o x.pdf", "either a batch or --links"),
        (2, "print --links text.csv --sheet a4 -o x.pdf", "--design"),
        (2, f"print 1 --design {D} --sheet a4 -o x.pdf", "frozen"),
        (2, "print 1 --sheet a4", "Missing option"),
        (2, "print 1 -o x.pdf", "Missing option"),
        (1, "print 9 --sheet a4 -o x.pdf", "no batch 9"),
        (1, "print one --sheet a4 -o x.pdf", "not the number of a batch"),
        (1, "print 1 --sheet a44 -o x.pdf", 'mean a4?'),
        (1, "print 1 --sheet bad.toml -o x.pdf", "unit"),
        (1, "print 1 --sheet a4 -o x.txt", ".pdf"),
        (1, "print 1 --sheet a4 -o nowhere/x.pdf", "nowhere"),
        (1, "print 1 --sheet a4 -o x.pdf --database none.db", "no such database"),
        (1, f"print --links none.csv --design {D} --sheet a4 -o x.pdf", "cannot be read"),
        (1, f"print --links text.csv --design {D} --sheet a4 -o x.pdf", 'named "link"'),
        (1, "reprint 1 --positions 3 --sheet a4 -o x.pdf", "2 pieces"),
        (1, "reprint 1 --positions 2-1 --sheet a4 -o x.pdf", "backwards"),
        (1, "reprint 1 --positions 0 --sheet a4 -o x.pdf", "begin with 1"),
        (1, "reprint 1 --positions one --sheet a4 -o x.pdf", "neither a position nor a range"),
        (1, "reprint 1 --positions , --sheet a4 -o x.pdf", "no position"),
        (1, "reprint 2 --positions 1 --sheet a4 -o x.pdf", "one code for all copies"),
        (2, "reprint 1 --sheet a4 -o x.pdf", "--positions"),
        (2, "proof", "Missing argument"),
        (1, "proof none.pdf", "none.pdf"),
        (1, "proof empty.pdf --batch 1", "empty.pdf"),
        (1, "proof text.pdf --batch 1", "text.pdf"),
        (1, "proof cut.pdf --batch 1", "cut.pdf"),
        (1, "proof good.pdf --manifest text.csv", "first line"),
        (1, "proof good.pdf --manifest none.csv", "cannot be read"),
        (2, "proof good.pdf --manifest good.csv --batch 1", "not with both"),
        (1, "proof good.pdf --batch 7", "no batch 7"),
        (1, "check none", "no design"),
        (1, "check afolder", "no design.toml"),
        (1, f"check {D} --field nothing=1", "no field"),
        (1, "preview none -o p", "no design"),
        (1, f"preview {D} -o p --field nothing=1", "no field"),
        (2, f"preview {D}", "Missing option"),
        (1, "list --database none.db", "no such database"),
        (1, f"retarget 9 --to {TO}", "no batch 9"),
        (1, f"retarget BCDFGH --to {TO}", "never issued"),
        (1, f"retarget nonsense! --to {TO}", "is no code"),
        (1, "retarget 1 --to https://qr.example.de/x", "in circles"),
        (1, "retarget 1 --to x", "destination"),
        (1, "retire 9", "no batch 9"),
        (1, "revive BCDFGH", "never issued"),
    ):  # fmt: skip
        yield pytest.param(code, words.split(), says)


@pytest.mark.parametrize(("code", "words", "says"), cases())
def test_a_broken_command_says_what_is_wrong(shop: Path, code: int, words: list[str], says: str) -> None:
    before = {path.name for path in shop.iterdir()}
    result = running_in(shop)(*words)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert {path.name for path in shop.iterdir()} == before


def test_nothing_was_minted_by_all_that(shop: Path) -> None:
    assert running_in(shop)("list").stdout.count("\n") == 3
