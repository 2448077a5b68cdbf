"""Taking a planned import: save sets of at most 50 changes, one dossier at a time, and the rows that were left out.

Promise: repeated after a power cut, the same file adds nothing twice: each save set carries a draft id made of the
file and its rows, and a draft saved twice answers with the first result. A set holds rows of one dossier, so that a
row which a server sets aside takes only that dossier's rows with it.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

import orjson

from casework.book import CaseBook, Edit, Problem, Problems, Saved
from casework.imports.columns import ID
from casework.imports.formula import Formula
from casework.imports.plan import NUMBER_FIELD, PENDING_NUMBER, temporary_name
from casework.imports.planned import ImportPlan, PlannedRow, without_rows
from casework.imports.row import RowProblem
from casework.imports.table import CSV, Row
from shared_schema import canonical
from shared_schema.canonical import Json, encode_bytes
from shared_schema.change import MAX_SET_CHANGES
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot

REHEARSED_NUMBER = "(rehearsed)"
REFUSED_FORMULA = "=?"  # no spreadsheet computes it, and an import refuses it as it refused the formula
FORMULA_MARKS = ("=", "+", "-", "@")


class RehearsedBook(Protocol):
    """What a dry run asks of a book: what `save` would answer to each set in turn, with nothing written."""

    def rehearse(self, sets: Sequence[Sequence[Edit]]) -> tuple[Saved | Problems, ...]:
        """One outcome for each set."""
        ...


class Standing(Protocol):
    """Where the own log stands."""

    @property
    def id(self) -> Id:
        """The incarnation that is written to now."""
        ...

    @property
    def n(self) -> int:
        """Its newest number."""
        ...


class OwnEntries(Protocol):
    """What is asked of the own log: where it stands, and which record a dot wrote to."""

    def current(self) -> Standing:
        """Where it stands."""
        ...

    def record_of(self, dot: Dot) -> Id | None:
        """The record of an own change."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did: new and changed records, rows that an earlier run of the same file had taken already, and
    problems of rows that the book would not save; `records` = {"$1": the record that it became}."""

    new: int
    changed: int
    earlier: int = 0
    problems: tuple[RowProblem, ...] = ()
    records: Mapping[str, Id] = field(default_factory=dict)


def take_plan(
    plan: ImportPlan,
    book: CaseBook,
    *,
    log: OwnEntries,
    reached: Callable[[int], None] = lambda _done: None,
) -> Taken:
    """Saves the rows of a plan, set by set; `log` tells what a repeated set wrote the first time."""
    taking = _Taking(plan, book, log)
    done = 0
    for rows in save_sets(plan.rows):
        taking.save(rows)
        done += len(rows)
        reached(done)
    return Taken(taking.new, taking.changed, taking.earlier, tuple(taking.problems), taking.records())


def rehearse(plan: ImportPlan, book: RehearsedBook) -> ImportPlan:
    """The plan with what the book would say against each save set (rules, rights, sizes); nothing is written."""
    sets = [[row for row in group if row.read.edit is not None] for group in save_sets(plan.rows)]
    sets = [group for group in sets if group]
    edits = [[_numbered(row.read.edit) for row in group if row.read.edit is not None] for group in sets]
    problems: list[RowProblem] = []
    for group, wanted, outcome in zip(sets, edits, book.rehearse(edits), strict=True):
        if isinstance(outcome, Problems):
            paired = list(zip(group, wanted, strict=True))
            problems += [_of_row(problem, paired) for problem in outcome.problems if not problem.is_warning]
    known = {(problem.sheet, problem.row, problem.column) for problem in plan.problems}
    new = [problem for problem in problems if (problem.sheet, problem.row, problem.column) not in known]
    return without_rows(plan, new)


def save_sets(rows: Sequence[PlannedRow]) -> Iterator[tuple[PlannedRow, ...]]:
    """Rows of one dossier together, at most 50 in a set, in the order in which dossiers first appear."""
    by_home: dict[Id, list[PlannedRow]] = {}
    for row in rows:
        key = row.target.home if row.target.home != "directory" else row.target.record
        by_home.setdefault(key, []).append(row)
    for group in by_home.values():
        for at in range(0, len(group), MAX_SET_CHANGES):
            yield tuple(group[at : at + MAX_SET_CHANGES])


class _Taking:
    def __init__(self, plan: ImportPlan, book: CaseBook, log: OwnEntries) -> None:
        self.plan = plan
        self.book = book
        self.log = log
        self.new = 0
        self.changed = 0
        self.earlier = 0
        self.problems: list[RowProblem] = []
        self._renamed: dict[Id, Id] = {}

    def save(self, rows: Sequence[PlannedRow]) -> None:
        wanted = [(row, self._ready(row.read.edit)) for row in rows if row.read.edit is not None]
        if not wanted:
            return
        head = self.log.current()
        outcome = self.book.save([edit for _row, edit in wanted], draft=self._draft(rows))
        if isinstance(outcome, Problems):
            self.problems += [_of_row(problem, wanted) for problem in outcome.problems if not problem.is_warning]
            return
        for (_row, edit), dot in zip(wanted, outcome.dots, strict=False):
            written = self.log.record_of(dot)
            if written is not None and written != edit.record:
                self._renamed[edit.record] = written
        if not any(device == head.id and n > head.n for device, n in outcome.dots):
            self.earlier += len(wanted)
            return
        self.new += sum(1 for row, _edit in wanted if row.is_new)
        self.changed += sum(1 for row, _edit in wanted if not row.is_new)

    def records(self) -> dict[str, Id]:
        """{"$1": record} of the rows that were taken."""
        refused = {(problem.sheet, problem.row) for problem in self.problems}
        taken = [row for row in self.plan.rows if (row.row.sheet, row.row.number) not in refused]
        named = {temporary_name(row.row): row.target.record for row in taken}
        return {name: self._renamed.get(record, record) for name, record in named.items() if name}

    def _ready(self, edit: Edit) -> Edit:
        registers = dict(edit.registers)
        if registers.get(NUMBER_FIELD) == PENDING_NUMBER:
            registers[NUMBER_FIELD] = self.book.next_case_number()
        home = self._renamed.get(edit.home, edit.home)
        return replace(edit, home=home, registers=_rename(registers, self._renamed))

    def _draft(self, rows: Sequence[PlannedRow]) -> Id:
        named = [[row.row.sheet, row.row.number] for row in rows]
        whole = canonical.dumps([self.book.person.worker, encode_bytes(self.plan.file_hash), named])
        return encode_bytes(sha256(b"homeward/import\0" + whole).digest()[:16])


def write_left_out(
    rows: Sequence[Row], bad: frozenset[tuple[str, int]], *, file_format: str, records: Mapping[str, Id]
) -> bytes:
    """The rows that were not taken, as a file of their own: JSON lines as they were, else CSV in which a formula is
    refused again. They name the records that were taken by their ids: `$1` stands in the whole file alone."""
    found = [row for row in rows if (row.sheet, row.number) in bad]
    left = [
        {name: cell if name.lower() == ID else _rename(cell, records) for name, cell in row.cells.items()}
        for row in found
    ]
    if found and found[0].is_typed:
        return b"".join(orjson.dumps(cells) + b"\n" for cells in left)
    header = list(dict.fromkeys(name for cells in left for name in cells))
    has_sheets = file_format != CSV and "kind" not in (name.lower() for name in header)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*(["kind"] if has_sheets else []), *header])
    for row, cells in zip(found, left, strict=True):
        writer.writerow([*([row.sheet] if has_sheets else []), *(_plain(cells.get(name)) for name in header)])
    return out.getvalue().encode("utf-8-sig")


def _numbered(edit: Edit) -> Edit:
    if edit.registers.get(NUMBER_FIELD) != PENDING_NUMBER:
        return edit
    return replace(edit, registers={**edit.registers, NUMBER_FIELD: REHEARSED_NUMBER})


def _plain(cell: Json | Formula) -> str:
    if isinstance(cell, Formula):
        return REFUSED_FORMULA
    text = "" if cell is None else str(cell)
    return f" {text}" if text.startswith(FORMULA_MARKS) else text  # a text for spreadsheets; an import trims it


def _of_row(problem: Problem, wanted: Sequence[tuple[PlannedRow, Edit]]) -> RowProblem:
    row = next((row for row, edit in wanted if edit.record == problem.record), wanted[0][0]).row
    return RowProblem(row.number, row.sheet, problem.field, problem.code)


def _rename(value: Json, renamed: Mapping[Id, Id]) -> Json:
    if not renamed:
        return value
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, dict):
        return {key: _rename(item, renamed) for key, item in value.items()}
    if isinstance(value, list):
        return [_rename(item, renamed) for item in value]
    return value
