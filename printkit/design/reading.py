"""design.toml → `Design`. All faults of a file are reported together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyphen

from printkit.design.bench import Bench
from printkit.design.choosing.choices import read_choices
from printkit.design.choosing.logo import check_logo
from printkit.design.choosing.variants import put_on, read_variants
from printkit.design.design import AnyElement, Code, Design, Field, ShortLink, Variant
from printkit.design.elements import read_element
from printkit.design.fields import check_text, clean, read_fields
from printkit.design.inks import read_inks
from printkit.design.source import MAIN_FILE, DesignSource
from printkit.design.tables import Palette, Report, Table, nearest
from printkit.design.typesetting.typecase import open_used_faces, read_fonts
from printkit.errors import SignetError
from printkit.units import MM, mm_text

FORMAT = 1
LEAST_TRIM = 10 * MM
MOST_BLEED = 25 * MM


def load_design(source: DesignSource) -> Design:
    """Read a design and every file it uses.

    Args:
        source: From `printkit.design.source.find_design`, or a frozen copy.

    Raises:
        SignetError: With all faults of the design.
    """
    report = Report(f"{source.label}/{MAIN_FILE}")
    data, content = _parse(source, report)
    table = Table(content, "", report)
    _read_format(table)
    choices = read_choices(source)
    base = read_inks(table.table("inks"))
    variants = read_variants(table.table("variants"), base.palette)
    inks = put_on(base, variants, choices.variant, table)
    table.palette = inks.palette
    fields = read_fields(table.table("fields"))
    styles = read_fonts(table.table("fonts"))
    bench = Bench(source, inks, choices, frozenset(styles), frozenset(fields))
    design = _assemble(table, bench, variants, fields)
    table.finish()
    faces = open_used_faces(styles, bench, table)
    _check_whole(design, table)
    check_logo(design, bench, report)
    report.problems = list(dict.fromkeys(report.problems))  # a logo on both sides has the same faults
    if report.errors:
        raise SignetError(report.problems)
    _warn_unused(report, base.palette, styles, fields, bench)
    _warn_without_link(design, report)
    files = {MAIN_FILE: data, **dict(sorted({**bench.files, **choices.files}.items()))}
    return replace(design, faces=faces, files=files, warnings=report.warnings)


def _assemble(
    table: Table, bench: Bench, variants: Mapping[str, Variant], fields: Mapping[str, Field]
) -> Design:
    """Read what is left of the file, faces and files excepted."""
    source, choices = bench.source, bench.choices
    piece = _read_piece(table.table("piece", required=True))
    return Design(
        label=source.label,
        name=source.name,
        title=_read_title(table),
        description=table.text("description", "").strip(),
        language=_read_language(table),
        width=piece.width,
        height=piece.height,
        bleed=piece.bleed,
        safe=piece.safe,
        inks=bench.inks.palette.inks,
        fields=fields,
        front=_read_side(table, "front", bench) or (),
        back=_read_side(table, "back", bench),
        faces={},
        files={},
        variants=variants,
        variant=choices.variant,
        logo=choices.logo is not None,
    )


def _parse(source: DesignSource, report: Report) -> tuple[bytes, dict[str, object]]:
    try:
        data = source.read(MAIN_FILE)
    except SignetError as error:
        raise SignetError(replace(p, file=report.file) for p in error.problems) from error
    try:
        return data, tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        remedy = "Save it as UTF-8."
        raise SignetError.of("toml", "The file is not UTF-8 text.", remedy, file=report.file) from error
    except tomllib.TOMLDecodeError as error:
        remedy = 'Look for a quotation mark too many or too few; within a text write „…“ or \\".'
        raise SignetError.of(
            "toml", f"The file is no valid TOML: {error}.", remedy, file=report.file
        ) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise SignetError.of(
            "toml", "The file has a number that is too long.", "Shorten it.", file=report.file
        ) from error
    except RecursionError as error:
        raise SignetError.of(
            "toml", "The file is nested too deeply.", "Make it flatter.", file=report.file
        ) from error


def _read_format(table: Table) -> None:
    version = table.raw("format", True)
    if version is not None and (isinstance(version, bool) or version != FORMAT):
        table.fault("format", "format", f"The format {version} is not known.", f"Write format = {FORMAT}.")


def _read_title(table: Table) -> str:
    title = " ".join(clean(table.text("title", empty=False)).split())
    check_text(title, 0, "title", table.report)
    return title


def _read_language(table: Table) -> str:
    language = table.text("language", empty=False)
    if language.strip() and pyphen.language_fallback(language) is None:
        known = {name.partition("_")[0] for name in pyphen.LANGUAGES}
        table.fault("language", "language", f'There is no language "{language}".', nearest(language, known))
    return language


@dataclass(frozen=True, slots=True)
class _Piece:
    width: float = 1.0
    height: float = 1.0
    bleed: float = 0.0
    safe: float = 0.0


def _read_piece(table: Table | None) -> _Piece:
    if table is None:
        return _Piece()
    width, height = table.length("width", least=LEAST_TRIM), table.length("height", least=LEAST_TRIM)
    piece = _Piece(
        width, height, table.length("bleed", "3mm", least=0.0), table.length("safe", "4mm", least=0.0)
    )
    known = min(width, height) >= LEAST_TRIM
    if known and piece.safe >= min(width, height) / 2:
        table.fault("length-absurd", "safe", "The safe area leaves no room on the piece.", "Make it smaller.")
    if piece.bleed > MOST_BLEED:
        remedy = "Write what the print shop asks for, usually 3mm."
        table.fault("length-absurd", "bleed", f"The bleed is more than {mm_text(MOST_BLEED)}.", remedy)
    table.finish()
    return piece


def _read_side(table: Table, side: str, bench: Bench) -> tuple[AnyElement, ...] | None:
    value = table.raw(side, False)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        table.fault("wrong-type", side, f'"{side}" must be a list of elements.', f"Write [[{side}]].")
        return None
    elements = []
    for index, entry in enumerate(value, 1):
        name = entry.get("name")
        label = f"{side}[{index}]" + (f' "{name}"' if isinstance(name, str) and name else "")
        inner = Table(entry, label, table.report, table.palette)
        elements.append(read_element(inner, label, bench))
    return tuple(element for element in elements if element is not None)


def _check_whole(design: Design, table: Table) -> None:
    elements = [(side, element) for side, found in design.sides for element in found]
    if not (table.has("front") or table.has("back")):
        table.fault("no-elements", "", "The design has no elements.", "Add [[front]] tables.")
        return
    codes = [element.key for _, element in elements if isinstance(element, Code)]
    written = sum(
        1
        for side in ("front", "back")
        for entry in _entries(table, side)
        if isinstance(entry, dict) and entry.get("type") == "qr"
    )
    if not written:
        remedy = 'Add an element with type = "qr" to the front or the back.'
        table.fault("qr-count", "", "The design has no QR code.", remedy)
    elif len(codes) > 1:
        remedy = "Keep one, on one side: a piece has one code."
        table.report.add("qr-count", codes[1], f"The design has {len(codes)} QR codes.", remedy)


def _entries(table: Table, side: str) -> list[object]:
    value = table.data.get(side)
    return value if isinstance(value, list) else []


def _warn_unused(
    report: Report, palette: Palette, styles: Mapping[str, str], fields: Mapping[str, Field], bench: Bench
) -> None:
    unused = [
        *(("ink", f"inks.{n}", n) for n in palette.inks if n not in palette.used | {"black", "paper"}),
        *(("font", f"fonts.{n}", n) for n in styles if n not in bench.used_fonts),
        *(("field", f"fields.{n}", n) for n in fields if n not in bench.used_fields),
    ]
    for what, key, name in unused:
        message, remedy = f'The {what} "{name}" is not used.', "Use it or take it out."
        report.add(f"unused-{what}", key, message, remedy, severity="warning")


def _warn_without_link(design: Design, report: Report) -> None:
    if not any(isinstance(element, ShortLink) for _, elements in design.sides for element in elements):
        message = "The design does not show the short link."
        remedy = 'Add an element with type = "short-link" for people without a smartphone.'
        report.add("no-short-link", "", message, remedy, severity="warning")
