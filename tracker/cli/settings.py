"""Settings of a service that several commands take, as options and as variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tracker.proxies import ForwardedHeader

Command = TypeVar("Command", bound=Callable[..., Any])


def proxies_options(command: Command) -> Command:
    """Add ``--proxies`` and ``--forwarded-header``, handed over under these names as ``str``."""
    header = click.option(
        "--forwarded-header",
        envvar="SIGNET_FORWARDED_HEADER",
        show_envvar=True,
        type=click.Choice([header.value for header in ForwardedHeader], case_sensitive=False),
        default=ForwardedHeader.X_FORWARDED_FOR.value,
        show_default=True,
        help="The header in which they give it.",
    )
    proxies = click.option(
        "--proxies",
        envvar="SIGNET_PROXIES",
        show_envvar=True,
        default="",
        metavar="LIST",
        help="Your proxies, whose word about the client counts: addresses, networks, or loopback.",
    )
    return proxies(header(command))
