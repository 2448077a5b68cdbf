"""Rows out of a CSV, XLSX or JSON-lines file: cells as they stand, with the row numbers a person sees.

Promise: a formula is never read as its result, and never taken as an answer; a filled cell that no header names, or
that a second column of one name holds, is told and never dropped; sizes are bounded before anything is parsed.
Refused: macros, links to other files, anything but cells.
"""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

import orjson

from casework.imports.formula import Formula
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_ROWS = 100_000
CSV, XLSX, JSONL = "csv", "xlsx", "jsonl"
_STRAY = re.compile(r"(.*?) ?\(column [A-Z]+\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` as a person counts it (a sheet's header is row 1), the sheet it stands on, {column: cell}.

    Cells of CSV and XLSX are text, numbers, yes/no or dates (as `2026-11-21`); of JSON lines, values as they are.
    `header` = what the sheet names, also where this row has no cell; of JSON lines nothing.
    """

    number: int
    sheet: str
    cells: Mapping[str, Json | Formula]
    is_typed: bool = False
    header: tuple[str, ...] = ()

    @property
    def empty(self) -> tuple[str, ...]:
        """The headers under which this row has an empty cell."""
        return tuple(name for name in self.header if name not in self.cells)


def format_of(name: str) -> str:
    """The format by the end of a file's name; raises `import.format_unknown`."""
    ending = PurePath(name).suffix.lower()
    known = {".csv": CSV, ".txt": CSV, ".tsv": CSV, ".xlsx": XLSX, ".jsonl": JSONL, ".ndjson": JSONL}
    if ending not in known:
        raise HomewardError("import.format_unknown")
    return known[ending]


def read_rows(data: bytes, *, file_format: str) -> tuple[Row, ...]:
    """All rows of a file. Raises `import.unreadable`, `import.not_a_workbook`, `import.too_many_rows`,
    `import.empty`."""
    readers = {CSV: _csv_rows, XLSX: _xlsx_rows, JSONL: _jsonl_rows}
    rows: list[Row] = []
    for row in readers[file_format](data):
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise HomewardError("import.too_many_rows", limit=MAX_ROWS)
    if not rows:
        raise HomewardError("import.empty")
    return tuple(rows)


def renamed(rows: Iterable[Row], names: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows with columns of another system under our names; "" leaves a column out."""
    folded = {" ".join(theirs.casefold().split()): ours for theirs, ours in names.items()}

    def ours_of(header: str) -> str:
        return folded.get(" ".join(header.casefold().split()), header)

    return tuple(replace(row, cells=_under(row.cells, ours_of), header=()) for row in rows)


def _under(cells: Mapping[str, Json | Formula], ours_of: Callable[[str], str]) -> dict[str, Json | Formula]:
    found: dict[str, Json | Formula] = {}
    for at, (header, cell) in enumerate(cells.items()):
        if ours := ours_of(header):
            found[ours if ours not in found else _stray(ours, at)] = cell
    return found


def read_names(data: bytes) -> dict[str, str]:
    """{their header: our column} of a TOML file; `import.names_unreadable`."""
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HomewardError("import.names_unreadable") from error
    if not all(isinstance(ours, str) for ours in found.values()):
        raise HomewardError("import.names_unreadable")
    return {theirs: str(ours) for theirs, ours in found.items()}


def problem_of_header(header: str) -> str:
    """Why a header names no column of ours: `no_header`, `column_twice` or `unknown_column`."""
    stray = _STRAY.fullmatch(header)
    if stray is None:
        return "unknown_column"
    return "column_twice" if stray[1] else "no_header"


def _csv_rows(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HomewardError("import.unreadable", row=1, reason="not_utf8") from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        yield from _sheet_rows("", header, ((reader.line_num, [_csv_cell(cell) for cell in cells]) for cells in reader))
    except csv.Error as error:
        raise HomewardError("import.unreadable", row=reader.line_num, reason="csv") from error


def _csv_cell(cell: str) -> Json | Formula:
    return Formula() if cell.lstrip().startswith("=") else cell  # a CSV file has no other mark of a formula


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    from casework.imports.workbooks import read_sheets

    for title, header, rows in read_sheets(data):
        yield from _sheet_rows(title, header, rows)


def _sheet_rows(sheet: str, header: list[str], rows: Iterator[tuple[int, list[Json]]]) -> Iterator[Row]:
    names = tuple(name.strip() for name in header)
    for number, values in rows:
        cells: dict[str, Json | Formula] = {}
        for at, value in enumerate(values):
            if not _is_blank(value):
                name = names[at] if at < len(names) else ""
                cells[name if name and name not in cells else _stray(name, at)] = value
        if cells:
            yield Row(number, sheet, cells, header=names)


def _stray(name: str, at: int) -> str:
    """The header of a cell that stands under none, or under a name that an earlier cell of the row has."""
    letters, left = "", at + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{name} (column {letters})".strip()


def _is_blank(value: Json) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _jsonl_rows(data: bytes) -> Iterator[Row]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise HomewardError("import.unreadable", row=number, reason="json") from error
        if not isinstance(value, dict):
            raise HomewardError("import.unreadable", row=number, reason="json")
        yield Row(number, "", value, is_typed=True)
