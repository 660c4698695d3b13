"""Labels for bundles: where they stand, what they say, and sheets that make no sense."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from printkit.errors import SignetError
from printkit.press.extras.labels import label_sheet_names, load_label_sheet, print_labels
from printkit.press.extras.slips import Card
from printkit.press.imposing.printer import Deviation
from printkit.shipped import shipped_folder
from printkit.units import MM

GOOD = (
    'format = 1\nwidth = "210mm"\nheight = "297mm"\ncolumns = 2\nrows = 4\n'
    'label_width = "99.1mm"\nlabel_height = "67.7mm"\ngap_x = "2.5mm"\n'
)


def cards(count: int) -> list[Card]:
    return [
        Card("Batch 1", number + 1, count, number * 10 + 1, number * 10 + 10, 10) for number in range(count)
    ]


def found(path: Path) -> list[dict[str, tuple[float, float]]]:
    """Return for each page where the first lines of labels stand, in mm from the top left."""
    pages = []
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            height = page.get_height()
            text = page.get_textpage()
            here = {}
            for number in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(number)
                word = text.get_text_bounded(left, bottom, right, top)
                if word.startswith("Bundle"):
                    here[word.strip()] = (left / MM, (height - top) / MM)
            pages.append(here)
    return pages


def test_labels_stand_on_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "l.pdf"
    assert print_labels(cards(9), load_label_sheet("A4-2x4"), path, title="B", language="en", start=3) == 2
    first, second = found(path)
    assert list(first) == [f"Bundle {number} of 9" for number in range(1, 7)]
    assert list(second) == [f"Bundle {number} of 9" for number in (7, 8, 9)]
    for index, (x, y) in enumerate(first.values(), start=2):
        row, column = divmod(index, 2)
        assert x == pytest.approx(4.65 + column * 101.6 + 4, abs=1)
        assert 3 <= y - (13.1 + row * 67.7) <= 8
    assert second["Bundle 7 of 9"][1] < 13.1 + 10


def test_labels_are_moved_against_the_printer(tmp_path: Path) -> None:
    sheet, plain, moved = load_label_sheet("a4-2x4"), tmp_path / "a.pdf", tmp_path / "b.pdf"
    print_labels(cards(2), sheet, plain, title="B", language="en")
    away = Deviation(2 * MM, -3 * MM)
    print_labels(cards(2), sheet, moved, title="B", language="en", deviation=away)
    (before,), (after,) = found(plain), found(moved)
    for name, (x, y) in before.items():
        assert after[name] == pytest.approx((x - 2, y + 3), abs=0.1)


def test_every_shipped_sheet_of_labels_can_be_read() -> None:
    assert {"a4-2x4", "a4-2x7", "letter-2x5"} <= set(label_sheet_names())
    for name in label_sheet_names():
        sheet = load_label_sheet(name)
        width, height = sheet.block
        assert width <= sheet.width
        assert height <= sheet.height


def test_there_is_no_label_beyond_the_sheet(tmp_path: Path) -> None:
    with pytest.raises(SignetError, match="There is no label 9: the sheet has 8"):
        print_labels(
            cards(1), load_label_sheet("a4-2x4"), tmp_path / "l.pdf", title="B", language="de", start=9
        )
    with pytest.raises(SignetError, match=r"does not end in \.pdf"):
        print_labels(cards(1), load_label_sheet("a4-2x4"), tmp_path / "l.txt", title="B", language="de")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("format = 1", "format = 3"), '"format" is not 1'),
        (GOOD.replace('"67.7mm"', '"77mm"'), "The labels take 308 mm, but the paper has 297 mm"),
        (GOOD.replace("columns = 2", "columns = 0"), "Write 1 to 100"),
        (GOOD.replace("label_width", "label_witdh"), 'Did you mean "label_width"?'),
        (GOOD.replace('"99.1mm"', '"9mm"'), "cannot be shorter than 20 mm"),
        (GOOD.replace('"2.5mm"', '"-2.5mm"'), '"gap_x" cannot be negative'),
    ],
)
def test_faults_say_where_what_and_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SignetError) as caught:
        load_label_sheet(str(path))
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert all(problem.remedy for problem in caught.value.problems)


def test_every_key_is_documented() -> None:
    reference = (shipped_folder() / "labels" / "README.md").read_text("utf-8")
    named = {
        word for line in reference.splitlines() if line.startswith("| `") for word in line.split("`")[1::2]
    }
    keys = {line.partition(" = ")[0] for line in GOOD.splitlines()} | {"title", "gap_y"}
    assert keys <= named
