"""A report as a file: XLSX with a cover and one sheet for each part, Khmer and English; or CSV, one line for each cell.

Every cell is a number or a text, never a formula, whatever it begins with. What is hidden is a dash.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Font

from casework.reports.edition import EDITIONS, NOTICE, Cover, Part, is_shown, parts_of
from casework.reports.figure import Figure, Place, Table
from casework.reports.release import external_value
from shared_schema.words.sentence import Words

TITLE_CHARACTERS = 31
WIDE_COLUMN, COLUMN = 46, 16
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Value = int | float | str | None
PERIOD, OFFICES = Words("Period", "រយៈពេល"), Words("Offices", "ការិយាល័យ")
CUT_OFF = Words("Data as of", "ទិន្នន័យគិតត្រឹម")
WAITING = Words("Changed cases not yet counted anew", "ករណីដែលបានកែ មិនទាន់រាប់ឡើងវិញ")
GRANT, DEFINITIONS = Words("Grant", "មូលនិធិ"), Words("Definitions", "និយមន័យ")
COVER = Words("Cover", "ទំព័រមុខ")


def write_workbook(edition: str, figures: Mapping[str, Figure], cover: Cover, hidden: frozenset[Place]) -> bytes:
    """An XLSX file of an edition, external rules applied."""
    book = Workbook(write_only=True)
    _cover_sheet(book.create_sheet("1"), edition, figures, cover)
    for number, part in enumerate(parts_of(edition), start=2):
        sheet = book.create_sheet(f"{number} {part.title.en}"[:TITLE_CHARACTERS])
        sheet.column_dimensions["A"].width = WIDE_COLUMN
        sheet.append([_text(sheet, both(part.title), bold=True)])
        for table in tables_of(part, figures):
            _table_rows(sheet, table, figures, hidden)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(edition: str, figures: Mapping[str, Figure], hidden: frozenset[Place]) -> bytes:
    """A CSV file (UTF-8 with a mark, as spreadsheets want it): table, row, column in both languages, value."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("table", "title_en", "title_km", "row_en", "row_km", "column_en", "column_km", "value"))
    for part in parts_of(edition):
        for table in tables_of(part, figures):
            counts = counts_of(table, figures)
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=False):
                    value = external_value(cell, counts, hidden)
                    if value is not None:
                        words = (table.title, row.title, column)
                        texts = [_plain(text) for one in words for text in (one.en, one.km)]
                        writer.writerow((table.key, *texts, value))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def tables_of(part: Part, figures: Mapping[str, Figure]) -> Iterator[Table]:
    """The tables of a part in its order."""
    for number in part.figures:
        if number in figures:
            yield from (one for one in figures[number].tables if is_shown(part, one))


def counts_of(table: Table, figures: Mapping[str, Figure]) -> Mapping[Place, int]:
    """The counts of the figure that holds a table."""
    return next(figure.counts for figure in figures.values() if table in figure.tables)


def both(words: Words) -> str:
    """Khmer, then English."""
    return words.en if words.en == words.km else f"{words.km} / {words.en}"


def _cover_sheet(sheet: Any, edition: str, figures: Mapping[str, Figure], cover: Cover) -> None:
    sheet.column_dimensions["A"].width = WIDE_COLUMN
    sheet.column_dimensions["B"].width = WIDE_COLUMN
    sheet.append([_text(sheet, both(EDITIONS[edition]), bold=True)])
    lines: list[tuple[Words, Value]] = [
        (PERIOD, f"{cover.first.isoformat()} – {cover.last.isoformat()}"),
        (OFFICES, both(cover.offices)),
        (CUT_OFF, cover.cut_off),
        (WAITING, cover.waiting),
    ]
    if cover.grant is not None:
        lines.append((GRANT, cover.grant))
    for words, value in lines:
        sheet.append([_text(sheet, both(words)), _cell(sheet, value)])
    sheet.append([_text(sheet, both(NOTICE))])
    sheet.append([_text(sheet, both(DEFINITIONS), bold=True)])
    for figure in figures.values():
        sheet.append([_text(sheet, f"{figure.number} · {both(figure.title)}"), _text(sheet, f"v{figure.version}")])
        sheet.append([None, _text(sheet, figure.definition.km)])
        sheet.append([None, _text(sheet, figure.definition.en)])


def _table_rows(sheet: Any, table: Table, figures: Mapping[str, Figure], hidden: frozenset[Place]) -> None:
    counts = counts_of(table, figures)
    sheet.append([])
    sheet.append([_text(sheet, both(table.title), bold=True)])
    sheet.append([None, *(_text(sheet, both(column), bold=True) for column in table.columns)])
    for row in table.rows:
        values = (external_value(cell, counts, hidden) for cell in row.cells)
        sheet.append([_text(sheet, both(row.title), bold=row.is_total), *(_cell(sheet, value) for value in values)])


def _cell(sheet: Any, value: Value) -> Any:  # openpyxl has no types for its write-only sheets
    return _text(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value=value)


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = text
    cell.data_type = TYPE_STRING
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
