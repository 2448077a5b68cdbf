"""Small cells: which counts of a release are not told, so that none of 1 to 10 can be worked out from the others.

First every count of 1 to 10 is hidden. Then all sums of all tables of the release are taken together, with what was
told in earlier releases, and each hidden count's interval is computed exactly, counts being at least 0: a small one
must be able to be anything from 0 to 11, a larger one that hides with it must leave a range as wide. Where that is not
so, the smallest told count that shares a sum with it is hidden too, else the total; and so on until all are safe.
Zeros are neither hidden nor used for hiding.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from casework.reports.bounds import Corners, rough_bounds

SMALL = 10
WIDE = 11
NEARLY = 1e-6
Key: TypeAlias = Hashable
Equation = tuple[Key, tuple[Key, ...]]  # the whole is the sum of the parts


@dataclass(frozen=True, slots=True)
class Release:
    """What leaves the house: `told` counts in table order, every count by key, and the sums between them.

    `fixed` = {key: is told} of counts of earlier releases: told or hidden once, they stay what they were.
    """

    told: Sequence[Key]
    counts: Mapping[Key, int]
    sums: Sequence[Equation]
    fixed: Mapping[Key, bool]


def hide(release: Release) -> frozenset[Key]:
    """The told counts that are not told after all."""
    return _Hiding(release).run()


class _Hiding:
    """The counts that are still told, and what may be hidden next."""

    def __init__(self, release: Release) -> None:
        self._counts = release.counts
        self._order = {key: number for number, key in enumerate(release.told)}
        before = {key for key, is_told in release.fixed.items() if is_told}
        self._told = {key for key in self._order if not 1 <= release.counts[key] <= SMALL} | before
        self._sums = tuple(dict.fromkeys((whole, tuple(parts)) for whole, parts in release.sums))
        self._in: dict[Key, list[Equation]] = {}
        for one in self._sums:
            for key in (one[0], *one[1]):
                self._in.setdefault(key, []).append(one)
        self._safe: set[Key] = set()
        self._at_first = {key for key in self._order if key in self._told}

    def run(self) -> frozenset[Key]:
        self._roughly()
        while not all(self._is_exactly_safe(group) for group in self._groups()):
            pass  # what was hidden joins sums that were apart: they are looked at anew
        return frozenset(key for key in self._order if key not in self._told)

    def _roughly(self) -> None:
        """Hides beside what simple bounds give away already; most of the work, and cheap."""
        while True:
            names, equations, constants = self._unknowns(self._sums)
            bounds = rough_bounds(equations, constants, len(names))
            touched: set[Equation] = set()
            is_hidden = False
            for number, key in enumerate(names):
                is_narrow = self._needs(key) and not self._is_wide(key, *bounds[number])
                if is_narrow and touched.isdisjoint(self._in[key]) and self._hide_beside(key):
                    touched.update(self._in[key])
                    is_hidden = True
            if not is_hidden:
                return

    def _is_exactly_safe(self, group: Sequence[Equation]) -> bool:
        """Walks corners of what a reader must reckon with; where a count is not safe, hides beside it."""
        names, equations, _constants = self._unknowns(group)
        wanted = [key for key in names if self._needs(key) and key not in self._safe]
        if not wanted:
            return True
        corners = Corners(equations, [self._counts[key] for key in names])
        at = {key: number for number, key in enumerate(names)}
        touched: set[Equation] = set()
        for key in wanted:
            low, high = corners.low[at[key]], corners.high[at[key]]
            if not self._is_wide(key, low, high):
                low, high = self._spread(corners, at[key], key)
            if self._is_wide(key, low, high):
                self._safe.add(key)
            elif touched.isdisjoint(self._in[key]):
                if self._hide_beside(key):
                    touched.update(self._in[key])
                else:
                    self._safe.add(key)  # nothing is told that could say anything
        return not touched

    def _spread(self, corners: Corners, number: int, key: Key) -> tuple[float, float]:
        if self._counts[key] <= SMALL:
            return corners.spread(number, down_to=0, wide=WIDE, from_zero=True)
        return corners.spread(number, down_to=max(self._counts[key] - WIDE, 0), wide=WIDE, from_zero=False)

    def _needs(self, key: Key) -> bool:
        """Whether a count that is not told must stay uncertain: small ones, told ones that were hidden."""
        return 1 <= self._counts[key] <= SMALL or key in self._at_first

    def _is_wide(self, key: Key, low: float, high: float) -> bool:
        if self._counts[key] <= SMALL:
            return low <= NEARLY and high >= WIDE - NEARLY
        return high - low >= WIDE - NEARLY

    def _hide_beside(self, key: Key) -> bool:
        """Hides the smallest told count of a sum with `key`, a part before a total; else of the sums next to those."""
        seen, edge = {key}, [key]
        while edge:
            sums = [one for near in edge for one in self._in[near]]
            parts = [part for whole, found in sums for part in found]
            for candidates in (parts, [whole for whole, _parts in sums]):
                free = [one for one in candidates if one in self._told and one in self._order and self._counts[one]]
                if free:
                    self._told.discard(min(free, key=lambda one: (self._counts[one], self._order[one])))
                    return True
            edge = [
                one for whole, found in sums for one in (whole, *found) if one not in seen and one not in self._told
            ]
            seen.update(edge)
        return False

    def _unknowns(self, sums: Iterable[Equation]) -> tuple[list[Key], list[dict[int, int]], list[int]]:
        """The unknown counts of these sums, and the sums over them: {unknown: 1 or -1} = constant."""
        numbers: dict[Key, int] = {}
        equations, constants = [], []
        for whole, parts in sums:
            equation: dict[int, int] = {}
            constant = 0
            for key, factor in ((whole, -1), *((part, 1) for part in parts)):
                if key in self._told:
                    constant -= factor * self._counts[key]
                else:
                    number = numbers.setdefault(key, len(numbers))
                    equation[number] = equation.get(number, 0) + factor
            if equation:
                equations.append(equation)
                constants.append(constant)
        return list(numbers), equations, constants

    def _groups(self) -> list[list[Equation]]:
        """Sums that share an unknown count, directly or through others."""
        above: dict[Equation, Equation] = {one: one for one in self._sums}

        def root(one: Equation) -> Equation:
            while above[one] != one:
                above[one] = above[above[one]]
                one = above[one]
            return one

        for key, sums in self._in.items():
            if key not in self._told:
                for other in sums[1:]:
                    above[root(other)] = root(sums[0])
        groups: dict[Equation, list[Equation]] = {}
        for one in self._sums:
            groups.setdefault(root(one), []).append(one)
        return list(groups.values())
