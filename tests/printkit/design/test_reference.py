"""designs/README.md is complete: what the reader knows is written there, and the other way round."""

import re
import tomllib
from pathlib import Path

import pytest

from printkit.design.checks.check import check
from printkit.design.elements import READERS
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import FolderSource
from printkit.design.typesetting.fonts import STYLES
from printkit.errors import SignetError
from printkit.press.symbols.qr import form_for
from printkit.shipped import shipped_folder

README = (shipped_folder() / "README.md").read_text("utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]
STRANGER = "qqqqqqqqqqqqqqqq"


def documented(heading: str) -> set[str]:
    section = README.partition(f"{heading}\n")[2]
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def known(folder: Path, text: str) -> set[str]:
    """Ask the reader for the keys it knows: it lists them when it meets a stranger."""
    folder.mkdir(exist_ok=True)
    (folder / "design.toml").write_text(text, "utf-8")
    with pytest.raises(SignetError) as caught:
        load_design(FolderSource("d", folder))
    strangers = [p for p in caught.value.problems if p.rule == "unknown-key" and STRANGER in p.key]
    assert len(strangers) == 1
    return set(strangers[0].remedy.removeprefix("Known here: ").rstrip(".").split(", "))


@pytest.mark.parametrize(
    ("heading", "table"),
    [
        ("## The file", ""),
        ("### `[piece]`", "[piece]"),
        ("### `[inks]`", "[inks.petrol]"),
        ("### `[variants.name]`", "[variants.autumn]"),
        ("### `[fonts]`", "[fonts.own]"),
        ("### `[fields.name]`", "[fields.headline]"),
    ],
)
def test_each_key_of_a_table_is_documented(heading: str, table: str, tmp_path: Path) -> None:
    assert known(tmp_path, f"{table}\n{STRANGER} = 1\n") == documented(heading)


@pytest.mark.parametrize("kind", READERS)
def test_each_key_of_an_element_is_documented(kind: str, tmp_path: Path) -> None:
    conditions = {"when", "unless"} if kind == "qr" else set()
    shared = documented("## Elements") - conditions
    found = known(tmp_path, f'[[front]]\ntype = "{kind}"\n{STRANGER} = 1\n') - conditions
    assert found == documented(f'### `type = "{kind}"`') | shared


def test_no_element_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r'^### `type = "([\w-]+)"`', README, re.MULTILINE)) == set(READERS)


def test_the_example_is_ready_to_print(tmp_path: Path) -> None:
    (tmp_path / "design.toml").write_text(EXAMPLE, "utf-8")
    design = load_design(FolderSource("example", tmp_path))
    texts = resolve_texts(design, {}, samples=True)
    link = "HTTPS://QR.EXAMPLE.DE/BCD2FG"
    assert (
        check(design, texts, "qr.example.de/bcd2fg", "BCD2FG", lambda level: form_for([link], level).modules)
        == ()
    )


def test_each_toml_block_is_toml() -> None:
    for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL):
        tomllib.loads(block)


def test_each_shipped_weight_is_named() -> None:
    section = README.partition("### `[fonts]`")[2].partition("###")[0]
    for style in STYLES:
        weight = style.removeprefix("Lato ").removesuffix("Italic").strip()
        assert weight in section
