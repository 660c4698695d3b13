"""What a problem of a design is about, for people who only write its texts and hand in a logo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from printkit.design.design import AnyElement, Design, LogoBox, ShortLink, Text
from printkit.design.fields import LINK_WORDS, placeholders
from printkit.errors import Problem
from tracker.studio.orders import About, Finding

_CHARACTER = re.compile(r"U\+([0-9A-F]{4,6})")
_OVER = re.compile(r" is (\d+) characters? too long")
_POINTS = re.compile(r"([\d.]+) pt")
_PPI = re.compile(r"([\d.]+) ppi")
_LINK: Mapping[str, About] = MappingProxyType({"link-too-long": "link", "module-size": "link"})
"""What a shorter host mends."""
_FIELD = re.compile(r"fields\.([^.\s]+)")


def findings_of(
    problems: Iterable[Problem], design: Design | None, logo_name: str = ""
) -> tuple[Finding, ...]:
    """Return problems as findings, each once.

    Args:
        problems: From reading, setting and checking a design.
        design: The design, if it could be read.
        logo_name: File name of the logo, by which its problems are known.
    """
    elements = {element.key: element for _, side in design.sides for element in side} if design else {}
    found = (_finding(problem, elements, logo_name) for problem in problems)
    return tuple(dict.fromkeys(found))


def _finding(problem: Problem, elements: dict[str, AnyElement], logo_name: str) -> Finding:
    about, fields = _about(problem, elements.get(problem.key), logo_name)
    return Finding(
        problem.rule, problem.severity, problem.message, problem.remedy, about, fields, _value(problem)
    )


def _about(problem: Problem, element: AnyElement | None, logo_name: str) -> tuple[About, tuple[str, ...]]:
    field = _FIELD.match(problem.key)
    if field:
        return "field", (field[1],)
    if (logo_name and problem.file == logo_name) or "logo" in problem.rule or problem.key.startswith("logo"):
        return "logo", ()
    names = _fields(element) if isinstance(element, Text | ShortLink) else ()
    if names and problem.rule != "link-too-long":
        return "field", names
    return ("logo" if isinstance(element, LogoBox) else _LINK.get(problem.rule, "design")), ()


def _fields(element: Text | ShortLink) -> tuple[str, ...]:
    return tuple(name for name in placeholders(element.template) if name not in LINK_WORDS)


def _value(problem: Problem) -> str:
    """Return the one value that a sentence about the problem needs, ``""`` if it needs none."""
    match problem.rule:
        case "missing-glyph" | "script" | "control-character":
            codes = _CHARACTER.findall(problem.message)
            return chr(int(codes[0], 16)) if codes else ""
        case "text-too-long":
            return _first(_OVER, problem.message)
        case "type-size" | "white-type" | "multi-ink-type":
            return _first(_POINTS, problem.message)
        case "resolution":
            return _first(_PPI, problem.message)
        case "logo-colour" | "logo-ink" | "total-ink" | "unknown-variant":
            return problem.value
    return ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
