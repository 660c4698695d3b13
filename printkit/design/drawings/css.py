"""The little CSS that drawing programs write: rules for classes, as Illustrator exports them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printkit.design.drawings.svg import Node

MOST_RULES = 1000
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"\s*([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"(?:[a-zA-Z]*)\.([A-Za-z_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Declarations by class name, in the order in which they win."""

    rules: tuple[tuple[str, Mapping[str, str]], ...] = ()

    def style_of(self, node: Node) -> dict[str, str]:
        """Return an element's style: its attributes, then the rules of its classes, then ``style=""``."""
        style = dict(node.attributes)
        inline = declarations(style.pop("style", ""))
        classes = frozenset(style.pop("class", "").split())
        for name, rule in self.rules:
            if name in classes:
                style.update(rule)
        return {**style, **inline}


def style_nodes(node: Node) -> Iterator[Node]:
    """Yield every style sheet of a drawing, wherever it stands."""
    for child in node.children:
        if child.name == "style":
            yield child
        yield from style_nodes(child)


def read_sheet(text: str) -> Sheet:
    """Read a style sheet.

    Raises:
        ValueError: With a sentence and a remedy, if it has anything but rules for classes.
    """
    rest = _COMMENT.sub(" ", text).strip()
    rules: list[tuple[str, Mapping[str, str]]] = []
    while rest:
        match = _RULE.match(rest)
        if match is None:
            raise _unreadable(rest)
        for selector in match[1].split(","):
            found = _SELECTOR.fullmatch(selector.strip())
            if found is None:
                raise _unreadable(selector.strip())
            rules.append((found[1], declarations(match[2])))
        rest = rest[match.end() :].strip()
        if len(rules) > MOST_RULES:
            raise ValueError(
                f"The style sheet has more than {MOST_RULES} rules. "
                "Export with presentation attributes instead of CSS."
            )
    return Sheet(tuple(rules))


def declarations(text: str) -> dict[str, str]:
    """Return the declarations of a rule or a ``style`` attribute."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def _unreadable(what: str) -> ValueError:
    shown = what if len(what) <= 40 else f"{what[:40]}…"
    return ValueError(
        f'The style sheet has "{shown}", and only rules for classes can be read. '
        "Export with presentation attributes instead of CSS."
    )
