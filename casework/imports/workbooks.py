"""XLSX files, read and written; nothing else of the program knows the library.

Promise: a formula comes out as `Formula`, never as its result; what is written is a text or a number, never a
formula, whatever it begins with. Refused: macros, links to other files, a file that unpacks beyond its bound.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA, TYPE_STRING
from openpyxl.styles import Font

from casework.imports.formula import Formula
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError

MAX_UNPACKED_BYTES = 512 * 1024 * 1024
TITLE_CHARACTERS = 31
EMPTY_TITLE = "case"
Sheet = tuple[str, list[str], Iterator[tuple[int, list[Json]]]]


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """(title, header, rows as (number, cells)) of every sheet. Raises `import.not_a_workbook`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MAX_UNPACKED_BYTES:
            raise HomewardError("import.not_a_workbook")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except HomewardError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do: any of them means "not readable"
        raise HomewardError("import.not_a_workbook") from error
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is often wrong, and would cut rows off
            rows = sheet.iter_rows()
            header = [_read_cell(cell) for cell in next(rows, ())]
            names = ["" if isinstance(name, Formula) or name is None else str(name) for name in header]
            body = (([_read_cell(cell) for cell in cells]) for cells in rows)
            yield sheet.title, names, enumerate(body, start=2)
    finally:
        book.close()


def write_sheets(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[str | int | None]]]]) -> bytes:
    """A workbook of (title, header, rows)."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title[:TITLE_CHARACTERS])
        sheet.append([_write_cell(sheet, name, bold=True) for name in header])
        for row in rows:
            sheet.append([_write_cell(sheet, value) for value in row])
    if not sheets:
        book.create_sheet(EMPTY_TITLE)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _read_cell(cell: Json) -> Json | Formula:
    value = cell.value
    if cell.data_type in (TYPE_FORMULA, TYPE_ERROR):  # `#REF!` is what became of a formula
        return Formula()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _write_cell(sheet: Json, value: str | int | None, *, bold: bool = False) -> Json:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = TYPE_STRING  # else a text that begins with = would be a formula
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
