from pathlib import Path

import pytest

from printkit.cli.links import read_links
from printkit.errors import SignetError


def write(folder: Path, text: str) -> Path:
    path = folder / "links.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_links_become_pieces_in_the_order_of_the_file(tmp_path: Path) -> None:
    pieces = read_links(write(tmp_path, "link\nHTTPS://S.EXAMPLE.DE/AB2\nhttps://s.example.de/x/Cd3\n"))
    assert [(p.position, p.link, p.text, p.code) for p in pieces] == [
        (1, "HTTPS://S.EXAMPLE.DE/AB2", "s.example.de/ab2", "AB2"),
        (2, "https://s.example.de/x/Cd3", "s.example.de/x/Cd3", "Cd3"),
    ]


def test_a_file_from_a_german_spreadsheet_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path, "\ufeffName;Link;Text;Code\r\nx;https://s.example.de/1;s.example.de/eins;1\r\n;;;\r\n"
    )
    assert [(p.link, p.text, p.code) for p in read_links(path)] == [
        ("https://s.example.de/1", "s.example.de/eins", "1")
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", 'No column is named "link"'),
        ("url\nhttps://a.example.de/1\n", "", 'No column is named "link"'),
        ("link\n", "", "no link in this file"),
        ("link,text\n,x\n", "line 2", "no link"),
        ("link\nftp://a.example.de/1\n", "line 2", "no web address"),
        ("link\njavascript:alert(1)\n", "line 2", "no web address"),
        ("link\nhttps://\n", "line 2", "no web address"),
        ("link\nhttps://a.example.de/a b\n", "line 2", "space"),
        ("link\nhttps://a.example.de/1\nhttps://a.example.de/1\n", "line 3", "line 2 already"),
        (
            "link\nhttps://a.example.de/ä?b=%20\n",
            "line 2",
            '"ä" in the link. Write it as https://a.example.de/%C3%A4?b=%20',
        ),
        ("link\nhttps://bücher.example:81/\n", "line 2", "as https://xn--bcher-kva.example:81/"),
        ("link\nhttps://-ü.example/\n", "line 2", "must not start or end with a hyphen"),
        ("link\nhttps://a.example.de/" + "x" * 600 + "\n", "line 2", "characters"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(tmp_path: Path, text: str, place: str, words: str) -> None:
    with pytest.raises(SignetError) as error:
        read_links(write(tmp_path, text))
    problem = error.value.problems[0]
    assert words in problem.message
    assert problem.key == place
    assert problem.file.endswith("links.csv")
    assert problem.remedy


def test_all_bad_rows_are_said_together(tmp_path: Path) -> None:
    with pytest.raises(SignetError) as error:
        read_links(write(tmp_path, "link,text\n,a\nhttps://ok.example.de/1,\nnonsense,\n"))
    assert [problem.key for problem in error.value.problems] == ["line 2", "line 4"]


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(SignetError, match="cannot be read"):
        read_links(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("link\nhttps://b\xfccher.example.de/1".encode("latin-1"))
    with pytest.raises(SignetError, match="UTF-8"):
        read_links(tmp_path / "latin.csv")
