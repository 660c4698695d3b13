from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from printkit.design.marks import LaidOut
from printkit.manifest import read_manifest
from printkit.press.imposing.sheet import Paper, Sheet, load_sheet
from printkit.press.job import Piece, PrintJob
from printkit.press.pdf import print_job
from printkit.units import MM

RGB = {"rg", "RG"}


def job(design: LaidOut, pieces: list[Piece], **more: object) -> PrintJob:
    return replace(PrintJob("Batch 3 · Kanäle", design, pieces, minted_on="2026-11-22"), **more)  # type: ignore[arg-type]


def texts(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as file:
        return [page.get_textpage().get_text_range() for page in file]


def numbers(page: pikepdf.Page, box: str) -> list[float]:
    return [float(value) for value in page.obj[box]]


@pytest.fixture(scope="module")
def printed(tmp_path_factory, make_design, make_pieces) -> tuple[Path, list[Piece]]:  # type: ignore[no-untyped-def]
    """Return 33 two-sided pieces on SRA3, 10 on a sheet: four sheets, the last slots partly blank."""
    path = tmp_path_factory.mktemp("sra3") / "spring.pdf"
    pieces = make_pieces(33)
    done = print_job(job(make_design(), pieces), load_sheet("sra3"), path)
    assert (done.pieces, done.sheets_in_file, done.sheets_to_print, done.repeat) == (33, 4, 4, 1)
    assert done.files == (path,)
    assert done.manifests == (path.with_suffix(".csv"),)
    return path, pieces


@pytest.mark.parametrize("decoder", ["zxing", pytest.param("zbar", marks=pytest.mark.slow)])
def test_every_code_reads_once_on_the_back_of_its_sheet(printed, decode_pdf, decoder: str) -> None:  # type: ignore[no-untyped-def]
    path, pieces = printed
    seen = decode_pdf(path, 300, decoder)
    assert Counter(symbol.text for symbol in seen) == Counter(piece.link for piece in pieces)
    rows = read_manifest(path.with_suffix(".csv"))
    assert {(symbol.page, symbol.text) for symbol in seen} == {(row.page, row.link) for row in rows}
    assert {row.page for row in rows} == {2, 4, 6, 8}


def test_the_manifest_says_where_each_code_stands(printed, decode_pdf) -> None:  # type: ignore[no-untyped-def]
    path, pieces = printed
    rows = {row.link: row for row in read_manifest(path.with_suffix(".csv"))}
    for symbol in decode_pdf(path, 300):
        row, (left, top, width, height) = rows[symbol.text], symbol.box
        assert left + width / 2 == pytest.approx(row.x_mm + row.size_mm / 2, abs=0.15)
        assert top + height / 2 == pytest.approx(row.y_mm + row.size_mm / 2, abs=0.15)
    assert [rows[piece.link].position for piece in pieces] == [piece.position for piece in pieces]
    assert {row.file for row in rows.values()} == {"spring.pdf"}
    assert all(row.code == row.link[-6:] for row in rows.values())


def test_cut_piles_are_in_order(printed) -> None:  # type: ignore[no-untyped-def]
    path, pieces = printed
    rows = read_manifest(path.with_suffix(".csv"))
    piles = sorted(rows, key=lambda row: (row.slot, row.sheet))
    assert [row.position for row in piles] == [piece.position for piece in pieces]
    assert [(row.page, row.slot) for row in rows] == sorted((row.page, row.slot) for row in rows)


def test_pages_are_fronts_and_backs_in_turn_with_their_boxes(printed) -> None:  # type: ignore[no-untyped-def]
    path, _ = printed
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 8
        for page in pdf.pages:
            media, bleed, trim = (numbers(page, box) for box in ("/MediaBox", "/BleedBox", "/TrimBox"))
            assert media == pytest.approx([0, 0, 320 * MM, 450 * MM], abs=0.13)
            assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([274 * MM, 306 * MM], abs=0.01)
            grown = [trim[0] - 3 * MM, trim[1] - 3 * MM, trim[2] + 3 * MM, trim[3] + 3 * MM]
            assert bleed == pytest.approx(grown, abs=0.01)
            assert [trim[0] + trim[2], trim[1] + trim[3]] == pytest.approx([media[2], media[3]], abs=0.01)
    words = texts(path)
    assert all("front" in page for page in words[::2])
    assert all("back" in page for page in words[1::2])


def test_the_slug_line_names_batch_sheet_side_positions_and_date(printed) -> None:  # type: ignore[no-untyped-def]
    path, _ = printed
    words = texts(path)
    turned = "flip on the long edge"
    assert f"Kanäle | sheet 2/4 | front, {turned} | positions 2, 6 … 30 | minted 2026-11-22" in words[2]
    assert f"sheet 4/4 | back, {turned} | positions 4, 8 … 32" in words[7]
    assert "NOT FOR PRINT" not in "".join(words)


def test_each_piece_shows_its_link(printed) -> None:  # type: ignore[no-untyped-def]
    path, pieces = printed
    words = "".join(texts(path))
    assert all(words.count(piece.text) == 1 for piece in pieces)
    assert "Neun Kanäle" in words


def test_there_is_no_rgb_and_spot_colours_have_their_plates(printed, operators) -> None:  # type: ignore[no-untyped-def]
    path, _ = printed
    assert not RGB & set(operators(path))
    with pikepdf.open(path) as pdf:
        raw = b"".join(obj.unparse(resolved=True) for obj in pdf.objects)
        assert b"DeviceRGB" not in raw
        spaces = pdf.pages[0].obj.Resources.ColorSpace
        plates = {str(space[1]) for space in spaces.values()}
        assert plates == {"/PANTONE 871 C", "/All"}
        assert all(space[2] == "/DeviceCMYK" for space in spaces.values())


def test_artwork_and_picture_are_in_the_file_once(printed) -> None:  # type: ignore[no-untyped-def]
    path, _ = printed
    with pikepdf.open(path) as pdf:
        kinds = Counter(
            str(obj.get("/Subtype"))
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Stream) and "/Subtype" in obj
        )
    assert kinds == {"/Form": 3, "/Image": 1}  # front, back, crop marks


