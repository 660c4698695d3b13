"""`tracker serve`: starts every process of the service."""

from __future__ import annotations

from pathlib import Path

import click

from printkit.cli.output import base_url_option, database_option, json_option
from printkit.store.links import BaseUrl
from tracker.cli.settings import proxies_options
from tracker.config import make_config
from tracker.scans.durable import Durability
from tracker.serve import become_service


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--workers", default=2, show_default=True, help="Processes that answer requests.")
@proxies_options
@click.option(
    "--durability",
    envvar="SIGNET_DURABILITY",
    show_envvar=True,
    type=click.Choice([kind.value for kind in Durability], case_sensitive=False),
    default=Durability.PROCESS.value,
    show_default=True,
    help="What a hit outlives before it is answered: the end of its process, or a power cut as well.",
)
@database_option
@base_url_option
@json_option
def serve(
    host: str,
    port: int,
    workers: int,
    proxies: str,
    forwarded_header: str,
    durability: str,
    database: Path,
    base_url: str | None,
    as_json: bool,
) -> None:
    """Redirect codes, count hits and show the pages, until Ctrl-C."""
    base = str(BaseUrl.parse(base_url)) if base_url else ""
    config = make_config(
        database,
        host=host,
        port=port,
        workers=workers,
        base_url=base,
        proxies=proxies,
        forwarded_header=forwarded_header,
        durability=Durability(durability),
    )
    become_service(config, as_json=as_json)
