"""What the elements of a design may use while they are read, and what they did use."""

from __future__ import annotations

from dataclasses import dataclass, field

from printkit.design.choosing.choices import LOGO, Choices
from printkit.design.design import Condition
from printkit.design.drawings.artwork import Drawing
from printkit.design.inks import Inks
from printkit.design.source import DesignSource, inside
from printkit.design.tables import Table, nearest
from printkit.errors import SignetError


@dataclass(slots=True)
class Bench:
    """The inks, fonts, fields and files around the elements.

    Attributes:
        inks: The inks as the chosen variant prints them.
        choices: What was chosen for the batch.
        fonts: The keys of [fonts].
        files: The bytes of every file that was read, by path.
        drawings: SVG files that were taken apart already, by path.
        logo_conditions: Key paths of the conditions that ask for the logo.
    """

    source: DesignSource
    inks: Inks
    choices: Choices
    fonts: frozenset[str]
    fields: frozenset[str]
    used_fonts: set[str] = field(default_factory=set)
    used_fields: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    logo_conditions: list[str] = field(default_factory=list)

    def read(self, table: Table, key: str) -> tuple[str, bytes] | None:
        """Read the file that a key names, once; ``None`` after a fault."""
        name = table.text(key, empty=False)
        if not name.strip():
            return None
        try:
            path = inside(name)
            if path not in self.files:
                self.files[path] = self.source.read(path)
        except SignetError as error:
            for problem in error.problems:
                table.fault(problem.rule, key, problem.message, problem.remedy)
            return None
        return path, self.files[path]

    def font(self, table: Table) -> str:
        """Read the key ``font``."""
        name = table.text("font", empty=False)
        if name.strip() and name not in self.fonts:
            table.fault("unknown-font", "font", f'There is no font "{name}".', nearest(name, self.fonts))
        self.used_fonts.add(name)
        return name

    def use_field(self, table: Table, key: str, name: str) -> None:
        """Note that a key uses a field, or that there is no such field."""
        if name in self.fields:
            self.used_fields.add(name)
        else:
            table.fault("unknown-field", key, f'There is no field "{name}".', nearest(name, self.fields))

    def condition(self, table: Table) -> Condition:
        """Read the keys ``when`` and ``unless``."""
        return Condition(self._asks_for(table, "when"), self._asks_for(table, "unless"))

    def _asks_for(self, table: Table, key: str) -> str:
        name = table.text(key, "", empty=False)
        if name == LOGO:
            self.logo_conditions.append(table.at(key))
        elif name.strip() and name not in self.fields:
            known = {*self.fields, LOGO}
            table.fault("unknown-field", key, f'There is no field "{name}".', nearest(name, known))
        elif name.strip():
            self.used_fields.add(name)
        return name
