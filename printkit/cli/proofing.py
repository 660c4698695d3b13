"""The command ``proof``: decode every code of finished PDFs and compare with manifest or database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from sqlite_utils import Database

from printkit.cli.output import database_option, json_option, print_json, progress
from printkit.errors import Problem, SignetError
from printkit.manifest import manifest_path
from printkit.proof.expected import Expected, from_links, from_manifests
from printkit.proof.findings import Report
from printkit.proof.glance import first_links
from printkit.proof.prove import prove
from printkit.proof.report import lines
from printkit.store.batches import codes_of, find_batch, find_code
from printkit.store.database import connect
from printkit.store.links import BaseUrl
from printkit.store.model import Batch, BatchKind
from printkit.store.positions import parse_positions

REMEDY = "Name its manifest with --manifest, or its batch with --batch."

pdf_type = click.Path(path_type=Path, dir_okay=False)


@click.command("proof")
@click.argument("files", nargs=-1, required=True, metavar="FILE.pdf …", type=pdf_type)
@click.option(
    "--manifest",
    "manifests",
    multiple=True,
    metavar="FILE.csv",
    type=pdf_type,
    help="Manifest of the PDFs; by default the one beside each.",
)
@click.option("--batch", metavar="BATCH", help="Compare with this batch in the database instead.")
@click.option("--positions", metavar="12-40,77", help="Of a reprint: only these positions, in the database.")
@click.option("--full", is_flag=True, help="Draw every page as well, not only a sample; many times slower.")
@database_option
@json_option
def proof_command(
    files: tuple[Path, ...],
    manifests: tuple[Path, ...],
    batch: str | None,
    positions: str | None,
    full: bool,
    database: Path,
    as_json: bool,
) -> None:
    """Prove finished PDFs: every code decodes, is the right one, and stands in its place.

    Reads only the PDFs and compares them with their manifests, or without those with the batch in the
    database that the codes belong to. Several files are one set. All codes are read from the paths of the
    PDF; pages that leave a doubt, and a sample, are drawn as well.
    """
    if manifests and (batch or positions):
        raise click.UsageError("Compare either with --manifest or with --batch, not with both.")
    report = _prove(files, _expected(files, manifests, batch, positions, database), full)
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(lines(report)))
    if report.findings:
        raise click.exceptions.Exit(1)


def prove_printed(files: Sequence[Path]) -> Report:
    """Prove PDFs against the manifests beside them."""
    return _prove(files, from_manifests(files), full=False)


def _prove(files: Sequence[Path], expected: Expected, full: bool) -> Report:
    with progress("Proving codes" if expected.files else "Reading pages") as show:
        return prove(files, expected, show, full=full)


def _expected(
    files: Sequence[Path], manifests: Sequence[Path], batch: str | None, positions: str | None, database: Path
) -> Expected:
    without = [file for file in files if not manifest_path(file).exists()]
    if manifests or not (without or batch or positions):
        return from_manifests(files, manifests)
    if without and not batch and not database.exists():
        raise SignetError(
            Problem("proof", "No manifest lies beside this PDF.", REMEDY, file=str(file)) for file in without
        )
    with connect(database, create=False) as db:
        return _of_batch(db, find_batch(db, batch) if batch else _batch_of_all(db, files), positions)


def _of_batch(db: Database, batch: Batch, positions: str | None) -> Expected:
    wanted = parse_positions(positions, batch.copies) if positions else None
    base = BaseUrl.parse(batch.base_url)
    links = [base.qr_link(code.code) for code in codes_of(db, batch.id, wanted)]
    return from_links(links, repeats=batch.kind is BatchKind.ONE_CODE)


def _batch_of_all(db: Database, files: Sequence[Path]) -> Batch:
    batches = [_batch_of(db, file) for file in files]
    if len({one.id for one in batches}) > 1:
        said = ", ".join(f"{file} (batch {one.id})" for file, one in zip(files, batches, strict=True))
        raise SignetError.of(
            "proof",
            f"These PDFs are of several batches: {said}.",
            "Prove those of each batch by themselves, or name the manifests with --manifest.",
        )
    return batches[0]


def _batch_of(db: Database, file: Path) -> Batch:
    """Return the batch that the first code of a PDF belongs to."""
    links = first_links(file)
    for link in links:
        try:
            return find_batch(db, find_code(db, link).batch_id)
        except SignetError:
            continue
    found = (
        f'The codes of this PDF ("{links[0]}") belong to no batch here.' if links else "No code can be read."
    )
    raise SignetError.of("proof", found, REMEDY, file=str(file))
