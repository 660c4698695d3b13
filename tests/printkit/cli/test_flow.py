"""The main flow as a designer and a member of staff would run it: mint, print, proof, change, reprint."""

from __future__ import annotations

import csv
import shlex
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from printkit.shipped import shipped_folder

Run = Callable[..., Any]

BASE = "https://qr.example.de"
HOME = "https://www.library.example/home"
MINT = ("mint", "--campaign", "x", "--design", "channels-bookmark", "--to", HOME, "--copies")


def test_a_batch_is_minted_printed_and_proofed(printkit: Run, mint: Run, tmp_path: Path) -> None:
    minted = mint(copies=23).json
    assert minted["batch"] == 1
    assert len(set(minted["codes"])) == 23
    printed = printkit("print", 1, "--sheet", "sra3", "-o", "b.pdf", "--json")
    assert printed.code == 0, printed.err
    assert printed.json == {
        "batch": 1,
        "pieces": 23,
        "sheets_in_file": 3,
        "sheets_to_print": 3,
        "files": ["b.pdf"],
        "manifests": ["b.csv"],
    }
    with (tmp_path / "b.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["link"] for row in rows} == {f"{BASE.upper()}/{code}" for code in minted["codes"]}
    proved = printkit("proof", "b.pdf", "--json")
    assert proved.code == 0, proved.err
    assert proved.json["codes"] == proved.json["decoded"] == 23
    assert proved.json["findings"] == []


def test_every_step_names_the_next_ready_for_a_shell(printkit: Run, tmp_path: Path) -> None:
    folder = tmp_path / "Bücher & mehr"
    folder.mkdir()
    database = folder / "my campaigns.db"
    minted = printkit(
        "mint", "--campaign", 'O\'Neil "📚"', "--design", "channels-bookmark", "--copies", 1, "--to", HOME,
        "--base-url", BASE, "--database", database,
    )  # fmt: skip
    assert "1 copy, 1 code, minted" in minted.out
    printed = printkit(*next_of(minted))
    assert printed.out.startswith("1 piece on 1 sheet:\n  batch-1.pdf\n"), printed.err
    in_folder = printkit("print", 1, "--database", database, "--sheet", "a4", "-o", folder / "my file.pdf")
    assert printkit(*next_of(in_folder)).out.startswith("1 of 1 code decoded, each in its place.")


def next_of(ran: Any) -> list[str]:
    last = ran.out.splitlines()[-1]
    assert last.startswith("Next: printkit ")
    return shlex.split(last)[2:]


def test_printing_twice_is_harmless(printkit: Run, mint: Run, tmp_path: Path) -> None:
    mint()
    printkit("print", 1, "--sheet", "a4", "-o", "one.pdf")
    printkit("print", 1, "--sheet", "a4", "-o", "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert len(printkit("list", "--json").json["batches"]) == 1


def test_a_reprint_is_the_same_piece_whatever_changed_since(printkit: Run, mint: Run, tmp_path: Path) -> None:
    own = tmp_path / "designs" / "own"
    shutil.copytree(shipped_folder() / "channels-bookmark", own)
    minted = mint(design="own").json
    printkit("print", 1, "--sheet", "single", "-o", "first.pdf", SIGNET_BASE_URL="https://new.example.org")
    shutil.rmtree(own)
    again = printkit(
        "reprint", 1, "--positions", "3-4,9", "--sheet", "single", "-o", "again.pdf", "--json",
        SIGNET_BASE_URL="https://other.example.org",
    )  # fmt: skip
    assert again.code == 0, again.err
    assert again.json["pieces"] == 3
    with (tmp_path / "again.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["position"], row["code"]) for row in rows] == [
        (str(position), minted["codes"][position - 1]) for position in (3, 4, 9)
    ]
    assert all(row["link"].startswith(f"{BASE.upper()}/") for row in rows)
    with pikepdf.open(tmp_path / "first.pdf") as first, pikepdf.open(tmp_path / "again.pdf") as second:
        # Position 3 is pages 5 and 6 of the whole run, pages 1 and 2 of the reprint.
        for whole, alone in ((5, 1), (6, 2)):
            assert drawn(first, whole) == drawn(second, alone)


def drawn(pdf: pikepdf.Pdf, page: int) -> list[bytes]:
    """Return every content stream a page is made of, decoded."""
    return [pdf.pages[page - 1].Contents.read_bytes()] + [
        form.read_bytes() for _, form in sorted(pdf.pages[page - 1].Resources.XObject.items())
    ]


def test_one_code_gives_one_sheet_and_how_often_to_print_it(printkit: Run, mint: Run) -> None:
    minted = mint("--one-code", "--place", "Town hall", design="dl-flyer", copies=2000).json
    assert len(minted["codes"]) == 1
    printed = printkit("print", 1, "--sheet", "sra3", "-o", "f.pdf", "--json").json
    assert printed["pieces"] == 2000
    assert printed["sheets_in_file"] == 1
    assert printed["sheets_to_print"] == 500
    proved = printkit("proof", "f.pdf", "--json")
    assert proved.code == 0, proved.out
    refused = printkit("reprint", 1, "--positions", "1", "--sheet", "a4", "-o", "r.pdf")
    assert refused.code == 1
    assert "one code for all copies" in refused.err


def test_anybodys_links_are_printed_without_a_database(printkit: Run, tmp_path: Path) -> None:
    links = [f"https://s.example.de/x/{n}Ab" for n in range(7)]
    (tmp_path / "links.csv").write_text("\n".join(["link", *links]), encoding="utf-8")
    printed = printkit(
        "print",
        "--links",
        "links.csv",
        "--design",
        "channels-bookmark",
        "--sheet",
        "a4",
        "-o",
        "l.pdf",
        "--json",
    )
    assert printed.code == 0, printed.err
    assert printed.json["batch"] is None
    assert printed.json["pieces"] == 7
    assert not (tmp_path / "campaigns.db").exists()
    assert printkit("proof", "l.pdf").code == 0


def test_the_database_stands_in_for_a_lost_manifest(printkit: Run, mint: Run, tmp_path: Path) -> None:
    mint()
    printkit("print", 1, "--sheet", "a4", "-o", "b.pdf")
    (tmp_path / "b.csv").unlink()
    assert printkit("proof", "b.pdf").code == 0
    partial = printkit("proof", "b.pdf", "--positions", "1-11", "--json")
    assert partial.code == 1
    assert [finding["rule"] for finding in partial.json["findings"]] == ["foreign"]
    (tmp_path / "campaigns.db").rename(tmp_path / "elsewhere.db")
    lost = printkit("proof", "b.pdf")
    assert lost.code == 1
    assert "--manifest" in lost.err


def test_the_pdf_without_a_manifest_is_named(printkit: Run, mint: Run, tmp_path: Path) -> None:
    mint()
    for name in ("a", "b"):
        printkit("print", 1, "--sheet", "a4", "-o", f"{name}.pdf")
    (tmp_path / "b.csv").unlink()
    (tmp_path / "campaigns.db").unlink()
    lost = printkit("proof", "a.pdf", "b.pdf")
    assert lost.code == 1
    assert lost.err.startswith("Error: b.pdf: No manifest lies beside")
    assert "a.pdf" not in lost.err


def test_the_database_proves_one_batch_at_a_time(printkit: Run, mint: Run, tmp_path: Path) -> None:
    for batch in (1, 2):
        mint("--name", batch)
        printkit("print", batch, "--sheet", "a4", "-o", f"{batch}.pdf")
        (tmp_path / f"{batch}.csv").unlink()
    both = printkit("proof", "1.pdf", "2.pdf")
    assert both.code == 1
    assert both.err.startswith("Error: These PDFs are of several batches: 1.pdf (batch 1), 2.pdf (batch 2).")
    assert printkit("proof", "2.pdf").code == 0


def test_a_wrong_code_in_the_pdf_is_named_with_its_place(printkit: Run, mint: Run, tmp_path: Path) -> None:
    mint()
    mint("--name", "other")
    for batch in (1, 2):
        printkit("print", batch, "--sheet", "a4", "-o", f"{batch}.pdf")
    crossed = printkit("proof", "2.pdf", "--manifest", "1.csv", "--json")
    assert crossed.code == 1
    rules = Counter(finding["rule"] for finding in crossed.json["findings"])
    assert rules == {"foreign": 12, "missing-page": 1}
    for finding in crossed.json["findings"]:
        assert set(finding) >= {"rule", "file", "page", "slot", "message"}


@pytest.mark.parametrize(
    "base", ["http://qr.example.de", "http://127.0.0.1:8000", "https://192.168.1.20", "https://localhost", ""]
)
def test_links_that_are_not_public_print_with_a_warning(printkit: Run, tmp_path: Path, base: str) -> None:
    minted = printkit(
        "mint", "--campaign", "x", "--design", "channels-bookmark", "--copies", 2, "--to", HOME,
        *(("--base-url", base) if base else ()),
    )  # fmt: skip
    assert minted.code == 0, minted.err
    assert "NOT FOR PRINT" in minted.err
    for sheet in ("a4", "single"):
        printed = printkit("print", 1, "--sheet", sheet, "-o", f"{sheet}.pdf")
        assert printed.code == 0, printed.err
        assert "NOT FOR PRINT" in printed.err
        assert "NOT FOR PRINT" in text_of(tmp_path / f"{sheet}.pdf")


def test_a_public_link_prints_without_the_words(printkit: Run, mint: Run, tmp_path: Path) -> None:
    assert "NOT FOR PRINT" not in mint(copies=1).err
    printkit("print", 1, "--sheet", "a4", "-o", "b.pdf")
    assert "NOT FOR PRINT" not in text_of(tmp_path / "b.pdf")


def text_of(pdf: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_destinations_change_and_codes_retire_and_come_back(printkit: Run, mint: Run) -> None:
    codes = mint().json["codes"]
    moved = printkit("retarget", 1, "--to", "https://www.library.example/new", "--json").json
    assert moved["changed"]
    assert moved["after"] == "https://www.library.example/new"
    single = printkit("retarget", codes[3].lower(), "--to", "https://www.library.example/four", "--json").json
    assert single["code"] == codes[3]
    assert printkit("retire", codes[0], "--json").json == {"code": codes[0], "changed": True, "retired": True}
    assert printkit("retire", "1", "--json").json["retired"]
    assert printkit("list", "--json").json["batches"][0]["state"] == "retired"
    assert not printkit("revive", "1", "--json").json["retired"]


def test_the_minted_texts_are_those_of_the_batch(printkit: Run, mint: Run, tmp_path: Path) -> None:
    mint("--field", "library=Bücherei Łódź", copies=1)
    printkit("print", 1, "--sheet", "a4", "-o", "b.pdf")
    assert "Łódź" in text_of(tmp_path / "b.pdf")
    with closing(sqlite3.connect(tmp_path / "campaigns.db")) as db:
        assert db.execute("SELECT text FROM batch_field WHERE field = 'library'").fetchone() == (
            "Bücherei Łódź",
        )


@pytest.mark.slow
def test_the_link_that_is_checked_is_as_long_as_those_that_are_printed(printkit: Run, tmp_path: Path) -> None:
    """60,000 codes need seven places: a host that just fits with six is refused before it is frozen."""
    own = tmp_path / "designs" / "one-line"
    shutil.copytree(shipped_folder() / "channels-bookmark", own)
    text = (own / "design.toml").read_text(encoding="utf-8")
    assert text.count('lines = 2\nleading = "116%"\nvalign = "bottom"') == 1
    text = text.replace('lines = 2\nleading = "116%"\nvalign = "bottom"', "lines = 1")
    (own / "design.toml").write_text(text, encoding="utf-8")
    mint = ["one-line" if word == "channels-bookmark" else word for word in MINT]

    def minted(copies: int, extra: int) -> Any:
        base = f"https://{'q' * extra}.example.de"
        return printkit(*mint, copies, "--base-url", base, "--database", f"{copies}.db")

    longest = next(extra for extra in range(1, 40) if minted(2, extra + 1).code == 1)
    assert minted(60_000, 1).code == 0
    large = minted(60_000, longest)
    assert large.code == 1, "a host fits with six places only"
    assert "back" in large.err or "front" in large.err
    printed = printkit("print", longest - 1, "--sheet", "a4", "-o", "x.pdf", "--database", "2.db")
    assert printed.code == 0, printed.err
