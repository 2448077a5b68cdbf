"""The sheet of the provider directory as an XLSX file, read and written. A formula is never followed nor written."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import TYPE_FORMULA, TYPE_STRING
from openpyxl.styles import Font

from casework.directory_sheet import COLUMNS, MOST_ROWS, PROVIDER, PROVIDER_FIELDS, SERVICE, SERVICE_FIELDS, Cell, Row
from shared_schema.errors import HomewardError
from shared_schema.records.kinds import KINDS
from shared_schema.records.types import Choice, Choices

MAX_UNPACKED_BYTES = 32 * 1024 * 1024
TITLE, CODES_TITLE = "providers", "codes"


def write_directory(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file: rows under COLUMNS, and a sheet with the codes that the columns take. Without rows it is a template."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(TITLE)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, bold=True) for name in COLUMNS])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    codes = book.create_sheet(CODES_TITLE)
    codes.append([_cell(codes, name, bold=True) for name in ("column", "code", "English", "ខ្មែរ")])
    for line in _codes():
        codes.append([_cell(codes, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_directory(data: bytes) -> list[Row]:
    """Rows of the first sheet by column. Raises `providers.unreadable`, `providers.too_many_rows`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_large = sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES
        book = None if is_large else load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers do: any of them means "not readable"
        raise HomewardError("providers.unreadable") from error
    if book is None:
        raise HomewardError("providers.unreadable")
    try:
        lines = book.worksheets[0].iter_rows()
        header = [str(cell.value or "").strip() for cell in next(lines, ())]
        if "provider_id" not in header and "name_latin" not in header:
            raise HomewardError("providers.unreadable")
        found: list[Row] = []
        for number, cells in enumerate(lines, start=2):
            values = {name: _read(cell) for name, cell in zip(header, cells, strict=False) if name}
            if any(value not in (None, "") for value in values.values()):
                found.append((number, {name: value for name, value in values.items() if value not in (None, "")}))
            if len(found) > MOST_ROWS:
                raise HomewardError("providers.too_many_rows", limit=MOST_ROWS)
    finally:
        book.close()
    return found


def _read(cell: object) -> Cell:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == TYPE_FORMULA:
        return "="
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    day = getattr(value, "date", None)
    return (day().isoformat() if callable(day) else str(value))[:4000]


def _codes() -> Iterable[tuple[str, str, str, str]]:
    for kind, names in ((PROVIDER, PROVIDER_FIELDS), (SERVICE, SERVICE_FIELDS)):
        for name in names:
            declared = KINDS[kind].fields[name].type
            if isinstance(declared, Choice | Choices):
                for code in declared.vocabulary:
                    yield name, code.code, code.label("en"), code.label("km")


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = TYPE_STRING  # else a text that begins with = would be a formula
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
