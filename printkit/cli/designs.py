"""The command that checks a design: check."""

from __future__ import annotations

from collections.abc import Sequence

import click

from printkit.cli.choices import choice_options
from printkit.cli.fields import field_option, read_fields
from printkit.cli.output import base_url_option, json_option, print_json, say_problems
from printkit.cli.symbolsize import symbol_size
from printkit.design.choosing.choices import Choices
from printkit.design.source import find_design
from printkit.errors import Problem, SignetError
from printkit.ordering import SAMPLE_BASE, findings_in_variants, sample_piece
from printkit.store.codes import length_for
from printkit.store.links import BaseUrl


@click.command("check")
@click.argument("design", metavar="DESIGN")
@field_option
@choice_options
@click.option(
    "--copies",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Pieces that will be ordered: many copies need longer codes.",
)
@base_url_option
@json_option
def check_command(
    design: str, fields: tuple[str, ...], choices: Choices, copies: int, base_url: str | None, as_json: bool
) -> None:
    """Check a design: everything that would go wrong on paper, each with its remedy.

    Without --variant, its base and every colour variant are checked.
    """
    size = None
    try:
        piece = sample_piece(BaseUrl.parse(base_url or SAMPLE_BASE), length_for(0, copies))
        loaded, found = findings_in_variants(find_design(design), choices, read_fields(fields), piece)
        findings: Sequence[Problem] = found
        size = symbol_size(loaded, piece)
    except SignetError as error:
        findings = error.problems
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        print_json({"findings": findings, "symbol": size})
    else:
        say_problems(findings)
        click.echo(_summary(design, errors, len(findings) - errors))
        if size:
            click.echo(size)
    if errors:
        raise click.exceptions.Exit(1)


def _summary(design: str, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return f"{design}: ready to print."
    counts = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return f"{design}: {', '.join(counts)}." + ("" if errors else " It can be printed.")
