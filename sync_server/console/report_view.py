"""Figures as pages show them: tables with words in the reader's language, and bars beside them drawn by the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.reports.asked import quarter_before, quarter_code
from casework.reports.edition import Part
from casework.reports.figure import Cell, Figure, Goal, Place, Share, Table
from casework.reports.release import cell_value, external_value
from casework.reports.workbook import both, counts_of, tables_of
from shared_schema.words.sentence import Words
from sync_server.console.phrases import say

WIDTH, LINE, MOST_BARS = 640, 50, 12  # words above each bar: Khmer words are long
QUARTERS = 12  # that can be chosen, newest first
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its words, its value in words, how long, and where it stands."""

    words: str
    value: str
    length: int
    top: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    words: str
    cells: tuple[str, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with its words and, where it has several counts in one column, bars of the first."""

    key: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    column: str

    @property
    def height(self) -> int:
        """Of the chart."""
        return len(self.bars) * LINE + 4

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return all(cell in ("0", "") for line in self.lines for cell in line.cells)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure, or a part of an edition, with its tables; `definition` stands below."""

    anchor: str
    title: str
    definition: str
    tables: tuple[TableView, ...]


def figure_views(
    figures: Iterable[Figure], language: str, *, hidden: frozenset[Place] | None
) -> tuple[FigureView, ...]:
    """Figures with real counts, or (`hidden` given) as they may be seen by everybody."""
    return tuple(
        FigureView(
            one.number,
            f"{_say(one.title, language)} ({one.number})" if one.number.startswith("F") else _say(one.title, language),
            _say(one.definition, language),
            tuple(_table(table, one.counts, language, hidden) for table in one.tables),
        )
        for one in figures
    )


def part_views(
    parts: Iterable[Part], figures: Mapping[str, Figure], *, hidden: frozenset[Place]
) -> tuple[FigureView, ...]:
    """The parts of an edition in both languages, for paper."""
    return tuple(
        FigureView(
            f"part-{number}",
            f"{number}. {both(part.title)}",
            "",
            tuple(_table(table, counts_of(table, figures), BOTH, hidden) for table in tables_of(part, figures)),
        )
        for number, part in enumerate(parts, start=2)
    )


def quarters_until(today: date, language: str) -> tuple[tuple[str, str], ...]:
    """(code, words) of the quarters that can be chosen: this one and those before."""
    found, day = [], today
    for _number in range(QUARTERS):
        code = quarter_code(day)
        year, _dash, number = code.partition("-Q")
        found.append((code, say(language, "Quarter %(n)s of %(year)s", n=number, year=year)))
        day = quarter_before(day)[0]
    return tuple(found)


def _table(table: Table, counts: Mapping[Place, int], language: str, hidden: frozenset[Place] | None) -> TableView:
    lines = tuple(
        Line(_say(row.title, language), tuple(_cell(cell, counts, hidden) for cell in row.cells), row.is_total)
        for row in table.rows
    )
    columns = tuple(_say(column, language) for column in table.columns)
    width = len(columns)
    padded = tuple(Line(one.words, one.cells + ("",) * (width - len(one.cells)), one.is_total) for one in lines)
    bars = _bars(table, counts, language, hidden)
    return TableView(table.key, _say(table.title, language), columns, padded, bars, columns[0] if columns else "")


def _bars(table: Table, counts: Mapping[Place, int], language: str, hidden: frozenset[Place] | None) -> tuple[Bar, ...]:
    rows = [(row, row.cells[0]) for row in table.rows if not row.is_total and row.cells]
    told = [(row, cell) for row, cell in rows if isinstance(cell, Place)]
    if not 2 <= len(told) <= MOST_BARS or len(told) < len(rows):
        return ()
    known = [0 if hidden and cell in hidden else counts.get(cell, 0) for _row, cell in told]
    most = max(known)
    if not most:
        return ()
    return tuple(
        Bar(_say(row.title, language), _cell(cell, counts, hidden), round(WIDTH * known[place] / most), place * LINE)
        for place, (row, cell) in enumerate(told)
    )


def _cell(cell: Cell, counts: Mapping[Place, int], hidden: frozenset[Place] | None) -> str:
    value = cell_value(cell, counts, frozenset()) if hidden is None else external_value(cell, counts, hidden)
    if value is None:
        return ""
    if isinstance(value, float):
        value = f"{value:,.1f}".removesuffix(".0")
        return f"{value} %" if isinstance(cell, Share | Goal) else value
    return f"{value:,}" if isinstance(value, int) else value


def _say(words: Words, language: str) -> str:
    return both(words) if language == BOTH else words.say(language)
