"""The option with which texts are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from printkit.errors import Problem, SignetError

Command = TypeVar("Command", bound=Callable[..., Any])


def field_option(command: Command) -> Command:
    """Add ``--field key=value``, handed over as ``fields``; read them with `read_fields`."""
    return click.option(
        "--field",
        "fields",
        multiple=True,
        metavar="KEY=VALUE",
        help=r"Text of a field; can be given several times. \n is a line break.",
    )(command)


def read_fields(given: Sequence[str]) -> dict[str, str]:
    """Turn ``key=value`` words into texts by field.

    Raises:
        SignetError: With every word that is not of this form or names a field again.
    """
    texts: dict[str, str] = {}
    problems = []
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            message = f'"{word}" is not of the form KEY=VALUE.'
            problems.append(
                Problem("field", message, 'Write it like --field headline="Lesen".', key="--field")
            )
        elif key.strip() in texts:
            message = f'The field "{key.strip()}" is given twice.'
            problems.append(Problem("field", message, "Give it once.", key="--field", value=word))
        else:
            texts[key.strip()] = value.replace("\\n", "\n")
    if problems:
        raise SignetError(problems)
    return texts
