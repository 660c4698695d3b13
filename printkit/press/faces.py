"""Font faces → glyph codes, and in the end each face once in the file, cut down to the glyphs it needed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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


class Face:
    """One TrueType face of the file being written.

    Attributes:
        resource: Its name in content streams.
        data: The TrueType file.
    """

    def __init__(self, resource: str, data: bytes) -> None:
        self.resource = resource
        self.data = data
        self._font = TTFont(BytesIO(data), lazy=True, recalcTimestamp=False)
        self._scale = 1000 / self._font["head"].unitsPerEm
        numbers = self._font.getReverseGlyphMap()
        metrics = self._font["hmtx"].metrics
        self._glyphs: dict[str, tuple[int, float]] = {
            chr(code): (numbers[name], metrics[name][0] * self._scale)
            for code, name in self._font.getBestCmap().items()
        }
        self._used: dict[int, tuple[str, float]] = {}

    @property
    def name(self) -> str:
        """Its PostScript name."""
        return str(self._font["name"].getDebugName(6) or "Unnamed")

    @property
    def used(self) -> bool:
        """Whether anything was set in it."""
        return bool(self._used)

    def codes(self, text: str) -> list[str]:
        """Return each character's glyph as four hexadecimal digits, and remember to embed it.

        Raises:
            SignetError: If the face lacks a glyph.
        """
        codes = []
        for character in text:
            glyph, advance = self._glyph(character)
            self._used.setdefault(glyph, (character, advance))
            codes.append(f"{glyph:04x}")
        return codes

    def settable(self, text: str) -> str:
        """Return a text with a question mark for every character that the face lacks.

        Only for words beside the pieces: nothing a patron sees is ever replaced.
        """
        return "".join(character if character in self._glyphs else "?" for character in text)

    def width(self, text: str, size: float) -> float:
        """Return how long a text is at a size, in points, without kerning."""
        return sum(self._glyph(character)[1] for character in text) * size / 1000

    def _glyph(self, character: str) -> tuple[int, float]:
        found = self._glyphs.get(character)
        if found is None:
            raise missing_glyph(self.name, character)
        return found

    def embed(self, pdf: Pdf) -> Object:
        """Return the font with the glyphs used so far (ISO 32000-1, 9.7: Type 0, addressed by glyph)."""
        glyphs = sorted(self._used)
        tag = subset_tag(self.data + repr(glyphs).encode())
        name = f"/{tag}+{self.name.replace(' ', '')}"
        widths = Array()
        for glyph in glyphs:
            widths.append(glyph)
            widths.append(Array([float(number(self._used[glyph][1]))]))
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
                ToUnicode=Stream(pdf, self._unicode_map(glyphs)),
            )
        )

    def _descriptor(self, pdf: Pdf, name: str, glyphs: list[int]) -> Dictionary:
        head, hhea, post = self._font["head"], self._font["hhea"], self._font["post"]
        os2 = self._font.get("OS/2")
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        cap_height = getattr(os2, "sCapHeight", 0) or hhea.ascent
        file = self._cut_down(glyphs)
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(name),
            Flags=4,
            FontBBox=[round(value * self._scale) for value in box],
            ItalicAngle=round(post.italicAngle),
            Ascent=round(hhea.ascent * self._scale),
            Descent=round(hhea.descent * self._scale),
            CapHeight=round(cap_height * self._scale),
            StemV=round(getattr(os2, "usWeightClass", 400) / 5),
            FontFile2=Stream(pdf, file, Dictionary(Length1=len(file))),
        )

    def _cut_down(self, glyphs: list[int]) -> bytes:
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

    def _unicode_map(self, glyphs: list[int]) -> bytes:
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
        ]
        for start in range(0, len(glyphs), 100):
            part = glyphs[start : start + 100]
            lines.append(f"{len(part)} beginbfchar")
            lines += [f"<{glyph:04x}> <{self._used[glyph][0].encode('utf-16-be').hex()}>" for glyph in part]
            lines.append("endbfchar")
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end\n")
        return "\n".join(lines).encode()


class Faces:
    """All faces of a file by key; each is opened when it is first used, and only once if two keys name it."""

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        self._fonts = fonts
        self._open: dict[str, Face] = {}

    def __getitem__(self, key: str) -> Face:
        if key not in self._open:
            data = self._fonts[key]
            same = (face for face in self._open.values() if face.data == data)
            self._open[key] = next(same, None) or Face(f"F{len(self._open)}", data)
        return self._open[key]

    def embed(self, pdf: Pdf, resource: Dictionary) -> None:
        """Put every face that was used into a font resource that content streams already refer to."""
        for face in dict.fromkeys(self._open.values()):
            if face.used:
                resource[f"/{face.resource}"] = face.embed(pdf)
