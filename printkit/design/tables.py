"""Typed reading of TOML tables: every fault is noted with its place, and reading goes on."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from printkit.design.marks import Ink, Paint
from printkit.errors import Problem, Severity
from printkit.units import parse_length, to_mm

LIMIT = parse_length("5000mm")
BLACK = Ink("black", (0.0, 0.0, 0.0, 1.0))
PAPER = Ink("paper", (0.0, 0.0, 0.0, 0.0))


@dataclass(slots=True)
class Palette:
    """The inks that paints may name, and which of them were named."""

    inks: dict[str, Ink] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Report:
    """Collects the problems of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        rule: str,
        key: str,
        message: str,
        remedy: str = "",
        value: object = "",
        severity: Severity = "error",
    ) -> None:
        """Note a problem at a key of this file."""
        shown = value if isinstance(value, str) else repr(value)
        self.problems.append(Problem(rule, message, remedy, self.file, key, shown[:200], severity))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the work."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``Did you mean "x"?``, or a list of what is known when nothing is near."""
    names = sorted(known)
    near = difflib.get_close_matches(word.lower(), [name.lower() for name in names], 1, 0.6)
    if near:
        original = next(name for name in names if name.lower() == near[0])
        return f'Did you mean "{original}"?'
    return f"Known here: {', '.join(names)}." if names else "None is known here."


