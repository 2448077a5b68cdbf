"""Small cells: random tables solved exactly by another program, and releases subtracted from each other."""

import random
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy
from scipy.optimize import linprog

from casework.reports.hiding import SMALL, WIDE, Equation, Release, hide

Key = Any  # a text or a tuple
Counts = dict[Key, int]


def a_table(draw: random.Random, rows: int, columns: int, *, name: str = "") -> tuple[Counts, list[Any]]:
    """Random small counts with both margins and the total; many zeros."""
    cells: Counts = {}
    for row, column in product(range(rows), range(columns)):
        cells[name, row, column] = draw.choice((0, 0, 0, 1, 2, 5, 9, 10, 11, 12, 14, 20, 30, 45))
    return with_margins(cells, rows, columns, name=name)


def with_margins(cells: Counts, rows: int, columns: int, *, name: str) -> tuple[Counts, list[Any]]:
    counts, sums = dict(cells), list[Equation]()
    for row in range(rows):
        sums.append(((name, row, "all"), tuple((name, row, column) for column in range(columns))))
    for column in range(columns):
        sums.append(((name, "all", column), tuple((name, row, column) for row in range(rows))))
    sums.append(((name, "all", "all"), tuple((name, row, "all") for row in range(rows))))
    sums.append(((name, "all", "all"), tuple((name, "all", column) for column in range(columns))))
    for whole, parts in sums[:-1]:
        counts[whole] = sum(counts[part] for part in parts)
    return counts, sums


def intervals(counts: Counts, sums: Sequence[Equation], told: set[Key]) -> dict[Key, tuple[float, float]]:
    """What a reader can work out about every count that is not told, exactly (scipy's HiGHS)."""
    unknown = [key for key in counts if key not in told]
    place = {key: number for number, key in enumerate(unknown)}
    left, right = numpy.zeros((len(sums), len(unknown))), numpy.zeros(len(sums))
    for line, (whole, parts) in enumerate(sums):
        for key, factor in ((whole, -1), *((part, 1) for part in parts)):
            if key in place:
                left[line, place[key]] += factor
            else:
                right[line] -= factor * counts[key]
    found = {}
    for key in unknown:
        if not counts[key]:
            continue
        goal = numpy.zeros(len(unknown))
        goal[place[key]] = 1
        ends = []
        for sign in (1, -1):
            solved = linprog(sign * goal, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
            assert solved.status in (0, 3), solved.message
            ends.append(float("inf") if solved.status == 3 else sign * solved.fun)
        found[key] = (ends[0], ends[1])
    return found


def assert_safe(counts: Counts, sums: Sequence[Equation], told: set[Key], shown: Sequence[Key]) -> None:
    """No small count, told or not, can be narrowed below 0..11; what hides beside it keeps a range as wide."""
    for key, (low, high) in intervals(counts, sums, told).items():
        if 1 <= counts[key] <= SMALL:
            assert low <= 1e-6 and high >= WIDE - 1e-6, (key, counts[key], low, high)
        elif key in shown and counts[key]:
            assert high - low >= WIDE - 1e-6, (key, counts[key], low, high)


def released(counts: Counts, sums: Sequence[Equation], shown: Sequence[Key]) -> set[Key]:
    return set(shown) - hide(Release(shown, counts, sums, {}))


def test_no_cell_of_random_tables_can_be_narrowed() -> None:
    draw = random.Random(5)
    for _turn in range(15):
        counts, sums = a_table(draw, draw.randint(2, 4), draw.randint(2, 4))
        shown = list(counts)
        told = released(counts, sums, shown)
        assert all(not 1 <= counts[key] <= SMALL for key in told)
        assert_safe(counts, sums, told, shown)


def test_no_cell_of_two_tables_with_one_total_can_be_narrowed() -> None:
    draw = random.Random(7)
    for _turn in range(6):
        counts, sums = a_table(draw, 3, 3, name="a")
        whole = counts["a", "all", "all"]
        parts = [draw.randint(0, whole) for _part in range(3)]
        cuts = sorted(parts)
        provinces = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], whole - cuts[2]]
        counts |= {("province", number): count for number, count in enumerate(provinces)}
        sums.append((("a", "all", "all"), tuple(("province", number) for number in range(4))))
        shown = list(counts)
        assert_safe(counts, sums, released(counts, sums, shown), shown)


