"""Letting a design pass to the press, with its warnings said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from printkit.cli.output import say_problems
from printkit.design.design import Design
from printkit.ordering import passed
from printkit.press.job import Piece


def ready_to_print(design: Design, texts: Mapping[str, str], piece: Piece, links: Sequence[str] = ()) -> None:
    """Let a design pass to the press; warnings are said. Arguments as for `printkit.ordering.findings_for`.

    Raises:
        SignetError: With all errors that are found.
    """
    say_problems(passed(design, texts, piece, links))
