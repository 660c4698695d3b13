"""Small figures hidden, and as many others as it takes that totals do not give them away.

Who shares a table with totals cannot just blank a 3: the row's total gives it back. So more cells are hidden
until whoever adds and subtracts cannot tell a small figure: for each of them it stays possible, by everything
that is still shown, that it is `SMALL` or more.

Source of the task: complementary suppression, A. Hundepool and others, Statistical disclosure control (2012),
chapter 4. The check is exact, by flows in the table taken for a network of its rows and columns; which cells
are hidden in addition is chosen one after the other, the least loss first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

SMALL = 5
"""Figures from 1 to below this are small. A 0 is shown: it tells of nobody."""

Table = Sequence[Sequence[int]]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HiddenTable:
    """A table as it may be shown; hidden figures are ``None``.

    Attributes:
        cells: By row, the totals not among them.
        rows: The total of each row.
        columns: The total of each column.
        total: Of all.
    """

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def hide_small(table: Table, small: int = SMALL) -> HiddenTable:
    """Return a table with totals in which no small figure can be told.

    Args:
        table: Rows of figures of at least 0, equally long, without totals.
        small: Figures from 1 to below this are hidden.

    Raises:
        ValueError: Rows differ in length, or a figure is below 0.
    """
    if len({len(row) for row in table}) > 1 or any(figure < 0 for row in table for figure in row):
        raise ValueError("a table has rows of equal length and figures of at least 0")
    network = _Network(_with_totals(table))
    hidden = {cell for cell, figure in network.figures.items() if 0 < figure < small}
    for cell in sorted(hidden):
        if not network.may_reach(cell, small, hidden):
            hidden |= network.cheapest_way(cell, small, hidden)
    shown = [
        tuple(None if (row, column) in hidden else figure for column, figure in enumerate(figures))
        for row, figures in enumerate(_with_totals(table))
    ]
    *rows, last = shown
    return HiddenTable(tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), last[:-1], last[-1])


def hide_small_of_list(
    figures: Sequence[int], small: int = SMALL
) -> tuple[tuple[int | None, ...], int | None]:
    """Return the figures of a list, and their total, so that no small one can be told."""
    shown = hide_small([[figure] for figure in figures], small)
    return shown.rows, shown.total


def _with_totals(table: Table) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in table]
    width = len(rows[0]) if rows else 1
    return [*rows, [sum(row[column] for row in rows) for column in range(width)]]


class _Network:
    """A table with its totals: rows and columns are nodes, each cell joins its row with its column.

    With the sign of totals turned, every line adds up to 0. So a figure can be another one if a change of it
    can be passed round in a circle through hidden cells, of which none gets below 0.
    """

    def __init__(self, whole: Table) -> None:
        self.rows, self.columns = len(whole), len(whole[0])
        self.figures = {
            (row, column): figure for row, line in enumerate(whole) for column, figure in enumerate(line)
        }

    def may_reach(self, cell: Cell, least: int, hidden: set[Cell]) -> bool:
        """Whether a hidden cell may be ``least`` or more, by all that is not hidden."""
        figures = {other: self.figures[other] for other in hidden if other != cell}
        missing = least - self.figures[cell]
        row, column = _Node(True, cell[0]), _Node(False, cell[1])
        start, end = (row, column) if self._sign(cell) > 0 else (column, row)
        while missing > 0:
            way = self._way(start, end, figures)
            if way is None:
                return False
            amount = min(missing, *(self._room(step, figures) for step in way))
            for step in way:
                figures[step.cell] += int(amount) * self._direction(step)
            missing -= int(amount)
        return True

    def cheapest_way(self, cell: Cell, least: int, hidden: set[Cell]) -> set[Cell]:
        """Return three cells that, hidden as well, let a cell be ``least`` or more, at least loss.

        There always are such: the totals of its row and its column, and that of all.
        """
        missing, (row, column) = least - self.figures[cell], cell
        ways = []
        for other_row in range(self.rows):
            for other_column in range(self.columns):
                if other_row == row or other_column == column:
                    continue
                others = {(row, other_column), (other_row, column), (other_row, other_column)}
                if self._can_turn(cell, (other_row, other_column), missing):
                    ways.append((sum(1 + self.figures[one] for one in others - hidden), sorted(others)))
        return set(min(ways)[1])

    def _can_turn(self, cell: Cell, opposite: Cell, amount: int) -> bool:
        """Whether a cell can rise by so much if it is passed round by way of the opposite one."""
        sign = self._sign(cell)
        changes = {(cell[0], opposite[1]): -sign, (opposite[0], cell[1]): -sign, opposite: sign}
        return all(
            self._sign(one) * change > 0 or self.figures[one] >= amount for one, change in changes.items()
        )

    def _way(self, start: _Node, end: _Node, figures: dict[Cell, int]) -> list[_Step] | None:
        """Return a shortest way on which something can be passed, over the given cells."""
        arrived: dict[_Node, _Step | None] = {start: None}
        waiting = deque([start])
        while waiting and end not in arrived:
            node = waiting.popleft()
            for step in self._steps(node, figures):
                if step.to not in arrived and self._room(step, figures) > 0:
                    arrived[step.to] = step
                    waiting.append(step.to)
        if end not in arrived:
            return None
        way = []
        while (last := arrived[end]) is not None:
            way.append(last)
            end = last.of
        return way

    def _steps(self, node: _Node, figures: dict[Cell, int]) -> Iterator[_Step]:
        count = self.columns if node.is_row else self.rows
        for number in range(count):
            cell = (node.number, number) if node.is_row else (number, node.number)
            if cell in figures:
                yield _Step(node, _Node(not node.is_row, number), cell)

    def _room(self, step: _Step, figures: dict[Cell, int]) -> float:
        return inf if self._direction(step) > 0 else figures[step.cell]

    def _direction(self, step: _Step) -> int:
        """Return whether the figure rises (1) or falls (-1) when something is passed over its cell."""
        return -self._sign(step.cell) if step.of.is_row else self._sign(step.cell)

    def _sign(self, cell: Cell) -> int:
        return -1 if (cell[0] == self.rows - 1) != (cell[1] == self.columns - 1) else 1


class _Node(NamedTuple):
    is_row: bool
    number: int


class _Step(NamedTuple):
    of: _Node
    to: _Node
    cell: Cell
