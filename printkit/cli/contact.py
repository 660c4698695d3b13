"""The command ``contact``: designs in their true size beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from printkit.cli.output import json_option, pdf_option, print_json
from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import design_names, find_design
from printkit.ordering import SAMPLE_BASE, sample_piece
from printkit.press.extras.contact import Specimen, contact_sheet
from printkit.store.links import BaseUrl


@click.command("contact")
@click.argument("designs", nargs=-1, metavar="[DESIGN …]")
@pdf_option()
@json_option
def contact_command(designs: tuple[str, ...], out: Path, as_json: bool) -> None:
    """Make a contact sheet: designs in their true size, each in all its colour variants.

    Without a DESIGN it shows all that can be named here. Print it at 100 % to judge them.
    """
    specimens = [one for name in designs or design_names() for one in _specimens(name)]
    contact_sheet(specimens, sample_piece(BaseUrl.parse(SAMPLE_BASE)), out)
    if as_json:
        print_json({"file": out, "specimens": len(specimens)})
        return
    click.echo(f"{out}: {len(specimens)} specimens in their true size; print it at 100 %.")


def _specimens(name: str) -> Iterator[Specimen]:
    source = find_design(name)
    base = load_design(source)
    for variant in ("", *base.variants):
        design = load_design(with_choices(source, Choices(variant=variant)))
        laid_out = lay_out(design, resolve_texts(design, {}, samples=True))
        title = base.variants[variant].title if variant else ""
        yield Specimen(base.title, f"{title}  (--variant {variant})" if variant else name, laid_out)