class Table:
    """One table of a TOML file. Every method reads one key and notes what is wrong with it.

    After a fault a harmless value is returned, so that the rest of the file can be looked at; whoever
    reads must not use the result once `Report.errors` is not empty.

    Args:
        data: The table as parsed.
        place: Its key path for messages, ``""`` for the whole file.
        report: Where faults go.
        palette: The inks that paints may name; empty where there are none yet.
    """

    def __init__(
        self, data: dict[str, object], place: str, report: Report, palette: Palette | None = None
    ) -> None:
        self.data = data
        self.place = place
        self.report = report
        self.palette = palette or Palette()
        self.asked: dict[str, None] = {}

    def at(self, key: str) -> str:
        """Return the key path of one of this table's keys."""
        return f"{self.place}.{key}" if self.place else key

    def fault(self, rule: str, key: str, message: str, remedy: str = "") -> None:
        """Note a fault of a key's value."""
        self.report.add(rule, self.at(key) if key else self.place, message, remedy, self.data.get(key, ""))

    def has(self, key: str) -> bool:
        """Tell whether the key is there."""
        self.asked[key] = None
        return key in self.data

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                self.report.add(
                    "unknown-key",
                    self.at(key),
                    f'There is no key "{key}" here.',
                    nearest(key, self.asked),
                    self.data[key],
                )

    def raw(self, key: str, required: bool) -> object | None:
        """Return what stands at a key, ``None`` where nothing does (a fault if it is required)."""
        if self.has(key):
            return self.data[key]
        if required:
            self.report.add("missing-key", self.place or key, f'The key "{key}" is missing.', "Add it.")
        return None

    def _wrong_type(self, key: str, wanted: str) -> None:
        self.fault("wrong-type", key, f'"{key}" must be {wanted}.', "Change the value.")

    def text(self, key: str, default: str | None = None, *, empty: bool = True) -> str:
        """Read a text. Without a default the key is required."""
        value = self.raw(key, default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self._wrong_type(key, 'a text in quotation marks, such as "spring"')
            return default or ""
        if not value.strip() and not empty:
            self.fault("empty", key, f'"{key}" is empty.', "Write something or leave the key out.")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Read ``true`` or ``false``."""
        value = self.raw(key, False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self._wrong_type(key, "true or false, without quotation marks")
            return default
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Read one of some words."""
        value = self.text(key, default, empty=False)
        if value.strip() and value not in choices:
            self.fault("unknown-value", key, f'"{value}" is no value of "{key}".', nearest(value, choices))
            return choices[0]
        return value if value.strip() else choices[0]

    def number(self, key: str, default: float | None, least: float, most: float) -> float:
        """Read a number without a unit."""
        value = self.raw(key, default is None)
        if value is None:
            return default if default is not None else least
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self._wrong_type(key, "a number without quotation marks")
        elif not least <= value <= most:
            self.fault("out-of-range", key, f'"{key}" is {value:g}.', f"Write {least:g} to {most:g}.")
        else:
            return float(value)
        return default if default is not None else least

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Read a whole number."""
        value = self.raw(key, False)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong_type(key, "a whole number without quotation marks")
        elif not least <= value <= most:
            self.fault("out-of-range", key, f'"{key}" is {value}.', f"Write {least} to {most}.")
        else:
            return value
        return default

    def percent(self, key: str, default: float, least: float, most: float) -> float:
        """Read a percentage such as ``"130%"``; returned as a fraction."""
        value = self.raw(key, False)
        if value is None:
            return default
        share = _percent(value) if isinstance(value, str) else None
        if share is None:
            self._wrong_type(key, 'a percentage in quotation marks, such as "130%"')
        elif not least <= share <= most:
            self.fault(
                "out-of-range", key, f'"{key}" is {value}.', f"Write {least * 100:g}% to {most * 100:g}%."
            )
        else:
            return share
        return default

    def length(
        self,
        key: str,
        default: str | None = None,
        *,
        least: float = -LIMIT,
        above: float | None = None,
        usual: str = "mm",
    ) -> float:
        """Read a length with its unit, in points.

        Args:
            key: The key.
            default: As it would be written; without one the key is required.
            least: The smallest allowed, in points.
            above: What it must be larger than, in points.
            usual: The unit in which people give it.
        """
        value = self.raw(key, default is None)
        value = default if value is None else value
        if value is None:
            return 1.0
        points = self._parse_length(key, value, usual)
        if points is None:
            return 1.0
        if not -LIMIT <= points <= LIMIT:
            self.fault("length-absurd", key, f'"{key}" is longer than 5 m.', "Check the number and the unit.")
        elif above is not None and points <= above:
            floor = f" than {to_mm(above):g} mm" if above else " than zero"
            self.fault("length-too-small", key, f'"{key}" must be larger{floor}.', "Write a larger length.")
        elif points < least - 1e-9:
            floor = f"shorter than {to_mm(least):g} mm" if least else "negative"
            self.fault("length-too-small", key, f'"{key}" cannot be {floor}.', "Write a larger length.")
        else:
            return points
        return 1.0

    def _parse_length(self, key: str, value: object, usual: str) -> float | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            remedy = f'Write it with one, such as "{value:g}{usual}".'
            self.fault("length-unit", key, f'"{key}" has no unit.', remedy)
            return None
        if not isinstance(value, str):
            self._wrong_type(key, 'a length in quotation marks, such as "3mm"')
            return None
        try:
            return parse_length(value, usual)
        except ValueError as error:
            message, _, remedy = str(error).partition(". ")
            self.fault("length-unit", key, f"{message}.", remedy)
            return None

    def paint(self, key: str, default: str | None = None, *, required: bool = False) -> Paint | None:
        """Read an ink, or an ink with a tint such as ``"petrol 40%"``."""
        value = self.raw(key, required)
        value = default if value is None else value
        if value is None:
            return None
        if not isinstance(value, str):
            self._wrong_type(key, 'an ink in quotation marks, such as "petrol" or "petrol 40%"')
            return None
        name, tint = split_tint(value)
        if tint is None or not 0 < tint <= 1:
            self.fault("tint", key, f'"{value}" has no usable tint.', 'Write 1% to 100%, "petrol 40%".')
            return None
        if name not in self.palette.inks:
            self.fault("unknown-ink", key, f'There is no ink "{name}".', nearest(name, self.palette.inks))
            return None
        self.palette.used.add(name)
        return Paint(self.palette.inks[name], tint)

    def ink(self, key: str, default: str) -> Paint:
        """Read a paint that must be there, such as that of a text."""
        return self.paint(key, default) or Paint(BLACK)

    def table(self, key: str, *, required: bool = False) -> Table | None:
        """Read a table below this one."""
        value = self.raw(key, required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._wrong_type(key, f"a table: write [{self.at(key)}]")
            return None
        return Table(value, self.at(key), self.report, self.palette)


def split_tint(value: str) -> tuple[str, float | None]:
    """Split ``"petrol 40%"`` into the ink's name and the tint; without a tint, 1. ``None``: not a tint."""
    head, space, tail = value.strip().rpartition(" ")
    if space and tail.endswith("%"):
        return head.strip(), _percent(tail)
    return value.strip(), 1.0


def _percent(text: str) -> float | None:
    number = text.strip().removesuffix("%").strip()
    if not text.strip().endswith("%"):
        return None
    try:
        share = float(number) / 100
    except ValueError:
        return None
    return share if math.isfinite(share) else None
