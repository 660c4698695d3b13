"""A link that is too long for one line is parted after its last slash, alike for a whole run."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from printkit.design.design import Design
from printkit.design.layout import lay_out
from printkit.design.marks import LinkLine, TextRun
from printkit.design.typesetting.breaking import line_width
from printkit.design.typesetting.fonts import Face, open_faces
from printkit.design.typesetting.shortlink import set_link
from printkit.errors import SignetError
from printkit.units import MM

SHORT, LONG = "qr.example.de/bcd2fg", "qr.stadtbibliothek-lindenau.de/bcd2fg"
LINK = """
[[front]]
type = "short-link"
x = "5mm"
y = "50mm"
width = "36mm"
font = "text"
size = "9pt"
min_size = "6pt"
lines = 2
"""


@pytest.fixture
def linked(make: Callable[..., Design]) -> Callable[..., tuple[LinkLine, dict[str, Face]]]:
    def build(keys: str = "") -> tuple[LinkLine, dict[str, Face]]:
        laid_out = lay_out(make(LINK + keys), {"headline": "", "library": "x"})
        return laid_out.front.links[0], open_faces(laid_out.fonts)

    return build


Linked = Callable[..., tuple[LinkLine, dict[str, Face]]]


def texts(runs: Sequence[TextRun]) -> list[str]:
    return [run.text for run in runs]


def test_a_short_link_keeps_one_line_and_its_size(linked: Linked) -> None:
    line, faces = linked()
    (run,) = set_link(line, SHORT, faces)
    assert (run.text, run.size) == (SHORT, 9)
    assert run.baseline == pytest.approx(50 * MM + faces["text"].cap_height * 9 / 1000)


def test_a_long_link_is_parted_after_its_slash_as_large_as_both_lines_allow(linked: Linked) -> None:
    line, faces = linked()
    first, second = set_link(line, LONG, faces)
    assert texts((first, second)) == ["qr.stadtbibliothek-lindenau.de/", "bcd2fg"]
    width = line_width(faces["text"], first.text, 0)
    assert first.size == second.size == pytest.approx(min(9, 36 * MM / width * 1000))
    assert first.x == second.x == pytest.approx(5 * MM)
    assert second.baseline - first.baseline == pytest.approx(1.2 * first.size)
    assert first.baseline == pytest.approx(50 * MM + faces["text"].cap_height * first.size / 1000)


def test_a_little_too_long_shrinks_and_stays_whole(linked: Linked) -> None:
    line, faces = linked()
    width = line_width(faces["text"], "qr.example.de/mmmmmm", 0) * 9 / 1000
    (run,) = set_link(replace(line, width=width * 0.86), SHORT, faces)
    assert 0.85 * 9 < run.size <= 9
    assert len(set_link(replace(line, width=width * 0.84), SHORT, faces)) == 2


def test_all_codes_of_a_run_are_parted_alike_and_have_one_size(linked: Linked) -> None:
    line, faces = linked()
    for width in range(40, 110):
        narrow = replace(line, width=float(width), min_size=1.0)
        runs = [set_link(narrow, f"qr.example.de/{code}", faces) for code in ("jjjjjj", "bcd2fg", "wwwwww")]
        assert len({len(parts) for parts in runs}) == 1
        if len(runs[0]) == 2:
            assert len({run.size for parts in runs for run in parts}) == 1


@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
def test_a_single_line_stands_in_the_room_for_two_where_it_should(linked: Linked, valign: str) -> None:
    line, faces = linked(f'valign = "{valign}"')
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[valign]
    cap = faces["text"].cap_height / 1000
    (run,) = set_link(line, SHORT, faces)
    assert run.baseline == pytest.approx(50 * MM + 9 * cap + share * 1.2 * 9)
    first, second = set_link(line, LONG, faces)
    over = 50 * MM + share * (9 - first.size) * (cap + 1.2)
    assert first.baseline - first.size * cap == pytest.approx(over)
    if valign == "bottom":
        assert second.baseline == pytest.approx(50 * MM + 9 * (cap + 1.2))


def test_words_around_the_link_stay_with_their_line(linked: Linked) -> None:
    line, faces = linked('text = "Oder {link} und/oder fragen"')
    assert texts(set_link(line, LONG, faces)) == [
        "Oder qr.stadtbibliothek-lindenau.de/",
        "bcd2fg und/oder fragen",
    ]


def test_a_code_alone_is_never_parted(linked: Linked) -> None:
    line, faces = linked('text = "Code an der Theke: {code} und noch mehr Worte dazu"')
    with pytest.raises(SignetError, match="too long at 6 pt"):
        set_link(line, SHORT, faces, "BCD2FG")


def test_a_host_too_long_for_its_own_line_says_by_how_much(linked: Linked) -> None:
    line, faces = linked()
    head = f"{'w' * 40}.de/"
    with pytest.raises(SignetError) as caught:
        set_link(line, f"{head}bcd2fg", faces)
    over = line_width(faces["text"], head, 0) * 6 / 1000 - 36 * MM
    assert f"The short link is {over / MM:.2f}".rstrip("0") in str(caught.value)


def test_both_lines_turn_about_the_middle_of_their_room(linked: Linked) -> None:
    line, faces = linked("rotate = 90")
    cap = faces["text"].cap_height / 1000
    first, second = set_link(line, LONG, faces)
    assert first.pivot_x == second.pivot_x == pytest.approx(23 * MM)
    assert first.pivot_y == second.pivot_y == pytest.approx(50 * MM + (cap + 1.2) * 9 / 2)
