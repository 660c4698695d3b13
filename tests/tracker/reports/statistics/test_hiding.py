import itertools
import random

import pytest

from tracker.reports.statistics.hiding import hide_small, hide_small_of_list


def possible(table, shown, most):
    """All tables of figures up to ``most`` that agree with what is shown; small tables only."""
    rows, columns = len(table), len(table[0])
    free = [(r, c) for r in range(rows) for c in range(columns) if shown.cells[r][c] is None]
    for figures in itertools.product(range(most + 1), repeat=len(free)):
        filled = [list(row) for row in table]
        for (r, c), figure in zip(free, figures, strict=True):
            filled[r][c] = figure
        row_sums = [sum(row) for row in filled]
        column_sums = [sum(column) for column in zip(*filled, strict=True)]
        pairs = [*zip(shown.rows, row_sums, strict=True), *zip(shown.columns, column_sums, strict=True)]
        pairs.append((shown.total, sum(row_sums)))
        if all(said is None or said == is_ for said, is_ in pairs):
            yield filled, row_sums, column_sums


def small_figures_can_be_told(table, most=9):
    shown = hide_small(table)
    assert all(figure is None or not 0 < figure < 5 for row in shown.cells for figure in row)
    assert all(figure is None or not 0 < figure < 5 for figure in (*shown.rows, *shown.columns, shown.total))
    largest = {}
    for filled, row_sums, column_sums in possible(table, shown, most):
        named = {("cell", r, c): figure for r, row in enumerate(filled) for c, figure in enumerate(row)}
        named |= {("row", r): figure for r, figure in enumerate(row_sums)}
        named |= {("column", c): figure for c, figure in enumerate(column_sums)}
        for name, figure in named.items():
            largest[name] = max(figure, largest.get(name, 0))
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    true = {("cell", r, c): figure for r, row in enumerate(table) for c, figure in enumerate(row)}
    true |= {("row", r): figure for r, figure in enumerate(rows)}
    true |= {("column", c): figure for c, figure in enumerate(columns)}
    return [name for name, figure in true.items() if 0 < figure < 5 and largest[name] < 5]


def test_a_small_figure_takes_others_with_it():
    shown = hide_small([[3, 40], [50, 60]])
    assert shown.cells[0][0] is None
    assert sum(figure is None for row in shown.cells for figure in row) == 4
    assert (shown.rows, shown.columns, shown.total) == ((43, 110), (53, 100), 153)


def test_nothing_is_hidden_without_a_small_figure():
    shown = hide_small([[0, 40], [5, 60]])
    assert shown.cells == ((0, 40), (5, 60))
    assert shown.total == 105


def test_a_list():
    assert hide_small_of_list([3, 40, 12]) == ((None, 40, None), 55)
    assert hide_small_of_list([1, 4, 3, 100]) == ((None, None, None, 100), 108)
    assert hide_small_of_list([2]) == ((None,), None)
    assert hide_small_of_list([0, 2]) == ((0, None), None)
    assert hide_small_of_list([]) == ((), 0)
    assert hide_small_of_list([3, 9], small=3) == ((3, 9), 12)


def test_no_small_figure_can_be_told_from_all_that_is_shown():
    chance = random.Random(5)
    shapes = [(2, 2), (1, 3), (3, 1), (1, 4), (2, 1)]
    for _ in range(60):
        rows, columns = chance.choice(shapes)
        table = [[chance.choice([0, 1, 2, 4, 5, 7, 9]) for _ in range(columns)] for _ in range(rows)]
        assert small_figures_can_be_told(table) == [], table


def test_a_bridge_between_hidden_circles_gives_nothing_away():
    """Two circles of hidden cells joined by one, which would follow from the sums."""
    table = [[1, 9, 50, 50], [9, 9, 2, 50], [50, 50, 9, 9], [50, 50, 9, 1]]
    shown = hide_small(table)
    assert shown.cells[1][2] is None
    hidden = {(r, c) for r in range(4) for c in range(4) if shown.cells[r][c] is None}
    others_in_circle = [
        (r, c)
        for r, c in itertools.product((0, 2, 3), (0, 1, 3))
        if {(1, c), (r, 2), (r, c)} <= hidden and table[1][c] >= 3 and table[r][2] >= 3
    ]
    assert others_in_circle


def test_bad_tables_are_refused():
    for bad in ([[1, 2], [3]], [[-1]]):
        with pytest.raises(ValueError, match="equal length"):
            hide_small(bad)
    assert hide_small([]).total == 0
