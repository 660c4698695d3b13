"""The command `tracker`: answers the printed links, counts the scans, shows what came of it."""

from __future__ import annotations

import click

from printkit.cli.output import SignetGroup
from tracker.cli.backup import backup
from tracker.cli.classify import classify
from tracker.cli.compare import compare_batches, copies_needed_for
from tracker.cli.demo import demo
from tracker.cli.doctor import doctor
from tracker.cli.figures import export, stats
from tracker.cli.recount import recount, retention
from tracker.cli.serve import serve
from tracker.cli.staff import add_staff, hand_out
from tracker.cli.strangers import strangers


@click.group(cls=SignetGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="signet-print", message="tracker %(version)s")
def cli() -> None:
    """Redirect printed codes, count who scanned them, and show what a print run achieved."""


for command in (
    serve, stats, export, compare_batches, copies_needed_for, recount, retention, hand_out, add_staff,
    classify, backup, doctor, strangers, demo,
):  # fmt: skip
    cli.add_command(command)


if __name__ == "__main__":
    cli()