def test_a_symbol_is_one_path_with_one_fill_in_black(printed) -> None:  # type: ignore[no-untyped-def]
    path, pieces = printed
    with pikepdf.open(path) as pdf:
        page = list(pikepdf.parse_content_stream(pdf.pages[1]))
    at = next(
        index for index, (values, operator) in enumerate(page)
        if str(operator) == "cm" and [float(value) for value in values] == [0.24, 0, 0, 0.24, 0, 0]
    )  # fmt: skip
    assert [float(value) for value in page[at - 1][0]] == [0, 0, 0, 1]
    assert str(page[at - 1][1]) == "k"
    names = [str(operator) for _, operator in page[at + 1 :]]
    assert set(names) == {"q", "cm", "re", "f", "Q"}
    assert names.count("f") == 9 == sum(1 for number in range(len(pieces)) if number % 4 == 0)
    for values, operator in page[at + 1 :]:
        if str(operator) in ("re", "cm"):
            assert all(float(value) == int(value) for value in values)


def test_fonts_are_embedded_and_boxes_sound(printed, need_program) -> None:  # type: ignore[no-untyped-def]
    path, _ = printed
    subprocess.run([need_program("qpdf"), "--check", path], check=True, capture_output=True)
    listed = subprocess.run([need_program("pdffonts"), path], check=True, capture_output=True, text=True)
    fonts = [line.split() for line in listed.stdout.splitlines()[2:]]
    assert {font[0].split("+")[1] for font in fonts} == {"Lato-Black", "Lato-Regular"}
    assert len({font[0] for font in fonts}) == len(fonts)  # each subset has its own tag
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in fonts)  # embedded, subset, with Unicode
    assert listed.stderr == ""


@pytest.mark.parametrize(
    "command",
    [("pdftoppm", "-r", "36", "{}", "{}.out"), ("mutool", "draw", "-q", "-r", "36", "-o", "{}.%d.pnm", "{}")],
)
def test_renderers_have_nothing_to_say(
    printed, need_program, tmp_path: Path, command: tuple[str, ...]
) -> None:  # type: ignore[no-untyped-def]
    path, _ = printed
    copy = tmp_path / "a.pdf"
    copy.write_bytes(path.read_bytes())
    call = [need_program(command[0]), *(part.format(copy) for part in command[1:])]
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "ICC" not in line and not line.startswith("page ")]
    assert said == []


