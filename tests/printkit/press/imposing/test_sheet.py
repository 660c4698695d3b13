from __future__ import annotations

from pathlib import Path

import pytest

from printkit.errors import SignetError
from printkit.press.imposing.sheet import KEYS, load_sheet, sheet_names
from printkit.shipped import shipped_folder
from printkit.units import MM

GOOD = 'format = 1\ntitle = "T"\nwidth = "210mm"\nheight = "297mm"\nmargin = "10mm"\ngap = "6mm"\n'


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("a4", 210, 297),
        ("A3", 297, 420),
        ("SRA3", 320, 450),
        ("sra3", 320, 450),
        ("Letter", 215.9, 279.4),
        ("tabloid", 279.4, 431.8),
        ("50x70", 500, 700),
    ],
)
def test_shipped_sheets_have_their_sizes(name: str, width: float, height: float) -> None:
    sheet = load_sheet(name)
    assert sheet.name == name.lower()
    assert sheet.paper is not None
    assert (sheet.paper.width, sheet.paper.height) == pytest.approx((width * MM, height * MM))
    assert (sheet.paper.margin, sheet.paper.gap) == pytest.approx((10 * MM, 6 * MM))
    assert sheet.paper.flip == "long-edge"


def test_single_has_no_paper() -> None:
    assert load_sheet("single").paper is None


def test_every_shipped_sheet_can_be_read() -> None:
    assert {"a3", "a4", "single", "sra3", "letter", "tabloid", "50x70"} <= set(sheet_names())
    for name in sheet_names():
        load_sheet(name)


def test_own_sheets_come_before_shipped_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "designs" / "sheets"
    folder.mkdir(parents=True)
    (folder / "a4.toml").write_text(GOOD.replace("210mm", "200mm"), encoding="utf-8")
    (folder / "Ours.toml").write_text(GOOD + 'flip = "short-edge"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    own, ours = load_sheet("A4").paper, load_sheet("ours").paper
    assert own is not None
    assert own.width == pytest.approx(200 * MM)
    assert ours is not None
    assert ours.flip == "short-edge"
    assert load_sheet(str(folder / "Ours.toml")).name == "ours"


def test_an_unknown_sheet_names_the_nearest() -> None:
    with pytest.raises(SignetError) as caught:
        load_sheet("SRA33")
    assert "Did you mean sra3?" in str(caught.value)
    assert "a4" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("width", "widht"), ['"widht"', 'Did you mean "width"?', '"width" is missing']),
        (GOOD.replace('"210mm"', "210"), ['"width"', "no unit", 'such as "210mm"']),
        (GOOD.replace('"210mm"', '"210"'), ["width", 'Write "210mm"']),
        (GOOD.replace('"210mm"', '"-210mm"'), ["width", "cannot be shorter than 10 mm"]),
        (GOOD.replace('"210mm"', '"9in"').replace('"6mm"', '"6km"'), ["gap", "'km'"]),
        (GOOD.replace('"10mm"', '"110mm"'), ["margin", "leaves nothing"]),
        (GOOD + 'least_margin = "11mm"\n', ["least_margin", "wider than"]),
        (GOOD.replace("format = 1", "format = 2"), ["format", "format = 1"]),
        (GOOD + 'flip = "tumble"\n', ["flip", "short-edge"]),
        (GOOD + "one_piece_per_page = 1\n", ["one_piece_per_page", "must be true or false"]),
        (GOOD + "one_piece_per_page = true\n", ["gap", "means nothing"]),
        (GOOD.replace('"T"', "7"), ["title", "must be a text"]),
        (GOOD + "gap = \n", ["not TOML"]),
        (
            GOOD.replace("width", "widht").replace('"297mm"', "297").replace('"6mm"', '"-1mm"'),
            ["widht", "height", "gap"],
        ),
    ],
)
def test_faults_say_where_what_and_what_to_do(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SignetError) as caught:
        load_sheet(str(path))
    for word in [*words, str(path)]:
        assert word in str(caught.value)
    assert all(problem.remedy for problem in caught.value.problems)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(b"title = \xff")
    with pytest.raises(SignetError, match="UTF-8"):
        load_sheet(str(path))
    with pytest.raises(SignetError, match="There is no file"):
        load_sheet(str(tmp_path / "none.toml"))


def test_every_key_is_documented() -> None:
    reference = (shipped_folder() / "sheets" / "README.md").read_text("utf-8")
    sheets, _, printers = reference.partition("# Printers")
    assert set(KEYS) == documented(sheets)
    assert documented(printers) == {"format", "title", "[front]", "[back]", "x", "y", "width", "height"}


def documented(text: str) -> set[str]:
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return {word for row in rows for word in row.split("|")[1].split("`") if word.strip(" ,")}
