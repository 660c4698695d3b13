"""Font faces → glyph codes, and in the end each face once in the file, cut down to the glyphs it needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from printkit.errors import SignetError
from printkit.press.colours import number

NEEDED_TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
"""The tables of an embedded TrueType font that is addressed by glyph (ISO 32000-1, 9.9)."""


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
        codes: For each character its glyph, as four hexadecimal digits.
        advances: For each character how wide it is, in thousandths of the size.
        scale: From the units of the file to thousandths of the size.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.tables = TTFont(BytesIO(data), lazy=True, recalcTimestamp=False)
        self.scale = 1000 / self.tables["head"].unitsPerEm
        numbers = self.tables.getReverseGlyphMap()
        metrics = self.tables["hmtx"].metrics
        names = {chr(code): name for code, name in self.tables.getBestCmap().items()}
        self.codes = {character: f"{numbers[name]:04x}" for character, name in names.items()}
        self.advances = {character: metrics[name][0] * self.scale for character, name in names.items()}
        self._last_cut: tuple[Sequence[int], bytes] = ((), b"")

    @property
    def name(self) -> str:
        """Its PostScript name."""
        return str(self.tables["name"].getDebugName(6) or "Unnamed")

    def cut_down(self, glyphs: Sequence[int]) -> bytes:
        """Return the file with some glyphs only; asked for the same ones again it does not cut again."""
        if self._last_cut[0] != glyphs:
            self._last_cut = (glyphs, self._cut(glyphs))
        return self._last_cut[1]

    def _cut(self, glyphs: Sequence[int]) -> bytes:
        font = TTFont(BytesIO(self.data), lazy=True, recalcTimestamp=False)
        options = subset.Options(retain_gids=True, notdef_outline=True, hinting=False, layout_features=[])
        options.drop_tables += [
            tag for tag in list(font.keys()) if tag not in (*NEEDED_TABLES, "cmap", "OS/2", "post")
        ]
        cutter = subset.Subsetter(options)
        cutter.populate(gids=glyphs)
        cutter.subset(font)
        for tag in list(font.keys()):
            if tag not in (*NEEDED_TABLES, "GlyphOrder"):
                del font[tag]
        file = BytesIO()
        font.save(file, reorderTables=False)
        return file.getvalue()


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
        if self.file.codes.keys() >= set(text):
            return text
        return "".join(character if character in self.file.codes else "?" for character in text)

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
        tables, scale = self.file.tables, self.file.scale
        head, hhea, post, os2 = tables["head"], tables["hhea"], tables["post"], tables.get("OS/2")
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        cap_height = getattr(os2, "sCapHeight", 0) or hhea.ascent
        file = self.file.cut_down(glyphs)
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(name),
            Flags=4,
            FontBBox=[round(value * scale) for value in box],
            ItalicAngle=round(post.italicAngle),
            Ascent=round(hhea.ascent * scale),
            Descent=round(hhea.descent * scale),
            CapHeight=round(cap_height * scale),
            StemV=round(getattr(os2, "usWeightClass", 400) / 5),
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
