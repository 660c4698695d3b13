"""Labels for bundles, on sheets of self-adhesive labels: `designs/labels/*.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from printkit.design.tables import Table
from printkit.errors import SignetError
from printkit.press.drawing import Kit, numbers
from printkit.press.extras.plain import write_pages
from printkit.press.extras.slips import Card, CardForm, Words, draw_card
from printkit.press.imposing.imposition import Move
from printkit.press.imposing.lookup import check_table, find_file, names_in, open_table
from printkit.press.imposing.placing import move_matrix
from printkit.press.imposing.printer import EXACT, Deviation
from printkit.shipped import shipped_folder
from printkit.units import MM, mm_text

_SLACK = 0.1 * MM


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels in columns and rows, in the middle of the paper. Lengths are points.

    Attributes:
        width: Of the paper. ``height`` likewise.
        gap_x: Between two columns; ``gap_y`` between two rows.
    """

    title: str
    width: float
    height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    gap_x: float
    gap_y: float

    @property
    def labels(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    @property
    def block(self) -> tuple[float, float]:
        """Width and height of all labels together."""
        return (
            self.columns * (self.label_width + self.gap_x) - self.gap_x,
            self.rows * (self.label_height + self.gap_y) - self.gap_y,
        )

    def corner(self, label: int) -> tuple[float, float]:
        """Return the lower left corner of a label (from 0, row by row); y counts upwards."""
        row, column = divmod(label, self.columns)
        width, height = self.block
        x = (self.width - width) / 2 + column * (self.label_width + self.gap_x)
        top = (self.height - height) / 2 + row * (self.label_height + self.gap_y)
        return x, self.height - top - self.label_height


def label_sheet_names() -> tuple[str, ...]:
    """Return the names of all label sheets in `./designs/labels` and of the shipped ones."""
    return names_in(_folders())


def load_label_sheet(name_or_path: str) -> LabelSheet:
    """Find a sheet of labels and read it: a path, else from `./designs/labels`, else a shipped one.

    Raises:
        SignetError: If there is none of that name, or with every fault of the file.
    """
    path = find_file("label sheet", name_or_path, _folders())
    table = open_table("label sheet", path)
    sheet = LabelSheet(
        table.text("title", path.stem, empty=False),
        table.length("width", least=10 * MM),
        table.length("height", least=10 * MM),
        table.whole("columns", 1, 1, 100),
        table.whole("rows", 1, 1, 100),
        table.length("label_width", least=20 * MM),
        table.length("label_height", least=15 * MM),
        table.length("gap_x", "0mm", least=0.0),
        table.length("gap_y", "0mm", least=0.0),
    )
    if not table.report.errors:
        _check_fit(table, sheet)
    check_table(table)
    return sheet


def _folders() -> tuple[Path, ...]:
    return Path("designs/labels"), shipped_folder() / "labels"


def _check_fit(table: Table, sheet: LabelSheet) -> None:
    for key, needed, there in zip(("width", "height"), sheet.block, (sheet.width, sheet.height), strict=True):
        if needed > there + _SLACK:
            table.fault(
                "labels",
                key,
                f"The labels take {mm_text(needed)}, but the paper has {mm_text(there)}.",
                "Correct the sizes, the gaps, or how many there are.",
            )


def print_labels(
    cards: Sequence[Card],
    sheet: LabelSheet,
    out: Path,
    *,
    title: str,
    language: str,
    start: int = 1,
    deviation: Deviation = EXACT,
) -> int:
    """Print a label for each bundle.

    Args:
        cards: What the labels say.
        sheet: What they are printed on.
        out: The PDF.
        title: For document information.
        language: Of the words.
        start: The first label of the first sheet that was not used before, from 1.
        deviation: What the printer does to a page.

    Returns:
        How many sheets there are.

    Raises:
        SignetError: If there is no such label, or the file cannot be written.
    """
    if not 1 <= start <= sheet.labels:
        raise SignetError.of(
            "slot",
            f"There is no label {start}: the sheet has {sheet.labels}, counted row by row from the top left.",
            f"Use 1 to {sheet.labels}.",
            value=str(start),
        )
    sheets = -(-(start - 1 + len(cards)) // sheet.labels)
    form = CardForm(sheet.label_width, sheet.label_height, 0.0, slip=False)
    words = Words.of(language)
    move = move_matrix(Move.against(deviation, sheet.width, sheet.height), sheet.height)

    def draw(card: Card, label: int, kit: Kit) -> str:
        return f"q 1 0 0 1 {numbers(*sheet.corner(label))} cm\n{draw_card(card, form, words, kit)} Q"

    def pages(kit: Kit) -> Iterator[str]:
        for number in range(sheets):
            first = number * sheet.labels - (start - 1)
            here = range(max(first, 0), min(first + sheet.labels, len(cards)))
            drawn = "\n".join(draw(cards[index], index - first, kit) for index in here)
            yield f"q {numbers(*move)} cm\n{drawn} Q"

    write_pages(out, title, (sheet.width, sheet.height), pages)
    return sheets
