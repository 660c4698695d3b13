"""The command ``printkit``."""

from __future__ import annotations

import click

from printkit.cli.late import Late, LateGroup

_COMMANDS = {
    "designs": Late("printkit.cli.catalogue", "designs_command", "List the designs there are."),
    "new": Late("printkit.cli.catalogue", "new_command", "Begin a design from one that exists."),
    "check": Late("printkit.cli.designs", "check_command", "Say what would go wrong on paper."),
    "preview": Late("printkit.cli.previewing", "preview_command", "Draw both sides as PNG."),
    "contact": Late(
        "printkit.cli.contact", "contact_command", "Show designs in their true size, in all variants."
    ),
    "mint": Late("printkit.cli.minting", "mint_command", "Freeze a batch and give every piece its code."),
    "print": Late("printkit.cli.printing", "print_command", "Print a batch, or anybody's links, to a PDF."),
    "reprint": Late("printkit.cli.printing", "reprint_command", "Print some pieces of a batch again."),
    "labels": Late("printkit.cli.labels", "labels_command", "Print labels for the bundles of a batch."),
    "calibrate": Late(
        "printkit.cli.calibrating", "calibrate_command", "Measure a printer, so that fronts and backs meet."
    ),
    "proof": Late(
        "printkit.cli.proofing", "proof_command", "Decode and compare every code of finished PDFs."
    ),
    "list": Late("printkit.cli.batches", "list_command", "List all batches."),
    "retarget": Late("printkit.cli.batches", "retarget_command", "Let a batch or a code lead elsewhere."),
    "retire": Late("printkit.cli.batches", "retire_command", "Retire a batch or a code."),
    "revive": Late("printkit.cli.batches", "revive_command", "Take a retirement back."),
    "organisation": Late(
        "printkit.cli.organisations",
        "organisation_command",
        "Show or set the library's name, host, time zone and language.",
    ),
}


@click.group(cls=LateGroup, late=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="signet-print", message="printkit %(version)s")
def cli() -> None:
    """Make print-ready PDFs in which every piece carries its own code.

    The usual way: check a design, mint a batch, print it to a PDF, proof the PDF.
    """


if __name__ == "__main__":
    cli()
