"""`tracker classify`: who an agent string says it is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import click

from printkit.cli.output import json_option, print_json
from tracker.scans.agents import Agents

REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class Classified:
    """What is told of an agent string; ``class`` is a word of Python."""

    user_agent: str
    cls: str
    reason: str
    device: str

    def as_row(self) -> dict[str, str]:
        """Return the row as it is written in JSON."""
        return {
            "user_agent": self.user_agent,
            "class": self.cls,
            "reason": self.reason,
            "device": self.device,
        }


@click.command()
@click.argument("agents", nargs=-1, metavar="[STRING ...]")
@json_option
def classify(agents: tuple[str, ...], as_json: bool) -> None:
    """Tell for each user agent STRING its class, the reason, and the device.

    Without STRING one a line is read from standard input; an empty line is an empty agent. Answers come in
    the order of the strings, tab-separated: class, reason, device, string. Nothing is stored.
    """
    given: Iterable[str] = agents if agents else _lines()
    found = _classified(given)
    if as_json:
        print_json([one.as_row() for one in found])
        return
    for one in found:
        click.echo(f"{one.cls}\t{one.reason}\t{one.device}\t{_printable(one.user_agent)}")


def _lines() -> Iterator[str]:
    """Yield the lines of standard input, whatever their bytes; what is no UTF-8 is read byte by byte."""
    for line in sys.stdin.buffer:
        yield _text(line.rstrip(b"\n").removesuffix(b"\r"))


def _text(line: bytes) -> str:
    """Return bytes as text, as the server does: UTF-8 if they are, otherwise a character a byte."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _classified(given: Iterable[str]) -> Iterator[Classified]:
    read = lru_cache(REMEMBERED)(Agents().read)  # the lines of a log repeat
    for agent in given:
        verdict = read(agent)
        text = agent.encode(
            "utf-8", "replace"
        ).decode()  # arguments that are no UTF-8 come as lone surrogates
        yield Classified(text, str(verdict.cls), verdict.reason, str(verdict.device))


def _printable(text: str) -> str:
    """Return the text on one line: tabs and control characters would forge rows."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
