"""Commands for designers: check and preview; and what minting asks of a design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from printkit.cli.choices import choice_options
from printkit.cli.output import base_url_option, json_option, print_json, say_problems
from printkit.cli.symbolsize import symbol_size
from printkit.design.check import check
from printkit.design.choices import Choices, with_choices
from printkit.design.design import Design
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import DesignSource, find_design
from printkit.errors import Problem, SignetError
from printkit.press.job import Piece
from printkit.press.preview import preview
from printkit.press.qr import form_for
from printkit.store.codes import ALPHABET, length_for
from printkit.store.links import BaseUrl

SAMPLE_BASE = "https://qr.example.de"
SAMPLE_CODE = "BCD2FG"

Command = TypeVar("Command", bound=Callable[..., Any])

design_argument = click.argument("design", metavar="DESIGN")


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


def sample_piece(base: BaseUrl, code_length: int = len(SAMPLE_CODE)) -> Piece:
    """Return a piece with a code that stands for any: for checks and previews, never for print."""
    code = SAMPLE_CODE.ljust(code_length, SAMPLE_CODE[-1])
    return Piece(1, base.qr_link(code), base.short_link(code), code)


def findings_for(
    design: Design, texts: Mapping[str, str], piece: Piece, links: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a design and these texts with links like this piece's.

    Args:
        design: The design.
        texts: Its texts by field.
        piece: Stands for all pieces.
        links: All links of the run, where they are not all of a kind; else any code may come in place of
            this piece's.
    """
    run = links or (piece.link,)
    letters = "" if links else ALPHABET
    return check(design, texts, piece.text, piece.code, lambda level: form_for(run, level).modules, letters)


def ready_to_print(design: Design, texts: Mapping[str, str], piece: Piece, links: Sequence[str] = ()) -> None:
    """Let a design pass to the press: warnings are said, errors stop it. Arguments as for `findings_for`.

    Raises:
        SignetError: With all errors that `findings_for` returns.
    """
    findings = findings_for(design, texts, piece, links)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise SignetError(errors)
    say_problems(findings)


def findings_in_variants(
    source: DesignSource, choices: Choices, given: Mapping[str, str], piece: Piece
) -> tuple[Design, tuple[Problem, ...]]:
    """Return a design and all that is wrong with it: in the chosen variant, else in its base and in each.

    What is wrong in a variant alone names it. Required texts may be missing.

    Raises:
        SignetError: If the design, its texts or what was chosen cannot be used at all.
    """
    design = load_design(with_choices(source, choices))
    texts = resolve_texts(design, given, samples=True)
    findings = findings_for(design, texts, piece)
    for name in () if choices.variant else design.variants:
        other = load_design(with_choices(source, replace(choices, variant=name)))
        own = [finding for finding in findings_for(other, texts, piece) if finding not in findings]
        findings += tuple(replace(finding, key=f"variants.{name}: {finding.key}") for finding in own)
    return design, findings


@click.command("check", short_help="Say what would go wrong on paper.")
@design_argument
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


@click.command("preview", short_help="Draw both sides as PNG.")
@design_argument
@click.option(
    "-o",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the pictures; created if need be.",
)
@field_option
@choice_options
@base_url_option
@json_option
def preview_command(
    design: str, folder: Path, fields: tuple[str, ...], choices: Choices, base_url: str | None, as_json: bool
) -> None:
    """Draw both sides as PNG, with trim, bleed and safe area shown."""
    loaded = load_design(with_choices(find_design(design), choices))
    texts = resolve_texts(loaded, read_fields(fields), samples=True)
    piece = sample_piece(BaseUrl.parse(base_url or SAMPLE_BASE))
    laid_out = lay_out(loaded, texts)
    named = replace(laid_out, name=f"{laid_out.name}-{loaded.variant}") if loaded.variant else laid_out
    files = preview(named, piece, folder)
    if as_json:
        print_json({"files": files})
        return
    for file in files:
        click.echo(file)
