from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from printkit.press.output.objects import Objects
from printkit.press.output.writer import Writer


def written(info: Dictionary, pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    """Return what a reader finds of a document that has only information."""
    file = BytesIO()
    writer = Writer(file)
    objects = Objects(writer)
    root, about = writer.reserve(), writer.reserve()
    writer.put(root, b"<</Type/Catalog/Pages<</Type/Pages/Kids[]/Count 0>>>>")
    writer.put(about, objects.body(info))
    objects.write()
    writer.close(root, about)
    return pikepdf.open(BytesIO(file.getvalue()))


def test_every_kind_of_value_arrives_as_it_was() -> None:
    pdf = pikepdf.new()
    info = Dictionary(
        Flag=True, Not=False, Count=-7, Size=Decimal("0.0000001"), Text=String("Kanäle (a\\b)"),
        Bytes=String(b"\x00\xff)\r"), Plate=Name("/PANTONE 871 C#"), List=Array([1, None, Array([]), Name.A]),
        Inner=Dictionary({"/Spring green/": 1}),
    )  # fmt: skip
    back = written(info, pdf)
    assert back.docinfo.unparse(resolved=True) == info.unparse(resolved=True)


def test_what_is_referred_to_twice_is_written_once_also_in_a_circle() -> None:
    pdf = pikepdf.new()
    shared = pdf.make_indirect(Dictionary(Name="shared"))
    shared.Self = shared
    stream = Stream(pdf, b"q Q " * 100, Dictionary(Own=shared))
    ready = Stream(pdf, b"")
    ready.write(b"not deflated at all", filter=Name.LZWDecode)
    back = written(Dictionary(A=shared, B=Array([shared, stream, ready])), pdf)
    info = back.docinfo
    assert info.A.objgen == info.B[0].objgen == info.A.Self.objgen == info.B[1].Own.objgen
    assert info.B[1].read_bytes() == b"q Q " * 100
    assert info.B[1].Filter == "/FlateDecode"
    assert len(info.B[1].read_raw_bytes()) < 40
    assert info.B[2].read_raw_bytes() == b"not deflated at all"
    assert info.B[2].Filter == "/LZWDecode"
    assert len(back.objects) == 5  # root, information, and these three


def test_what_no_pdf_has_is_refused() -> None:
    with pytest.raises(TypeError, match="float is no value"):
        Objects(Writer(BytesIO())).body(0.5)
