"""Commands about the designs there are: list them, and begin a new one."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from printkit.cli.output import counted, json_option, print_json, print_next, print_table, warn
from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.copying import copied_files
from printkit.design.design import Design, Field, LogoBox
from printkit.design.reading import load_design
from printkit.design.source import design_names, find_design
from printkit.errors import SignetError
from printkit.shipped import shipped_folder
from printkit.units import to_mm

REFERENCE = "README.md"
_NAME = re.compile(r"\w[\w.-]{0,79}")


@click.command("designs")
@click.argument("name", required=False, metavar="[DESIGN]")
@json_option
def designs_command(name: str | None, as_json: bool) -> None:
    """List the designs that can be named here, or say all about one: its variants and its fields."""
    if name is not None:
        design = load_design(find_design(name))
        if as_json:
            print_json(_as_plain(design))
        else:
            _say(design)
        return
    designs, broken = _designs()
    for label, error in broken.items():
        warn(f"{label} cannot be read: {error.problems[0]}")
    if as_json:
        print_json({"designs": [_as_plain(design) for design in designs]})
        return
    rows = [(d.name, _size(d), len(d.sides), ", ".join(d.variants), d.title) for d in designs]
    print_table(("design", "size", "sides", "variants", "title"), rows, right=(2,))
    print_next("designs", designs[0].name if designs else "--help")


def _designs() -> tuple[list[Design], dict[str, SignetError]]:
    designs, broken = [], {}
    for name in design_names():
        try:
            designs.append(load_design(find_design(name)))
        except SignetError as error:
            broken[name] = error
    return designs, broken


def _size(design: Design) -> str:
    return f"{to_mm(design.width):g} × {to_mm(design.height):g} mm"


def _takes_logo(design: Design) -> bool:
    return any(isinstance(element, LogoBox) for _, elements in design.sides for element in elements)


def _as_plain(design: Design) -> dict[str, object]:
    return {
        "design": design.name,
        "title": design.title,
        "description": design.description,
        "language": design.language,
        "width_mm": round(to_mm(design.width), 3),
        "height_mm": round(to_mm(design.height), 3),
        "sides": len(design.sides),
        "logo": _takes_logo(design),
        "variants": [{"name": v.name, "title": v.title} for v in design.variants.values()],
        "fields": list(design.fields.values()),
    }


def _say(design: Design) -> None:
    sides = "two sides" if design.back is not None else "one side"
    click.echo(click.style(f"{design.name}: {design.title}", bold=True))
    click.echo(f"{_size(design)}, {sides}, {'with' if _takes_logo(design) else 'without'} room for a logo")
    if design.description:
        click.echo(design.description)
    if design.variants:
        click.echo("\nVariants (--variant)")
        for variant in design.variants.values():
            click.echo(f"  {variant.name}: {variant.title}")
    click.echo("\nFields (--field)")
    for field in design.fields.values():
        click.echo(f"  {field.name}: {field.help or 'a text'}")
        click.echo(f"    {_default(field)}")


def _default(field: Field) -> str:
    if field.default is None:
        return "required"
    return "empty unless given" if not field.default else "= " + field.default.replace("\n", "\\n")


@click.command("new")
@click.argument("name", metavar="NAME")
@click.option("--from", "origin", required=True, metavar="DESIGN", help="The design to begin from.")
@click.option("--variant", default="", metavar="NAME", help="Its variant whose inks the new design takes.")
@click.option("--title", metavar="TEXT", help="Title of the new design; by default made of its name.")
@json_option
def new_command(name: str, origin: str, variant: str, title: str | None, as_json: bool) -> None:
    """Begin a design of your own: copies one with the files it uses into ./designs/NAME, or to a path.

    The reference of all that can stand in a design.toml is put beside it.
    """
    folder = _new_folder(name)
    source = find_design(origin)
    load_design(with_choices(source, Choices(variant)))  # so that an unknown variant names the nearest
    files = copied_files(load_design(source), title or _title(folder.name), variant)
    reference = (shipped_folder() / REFERENCE).read_bytes()
    _write(folder, {REFERENCE: reference, **files})
    if as_json:
        print_json({"folder": folder, "files": sorted({REFERENCE, *files})})
        return
    colours = f", variant {variant}" if variant else ""
    click.echo(f"{folder}: {counted(len(files), 'file')} from {source.label}{colours}.")
    click.echo(f"What can stand in its design.toml: {folder / REFERENCE}")
    print_next("check", folder)
    print_next("preview", folder, "-o", "out")


def _title(name: str) -> str:
    words = re.sub(r"[-_.]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _new_folder(name: str) -> Path:
    """Return where a new design goes; nothing may be there yet."""
    given = Path(name)
    folder = Path("designs") / given if len(given.parts) == 1 and name != "." else given
    if not _NAME.fullmatch(folder.name):
        message = f'"{name}" cannot be the name of a design.'
        raise SignetError.of("design-name", message, "Use letters, digits and hyphens.", value=name)
    if folder.exists() or folder.is_symlink():
        remedy = "Choose another name; nothing was changed."
        raise SignetError.of(
            "design-exists", "There is something of this name already.", remedy, file=str(folder)
        )
    return folder


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder in place, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".signet-", suffix=".tmp", dir=folder.parent))
    try:
        new.chmod(0o755)
        for path, data in files.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
