"""The command that draws a design on the screen: preview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from printkit.cli.choices import choice_options
from printkit.cli.fields import field_option, read_fields
from printkit.cli.output import base_url_option, json_option, print_json
from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.ordering import SAMPLE_BASE, sample_piece
from printkit.press.preview import preview
from printkit.store.links import BaseUrl


@click.command("preview")
@click.argument("design", metavar="DESIGN")
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
