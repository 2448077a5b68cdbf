"""What a figure is: counts at places, sums that hold between them, tables that lay them out, and its definition.

A count is named by what is measured and the coordinates of the cell, so the same number in two tables is one count:
hiding sees through every table of a release at once. Shares and middles are worked out from counts, never stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared_schema.words.sentence import Words


class Place(NamedTuple):
    """Where a count stands: `measure` and sorted (dimension, code) pairs; without pairs it is the whole."""

    measure: str
    at: tuple[tuple[str, str], ...] = ()

    def also(self, dimension: str, code: str) -> "Place":
        """The part of this that has one more coordinate."""
        return Place(self.measure, tuple(sorted((*self.at, (dimension, code)))))

    @property
    def name(self) -> str:
        """The place as one text, the same in every release."""
        return "|".join((self.measure, *(f"{dimension}={code}" for dimension, code in self.at)))


class Sum(NamedTuple):
    """`whole` is exactly the sum of `parts`; every count of it is part of the release, told or not."""

    whole: Place
    parts: tuple[Place, ...]


class Share(NamedTuple):
    """A percentage: `part` of `whole`."""

    part: Place
    whole: Place


class Middle(NamedTuple):
    """A median, percentile or mean over so many: `value` is None over nobody; `over` counts them."""

    value: float | None
    over: Place


class Goal(NamedTuple):
    """How far a count has come: `part` against a target, which is no secret."""

    part: Place
    target: int


class Told(NamedTuple):
    """A number that is nobody's secret: a target, a capacity."""

    value: int


Cell = Place | Share | Middle | Goal | Told | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its words and one cell for each column (None, and what is missing at the end: empty)."""

    title: Words
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is printed; the first column holds the words of each row. `note` says what must be known."""

    key: str
    title: Words
    columns: tuple[Words, ...]
    rows: tuple[Row, ...]
    note: Words | None = None

    @property
    def places(self) -> Iterator[Place]:
        """Every count that the table shows, row by row."""
        for row in self.rows:
            yield from (cell for cell in row.cells if isinstance(cell, Place))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of records.md 6: `number` (F1), the version of its definition, its counts, sums and tables.

    `counts` holds untold counts too, where a sum needs them (what was reached before a period).
    """

    number: str
    version: int
    title: Words
    definition: Words
    counts: Mapping[Place, int]
    sums: tuple[Sum, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def told(self) -> tuple[Place, ...]:
        """Every count that a table of the figure shows, once, in table order."""
        return tuple(dict.fromkeys(place for table in self.tables for place in table.places))


@dataclass(slots=True)
class Tally:
    """Counts being made; a place that nobody was counted at is 0."""

    counts: dict[Place, int] = field(default_factory=dict)

    def add(self, place: Place, by: int = 1) -> None:
        """Count one more (or so many) at a place."""
        self.counts[place] = self.counts.get(place, 0) + by

    def of(self, place: Place) -> int:
        """What was counted."""
        return self.counts.get(place, 0)

    def fill(self, places: Iterable[Place]) -> None:
        """Puts a zero where nobody was counted, so that every cell of a table has a count."""
        for place in places:
            self.counts.setdefault(place, 0)


def median(values: Iterable[int | float]) -> float | None:
    """The middle value, the mean of the two middle ones of an even number; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def percentile(values: Iterable[int | float], per_cent: int) -> float | None:
    """The nearest-rank percentile: the smallest value that so many of a hundred do not exceed; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    rank = -(-per_cent * len(ordered) // 100)
    return float(ordered[max(rank, 1) - 1])
