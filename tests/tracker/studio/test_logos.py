"""Logos as libraries have them: turned into what a press prints, or refused with the reason."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from printkit.errors import SignetError
from tracker.studio.logos import LONGEST_EDGE, take_in
from tracker.studio.orders import LogoFile, TakenLogo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">%b</svg>'
SHAPES = b'<path fill="#e2001a" d="M0 0h9v10H0z"/><path d="M11 0h9v10h-9z"/>'


def taken(data: bytes, name: str = "logo") -> TakenLogo:
    return TakenLogo.from_bytes(take_in(LogoFile(name, data).to_bytes()))


def refused(data: bytes) -> set[str]:
    with pytest.raises(SignetError) as fault:
        taken(data)
    return {problem.rule for problem in fault.value.problems}


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    data = BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def test_a_drawing_stays_and_its_colours_get_inks() -> None:
    found = taken(SVG % SHAPES, "Löwe.svg")
    assert found.logo.data == SVG % SHAPES
    assert found.logo.name == "Löwe.svg"
    ((colour, ink),) = found.logo.inks  # black is black
    assert colour == "#e2001a"
    c, m, y, k = map(int, ink.split(","))
    assert (c, k) == (0, 0) or c + k < 20
    assert min(m, y) > 80
    assert found.notes == ("computed-inks",)


def test_no_colour_gets_more_ink_than_dries() -> None:
    for colour in (b"#000030", b"#0a0a3c", b"#300000", b"#10200c"):
        found = taken(SVG % (b'<path fill="%b" d="M0 0h9v10H0z"/>' % colour))
        assert sum(map(int, found.logo.inks[0][1].split(","))) <= 300


def test_a_picture_of_the_screen_is_turned_into_inks_without_its_empty_margins() -> None:
    picture = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((100, 100, 299, 199), fill=(200, 0, 20, 255))
    found = taken(saved(picture))
    assert set(found.notes) == {"converted", "white-ground"}
    with Image.open(BytesIO(found.logo.data)) as printed:
        assert printed.mode == "CMYK"
        assert printed.size == (200, 100)
        assert printed.getpixel((0, 0)) == (0, 0, 0, 0)
        middle = printed.getpixel((100, 50))
        assert isinstance(middle, tuple)
        assert middle[1] > 200


def test_grey_pictures_are_printed_in_black_alone() -> None:
    found = taken(saved(Image.new("RGB", (300, 100), (90, 90, 90)), "JPEG"))
    with Image.open(BytesIO(found.logo.data)) as printed:
        assert printed.mode == "L"


def test_pictures_for_print_stay_and_large_ones_become_smaller() -> None:
    plain = saved(Image.new("CMYK", (300, 100), (0, 255, 255, 0)), "TIFF")
    assert taken(plain) == TakenLogo(LogoFile("logo", plain), ())
    large = taken(saved(Image.new("RGB", (5000, 1000), "red"), "PNG"))
    with Image.open(BytesIO(large.logo.data)) as printed:
        assert printed.size == (LONGEST_EDGE, LONGEST_EDGE // 5)


def test_files_that_lie() -> None:
    for data, rule in (
        (b"", "logo-format"),
        (b"%PDF-1.7\n", "logo-format"),
        (b"PK\x03\x04....", "logo-format"),
        (b"GIF89a" + bytes(20), "logo-format"),
        (b"MZ\x90\x00" + bytes(200), "image-format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image-broken"),
        (saved(Image.new("RGB", (50, 50)))[:60], "image-broken"),
        (b"<html><body>Hallo</body></html>", "svg-file"),
    ):
        assert refused(data) & {rule, "image-format"}, (data[:20], rule)


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (5, 101)])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_line_is_no_logo(size: tuple[int, int], mode: str) -> None:
    assert refused(saved(Image.new(mode, size), "TIFF")) == {"logo-shape"}
    margins = Image.new("RGBA", (max(600, size[0]), max(600, size[1])), (0, 0, 0, 0))
    margins.paste((0, 0, 0, 255), (0, 0, *size))
    assert refused(saved(margins)) == {"logo-shape"}


def test_the_longest_of_names_is_a_logo() -> None:
    assert taken(saved(Image.new("L", (2000, 100), 80))).logo.data


def test_a_picture_of_500_million_pixels_is_never_unpacked() -> None:
    head = struct.pack(">IIBBBBB", 25_000, 20_000, 8, 2, 0, 0, 0)
    parts = (b"IHDR" + head, b"IDAT" + zlib.compress(bytes(1000)), b"IEND")
    chunks = b"".join(struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts)
    assert refused(b"\x89PNG\r\n\x1a\n" + chunks) == {"image-size"}


@pytest.mark.parametrize(
    "content",
    [
        b'<script>alert(1)</script><path d="M0 0h9v9z"/>',
        b'<image href="http://evil.example/x.png" width="5" height="5"/>',
        b'<use href="file:///etc/passwd#x"/>',
        b'<foreignObject><b>x</b></foreignObject><path d="M0 0h9v9z"/>',
        b'<text x="1" y="5">Name</text>',
        b'<path d="M0 0h9v9z" fill="url(http://evil.example/#g)"/>',
    ],
)
def test_drawings_with_more_than_shapes_are_refused(content: bytes) -> None:
    assert refused(SVG % content)


def test_entities_that_grow_are_refused() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    assert refused(bomb + b"]>" + SVG % b"<title>&j;</title>")
    outside = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG % b"<title>&x;</title>"
    assert refused(outside)
