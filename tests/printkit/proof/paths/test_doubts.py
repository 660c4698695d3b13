"""Whatever may hide or change a symbol sends its page to drawing: a wrong "proved" is the worst there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from printkit.proof.paths.reader import PathsRead, open_paths

Read = Callable[..., PathsRead]
Draw = Callable[..., str]
BLACK, WHITE = "0 0 0 1 k\n", "0 0 0 0 k\n"
GRAPHICS = {
    "Half": Dictionary(ca=0.5),
    "Multiply": Dictionary(BM=Name.Multiply),
    "Over": Dictionary(op=True, OP=True),
    "Mask": Dictionary(SMask=Dictionary(S=Name.Luminosity)),
    "Transfer": Dictionary(TR=Name.Identity),
    "Plain": Dictionary(ca=1, BM=Name.Normal, op=False),
}


def resources(pdf: Pdf) -> Dictionary:
    """Return all that the pages below name."""

    def form(content: bytes, **entries: Any) -> Stream:
        return Stream(pdf, content, Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 300]), **entries))  # fmt: skip

    def tint(name: str, black: float, **entries: Any) -> Array:
        ends = {"C0": Array([0, 0, 0, 0]), "C1": Array([0, 0, 0, black])}
        function = Dictionary(FunctionType=2, N=1, **{"Domain": Array([0, 1]), **ends, **entries})
        return Array([Name.Separation, Name(name), Name.DeviceCMYK, function])

    picture = Stream(pdf, b"\xff", Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray))  # fmt: skip
    glyph = Stream(pdf, b"500 0 0 0 500 500 d1 0 0 500 500 re f")
    third = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=glyph),
        Encoding=Dictionary(Differences=Array([97, Name.a])), FirstChar=97, LastChar=97,
        Widths=Array([500]), Resources=Dictionary(),
    )  # fmt: skip
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="codes"))
    plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return Dictionary(
        ExtGState=Dictionary(**GRAPHICS),
        Font=Dictionary(Third=third, Plain=plain),
        Properties=Dictionary(Layer=layer),
        ColorSpace=Dictionary(
            Odd=Array([Name.Indexed, Name.DeviceRGB, 1, b"\x00\x00\x00\xff\xff\xff"]),
            Press=Array([Name.ICCBased, Stream(pdf, b"", Dictionary(N=4))]),
            White=tint("/Black", 0),
            Cut=tint("/Black", 1, Range=Array([0, 0] * 4)),
            Tenth=tint("/Black", 1, Domain=Array([0, 0.1])),
        ),
        XObject=Dictionary(
            White=form(b"0 0 0 0 k 110 110 4 4 re f"),
            Layered=form(b"0 0 0 0 k 110 110 4 4 re f", OC=layer),
            Broken=form(b"0 0 0 0 k 110 110 4 4 re f Q"),
            Picture=picture,
        ),
    )


AFTER = {
    "a white module": WHITE + "110 110 2 2 re f",
    "a black module": BLACK + "110 110 2 2 re f",
    "white in the quiet zone": WHITE + "94 94 2 2 re f",
    "a dark bar in the quiet zone": BLACK + "94 90 1 80 re f",
    "a line": "0.1 w 0 0 m 300 300 l S",
    "a thick line beside it": "20 w 88 0 m 88 300 l S",
    "a line of letters": "BT 1 Tr 60 w /Plain 1 Tf 70 120 Td (l) Tj ET",
    "letters that a line makes fat": "BT 2 Tr 60 w /Plain 1 Tf 70 120 Td (l) Tj ET",
    "rectangles of no width": WHITE + "".join(f"{100 + n / 10} 100 0 50 re f " for n in range(500)),
    "a rectangle of no height among others": WHITE + "10 10 5 5 re 90 120 80 0 re f",
    "a filled line": WHITE + "120 90 m 120 180 l f",
    "under a clip of nothing": "W n " + WHITE + "110 110 30 30 re f",
    "under a clip of a line": "90 120 m 180 120 l W n " + WHITE + "110 110 30 30 re f",
    "under a clip of no width": "120 90 0 90 re W n " + WHITE + "110 110 30 30 re f",
    "a curve": BLACK + "90 90 m 120 200 150 40 180 180 c f",
    "a text": "BT /Plain 30 Tf 105 110 Td (x) Tj ET",
    "a text that grew": "BT /Plain 1 Tf 30 0 0 30 105 110 Tm (x) Tj ET",
    "a text that came far": "BT /Plain 10 Tf 20 120 Td [-9000 (x)] TJ ET",
    "a form": "/White Do",
    "a moved form": "q 1 0 0 1 10 10 cm /White Do Q",
    "a form that cannot be followed": "/Broken Do",
    "a form on a layer": "/Layered Do",
    "a picture": "q 40 0 0 40 100 100 cm /Picture Do Q",
    "a closed line": "2 w 150 100 m 250 20 l 20 200 l s",
    "a sharp corner of a line": "100 M 4 w 250 120 m 180 121 l 250 122 l S",
    "a dark frame with a hole for a part of it": BLACK + "0 0 300 300 re 90 90 30 -30 re f",
    "a frame of lines and rectangles": BLACK + "0 0 m 0 300 l 300 300 l 300 0 l 20 9 l h 20 20 200 200 re f",
    "a gradient": "/Nowhere sh",
    "an inline image": "q 9 0 0 9 110 110 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q",
    "an unknown operator": "1 2 xyz",
    "an open bracket": "[1 2",
    "a state too many": "Q",
    "letters drawn by the page": "BT /Third 10 Tf 10 10 Td (a) Tj ET",
    "a clip of letters": "BT 7 Tr /Plain 10 Tf 10 10 Td (a) Tj ET",
}
BEFORE = {
    "half transparent": "/Half gs",
    "multiplied": "/Multiply gs",
    "overprinting": "/Over gs",
    "masked": "/Mask gs",
    "through a transfer curve": "/Transfer gs",
    "once transparent": "/Half gs /Plain gs",
    "a clip that cuts a corner": "100 100 20 20 re W n",
    "a clip of another shape": "0 0 m 300 0 l 150 300 l h W n",
    "a clip turned": "q 0.7 0.7 -0.7 0.7 0 0 cm 0 0 300 300 re W n",
    "on a layer": "/OC /Layer BDC",
    "on a gradient": "/Nowhere sh",
    "on a picture": "q 300 0 0 300 0 0 cm /Picture Do Q",
    "on a half transparent panel": "0 0 0 1 k 0 100 300 20 re f q /Half gs 0 0 0 0 k 0 0 300 300 re f Q",
    "on a panel that overprints": "0 0 0 1 k 0 100 300 20 re f q /Over gs 0 0 0 0 k 0 0 300 300 re f Q",
    "on black": "0 0 0 1 k 0 0 300 300 re f",
    "on middle grey": "0 0 0 0.5 k 0 0 300 300 re f",
    "on a black bar": "0 0 0 1 k 0 110 300 10 re f",
    "on a line": "0 110 m 300 110 l S",
    "on a text": "BT /Plain 30 Tf 105 110 Td (x) Tj ET",
    "on a panel with a hole": "0 0 0 1 k 0 0 300 300 re f 0 0 0 0 k 0 0 300 300 re 110 130 20 -20 re f",
    "on a panel with a hole by lines":
        "0 0 0 1 k 0 0 300 300 re f 0 0 0 0 k 0 0 300 300 re 110 110 m 110 130 l 130 130 l 130 110 l h f",
    "on two panels that only touch":
        "0 0 0 1 k 0 0 300 300 re f 0 0 0 0 k 0 0 120 300 re f 120 0 180 300 re f",
}  # fmt: skip
INKS = {
    "white": WHITE,
    "grey": "0.5 g\n",
    "yellow": "0 0 1 0 k\n",
    "of a profile, as it begins": "/Press cs\n",
    "of a tint that its range cuts off": "/Cut cs 1 scn\n",
    "of a tint with a range of its own": "/Tenth cs 1 scn\n",
    "named black but white": "/White cs 1 scn\n",
    "of a palette": "/Odd cs 0 sc\n",
    "of an unknown space": "/Unheard cs 0 sc\n",
    "a pattern": "/Pattern cs /P scn\n",
}


def test_the_page_itself_is_sound(read: Read, draw: Draw, text: str) -> None:
    """What follows is doubtful for its one reason only."""
    found = read(f"/Plain gs\n{BLACK}{draw()}", resources)
    assert (found.doubt, [symbol.text for symbol in found.symbols]) == ("", [text])


@pytest.mark.parametrize("what", AFTER)
def test_painted_over(read: Read, draw: Draw, what: str) -> None:
    found = read(f"{BLACK}{draw()}\n{AFTER[what]}", resources)
    assert found.doubt
    assert found.symbols == ()


@pytest.mark.parametrize("what", BEFORE)
def test_painted_in_a_doubtful_state_or_place(read: Read, draw: Draw, what: str) -> None:
    found = read(f"{BEFORE[what]}\n{BLACK}{draw()}", resources)
    assert found.doubt
    assert found.symbols == ()


@pytest.mark.parametrize("what", INKS)
def test_not_dark_for_certain(read: Read, draw: Draw, what: str) -> None:
    assert read(INKS[what] + draw(), resources).doubt


@pytest.mark.parametrize("turn", ["0.96 0.28 -0.28 0.96", "1 0 0.2 1", "1 0 0 1.2"])
def test_turned_slanted_or_stretched(read: Read, draw: Draw, turn: str) -> None:
    assert read(BLACK + draw(turn=turn)).doubt


def test_light_on_dark(read: Read, draw: Draw) -> None:
    assert read(f"{BLACK}80 80 120 120 re f {WHITE}{draw()}").doubt


def test_light_modules_on_a_black_square(read: Read, draw: Draw) -> None:
    """The other way round: what is painted is what is light."""
    rows = [line for line in draw("modules").splitlines() if line.endswith("re")]
    lacking = [f"{x} {y} 1 1 re" for x in range(25) for y in range(25) if f"{x} {y} 1 1 re" not in rows]
    light = "q 2 0 0 2 100 100 cm\n" + "\n".join(lacking) + "\nf Q"
    assert read(f"{BLACK}100 100 50 50 re f {WHITE}{light}").doubt


@pytest.mark.parametrize("style", ["runs", "a fill for each module"])
def test_a_module_too_few_or_too_many(read: Read, draw: Draw, style: str) -> None:
    """Decoders would mend it; whoever looks at the paper should see it drawn."""
    whole = draw(style)
    lines = whole.splitlines()
    del lines[next(index for index, line in enumerate(lines) if index > 40 and line.endswith("re"))]
    assert read(BLACK + "\n".join(lines)).doubt
    assert read(BLACK + whole.replace("\nQ", "\n11.2 11.2 0.5 0.5 re f\nQ")).doubt


def test_two_codes_on_each_other(read: Read, draw: Draw) -> None:
    assert read(f"{BLACK}{draw()}\n{draw(text='ANOTHER TEXT THAT IS LONGER')}").doubt
    assert read(f"{BLACK}{draw()}\n{draw(place=(110, 110))}").doubt


def test_even_odd_overlap(read: Read, draw: Draw) -> None:
    twice = draw().replace("\nf", "\n0 0 7 1 re\nf*")
    assert read(BLACK + twice).doubt


@pytest.mark.parametrize(
    "entries",
    [
        {"UserUnit": 2},
        {"CropBox": Array([0, 0, 300, 130])},
        {"Annots": Array([Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]))])},
        {"MediaBox": Array([0, 0, 300])},
        {"Contents": lambda pdf: Array([Stream(pdf, b"0 0 0 1 k 1"), Stream(pdf, b"0 0 9 9 re f")])},
    ],
)  # fmt: skip
def test_pages_of_their_own_kind(read: Read, draw: Draw, entries: dict[str, Any]) -> None:
    assert read(BLACK + draw(), **entries).doubt


def test_redefined_colours(read: Read, draw: Draw) -> None:
    def redefined(pdf: Pdf) -> Dictionary:
        space = Array([Name.ICCBased, Stream(pdf, b"", Dictionary(N=4))])
        return Dictionary(ColorSpace=Dictionary(DefaultCMYK=space))

    assert read(BLACK + draw(), redefined).doubt
    assert read("/DeviceCMYK cs 0 0 0 1 sc\n" + draw(), redefined).doubt


@pytest.mark.parametrize("place", ["-3.5 0 1 25", "-4 9 1 1", "0 28 25 1", "28.9 5 1 9", "9 -3.2 0.5 1"])
def test_dark_in_the_quiet_zone_that_is_painted_together_with_the_code(
    read: Read, draw: Draw, place: str
) -> None:
    assert read(BLACK + draw().replace("\nf", f"\n{place} re\nf")).doubt
    far = {"-": "-40 0 1 25", "0": "0 40 25 1"}.get(place[0], "50 5 1 9")
    assert not read(BLACK + draw().replace("\nf", f"\n{far} re\nf")).doubt


def test_form_that_takes_over_what_its_page_names(tmp_path: Path, draw: Draw) -> None:
    """The same form looks different on another page."""
    with Pdf.new() as pdf:

        def form(content: bytes, **entries: Any) -> Stream:
            kind = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 300]), **entries)
            return Stream(pdf, content, kind)

        taking = pdf.make_indirect(form(b"/Own Do"))
        for cover in (b"0 0 0 0 k 5 5 4 4 re f", b"0 0 0 0 k 110 110 30 30 re f"):
            own = pdf.make_indirect(form(cover, Resources=Dictionary()))
            names = Dictionary(XObject=Dictionary(Own=own, Taking=taking))
            page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 300, 300]), Resources=names,
                              Contents=Stream(pdf, f"{BLACK}{draw()} /Taking Do".encode()))  # fmt: skip
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(tmp_path / "two.pdf")
    with open_paths(tmp_path / "two.pdf") as paths:
        assert [bool(paths.read(number).doubt) for number in (1, 2)] == [False, True]
        assert [bool(paths.read(number).doubt) for number in (2, 1)] == [True, False]


def test_what_may_hide_a_code_is_named_as_artwork(read: Read) -> None:
    """Such pages need no drawing each, but one of them does."""
    found = read("q 40 0 0 40 100 100 cm /Picture Do Q", resources)
    other = read("q 40 0 0 40 200 100 cm /Picture Do Q q 1 0 0 1 0 9 cm /White Do Q", resources)
    larger = read("q 50 0 0 50 200 100 cm /Picture Do Q", resources)
    assert found.doubt == ""
    assert len(found.artwork) == 1
    assert found.artwork == other.artwork != larger.artwork


@pytest.mark.parametrize("count", [250, 1000])
def test_drawings_of_very_many_pieces_are_doubtful(read: Read, count: int) -> None:
    """They might be a code of dots."""
    dots = "\n".join(f"{n % 20 * 10} {n // 20 * 5} m {n % 20 * 10 + 3} 4 l 3 9 l f" for n in range(count))
    assert read(BLACK + dots).doubt


def test_damaged_content_stream(read: Read, draw: Draw) -> None:
    def packed(pdf: Pdf) -> Stream:
        return Stream(pdf, b"no deflate", Dictionary(Filter=Name.FlateDecode))

    assert read(BLACK + draw(), Contents=packed).doubt


def test_form_that_draws_itself(read: Read, draw: Draw) -> None:
    def endless(pdf: Pdf) -> Dictionary:
        form = pdf.make_indirect(Stream(pdf, b"/Self Do", Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 300]))))  # fmt: skip
        form.Resources = Dictionary(XObject=Dictionary(Self=form))
        return Dictionary(XObject=Dictionary(Self=form))

    assert read(f"{BLACK}{draw()} /Self Do", endless).doubt


def test_form_takes_over_the_colour(read: Read, draw: Draw) -> None:
    """What a form does not set is as it was where it is drawn."""

    def with_form(pdf: Pdf) -> Dictionary:
        form = Stream(pdf, draw().encode(), Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 300])))  # fmt: skip
        return Dictionary(XObject=Dictionary(Code=form))

    assert read(f"{BLACK}/Code Do", with_form).doubt == ""
    assert read(f"{WHITE}/Code Do", with_form).doubt
    assert read(f"{BLACK}q 0.1 0 0 0.1 0 0 cm /Code Do Q {WHITE}/Code Do", with_form).doubt


@pytest.mark.parametrize(
    ("matrix", "sound"), [("1 0 0 1", True), ("1 0 0 1.2", False), ("0 1.3 -1 0", False)]
)
def test_form_that_is_stretched(read: Read, draw: Draw, matrix: str, sound: bool) -> None:
    def form(pdf: Pdf) -> Dictionary:
        kind = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 300, 300]))
        return Dictionary(XObject=Dictionary(Own=Stream(pdf, f"{BLACK}{draw()}".encode(), kind)))

    place = "0 0" if matrix[0] == "1" else "280 0"
    assert (read(f"q {matrix} {place} cm /Own Do Q", form).doubt == "") == sound


@pytest.mark.parametrize("written", ["re5 5 5 5 re", "re 5 5 5 5re", "re\v5 5 5 5 re"])
def test_rectangles_without_space_between(read: Read, draw: Draw, written: str) -> None:
    assert read(BLACK + draw().replace("re\nf", written + "\nf")).doubt


def test_text_that_goes_ahead_and_back(read: Read, draw: Draw) -> None:
    shown = "BT /Plain 10 Tf -900 Tw 60 120 Td (xxxxxxxxxx ) Tj ET"
    assert read(f"{BLACK}{draw()} {shown}", resources).doubt
