"""A group that loads a command when somebody asks for it: the list of commands needs none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from printkit.cli.output import SignetGroup


@dataclass(frozen=True, slots=True)
class Late:
    """A command that is not loaded yet.

    Attributes:
        module: Where it is defined.
        name: What it is called there.
        help: What the list of commands says about it.
    """

    module: str
    name: str
    help: str

    def load(self) -> click.Command:
        """Return the command."""
        command = getattr(import_module(self.module), self.name)
        assert isinstance(command, click.Command)
        return command


class _Commands(MutableMapping[str, click.Command]):
    """Commands by name, loaded one by one as they are taken out."""

    def __init__(self, late: Mapping[str, Late]) -> None:
        self._late = dict(late)

    def __getitem__(self, name: str) -> click.Command:
        return self._late[name].load()

    def __setitem__(self, name: str, command: click.Command) -> None:
        raise TypeError("Every command of this group is named in its table.")

    def __delitem__(self, name: str) -> None:
        del self._late[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._late)

    def __len__(self) -> int:
        return len(self._late)


class LateGroup(SignetGroup):
    """A group of commands that are loaded late.

    Args:
        late: The commands by name.
        attributes: As for any group.
    """

    def __init__(self, *, late: Mapping[str, Late], **attributes: Any) -> None:
        super().__init__(commands=_Commands(late), **attributes)
        self._helps = {name: one.help for name, one in late.items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._helps[name]) for name in self.list_commands(ctx)])
