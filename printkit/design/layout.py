"""Design + texts → `LaidOut`: marks in drawing order, symbol box and link lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printkit.design.design import (
    AnyElement,
    Code,
    Design,
    Image,
    LogoBox,
    Shape,
    ShortLink,
    SideName,
    Text,
)
from printkit.design.drawings import geometry
from printkit.design.fields import LINK_WORDS, fill, placeholders
from printkit.design.marks import (
    Ink,
    LaidOut,
    LinkLine,
    Mark,
    Outline,
    Paint,
    Picture,
    Side,
    SymbolBox,
    TextRun,
)
from printkit.design.tables import Report
from printkit.design.typesetting.breaking import visible
from printkit.design.typesetting.fonts import Face, unsettable
from printkit.design.typesetting.text import Fitter, runs
from printkit.errors import SignetError


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of one element.

    Attributes:
        marks: What it draws on every piece.
        symbol: Set for the QR code.
        link: Set for a short link.
    """

    side: SideName
    element: AnyElement
    marks: tuple[Mark, ...]
    symbol: SymbolBox | None = None
    link: LinkLine | None = None


def lay_out(design: Design, texts: Mapping[str, str]) -> LaidOut:
    """Set the texts of a design.

    Args:
        design: From `printkit.design.reading.load_design`.
        texts: The text of every field, from `printkit.design.fields.resolve_texts`.

    Raises:
        SignetError: With every text that does not fit or has a character that its font lacks.
    """
    report = Report(design.main_file)
    placed = place(design, texts, report)
    if report.errors:
        raise SignetError(report.problems)
    return assemble(design, placed)


def place(design: Design, texts: Mapping[str, str], report: Report) -> tuple[Placed, ...]:
    """Place every element that is shown, in drawing order; what does not fit is reported and left out."""
    found = []
    for side, elements in design.sides:
        for element in elements:
            if not element.condition.holds(texts, design.logo):
                continue
            found.append(_place(design, side, element, texts, report))
    return tuple(found)


def assemble(design: Design, placed: tuple[Placed, ...]) -> LaidOut:
    """Gather what was placed into a `LaidOut` with exactly the faces, pictures and inks it uses."""
    front = _side(placed, "front")
    back = None if design.back is None else _side(placed, "back")
    marks = [mark for part in placed for mark in part.marks]
    links = [part.link for part in placed if part.link]
    fonts = {mark.font for mark in marks if isinstance(mark, TextRun)} | {link.font for link in links}
    files = {mark.file for mark in marks if isinstance(mark, Picture)}
    return LaidOut(
        name=design.name,
        title=design.title,
        width=design.width,
        height=design.height,
        bleed=design.bleed,
        safe=design.safe,
        front=front,
        back=back,
        fonts={key: design.faces[key].data for key in sorted(fonts)},
        pictures={file: design.files[file] for file in sorted(files)},
        inks=_inks(marks, links),
    )


def _side(placed: tuple[Placed, ...], side: SideName) -> Side:
    parts = [part for part in placed if part.side == side]
    return Side(
        marks=tuple(mark for part in parts for mark in part.marks),
        symbol=next((part.symbol for part in parts if part.symbol), None),
        links=tuple(part.link for part in parts if part.link),
    )


def _inks(marks: list[Mark], links: list[LinkLine]) -> tuple[Ink, ...]:
    paints = [paint for mark in marks for paint in paints_of(mark)] + [link.ink for link in links]
    return tuple(dict.fromkeys(paint.ink for paint in paints))


def paints_of(mark: Mark) -> tuple[Paint, ...]:
    """Return the paints that a mark is drawn with."""
    match mark:
        case Outline():
            return tuple(paint for paint in (mark.fill, mark.stroke) if paint)
        case TextRun():
            return (mark.ink,)
    return ()


