"""Words are parted where German readers part them: at the joints of compounds, and never into scraps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.design.typesetting.breaking import Paragraph
from printkit.design.typesetting.fonts import Face, shipped_file
from printkit.design.typesetting.hyphens import AT_JOINT, Hyphenation

LATO = Face(shipped_file("Lato Regular").read_bytes())
GERMAN, ENGLISH = Hyphenation("de"), Hyphenation("en")


def parted(word: str, hyphens: Hyphenation = GERMAN) -> str:
    """Return a word with - where it may be parted and = at the better places."""
    places = hyphens.places(word)
    signs = {place: "=" if cost == AT_JOINT else "-" for place, cost in places.items()}
    return "".join(signs.get(index, "") + letter for index, letter in enumerate(word))


@pytest.mark.parametrize(
    "word",
    [
        "Biblio-theks=aus-weis",
        "Öff-nungs=zei-ten",
        "Ver-an-stal-tungs=kalen-der",
        "Stadt=biblio-thek",
        "Medien=emp-feh-lun-gen",
        "Kin-der=buch=ausstel-lung",
        "Daten-schutz=erklä-rung",
        "Infor-ma-tio-nen",
        "Bücher-bus",
        "Zweig=stel-len",
        "Buch-sta-ben",
        "Bestel-lung",
        "Lese-café",
    ],
)
def test_german_compounds_are_parted_at_their_joints(word: str) -> None:
    assert parted(word.replace("-", "").replace("=", "")) == word


@pytest.mark.parametrize("word", ["YouTube", "UNESCO", "gGmbH", "Regal", "LindenauApp"])
def test_names_and_short_words_stay_whole(word: str) -> None:
    assert parted(word) == word


def test_capitals_mean_a_name_in_english_and_any_noun_in_german() -> None:
    assert parted("Wellington", ENGLISH) == "Wellington"
    assert "-" in parted("bookselling", ENGLISH)
    assert "-" in parted("Donnerstag")


@given(st.text(alphabet="abeiostnrumlzäöüß", min_size=1, max_size=25))
def test_no_part_is_a_scrap(word: str) -> None:
    places = [0, *sorted(GERMAN.places(word)), len(word)]
    parts = [word[a:b] for a, b in pairwise(places)]
    if len(parts) > 1:
        assert min(len(parts[0]), len(parts[-1])) >= 3
        assert all(len(part) > 1 for part in parts)


def lines(text: str, ems: float) -> list[str]:
    broken = Paragraph(text, LATO, 0, GERMAN).break_at(ems * 1000)
    assert broken is not None
    return [line.text for line in broken]


TEXTS = (
    "Mit dem Bibliotheksausweis leihen Sie Medien während der Öffnungszeiten unserer Stadtbibliothek aus.",
    "Der Veranstaltungskalender nennt Vorlesestunden, Kinderbuchausstellungen und Schreibwerkstätten.",
    "Verlängerungen, Vormerkungen und Fernleihbestellungen erledigen Sie im Benutzerkonto auf der Webseite.",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ems", [9, 10, 11, 12, 14, 17, 21])
def test_narrow_columns_have_few_hyphens_and_no_stubs(text: str, ems: float) -> None:
    found = lines(text, ems)
    ends = "".join("-" if line.endswith("-") else "." for line in found)
    assert "---" not in ends
    assert len(found[-1]) >= 5
    for line, below in pairwise(found):
        if line.endswith("-"):
            assert len(line.split()[-1]) > 3
            assert len(below.split()[0]) >= 3


def test_a_joint_is_taken_before_another_place() -> None:
    assert lines("Alle Medienempfehlungen", 10.5)[0] == "Alle Medien-"
    assert lines("Der Veranstaltungskalender", 12)[0] == "Der Veranstaltungs-"


def test_three_hyphens_stand_below_each_other_only_where_nothing_else_is_left() -> None:
    found = lines("Veranstaltungskalenderverlängerungen", 5)
    assert all(line.endswith("-") for line in found[:-1])
    assert len(found) > 3
