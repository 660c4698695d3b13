"""One broken design per message: its first line holds the expected words, and nothing else is said."""

import shutil
from pathlib import Path

import pytest

from printkit.design.checks.check import check
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import FolderSource
from printkit.errors import Problem, SignetError
from printkit.press.symbols.qr import form_for

INVALID = Path(__file__).parents[2] / "designs" / "invalid"
CASES = sorted(INVALID.glob("*.toml"))
LINK, TEXT, CODE = "HTTPS://QR.EXAMPLE.DE/BCD2FG", "qr.example.de/bcd2fg", "BCD2FG"


def findings(source: FolderSource) -> tuple[Problem, ...]:
    try:
        design = load_design(source)
        texts = resolve_texts(design, {}, samples=True)
        return check(design, texts, TEXT, CODE, lambda level: form_for([LINK], level).modules)
    except SignetError as error:
        return error.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_fault_is_named_alone_with_place_and_remedy(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spring"
    shutil.copytree(INVALID / "files", folder)
    shutil.copy(case, folder / "design.toml")
    words = case.read_text("utf-8").splitlines()[0].removeprefix("# ")

    found = findings(FolderSource("designs/spring", folder))

    assert [words in str(problem) for problem in found] == [True], "\n".join(map(str, found))
    assert found[0].file.startswith("designs/spring/")
    assert found[0].remedy
    assert found[0].rule


def test_there_is_a_case_for_every_message_we_thought_of() -> None:
    assert len(CASES) > 100
