"""The command ``printkit``."""

from __future__ import annotations

import click

from printkit.cli.batches import list_command, mint_command, retarget_command, retire_command, revive_command
from printkit.cli.calibrating import calibrate_command
from printkit.cli.catalogue import designs_command, new_command
from printkit.cli.contact import contact_command
from printkit.cli.designs import check_command, preview_command
from printkit.cli.labels import labels_command
from printkit.cli.organisations import organisation_command
from printkit.cli.output import SignetGroup
from printkit.cli.printing import print_command, reprint_command
from printkit.cli.proofing import proof_command


@click.group(cls=SignetGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="signet-print", message="printkit %(version)s")
def cli() -> None:
    """Make print-ready PDFs in which every piece carries its own code.

    The usual way: check a design, mint a batch, print it to a PDF, proof the PDF.
    """


for command in (
    designs_command,
    new_command,
    check_command,
    preview_command,
    contact_command,
    mint_command,
    print_command,
    reprint_command,
    labels_command,
    calibrate_command,
    proof_command,
    list_command,
    retarget_command,
    retire_command,
    revive_command,
    organisation_command,
):
    cli.add_command(command)


if __name__ == "__main__":
    cli()