def test_one_code_is_one_full_sheet_and_how_often_to_print_it(
    tmp_path: Path, make_design, make_pieces, decode_pdf
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "flyer.pdf"
    piece = make_pieces(1)[0]
    done = print_job(
        job(make_design(99, 210, two_sided=False), [piece], copies=1001), load_sheet("sra3"), path
    )
    assert (done.pieces, done.sheets_in_file, done.sheets_to_print, done.repeat) == (1001, 1, 251, 251)
    assert [symbol.text for symbol in decode_pdf(path)] == [piece.link] * 4
    (words,) = texts(path)
    assert "print this sheet 251 times" in words
    assert "position" not in words
    rows = read_manifest(path.with_suffix(".csv"))
    assert [(row.page, row.slot, row.position, row.side) for row in rows] == [
        (1, n, None, "front") for n in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
@pytest.mark.parametrize(("width", "height"), [(320, 450), (450, 320)])
@pytest.mark.parametrize("size", [(50, 150), (150, 50)])
def test_codes_are_where_the_manifest_says_however_the_sheet_turns(  # type: ignore[no-untyped-def]
    tmp_path: Path, make_design, make_pieces, decode_pdf, flip, width: int, height: int, size: tuple[int, int]
) -> None:
    path = tmp_path / "turned.pdf"
    sheet = Sheet("turned", "Turned", Paper(width * MM, height * MM, 10 * MM, 6 * MM, flip))
    design = replace(make_design(*size), back=make_design(50, 150).back)
    print_job(job(design, make_pieces(10)), sheet, path)
    rows = {row.link: row for row in read_manifest(path.with_suffix(".csv"))}
    seen = decode_pdf(path, 200)
    assert len(seen) == 10
    for symbol in seen:
        row = rows[symbol.text]
        assert symbol.box[0] + symbol.box[2] / 2 == pytest.approx(row.x_mm + row.size_mm / 2, abs=0.2)
        assert symbol.box[1] + symbol.box[3] / 2 == pytest.approx(row.y_mm + row.size_mm / 2, abs=0.2)


def test_not_for_print_is_on_every_page(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    reason = "the base URL http://127.0.0.1:8000 leads to this computer only"
    warned = job(make_design(), make_pieces(5), not_for_print=reason)
    for name in ("a4", "sra3", "single"):
        path = tmp_path / f"{name}.pdf"
        print_job(warned, load_sheet(name), path)
        for page in texts(path):
            assert "NOT FOR PRINT" in page
            assert reason in " ".join(page.split())


def test_single_pages_are_the_piece_and_grow_only_to_warn(
    tmp_path: Path, make_design, make_pieces, decode_pdf
) -> None:  # type: ignore[no-untyped-def]
    plain, warned = tmp_path / "plain.pdf", tmp_path / "warned.pdf"
    fair = job(make_design(), make_pieces(3))
    assert print_job(fair, load_sheet("single"), plain).sheets_in_file == 3
    print_job(replace(fair, not_for_print="no host is set"), load_sheet("single"), warned)
    with pikepdf.open(plain) as pdf:
        for page in pdf.pages:
            assert numbers(page, "/MediaBox") == pytest.approx([0, 0, 56 * MM, 156 * MM], abs=0.001)
            assert numbers(page, "/TrimBox") == pytest.approx([3 * MM, 3 * MM, 53 * MM, 153 * MM], abs=0.001)
    assert "sheet" not in "".join(texts(plain))
    with pikepdf.open(warned) as pdf:
        page = pdf.pages[0]
        media, trim = numbers(page, "/MediaBox"), numbers(page, "/TrimBox")
        assert media[3] > 156 * MM + 10
        assert media[3] - trim[3] == pytest.approx(3 * MM, abs=0.001)
    for path in (plain, warned):
        rows = {row.link: row for row in read_manifest(path.with_suffix(".csv"))}
        for symbol in decode_pdf(path):
            assert symbol.box[1] + symbol.box[3] / 2 == pytest.approx(rows[symbol.text].y_mm + 10, abs=0.2)
            assert rows[symbol.text].y_mm == pytest.approx(23, abs=0.001)
