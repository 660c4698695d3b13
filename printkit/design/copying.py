"""A new design from one that exists: its files, with a title and perhaps the inks of a variant of its own.

The text of design.toml is changed in place, so that its comments and its order stay; whether the result is
what was meant is proved by reading it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile

from printkit.design.design import Design, Variant
from printkit.design.reading import load_design
from printkit.design.source import MAIN_FILE, FrozenSource
from printkit.errors import SignetError

Cmyk = tuple[float, float, float, float]
_HEADER = re.compile(r"\s*\[")
_VARIANTS = re.compile(r"\s*\[\s*variants\b")
_TITLE = re.compile(r"^title[ \t]*=.*$", re.MULTILINE)


def copied_files(design: Design, title: str, variant: str = "") -> dict[str, bytes]:
    """Return the files of a copy of a design, by path; shipped fonts are not among them.

    Args:
        design: The design in its base colours.
        title: Of the copy.
        variant: Whose inks become those of the copy.

    Raises:
        SignetError: If the title cannot be used, or design.toml is written so that it cannot be changed here.
    """
    wanted = replace(design, title=title)
    text = design.files[MAIN_FILE].decode("utf-8-sig")
    text = _TITLE.sub(lambda _: f"title = {json.dumps(title, ensure_ascii=False)}", text, count=1)
    if variant:
        wanted = _in_inks_of(wanted, design.variants[variant])
        text = _with_variants(_with_inks(text, design.variants[variant].inks), wanted.variants)
    files = {path: data for path, data in design.files.items() if not path.startswith("@")}
    files[MAIN_FILE] = text.encode()
    _require_same(wanted, load_design(FrozenSource(design.label, {**design.files, **files})))
    return files


def _in_inks_of(design: Design, variant: Variant) -> Design:
    """Return a design whose base is one of its variants; the others keep their look."""
    before = {name: ink.cmyk for name, ink in design.inks.items()}
    after = {**before, **variant.inks}
    others = {}
    for name, other in design.variants.items():
        look = {**before, **other.inks}
        changed = {ink: look[ink] for ink in look if look[ink] != after[ink]}
        if name != variant.name and changed:
            others[name] = replace(other, inks=changed)
    inks = {name: replace(ink, cmyk=after[name]) for name, ink in design.inks.items()}
    return replace(design, inks=inks, variants=others)


def _with_inks(text: str, inks: Mapping[str, Cmyk]) -> str:
    """Replace values of cmyk, in ``name = { cmyk = […] }`` as well as below ``[inks.name]``."""
    head, found, tail = _split(text, re.compile(r"\s*\[\s*inks\b"))
    block = "".join(found)
    for name, cmyk in inks.items():
        key = re.escape(name)
        inline = rf"^[ \t]*{key}[ \t]*=[ \t]*\{{[^\n]*?\bcmyk[ \t]*=[ \t]*"
        table = rf"^[ \t]*\[\s*inks\.{key}\s*\](?:\n(?!\s*\[)[^\n]*)*?\ncmyk[ \t]*=[ \t]*"
        pattern = re.compile(rf"({inline}|{table})\[[^\]]*\]", re.MULTILINE)
        block = pattern.sub(rf"\g<1>{_values(cmyk)}", block)
    return "".join((*head, block, *tail))


def _with_variants(text: str, variants: Mapping[str, Variant]) -> str:
    """Replace the tables of variants."""
    head, found, tail = _split(text, _VARIANTS)
    if not found:
        return text
    lines = []
    for variant in variants.values():
        lines.append(f"[variants.{variant.name}]\ntitle = {json.dumps(variant.title, ensure_ascii=False)}\n")
        lines.append(f"[variants.{variant.name}.inks]\n")
        lines += [f"{ink} = {_values(cmyk)}\n" for ink, cmyk in variant.inks.items()]
        lines.append("\n")
    # What stands last in a table and is no key introduces the next one.
    after = list(takewhile(lambda line: not line.strip() or line.lstrip().startswith("#"), reversed(found)))
    after = [line for line in reversed(after) if line.strip() or lines == []]
    return "".join((*head, *lines, *after, *tail))


def _split(text: str, header: re.Pattern[str]) -> tuple[list[str], list[str], list[str]]:
    """Split a file into the lines before, in and after the tables whose headers are meant."""
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    at = 0
    for line in text.splitlines(keepends=True):
        if header.match(line):
            at = 1
        elif at == 1 and _HEADER.match(line):
            at = 2
        parts[at].append(line)
    return parts


def _values(cmyk: Cmyk) -> str:
    return f"[{', '.join(f'{round(share * 100, 10):.10g}' for share in cmyk)}]"


def _require_same(wanted: Design, found: Design) -> None:
    same = (wanted.title, wanted.inks, wanted.variants) == (found.title, found.inks, found.variants)
    if not same:
        raise SignetError.of(
            "copy",
            "The title or the inks are written in a way that cannot be changed here.",
            "Copy the folder and change them by hand.",
            file=wanted.main_file,
        )
