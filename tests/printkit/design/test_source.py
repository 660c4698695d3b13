import os
from pathlib import Path

import pytest

from printkit.design.source import FolderSource, FrozenSource, design_names, find_design, inside
from printkit.errors import SignetError


def design(folder: Path, text: str = "format = 1") -> Path:
    folder.mkdir(parents=True)
    (folder / "design.toml").write_text(text)
    return folder


def test_a_path_comes_before_a_name_and_a_name_here_before_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_design("dl-flyer").read("design.toml").startswith(b"")
    design(tmp_path / "designs" / "dl-flyer", "# here")
    assert find_design("dl-flyer").read("design.toml") == b"# here"
    design(tmp_path / "dl-flyer", "# path")
    assert find_design("dl-flyer").read("design.toml") == b"# path"
    assert find_design("dl-flyer/design.toml").read("design.toml") == b"# path"
    assert find_design(str(tmp_path / "dl-flyer")).name == "dl-flyer"


def test_labels_name_the_place_people_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    design(tmp_path / "designs" / "spring")
    assert find_design("spring").label == "designs/spring"
    assert find_design("designs/spring/").label == "designs/spring"
    monkeypatch.chdir(tmp_path / "designs" / "spring")
    assert find_design(".").label == "spring"


def test_an_unknown_name_lists_what_there_is_and_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    design(tmp_path / "designs" / "spring")
    with pytest.raises(
        SignetError, match=r'no design "sprung".*Did you mean "spring".*There are: .*dl-flyer'
    ):
        find_design("sprung")
    assert "spring" in design_names()
    assert "sheets" not in design_names()


@pytest.mark.parametrize("name", ["", " ", "..", "sheets", "a\0b", "x" * 5000])
def test_strange_names_are_unknown(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SignetError) as caught:
        find_design(name)
    assert caught.value.problems[0].rule == "unknown-design"


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../x", "C:\\x", "\\\\server\\x", "@fonts/x", "a\0"]
)
def test_no_path_leaves_the_folder(path: str) -> None:
    with pytest.raises(SignetError, match="leads out of"):
        inside(path)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("secret")
    folder = design(tmp_path / "spring")
    os.symlink(tmp_path / "secret.svg", folder / "tree.svg")
    with pytest.raises(SignetError, match="leads out of"):
        FolderSource("spring", folder).read("tree.svg")


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    folder = design(tmp_path / "spring")
    (folder / "art").mkdir()
    (folder / "art" / "tree.svg").write_text("")
    with pytest.raises(SignetError, match=r'Did you mean "art/tree\.svg"'):
        FolderSource("spring", folder).read("art/three.svg")
    with pytest.raises(SignetError, match="no file"):
        FolderSource("spring", folder).read("art")


def test_a_frozen_copy_has_its_files_and_no_others() -> None:
    source = FrozenSource("batch 3/spring", {"design.toml": b"a", "@fonts/Lato-Bold.ttf": b"b"})
    assert source.name == "spring"
    assert source.read("./design.toml") == b"a"
    assert source.read_shipped_font("@fonts/Lato-Bold.ttf", Path("/nowhere")) == b"b"
    with pytest.raises(SignetError):
        source.read_shipped_font("@fonts/Lato-Thin.ttf", Path("/nowhere"))


def test_a_link_that_goes_round_in_circles_is_unreadable(tmp_path: Path) -> None:
    folder = design(tmp_path / "spring")
    (folder / "a.svg").symlink_to("b.svg")
    (folder / "b.svg").symlink_to("a.svg")
    with pytest.raises(SignetError, match="cannot be read") as caught:
        FolderSource("spring", folder).read("a.svg")
    assert caught.value.problems[0].rule == "file-unreadable"
