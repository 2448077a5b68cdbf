"""Rows out of a CSV, XLSX or JSON-lines file: cells as they stand, with the row numbers a person sees.

Promise: a formula is never read as its result, and never taken as an answer; sizes are bounded before anything is
parsed. Refused: macros, links to other files, anything but cells.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

import orjson

from casework.imports.formula import Formula
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_ROWS = 100_000
CSV, XLSX, JSONL = "csv", "xlsx", "jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` as a person counts it (a sheet's header is row 1), the sheet it stands on, {column: cell}.

    Cells of CSV and XLSX are text, numbers, yes/no or dates (as `2026-11-21`); of JSON lines, values as they are.
    """

    number: int
    sheet: str
    cells: Mapping[str, Json | Formula]
    is_typed: bool = False


def format_of(name: str) -> str:
    """The format by the end of a file's name; raises `import.format_unknown`."""
    ending = PurePath(name).suffix.lower()
    known = {".csv": CSV, ".txt": CSV, ".tsv": CSV, ".xlsx": XLSX, ".jsonl": JSONL, ".ndjson": JSONL}
    if ending not in known:
        raise HomewardError("import.format_unknown")
    return known[ending]


def read_rows(data: bytes, *, file_format: str) -> tuple[Row, ...]:
    """All rows of a file. Raises `import.unreadable`, `import.too_many_rows`."""
    readers = {CSV: _csv_rows, XLSX: _xlsx_rows, JSONL: _jsonl_rows}
    rows: list[Row] = []
    for row in readers[file_format](data):
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise HomewardError("import.too_many_rows", limit=MAX_ROWS)
    return tuple(rows)


def renamed(rows: Iterable[Row], names: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows with columns of another system under our names; "" leaves a column out."""
    folded = {" ".join(theirs.casefold().split()): ours for theirs, ours in names.items()}

    def ours_of(header: str) -> str:
        return folded.get(" ".join(header.casefold().split()), header)

    return tuple(
        replace(row, cells={ours: cell for header, cell in row.cells.items() if (ours := ours_of(header))})
        for row in rows
    )


def read_names(data: bytes) -> dict[str, str]:
    """{their header: our column} of a TOML file; `import.names_unreadable`."""
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HomewardError("import.names_unreadable") from error
    if not all(isinstance(ours, str) for ours in found.values()):
        raise HomewardError("import.names_unreadable")
    return {theirs: str(ours) for theirs, ours in found.items()}


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
    names = [name.strip() for name in header]
    for number, values in rows:
        cells = {name: value for name, value in zip(names, values, strict=False) if name and not _is_blank(value)}
        if cells:
            yield Row(number, sheet, cells)


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
