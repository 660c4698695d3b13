"""Edges are even to the eye: letters line up by their ink at any size, and punctuation hangs beyond."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.design.design import Design
from printkit.design.layout import lay_out
from printkit.design.marks import TextRun
from printkit.design.typesetting.breaking import line_width
from printkit.design.typesetting.edges import overhang
from printkit.design.typesetting.fonts import Face, shipped_file
from printkit.units import MM

LATO = Face(shipped_file("Lato Black").read_bytes())


@pytest.fixture
def line(make: Callable[..., Design]) -> Callable[..., TextRun]:
    def run(words: str, *keys: str, size: float = 20, align: str = "left", x: int = 12) -> TextRun:
        toml = (
            f'[[front]]\ntype = "text"\ntext = "{{headline}}"\nx = "{x}mm"\ny = "70mm"\n'
            f'width = "{50 - 2 * x}mm"\nfont = "text"\nsize = "{size}pt"\nalign = "{align}"\n'
            + "\n".join(keys)
            + "\n"
        )
        design = make(toml)
        (found,) = lay_out(design, {"headline": words, "library": "x"}).front.marks
        assert isinstance(found, TextRun)
        return found

    return run


def ink(run: TextRun, face: Face) -> tuple[float, float]:
    """Return where the ink of a line's first and last character begins and ends."""
    width = line_width(face, run.text, 0) * run.size / 1000
    left = run.x + face.sides(run.text[0])[0] * run.size / 1000
    return left, run.x + width - face.sides(run.text[-1])[2] * run.size / 1000


@pytest.fixture
def regular() -> Face:
    return Face(shipped_file("Lato Regular").read_bytes())


@pytest.mark.parametrize("size", [6, 20, 60])
def test_ink_begins_and_ends_at_the_box_whatever_the_size(
    line: Callable[..., TextRun], regular: Face, size: float
) -> None:
    assert ink(line("Hi", size=size), regular)[0] == pytest.approx(12 * MM)
    assert ink(line("Hi", size=size, align="right"), regular)[1] == pytest.approx(38 * MM)
    left, right = ink(line("Hi", size=size, align="center"), regular)
    assert left + right == pytest.approx(50 * MM)


def test_quotation_marks_hang_and_the_letter_stands_on_the_edge(
    line: Callable[..., TextRun], regular: Face
) -> None:
    plain, quoted = line("Hi"), line("„Hi“")
    before = quoted.x + (regular.shape("„").advances[0] + quoted.adjust[0]) * 20 / 1000
    assert before == pytest.approx(plain.x)
    assert quoted.x < plain.x


@pytest.mark.parametrize("end", [".", ",", ".“", "“", "-"])
def test_stops_hang_on_the_right(line: Callable[..., TextRun], regular: Face, end: str) -> None:
    plain, stopped = line("Hi", align="right"), line(f"Hi{end}", align="right")
    assert stopped.x == pytest.approx(plain.x, abs=0.02 * 20)  # kerning aside
    assert ink(stopped, regular)[1] > 38 * MM + 1


def test_punctuation_hangs_no_further_than_the_safe_area(line: Callable[..., TextRun], regular: Face) -> None:
    for size, x in ((6, 5), (30, 5), (30, 4)):
        left, _ = ink(line("„H“", size=size, x=x), regular)
        _, right = ink(line("„H.", size=size, align="right", x=x), regular)
        assert 4 * MM - 1e-6 <= left <= x * MM
        assert 50 * MM - x * MM <= right <= 46 * MM + 1e-6
        assert (size == 6) == (left > 4.05 * MM) == (right < 45.95 * MM)


def test_a_centred_line_is_centred_without_them(line: Callable[..., TextRun]) -> None:
    assert (
        line("„Hi.", align="center").x < line("Hi.", align="center").x < line("Hi", align="center").x + 1e-9
    )


def test_dashes_hang_by_half_and_round_letters_a_little(regular: Face) -> None:
    before, width, _ = regular.sides("–")
    assert overhang(regular, "– Hi", 0)[0] == pytest.approx(before + width / 2)
    before, width, _ = regular.sides("T")
    assert overhang(regular, "Tag", 0)[0] == pytest.approx(before + 0.06 * width)


@pytest.mark.parametrize("style", ["Lato Regular", "Lato Black", "Lato Italic"])
def test_a_tail_below_the_baseline_does_not_push_a_letter_in(style: str) -> None:
    face = Face(shipped_file(style).read_bytes())
    assert face.sides("j")[0] < 0 < face.stance("j")[0]
    assert overhang(face, "jeden", 0)[0] == pytest.approx(face.stance("j")[0])
    assert face.stance("H") == face.sides("H")


def test_slanting_letters_reach_out_a_little(regular: Face) -> None:
    before, width, behind = regular.sides("w")
    left, right = overhang(regular, "w", 0)
    assert (left, right) == (pytest.approx(before + 0.04 * width), pytest.approx(behind + 0.04 * width))


def test_what_is_punctuation_alone_stands_as_it_is() -> None:
    assert overhang(LATO, "…", 0) != (0, 0)
    assert overhang(LATO, "„“", 0) == overhang(LATO, "-", 0) == (0.0, 0.0)


def test_hanging_can_be_left_out(line: Callable[..., TextRun]) -> None:
    assert line("„Hi“", "hang = false").x == pytest.approx(12 * MM)


@given(st.text(alphabet="„“.,- –AJTjgf7\u00a0\u202f", min_size=1, max_size=12), st.floats(-50, 200))
def test_edges_never_reach_further_than_punctuation(text: str, tracking: float) -> None:
    left, right = overhang(LATO, text, tracking)
    width = line_width(LATO, text, tracking)
    assert left + right <= width + 300
    assert max(left, right) < 600 * len(text)
