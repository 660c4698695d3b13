"""The command that measures a printer: its sheet, and what was measured on it."""

from __future__ import annotations

import re
from pathlib import Path

import click

from printkit.cli.output import json_option, print_json, print_next
from printkit.errors import SignetError
from printkit.press.extras.calibration import print_calibration
from printkit.press.extras.measuring import Figures, Page, Register, measured
from printkit.press.imposing.lookup import names_in
from printkit.press.imposing.printer import FOLDER, Deviation, Printer, load_printer, save_printer
from printkit.press.imposing.sheet import load_sheet
from printkit.units import MM, to_mm

_NAME = re.compile(r"\w[\w .-]*")
_NUMBER = re.compile(r"([+\-\u2212]?\d{1,4}(?:[.,]\d{1,3})?)\s*(?:mm)?", re.ASCII)


def _lengths(
    _: click.Context, __: click.Parameter, value: tuple[str, ...] | None
) -> tuple[float, ...] | None:
    """Turn millimetres as people write them (``20.4``, ``20,4``, ``-0.2mm``) into points."""
    if value is None:
        return None
    found = []
    for word in value:
        match = _NUMBER.fullmatch(word.strip())
        if match is None:
            raise click.BadParameter(f"{word!r} is no length in millimetres. Write it as 20.4.")
        found.append(float(match[1].replace(",", ".").replace("\u2212", "-")) * MM)
    return tuple(found)


@click.command("calibrate")
@click.option("--sheet", required=True, metavar="SHEET", help="The sheet that is printed on: a4, sra3, …")
@click.option(
    "-o",
    "out",
    metavar="FILE.pdf",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Make the calibration sheet; with --printer, as that printer needs it.",
)
@click.option("--printer", "name", metavar="NAME", help="The printer: a file in ./designs/printers.")
@click.option(
    "--front",
    nargs=4,
    callback=_lengths,
    metavar="A B C D",
    help="Measured on the front, in millimetres.",
)
@click.option(
    "--back", nargs=4, callback=_lengths, metavar="E F G H", help="Measured on the back, in millimetres."
)
@click.option(
    "--register",
    nargs=2,
    callback=_lengths,
    metavar="V W",
    help="Read against the light, in millimetres, instead of --back.",
)
@click.option("--add", is_flag=True, help="The sheet was printed with --printer: add what is left over.")
@click.option("--replace", is_flag=True, help="Forget what was known about this printer.")
@json_option
def calibrate_command(
    sheet: str,
    out: Path | None,
    name: str | None,
    front: tuple[float, float, float, float] | None,
    back: tuple[float, float, float, float] | None,
    register: tuple[float, float] | None,
    add: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Make a sheet that shows where a printer prints (-o), or note what was measured on it.

    \b
    printkit calibrate --sheet sra3 -o calibration.pdf
    printkit calibrate --sheet sra3 --printer office --front 20.4 279.8 19.7 410 --register 0.3 -0.2
    printkit print 1 --sheet sra3 --printer office -o bookmarks.pdf
    """
    if (out is None) == (front is None and back is None and register is None):
        raise click.UsageError("Give either -o FILE.pdf, or what was measured: --front, --back, --register.")
    on = load_sheet(sheet)
    if out is not None:
        if add or replace:
            raise click.UsageError("--add and --replace go with measured figures.")
        print_calibration(on, out, load_printer(name) if name else None)
        if as_json:
            print_json({"file": out})
            return
        click.echo(
            f"Calibration sheet, two pages: {out}. Print it at 100 % on both sides; it says what to do."
        )
        return
    if name is None:
        raise click.UsageError("Name the printer: --printer NAME.")
    if back is not None and register is not None:
        raise click.UsageError("Give either --back or --register.")
    if add and replace:
        raise click.UsageError("Give either --add or --replace.")
    path, known = _target(name, add=add, replace=replace)
    printer = measured(
        known.title if known else path.stem,
        Page.of(on),
        Figures(*front) if front else None,
        Figures(*back) if back else None,
        Register(*register) if register else None,
        known if add else None,
    )
    _save(path, printer)
    _say(path, printer, as_json)
    if not as_json:
        print_next("calibrate", "--sheet", sheet, "--printer", name, "-o", "calibration.pdf")


def _target(name: str, *, add: bool, replace: bool) -> tuple[Path, Printer | None]:
    """Return the printer's file, and what it says if it is there.

    Raises:
        SignetError: If the name cannot be one, or whether the file is to be kept is not said.
    """
    path = Path(name)
    if not name.lower().endswith(".toml"):
        if not _NAME.fullmatch(name):
            raise SignetError.of(
                "printer", f"{name!r} cannot be a name of a printer.", "Use letters, digits and hyphens."
            )
        same = [known for known in names_in((FOLDER,)) if known.lower() == name.lower()]
        path = FOLDER / f"{(same or [name])[0]}.toml"
    if not path.exists():
        if add:
            raise SignetError.of("printer", f"There is no {path} to add to.", "Leave --add out.")
        return path, None
    if not add and not replace:
        raise SignetError.of(
            "printer",
            f"{path} is there already.",
            f"If the sheet was printed with --printer {name}, use --add; if without, --replace.",
        )
    return path, load_printer(str(path))


def _save(path: Path, printer: Printer) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_printer(path, printer)
    except OSError as error:
        message = f"The printer cannot be written ({error.strerror})."
        raise SignetError.of("printer", message, "Check the folder.", file=str(path)) from error


def _say(path: Path, printer: Printer, as_json: bool) -> None:
    sides = {"front": printer.front, "back": printer.back}
    if as_json:
        print_json({"file": path, **{side: _plain(deviation) for side, deviation in sides.items()}})
        return
    click.echo(f"{path}: what this printer does.")
    for side, deviation in sides.items():
        click.echo(
            f"  {side}: {_off(deviation.x, 'right', 'left')}, {_off(deviation.y, 'down', 'up')}, "
            f"{deviation.across:.2%} wide, {deviation.down:.2%} high"
        )


def _off(length: float, plus: str, minus: str) -> str:
    return f"{abs(to_mm(length)):.2f} mm too far {plus if length >= 0 else minus}"


def _plain(deviation: Deviation) -> dict[str, float]:
    return {
        "x_mm": round(to_mm(deviation.x), 3),
        "y_mm": round(to_mm(deviation.y), 3),
        "width": round(deviation.across, 6),
        "height": round(deviation.down, 6),
    }