def _place(
    design: Design, side: SideName, element: AnyElement, texts: Mapping[str, str], report: Report
) -> Placed:
    match element:
        case Shape():
            return Placed(side, element, element.outlines)
        case Image():
            return Placed(side, element, (_picture(element),))
        case LogoBox():
            image = (_picture(element.image),) if element.image else ()
            return Placed(side, element, (*element.outlines, *image))
        case Text():
            return Placed(side, element, _set_text(design, element, texts, report))
        case Code():
            square = geometry.rectangle(element.x, element.y, element.size, element.size)
            symbol = SymbolBox(element.x, element.y, element.size, element.level, element.key)
            return Placed(side, element, (Outline(square, fill=element.panel),), symbol=symbol)
        case ShortLink():
            return Placed(side, element, (), link=_link_line(design, element, texts, report))


def _picture(image: Image) -> Picture:
    ratios = (image.width / image.pixels[0], image.height / image.pixels[1])
    scale = max(ratios) if image.fit == "cover" else min(ratios)
    width, height = image.pixels[0] * scale, image.pixels[1] * scale
    x, y = image.x + (image.width - width) / 2, image.y + (image.height - height) / 2
    return Picture(image.file, x, y, width, height, (image.x, image.y, image.width, image.height))


def _set_text(design: Design, element: Text, texts: Mapping[str, str], report: Report) -> tuple[TextRun, ...]:
    text = fill(element.template, texts)
    face = design.faces[element.font]
    if not visible(text).strip() or not _glyphs(element, text, texts, face, report):
        return ()
    fitter = Fitter(element, text, face, design.language)
    found = fitter.fit()
    if found is None:
        what, remedy = fitter.excess()
        report.add("text-too-long", element.key, f"{_subject(element.template)} {what}.", remedy, text)
        return ()
    return runs(element, found, face, element.font, (design.safe, design.width - design.safe))


def _subject(template: str) -> str:
    names = [name for name in placeholders(template) if name not in LINK_WORDS]
    return f'The text of "{names[0]}"' if len(names) == 1 else "The text"


def _glyphs(
    element: Text | ShortLink, text: str, texts: Mapping[str, str], face: Face, report: Report
) -> bool:
    """Tell whether every character can be set; report those that cannot, with the field they came from."""
    shown = visible(text).replace("\n", " ")
    complex_marks = set(unsettable(shown))
    faults = dict.fromkeys([*unsettable(shown), *face.missing(shown)])
    for character in faults:
        fields = [name for name in placeholders(element.template) if character in texts.get(name, "")]
        where = f' (in the field "{fields[0]}")' if fields else ""
        named = f'"{character}" (U+{ord(character):04X})'
        if character in complex_marks:
            message = (
                f"The character {named} cannot be set: its script needs joined or stacked letters{where}."
            )
            report.add(
                "script",
                element.key,
                message,
                "Write it with composed Latin, Greek or Cyrillic letters.",
                text,
            )
        else:
            message = f'The font "{element.font}" has no {named}{where}.'
            report.add("missing-glyph", element.key, message, "Use another character or another font.", text)
    return not faults


def _link_line(
    design: Design, element: ShortLink, texts: Mapping[str, str], report: Report
) -> LinkLine | None:
    face = design.faces[element.font]
    template = visible(fill(element.template, texts, keep=LINK_WORDS))
    if "\n" in template:
        report.add(
            "line-break", element.key, "The short link's line has a line break.", "Take it out.", template
        )
        return None
    if not _glyphs(element, template, texts, face, report):
        return None
    height = element.size * face.cap_height / 1000
    middle = element.y + (height + (element.lines - 1) * element.leading * element.size) / 2
    pivot = (element.x + element.width / 2, middle) if element.rotate else (0.0, 0.0)
    return LinkLine(
        template=template,
        font=element.font,
        size=element.size,
        min_size=element.min_size,
        x=element.x,
        baseline=element.y + height,
        width=element.width,
        align=element.align,
        ink=element.ink,
        tracking=element.tracking,
        key=element.key,
        angle=element.rotate,
        pivot_x=pivot[0],
        pivot_y=pivot[1],
        lines=element.lines,
        leading=element.leading,
        valign=element.valign,
    )
