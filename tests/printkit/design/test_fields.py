from collections.abc import Callable

import pytest

from printkit.design.design import Design
from printkit.design.fields import fill, placeholders, resolve_texts
from printkit.errors import SignetError

TEXT = """
[[front]]
type = "text"
text = "{headline} {library}"
x = "5mm"
y = "70mm"
width = "40mm"
font = "text"
size = "9pt"
"""


@pytest.fixture
def design(make: Callable[..., Design]) -> Design:
    return make(TEXT)


def test_defaults_given_texts_and_samples(design: Design) -> None:
    assert resolve_texts(design, {"library": "Köln"}) == {"headline": "Lesen", "library": "Köln"}
    assert resolve_texts(design, {"headline": ""}, samples=True) == {
        "headline": "",
        "library": "Stadtbibliothek Lindenau",
    }


def test_a_required_text_is_never_filled_with_its_sample(design: Design) -> None:
    with pytest.raises(
        SignetError, match=r'"library" needs a text \(Name der Bibliothek\).*--field library='
    ):
        resolve_texts(design, {})


def test_all_faults_at_once(design: Design) -> None:
    with pytest.raises(SignetError) as caught:
        resolve_texts(design, {"libary": "x", "headline": "x" * 203, "library": "a\tb"})
    rules = [problem.rule for problem in caught.value.problems]
    assert rules == ["unknown-field", "text-length", "control-character"]
    assert 'Did you mean "library"?' in str(caught.value)
    assert "Shorten it by 3." in str(caught.value)


def test_texts_are_normalised(design: Design) -> None:
    texts = resolve_texts(design, {"library": "  Mu\u0308nster\r\nHafen\r"})
    assert texts["library"] == "Münster\nHafen"


@pytest.mark.parametrize(
    "character", ["\0", "\x1b", "\ufeff", "\u202e", "\u2028", "\ud800", "\ue000", "\x7f"]
)
def test_what_cannot_be_printed_is_refused(design: Design, character: str) -> None:
    with pytest.raises(SignetError, match=f"U\\+{ord(character):04X}"):
        resolve_texts(design, {"library": f"a{character}b"})


@pytest.mark.parametrize("character", ["\u00ad", "\u00a0", "\u202f", "\u200b", "\u2060", "\n"])
def test_what_steers_breaks_is_kept(design: Design, character: str) -> None:
    assert resolve_texts(design, {"library": f"a{character}b"})["library"] == f"a{character}b"


def test_placeholders_and_braces() -> None:
    assert placeholders("{a} {{b}} {c}{a}") == ("a", "c")
    assert fill("{{{a}}} {b}", {"a": "x", "b": "{a}"}) == "{x} {a}"
    kept = fill("{a}: {link}", {"a": "{link}"}, keep=("link", "code"))
    assert fill(kept, {"link": "L", "code": ""}) == "{link}: L"
    for broken in ("{", "}", "{a", "a}", "{{}"):
        with pytest.raises(ValueError, match="A brace stands alone"):
            placeholders(broken)
