"""The own caseload as JSON lines or XLSX: coded, or with names as an age file with a reason that is recorded.

Promise: what is exported can be imported again and changes nothing; a text is never a formula to a spreadsheet.
Refused: answers of restricted kinds and fields of class I and A in a coded export; a plaintext file with names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
import pyrage

from casework.book import CaseBook, Edit, Problems
from casework.imports import columns
from casework.imports.base_token import write_base
from casework.imports.columns import Column, columns_of
from casework.imports.plan import every_record
from casework.imports.values import SEPARATOR
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_non_answer
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.types import Choices, Dots, Refs

OFFICE_ROLES = ("supervisor", "coordinator")
NAMES_ROLE = "social_worker"
SET_SIZE = 50
NOTE_TEXT = "Exported with names. / បាននាំចេញជាមួយឈ្មោះ។"
REASON_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One record as it leaves: its kind, its state, and {column: value} of what stands in it."""

    kind: Kind
    shown: Shown
    values: Mapping[Column, Json]
    with_names: bool

    @property
    def frame(self) -> dict[str, Json]:
        """kind, id, home and base, as an import reads them."""
        base = write_base(self.shown.record_id, self.shown.seen, self.values, with_names=self.with_names)
        return {
            columns.KIND: self.kind.name,
            columns.ID: self.shown.record_id,
            columns.HOME: self.shown.home,
            columns.BASE: base,
        }


def caseload(book: CaseBook, kinds: Mapping[str, Kind], *, with_names: bool) -> Iterator[ExportRow]:
    """The records of the person's dossiers and of her office book, kind by kind; restricted ones with names only.

    A social worker's are her own; a supervisor or coordinator exports, coded, what her laptop holds (security.md 4.6).

    Raises `export.names_not_allowed` with names for anybody but a social worker (security.md 4.6).
    """
    if with_names and book.person.role != NAMES_ROLE:
        raise HomewardError("export.names_not_allowed")
    own = None if book.person.role in OFFICE_ROLES else frozenset(_own_dossiers(book, kinds))
    for kind in kinds.values():
        if kind.placement is Placement.DIRECTORY or (not with_names and (kind.restricted or kind.follows)):
            continue
        chosen = columns_of(kind, with_names=with_names)
        for shown in every_record(book, kind.name):
            if own is None or kind.placement is Placement.OFFICE or shown.home in own:
                values = {column: column.value_in(shown.values) for column in chosen}
                filled = {column: value for column, value in values.items() if value is not None}
                yield ExportRow(kind, shown, filled, with_names)


def write_jsonl(rows: Iterable[ExportRow]) -> bytes:
    """One object a line: the frame, then every field that holds something, by name."""
    lines = [
        orjson.dumps({**row.frame, **{column.name: value for column, value in row.values.items()}}) for row in rows
    ]
    return b"".join(line + b"\n" for line in lines)


def write_xlsx(rows: Sequence[ExportRow], *, with_names: bool) -> bytes:
    """One sheet for each kind, a header row of field names; every cell is a text or a number, never a formula."""
    from casework.imports.workbooks import write_sheets

    by_kind: dict[str, list[ExportRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind.name, []).append(row)
    sheets = []
    for name, group in by_kind.items():
        chosen = columns_of(group[0].kind, with_names=with_names)
        lines = [_line(row, chosen) for row in group]
        sheets.append((name, [*_FRAME, *(column.name for column in chosen)], lines))
    return write_sheets(sheets)


def write_cell(column: Column, value: Json) -> str | int | None:
    """The cell of a value, as `read_cell` reads it back."""
    if value is None:
        return None
    if is_non_answer(value):
        return f"({value['none']})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, list) and isinstance(column.field.type, Choices | Refs):
        return f"{SEPARATOR} ".join(str(item) for item in value)
    if isinstance(value, dict | list) or isinstance(column.field.type, Dots):
        return orjson.dumps(value).decode()
    return str(value)


def seal_age(data: bytes, *, recipient: str | None, ask_passphrase: Callable[[], str]) -> bytes:
    """An age file for a recipient's public key, or under a passphrase. Raises `export.recipient_unreadable`."""
    if recipient is None:
        return bytes(pyrage.passphrase.encrypt(data, ask_passphrase()))
    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError as error:
        raise HomewardError("export.recipient_unreadable") from error


def record_export(book: CaseBook, homes: Iterable[Id], *, reason: str, new_id: Callable[[], Id], day: str) -> None:
    """Writes into every exported dossier that it left with names, and why; before the file is written."""
    text = f"{NOTE_TEXT} {reason[:REASON_CHARACTERS]}"
    values = {"noted_on": day, "note_type": "admin", "text": text}
    edits = [Edit(new_id(), "case_note", home, values) for home in sorted(set(homes))]
    for at in range(0, len(edits), SET_SIZE):
        outcome = book.save(edits[at : at + SET_SIZE])
        if isinstance(outcome, Problems):
            raise HomewardError("export.not_recorded", count=len(outcome.problems))


def _own_dossiers(book: CaseBook, kinds: Mapping[str, Kind]) -> Iterator[Id]:
    for kind in kinds.values():
        if kind.placement is Placement.DOSSIER_HEAD:
            for shown in every_record(book, kind.name):
                if shown.values.get("case_worker") == book.person.worker:
                    yield shown.record_id


def _line(row: ExportRow, chosen: Sequence[Column]) -> list[str | int | None]:
    frame = row.frame
    return [*(frame.get(title) for title in _FRAME), *(write_cell(column, row.values.get(column)) for column in chosen)]


_FRAME = columns.FRAME