def test_cumulative_less_the_period_tells_nothing_about_what_was_before() -> None:
    draw = random.Random(11)
    for _turn in range(4):
        period, sums = a_table(draw, 2, 3, name="p")
        earlier, more = a_table(draw, 2, 3, name="e")
        ever: Counts = {("c", *key[1:]): period[key] + earlier["e", *key[1:]] for key in period}
        counts: Counts = {**period, **earlier, **ever}
        third = [(("c", *whole[1:]), tuple(("c", *part[1:]) for part in parts)) for whole, parts in sums]
        chains: list[Equation] = [(key, (("p", *key[1:]), ("e", *key[1:]))) for key in ever]
        equations = [*sums, *more, *third, *chains]
        shown = [*period, *ever]
        assert_safe(counts, equations, released(counts, equations, shown), shown)


def test_successive_releases_subtracted_give_no_small_count() -> None:
    draw = random.Random(13)
    for _turn in range(5):
        first, sums = a_table(draw, 2, 3, name="1")
        told = released(first, sums, list(first))
        growth = {key: draw.choice((0, 1, 4, 12, 30)) for key in first if "all" not in key[1:]}
        cells: Counts = {("2", *key[1:]): first[key] + growth[key] for key in growth}
        second, more = with_margins(cells, 2, 3, name="2")
        steps: Counts = {("s", *key[1:]): second["2", *key[1:]] - first[key] for key in first}
        links: list[Equation] = [(("2", *key[1:]), (key, ("s", *key[1:]))) for key in first]
        counts, equations = {**first, **second, **steps}, [*sums, *more, *links]
        fixed = {key: key in told for key in first}
        hidden = hide(Release(list(second), counts, equations, fixed))
        open_cells = told | (set(second) - hidden)
        assert_safe(counts, equations, open_cells, list(second))


def test_a_single_small_cell_takes_the_smallest_other_with_it() -> None:
    counts: Counts = {"a": 3, "b": 40, "c": 25, "all": 68}
    assert hide(Release(["a", "b", "c", "all"], counts, [("all", ("a", "b", "c"))], {})) == {"a", "c"}


def test_zeros_are_never_hidden_nor_hide() -> None:
    counts: Counts = {"a": 3, "b": 0, "c": 0, "all": 3}
    assert hide(Release(["a", "b", "c", "all"], counts, [("all", ("a", "b", "c"))], {})) == {"a", "all"}
    counts = {"a": 0, "b": 40, "all": 40}
    assert hide(Release(["a", "b", "all"], counts, [("all", ("a", "b"))], {})) == frozenset()


def test_where_no_other_cell_is_left_the_total_is_hidden() -> None:
    counts: Counts = {"a": 8, "b": 9, "all": 17}
    assert hide(Release(["a", "b", "all"], counts, [("all", ("a", "b"))], {})) == {"a", "b"}
    counts = {"a": 4, "b": 5, "all": 9}
    assert hide(Release(["a", "b", "all"], counts, [("all", ("a", "b"))], {})) == {"a", "b", "all"}
    counts = {"a": 4, "b": 7, "c": 0, "all": 11}
    assert hide(Release(["a", "b", "c", "all"], counts, [("all", ("a", "b", "c"))], {})) == {"a", "b"}


def test_what_only_several_sums_together_give_away_is_found() -> None:
    for seed, size in ((82, 4), (157, 4), (107, 5)):  # simple bounds, sum by sum, let these through
        draw = random.Random(seed)
        for rows, columns in ((4, 4), (5, 5)):
            counts, sums = a_table(draw, rows, columns)
            if rows == size:
                assert_safe(counts, sums, released(counts, sums, list(counts)), list(counts))
