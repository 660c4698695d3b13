from __future__ import annotations

import gc
from io import BytesIO

import pikepdf
import pypdfium2

from printkit.press.artwork import draw_artwork
from printkit.press.colours import PressColours
from printkit.press.imposing.imposition import Box
from printkit.press.output.document import Document


def test_a_page_of_a_pdf_that_is_gone_is_drawn_as_often_as_one_likes(tmp_path, make_design) -> None:  # type: ignore[no-untyped-def]
    """The page of another PDF is stored once, with its fonts and pictures, and cut at its MediaBox."""
    file = BytesIO()
    document = Document(file)
    source = draw_artwork(make_design(), PressColours())
    form = document.imported(source.pages[0], (1, 0, 0, 1, 50, 0))
    width = float(source.pages[0].mediabox[2])
    source.close()
    del source
    gc.collect()
    media = Box(0, 0, 500, 500)
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/A": form}))
    kind = document.kind_of_page(resources, media=media, trim=media, bleed=media)
    document.page(kind, b"/A Do q 1 0 0 1 250 0 cm /A Do Q")
    document.close()
    (tmp_path / "a.pdf").write_bytes(file.getvalue())
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        assert pdf[0].get_textpage().get_text_range().count("Neun Kanäle") == 2
        seen = pdf[0].render().to_pil().convert("L")
    ground = [x for x in range(500) if seen.getpixel((x, 480)) < 250]
    assert ground == [*range(50, round(50 + width + 0.5)), *range(300, round(300 + width + 0.5))]
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        kinds = [str(obj.get("/Subtype")) for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]
        assert kinds.count("/Form") == 1
        assert kinds.count("/Image") == 1


def test_pages_that_are_alike_share_what_is_on_them() -> None:
    file = BytesIO()
    document = Document(file)
    media = Box(0, 0, 500, 500)
    resources = document.resources()
    front = document.kind_of_page(resources, media=media, trim=media, bleed=media)
    back = document.kind_of_page(resources, media=media, trim=media, bleed=Box(1, 1, 498, 498))
    for number in range(3):
        document.page(front, b"%d 0 m 9 9 l S" % number)
        document.page(back, b"0 0 9 9 re f")
    document.page(front, b"0 0 9 9 re f")
    document.close()
    with pikepdf.open(BytesIO(file.getvalue())) as pdf:
        contents = [page.obj.Contents for page in pdf.pages]
        assert [stream.read_bytes() for stream in contents] == [
            *(b"0 0 m 9 9 l S", b"0 0 9 9 re f", b"1 0 m 9 9 l S", b"0 0 9 9 re f"),
            *(b"2 0 m 9 9 l S", b"0 0 9 9 re f", b"0 0 9 9 re f"),
        ]  # fmt: skip
        assert len({stream.objgen for stream in contents}) == 4
