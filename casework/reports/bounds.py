"""How far unknown numbers can move: the least and greatest value of each that linear sums leave open.

Numbers are at least 0, and one solution (the true one) is known, so the simplex method starts from it: first a corner
is reached, then corner by corner towards a goal (Bland's rule). Every corner is a witness: a solution that the reader
cannot rule out. One is believed only where it fulfils the sums as they were given, so rounding never makes a count
look safer than it is; what is not reached in so many steps counts as out of reach.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

INFINITE = 10**12  # stands for "as much as you like"
NOTHING = 1e-7
FULFILLED = 1e-5
STEPS = 60
LOOSE = 0.01  # a smaller coefficient is nothing to turn on: rounding would grow with it


class Corners:
    """Solutions of `{unknown: coefficient}` sums that the true values fulfil; `low` and `high` are what was met."""

    def __init__(self, equations: Iterable[Mapping[int, int]], true: Sequence[int]) -> None:
        self.low: list[float] = list(true)
        self.high: list[float] = list(true)
        self._given = [tuple(one.items()) for one in equations]
        self._constants = [sum(factor * true[one] for one, factor in row) for row in self._given]
        self._value: list[float] = list(true)
        self._row_of: dict[int, int] = {}  # basic unknown -> its row
        self._rows: list[dict[int, float]] = []
        self._rows_with: dict[int, set[int]] = {}
        self._basic: list[int] = []
        for equation in self._given:
            self._add(dict(equation))
        self._to_a_corner()

    def spread(self, unknown: int, *, down_to: float, wide: float, from_zero: bool) -> tuple[float, float]:
        """Least and greatest value of an unknown; the search ends early where `down_to` is reached below and, above,
        `wide` (counted from the least value, or from zero)."""
        if self.low[unknown] > down_to:
            self._push(unknown, up=False, until=down_to)
        goal = wide if from_zero else self.low[unknown] + wide
        if self.high[unknown] < goal:
            self._push(unknown, up=True, until=goal)
        return self.low[unknown], self.high[unknown]

    def _add(self, row: dict[int, float]) -> None:
        for known in [one for one in row if one in self._row_of]:
            factor = row.get(known, 0)
            if factor:
                _subtract(row, self._rows[self._row_of[known]], factor)
        if not row:
            return  # says nothing new
        pivot = max(row, key=lambda one: (self._value[one] > 0, abs(row[one]), -one))
        number = len(self._rows)
        self._rows.append(row)
        self._basic.append(pivot)
        self._row_of[pivot] = number
        for one in row:
            self._rows_with.setdefault(one, set()).add(number)
        self._clear(number, pivot)

    def _clear(self, number: int, pivot: int) -> None:
        """Makes the pivot 1 in its row and takes it out of every other."""
        row = self._rows[number]
        by = row[pivot]
        if by != 1:
            for one in row:
                row[one] /= by
        for other in list(self._rows_with[pivot]):
            if other != number:
                self._take(other, row, self._rows[other][pivot])

    def _take(self, number: int, row: Mapping[int, float], factor: float) -> None:
        target, rows_with = self._rows[number], self._rows_with
        for one, value in row.items():
            before = target.get(one)
            left = (before or 0.0) - factor * value
            if abs(left) > NOTHING:
                target[one] = left
                if before is None:
                    rows_with.setdefault(one, set()).add(number)
            elif before is not None:
                del target[one]
                rows_with[one].discard(number)

    def _to_a_corner(self) -> None:
        unknowns = {one for row in self._rows for one in row}
        for one in sorted(unknowns):
            if one not in self._row_of and self._value[one]:
                self._move(one, -1, self._value[one])
        self._witness()

    def _push(self, unknown: int, *, up: bool, until: float) -> None:
        """Moves from corner to corner until the unknown is where it is wanted, or can go no further."""
        for _step in range(STEPS):
            if (self._value[unknown] >= until) if up else (self._value[unknown] <= until):
                return
            entering = self._entering(unknown, up=up)
            if entering is None:
                return
            if not self._move(entering, 1, None):
                self.high[unknown] = INFINITE  # only a push upwards can be without end
                return
            self._witness()

    def _entering(self, unknown: int, *, up: bool) -> int | None:
        place = self._row_of.get(unknown)
        if place is None:
            return unknown if up else None
        row = self._rows[place]
        found = (one for one, factor in row.items() if one != unknown and (factor < -LOOSE if up else factor > LOOSE))
        return min(found, default=None)

    def _move(self, entering: int, direction: int, limit: float | None) -> bool:
        """Moves an unknown that is in no row, by at most `limit`; False where nothing stops it."""
        step, leaving = limit, -1
        column = [(place, self._rows[place][entering]) for place in self._rows_with.get(entering, ())]
        for place, factor in column:
            fall = factor * direction
            if fall > LOOSE:
                reach = max(self._value[self._basic[place]], 0.0) / fall
                is_tie = reach == step and leaving >= 0 and self._basic[place] < self._basic[leaving]
                if step is None or reach < step or is_tie:
                    step, leaving = reach, place
        if step is None:
            return False
        if step:
            self._value[entering] = _tidy(self._value[entering] + direction * step)
            for place, factor in column:
                basic = self._basic[place]
                self._value[basic] = _tidy(self._value[basic] - direction * step * factor)
        if leaving >= 0:
            del self._row_of[self._basic[leaving]]
            self._basic[leaving] = entering
            self._row_of[entering] = leaving
            self._clear(leaving, entering)
        return True

    def _witness(self) -> None:
        """Notes where every unknown stands, if the sums as they were given are fulfilled."""
        value = self._value
        for row, constant in zip(self._given, self._constants, strict=True):
            if abs(sum(factor * value[one] for one, factor in row) - constant) > FULFILLED:
                return
        if min(value, default=0) < -FULFILLED:
            return
        low, high = self.low, self.high
        for one, now in enumerate(value):
            if now < low[one]:
                low[one] = now
            elif now > high[one]:
                high[one] = now


def rough_bounds(
    equations: Sequence[Mapping[int, int]], constants: Sequence[int], count: int, *, rounds: int = 6
) -> list[tuple[int, int]]:
    """Bounds that are never narrower than the exact ones, quickly: each equation bounds its unknowns in turn."""
    low, high = [0] * count, [INFINITE] * count
    for _round in range(rounds):
        is_changed = False
        for equation, constant in zip(equations, constants, strict=True):
            for one, factor, least, most in _limits(equation, constant, low, high):
                lowest, highest = (least, most) if factor > 0 else (-most, -least)
                if lowest > low[one]:
                    low[one], is_changed = lowest, True
                if highest < high[one]:
                    high[one], is_changed = highest, True
        if not is_changed:
            break
    return list(zip(low, high, strict=True))


def _limits(
    equation: Mapping[int, int], constant: int, low: list[int], high: list[int]
) -> Iterator[tuple[int, int, int, int]]:
    """(unknown, 1 or -1, least, most): what the others leave to the unknown times its factor."""
    least = sum(low[one] if factor > 0 else -high[one] for one, factor in equation.items())
    most = sum(high[one] if factor > 0 else -low[one] for one, factor in equation.items())
    for one, factor in equation.items():
        own_least, own_most = (low[one], high[one]) if factor > 0 else (-high[one], -low[one])
        yield one, factor, constant - (most - own_most), constant - (least - own_least)


def _tidy(value: float) -> float:
    whole = round(value)
    return float(whole) if abs(value - whole) < NOTHING else value


def _subtract(row: dict[int, float], other: Mapping[int, float], factor: float) -> None:
    for one, value in other.items():
        left = row.get(one, 0.0) - factor * value
        if abs(left) > NOTHING:
            row[one] = left
        else:
            row.pop(one, None)
