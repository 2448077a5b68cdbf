"""Records found again by the numbers that another system gave them: Primero, OSCaR, an office's own register.

Promise: a number that stands on two records here names neither; nothing is guessed.
"""

from collections.abc import Iterable, Mapping

from casework.imports.columns import find_column
from casework.imports.formula import Formula
from casework.imports.table import Row
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind

EXTERNAL: Mapping[str, tuple[str, ...]] = {
    "case": ("primero_id", "oscar_global_id", "other_ids"),
    "provider": ("external_id",),
}


class ExternalTwice(Exception):
    """The numbers of a row stand on different records here."""


class ExternalNumbers:
    """{number: record} of one kind, read once from its records; retracted ones are no match."""

    def __init__(self, kind: Kind, records: Iterable[Shown]) -> None:
        self._kind = kind
        self._fields = EXTERNAL.get(kind.name, ())
        self._found: dict[tuple[str, str], dict[str, Shown]] = {}
        for shown in records if self._fields else ():
            if shown.is_retracted:
                continue
            for field in self._fields:
                number = _folded(shown.values.get(field))
                if number:
                    self._found.setdefault((field, number), {})[shown.record_id] = shown

    def of_row(self, row: Row) -> Shown | None:
        """The record that the row's external numbers name, None for a new one. Raises ExternalTwice."""
        named: dict[str, Shown] = {}
        for header, cell in row.cells.items():
            column = find_column(self._kind, header) if self._fields else None
            if column is not None and column.field.name in self._fields:
                named.update(self._found.get((column.field.name, _folded(cell)), {}))
        if len(named) > 1:
            raise ExternalTwice
        return next(iter(named.values()), None)

    def of_number(self, number: str) -> Shown | None:
        """The one record that has this number, whichever system gave it; None for none or several."""
        wanted = _folded(number)
        found = {
            shown.record_id: shown for field in self._fields for shown in self._found.get((field, wanted), {}).values()
        }
        return next(iter(found.values())) if len(found) == 1 else None


def _folded(cell: object) -> str:
    return "" if cell is None or isinstance(cell, Formula | dict | list) else " ".join(str(cell).split()).casefold()
