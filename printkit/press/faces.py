"""Font faces → glyph codes, and in the end each face once in the file, cut down to the glyphs it needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TypeVar

import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from printkit.errors import SignetError
from printkit.press.colours import number
from printkit.press.measures import Measures

NEEDED_TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
"""The tables of an embedded TrueType font that is addressed by glyph (ISO 32000-1, 9.9)."""

_POSTSCRIPT_NAME = 6
_Value = TypeVar("_Value")


def house_face(style: str) -> bytes:
    """Return a face for slug lines and legends, such as ``Regular`` or ``Bold``."""
    return (files("fontpkg_lato") / "files" / f"Lato-{style}.ttf").read_bytes()


def missing_glyph(face: str, character: str) -> SignetError:
    """Return the error of a face that lacks a character."""
    return SignetError.of(
        "missing-glyph",
        f"{face} has no glyph for {character!r} (U+{ord(character):04X}).",
        "Use another character or another font.",
        value=character,
    )


def subset_tag(data: bytes) -> str:
    """Return six capital letters that stand for some bytes: the tag of a subset (ISO 32000-1, 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])


class FontFile:
    """A TrueType file, read once for all the PDFs that use it.

    Attributes:
        data: The file.
        name: Its PostScript name.
        characters: Those that it has glyphs for.
        codes: For each character its glyph, as four hexadecimal digits.
        advances: For each character how wide it is, in thousandths of the size.
        measures: What a PDF says about it.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._face = hb.Face(data)
        font, scale = hb.Font(self._face), 1000 / self._face.upem
        self.name = str(self._face.get_name(_POSTSCRIPT_NAME) or "Unnamed")
        self.characters = frozenset(map(chr, self._face.unicodes))
        self.codes = _Known(lambda character: f"{self._glyph(font, character):04x}")
        self.advances = _Known(
            lambda character: font.get_glyph_h_advance(self._glyph(font, character)) * scale
        )
        self.measures = Measures.of(self._face)
        self._last_cut: tuple[Sequence[int], bytes] = ((), b"")

    def _glyph(self, font: hb.Font, character: str) -> int:
        if character not in self.characters:
            raise KeyError(character)
        return int(font.get_nominal_glyph(ord(character)))

    def cut_down(self, glyphs: Sequence[int]) -> bytes:
        """Return the file with some glyphs only; asked for the same ones again it does not cut again."""
        if self._last_cut[0] != glyphs:
            cut = _cut_down(self._face, glyphs, NEEDED_TABLES, hb.SubsetFlags.RETAIN_GIDS)
            self._last_cut = (glyphs, cut)
        return self._last_cut[1]

    def with_characters(self, characters: Collection[str], tables: Collection[str]) -> bytes:
        """Return the file with the glyphs of some characters, numbered anew, and some tables only."""
        glyphs = [int(self.codes[character], 16) for character in self.characters.intersection(characters)]
        return _cut_down(self._face, glyphs, tables)


class _Known(dict[str, _Value]):
    """Values by character, worked out when they are first asked for."""

    def __init__(self, work_out: Callable[[str], _Value]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, character: str) -> _Value:
        found = self[character] = self._work_out(character)
        return found


def _cut_down(face: hb.Face, glyphs: Iterable[int], tables: Collection[str], flags: int = 0) -> bytes:
    """Return a TrueType file with some glyphs only, without hints.

    Args:
        face: The whole file.
        glyphs: Those that stay; what they are composed of stays as well.
        tables: Those that stay.
        flags: More of HarfBuzz's.
    """
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(
        int.from_bytes(tag.encode()) for tag in face.table_tags if tag not in tables
    )
    wanted.flags = flags | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return bytes(hb.subset(face, wanted).blob.data)


class Face:
    """One TrueType face of the PDF being written.

    Attributes:
        resource: Its name in content streams.
        file: The TrueType file.
    """

    def __init__(self, resource: str, file: FontFile) -> None:
        self.resource = resource
        self.file = file
        self._used: set[str] = set()

    @property
    def name(self) -> str:
        """Its PostScript name."""
        return self.file.name

    @property
    def used(self) -> bool:
        """Whether anything was set in it."""
        return bool(self._used)

    def codes(self, text: str) -> list[str]:
        """Return each character's glyph as four hexadecimal digits, and remember to embed it.

        Raises:
            SignetError: If the face lacks a glyph.
        """
        try:
            codes = list(map(self.file.codes.__getitem__, text))
        except KeyError as error:
            raise missing_glyph(self.name, error.args[0]) from error
        self._used.update(text)
        return codes

    def settable(self, text: str) -> str:
        """Return a text with a question mark for every character that the face lacks.

        Only for words beside the pieces: nothing a patron sees is ever replaced.
        """
        if self.file.characters.issuperset(text):
            return text
        return "".join(character if character in self.file.characters else "?" for character in text)

    def width(self, text: str, size: float) -> float:
        """Return how long a text is at a size, in points, without kerning.

        Raises:
            SignetError: If the face lacks a glyph.
        """
        try:
            units: float = sum(map(self.file.advances.__getitem__, text))
        except KeyError as error:
            raise missing_glyph(self.name, error.args[0]) from error
        return units * size / 1000

    def embed(self, pdf: Pdf) -> Object:
        """Return the font with the glyphs used so far (ISO 32000-1, 9.7: Type 0, addressed by glyph)."""
        used = {int(self.file.codes[character], 16): character for character in sorted(self._used)}
        glyphs = sorted(used)
        tag = subset_tag(self.file.data + repr(glyphs).encode())
        name = f"/{tag}+{self.name.replace(' ', '')}"
        widths = Array()
        for glyph in glyphs:
            widths.append(glyph)
            widths.append(Array([float(number(self.file.advances[used[glyph]]))]))
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(name),
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(self._descriptor(pdf, name, glyphs)),
            W=widths,
            CIDToGIDMap=Name.Identity,
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name(name),
                Encoding=Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(descendant)],
                ToUnicode=Stream(pdf, _unicode_map(used)),
            )
        )

    def _descriptor(self, pdf: Pdf, name: str, glyphs: list[int]) -> Dictionary:
        file, measures = self.file.cut_down(glyphs), self.file.measures
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(name),
            Flags=4,
            FontBBox=list(measures.box),
            ItalicAngle=measures.italic_angle,
            Ascent=measures.ascent,
            Descent=measures.descent,
            CapHeight=measures.cap_height,
            StemV=round(measures.weight / 5),
            FontFile2=Stream(pdf, file, Dictionary(Length1=len(file))),
        )


class FontFiles(Mapping[str, FontFile]):
    """Font files by key; each is read when it is first asked for, and only once if two keys name it.

    Args:
        fonts: Key to the bytes of a TrueType file.
    """

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        self._fonts = fonts
        self._read: dict[bytes, FontFile] = {}

    def __getitem__(self, key: str) -> FontFile:
        data = self._fonts[key]
        if data not in self._read:
            self._read[data] = FontFile(data)
        return self._read[data]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fonts)

    def __len__(self) -> int:
        return len(self._fonts)


class Faces:
    """The faces of a PDF by key; each is there when it is first used, and only once if two keys name it."""

    def __init__(self, files: Mapping[str, FontFile]) -> None:
        self.files = files
        self._open: dict[str, Face] = {}

    def __getitem__(self, key: str) -> Face:
        if key not in self._open:
            file = self.files[key]
            same = (face for face in self._open.values() if face.file is file)
            self._open[key] = next(same, None) or Face(f"F{len(self._open)}", file)
        return self._open[key]

    def embed(self, pdf: Pdf, resource: Dictionary) -> None:
        """Put every face that was used into a font resource that content streams already refer to."""
        for face in dict.fromkeys(self._open.values()):
            if face.used:
                resource[f"/{face.resource}"] = face.embed(pdf)


def _unicode_map(used: Mapping[int, str]) -> bytes:
    glyphs = sorted(used)
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    for start in range(0, len(glyphs), 100):
        part = glyphs[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{glyph:04x}> <{used[glyph].encode('utf-16-be').hex()}>" for glyph in part]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end\n")
    return "\n".join(lines).encode()
