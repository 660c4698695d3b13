"""What the elements of a design may use while they are read, and what they did use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from printkit.design.artwork import Drawing
from printkit.design.inks import SvgColour
from printkit.design.source import DesignSource, inside
from printkit.design.tables import Table, nearest
from printkit.errors import SignetError


@dataclass(slots=True)
class Bench:
    """The inks, fonts, fields and files around the elements.

    Attributes:
        fonts: The keys of [fonts].
        files: The bytes of every file that was read, by path.
        drawings: SVG files that were taken apart already, by path.
    """

    source: DesignSource
    colours: Mapping[str, SvgColour]
    fonts: frozenset[str]
    fields: frozenset[str]
    used_fonts: set[str] = field(default_factory=set)
    used_fields: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    drawings: dict[str, Drawing] = field(default_factory=dict)

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

    def when(self, table: Table) -> str:
        """Read the key ``when``."""
        name = table.text("when", "", empty=False)
        if name.strip():
            self.use_field(table, "when", name)
        return name
