"""Reading [fonts]: which faces a design uses, and opening them."""

from __future__ import annotations

from dataclasses import replace

from printkit.design.bench import Bench
from printkit.design.source import DesignSource, inside
from printkit.design.tables import Table, nearest
from printkit.design.typesetting.fonts import (
    STYLES,
    Face,
    open_face,
    shipped_file,
    shipped_path,
    shipped_style,
)
from printkit.errors import SignetError


def read_fonts(table: Table | None) -> dict[str, str]:
    """Return by font key the shipped style, or ``/`` and the path of the designer's own file."""
    styles: dict[str, str] = {}
    for name in table.data if table else ():
        if table is None:
            continue
        value = table.raw(name, False)
        if isinstance(value, dict):
            entry = table.table(name)
            file = entry.text("file", empty=False) if entry else ""
            if entry:
                entry.finish()
            styles[name] = f"/{file}"
        else:
            styles[name] = _read_style(table, name)
    return styles


def _read_style(table: Table, name: str) -> str:
    value = table.text(name, empty=False)
    style = shipped_style(value)
    if value.strip() and style is None:
        table.fault("unknown-font", name, f'There is no shipped font "{value}".', nearest(value, STYLES))
    return style or ""


def open_used_faces(styles: dict[str, str], bench: Bench, table: Table) -> dict[str, Face]:
    """Open the faces that the elements use, by their key in the design."""
    faces: dict[str, Face] = {}
    for name, style in styles.items():
        if name not in bench.used_fonts or not style:
            continue
        try:
            path, data = _font_bytes(style, bench.source)
            bench.files[path] = data
            faces[name] = open_face(data, path)
        except SignetError as error:
            for problem in error.problems:
                table.report.problems.append(replace(problem, file=table.report.file, key=f"fonts.{name}"))
    return faces


def _font_bytes(style: str, source: DesignSource) -> tuple[str, bytes]:
    if style.startswith("/"):
        path = inside(style[1:])
        return path, source.read(path)
    path = shipped_path(style)
    return path, source.read_shipped_font(path, shipped_file(style))
