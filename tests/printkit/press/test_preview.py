from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printkit.errors import SignetError
from printkit.press.preview import preview
from printkit.units import MM

DOT = 300 / 25.4
BORDER = 5  # mm around the bleed


def pixel(picture: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at a place of the piece, in mm from the upper left corner of its trim."""
    seen = picture.getpixel((round((x + 3 + BORDER) * DOT), round((y + 3 + BORDER) * DOT)))
    assert isinstance(seen, tuple)
    return seen


@pytest.fixture(scope="module")
def pictures(tmp_path_factory, make_design, make_pieces) -> tuple[Path, ...]:  # type: ignore[no-untyped-def]
    return preview(make_design(), make_pieces(1)[0], tmp_path_factory.mktemp("preview") / "new" / "folder")


def test_there_is_a_picture_of_each_side_at_300_dpi(pictures: tuple[Path, ...]) -> None:
    assert [path.name for path in pictures] == ["spring-front.png", "spring-back.png"]
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.mode == "RGB"
            assert picture.width == pytest.approx((56 + 2 * BORDER) * DOT, abs=2)
            assert picture.height > (156 + 2 * BORDER) * DOT
            assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert sorted(file.name for file in pictures[0].parent.iterdir()) == [
        "spring-back.png",
        "spring-front.png",
    ]


def test_the_code_reads(pictures: tuple[Path, ...], make_pieces) -> None:  # type: ignore[no-untyped-def]
    with Image.open(pictures[1]) as picture:
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [make_pieces(1)[0].link]
    with Image.open(pictures[0]) as picture:
        assert not zxingcpp.read_barcodes(picture)


def test_colours_are_those_of_the_profile_and_paper_is_white(pictures: tuple[Path, ...]) -> None:
    with Image.open(pictures[0]) as front, Image.open(pictures[1]) as back:
        assert pixel(back, 10.5, 20.5) == (255, 255, 255)  # the panel of the code
        assert front.getpixel((5, 5)) == (255, 255, 255)
        red, green, blue = pixel(front, 25, 80)  # petrol, C90 M30 Y40 K20
        assert red < 40
        assert 80 < green < 150
        assert 90 < blue < 160
        red, green, blue = pixel(front, 40, 20)  # the look of the gold
        assert red > green > blue
        red, green, blue = pixel(front, 8, 103)  # the cyan corner of the photo
        assert red < 90 < green < blue
        red, green, blue = pixel(front, 20, 115)  # its yellow rest
        assert blue < 90 < green < red + 20


def test_lines_show_trim_bleed_and_safe_area(pictures: tuple[Path, ...]) -> None:
    with Image.open(pictures[1]) as back:
        ground = pixel(back, 25, 100)
        for x in (-3, 0, 4):
            line = [pixel(back, x + step / DOT, 100) for step in range(-2, 3)]
            assert any(colour not in (ground, (255, 255, 255)) for colour in line)
            assert line.count(ground) < len(line)
        assert pixel(back, 2, 100) == ground


def test_spot_names_and_pictures_that_cannot_be_used_are_refused(
    tmp_path: Path, make_design, make_pieces
) -> None:  # type: ignore[no-untyped-def]
    broken = replace(make_design(), pictures={"photo.jpg": b"\xff\xd8\xff not a picture"})
    with pytest.raises(SignetError, match=r"photo\.jpg: The picture cannot be read"):
        preview(broken, make_pieces(1)[0], tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("")
    with pytest.raises(SignetError, match="cannot be written"):
        preview(make_design(), make_pieces(1)[0], tmp_path / "file")


def test_a_banner_is_drawn_coarser(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    design = make_design(1000, 2000, two_sided=False)
    (path,) = preview(replace(design, width=1000 * MM), make_pieces(1)[0], tmp_path)
    with Image.open(path) as picture:
        assert 30_000_000 < picture.width * picture.height < 41_000_000
