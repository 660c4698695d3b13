"""The command `tracker`: answers the printed links, counts the scans, shows what came of it."""

from __future__ import annotations

import click

from printkit.cli.late import Late, LateGroup

# Loaded one by one: what a restart of the service loads, visitors wait for.
_COMMANDS = {
    "serve": Late("tracker.cli.serve", "serve", "Redirect codes, count hits and show the pages."),
    "stats": Late("tracker.cli.figures", "stats", "Show copies, hits and scans."),
    "export": Late("tracker.cli.figures", "export", "Write figures as CSV or JSON Lines."),
    "compare": Late("tracker.cli.compare", "compare_batches", "Say which of some batches is better."),
    "copies-needed": Late(
        "tracker.cli.compare", "copies_needed_for", "Say how many copies a fair comparison needs."
    ),
    "recount": Late("tracker.cli.recount", "recount", "Compare counts with the retained events."),
    "retention": Late("tracker.cli.recount", "retention", "Show or set how long single hits are kept."),
    "hand-out": Late("tracker.cli.staff", "hand_out", "Note that a bundle was given to a place."),
    "set-up-link": Late(
        "tracker.cli.set_up_link", "set_up_link", "Print a link to set the library up in the browser."
    ),
    "add-staff": Late("tracker.cli.staff", "add_staff", "Give a member of staff an account."),
    "classify": Late("tracker.cli.classify", "classify", "Tell whether people or machines send agents."),
    "backup": Late("tracker.cli.backup", "backup", "Copy the database while the service goes on."),
    "doctor": Late("tracker.cli.doctor", "doctor", "Look at all that can be wrong with a service."),
    "strangers": Late(
        "tracker.cli.strangers", "strangers", "List codes on paper that this database does not know."
    ),
    "demo": Late("tracker.cli.demo", "demo", "Try everything in an empty folder, with invented data."),
}


@click.group(cls=LateGroup, late=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="signet-print", message="tracker %(version)s")
def cli() -> None:
    """Redirect printed codes, count who scanned them, and show what a print run achieved."""


if __name__ == "__main__":
    cli()
