"""The texts of a batch: which fields there are, what may stand in them, and putting them into place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from printkit.design.choosing.choices import LOGO
from printkit.design.design import Design, Field
from printkit.design.tables import Report, Table, nearest
from printkit.errors import SignetError

LINK_WORDS = ("link", "code")
RESERVED = (*LINK_WORDS, LOGO)
FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]*")
LONGEST = 2000
_PIECES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
# Invisible characters that are wanted in texts: soft hyphen, zero-width space, word joiner, joiners.
_INVISIBLE = frozenset("\u00ad\u200b\u2060\u200c\u200d")


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names in braces, each once, in order.

    Raises:
        ValueError: With a sentence, if a brace stands alone.
    """
    names: dict[str, None] = {}
    for match in _PIECES.finditer(template):
        if match[0] in "{}":
            raise ValueError("A brace stands alone. Write {{ or }} for a brace that is printed.")
        if match[1] is not None:
            names[match[1]] = None
    return tuple(names)


def fill(template: str, texts: Mapping[str, str], keep: tuple[str, ...] = ()) -> str:
    """Put texts into the placeholders of a template; ``{{`` becomes ``{``.

    Args:
        template: The template; its placeholders must be known.
        texts: Text by placeholder.
        keep: Placeholders that stay. If there are any, the result is a template again: braces stay doubled.
    """

    def piece(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0] if keep else match[0][0]
        if match[1] in keep:
            return match[0]
        text = texts[match[1]]
        return text.replace("{", "{{").replace("}", "}}") if keep else text

    return _PIECES.sub(piece, template)


def resolve_texts(design: Design, given: Mapping[str, str], *, samples: bool = False) -> dict[str, str]:
    """Return the text of every field: what is given, else the default.

    Args:
        design: Whose fields.
        given: Text by field name.
        samples: Whether the sample stands in for a required field (previews and checks only).

    Returns:
        Texts in the order of the design, normalised (NFC, line breaks as ``\\n``).

    Raises:
        SignetError: With all problems: unknown, missing and too long texts, control characters.
    """
    report = Report(design.main_file)
    for name in given:
        if name not in design.fields:
            report.add(
                "unknown-field",
                f"fields.{name}",
                f'The design has no field "{name}".',
                nearest(name, design.fields),
                given[name],
            )
    texts = {name: _resolve(field, given, samples, report) for name, field in design.fields.items()}
    if report.errors:
        raise SignetError(report.problems)
    return texts


def _resolve(field: Field, given: Mapping[str, str], samples: bool, report: Report) -> str:
    key = f"fields.{field.name}"
    text = given.get(field.name, field.default)
    if text is None:
        if samples:
            return clean(field.sample or field.name)
        hint = f" ({field.help})" if field.help else ""
        report.add(
            "missing-field",
            key,
            f'The field "{field.name}" needs a text{hint}.',
            f'Give one with --field {field.name}="…".',
        )
        return ""
    check_text(clean(text), field.max_length, key, report)
    return clean(text)


def clean(text: str) -> str:
    """Return a text normalised: composed characters, one kind of line break, no space at the ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def check_text(text: str, max_length: int, key: str, report: Report) -> None:
    """Note what is wrong with a field's text: control characters and too many characters."""
    for character in dict.fromkeys(text):
        kind = unicodedata.category(character)
        if (kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") and character != "\n") or (
            kind == "Cf" and character not in _INVISIBLE
        ):
            report.add(
                "control-character",
                key,
                f"The text has the character U+{ord(character):04X}, which cannot be printed.",
                "Take it out.",
                text,
            )
    most = max_length or LONGEST
    if len(text) > most:
        report.add(
            "text-length",
            key,
            f"The text has {len(text)} characters; at most {most} are allowed.",
            f"Shorten it by {len(text) - most}.",
            text,
        )


def read_fields(table: Table | None) -> dict[str, Field]:
    """Read [fields]."""
    fields: dict[str, Field] = {}
    for name in table.data if table else ():
        entry = table.table(name) if table else None
        if entry is None or table is None:
            continue
        if not FIELD_NAME.fullmatch(name) or name in RESERVED:
            remedy = "Use small letters a to z, digits and hyphens, but not link, code or logo alone."
            table.fault("field-name", name, f'"{name}" cannot be the name of a field.', remedy)
        fields[name] = _read_field(entry, name)
        entry.finish()
    return fields


def _read_field(entry: Table, name: str) -> Field:
    default = clean(entry.text("default")) if entry.has("default") else None
    sample = clean(entry.text("sample", ""))
    field = Field(
        name, default, sample, entry.text("help", "").strip(), entry.whole("max_length", 0, 1, LONGEST)
    )
    for key, text in (("default", default or ""), ("sample", sample)):
        check_text(text, field.max_length, entry.at(key), entry.report)
    if default is None and not sample:
        entry.report.add(
            "no-sample",
            entry.place,
            "The field has neither a default nor a sample.",
            "Add a sample, so that previews and checks show a real text.",
            severity="warning",
        )
    return field
