"""One row of an import against the state it was read for: what changes, and what stands in the way.

Promise: what the person left as the export showed it is not written; lists merge by element; what changed here
meanwhile is marked. Refused: writing over a state that nobody was shown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from casework.book import Edit
from casework.imports import columns
from casework.imports.base_token import Base
from casework.imports.columns import Column, find_column
from casework.imports.formula import Formula
from casework.imports.table import Row, problem_of_header
from casework.imports.values import (
    CellProblem,
    References,
    read_cell,
    read_place_part,
    read_value,
    whole_place,
)
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import covers
from shared_schema.records.kind import Kind
from shared_schema.records.policy import Policy


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken: its number and sheet, the column, and a code of words/imports.py or a rule."""

    row: int
    sheet: str
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a row changes. `is_stale` = it changed here too since the row was written; `is_lowering` = a
    safety answer goes down."""

    field: str
    before: Json
    after: Json
    is_coded: bool
    is_stale: bool = False
    is_lowering: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The record that a row is about; `shown` is None for a new one, `base` None where the row carries none."""

    kind: Kind
    record: Id
    home: Id
    shown: Shown | None
    base: Base | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What a row asks for: the edit (None where nothing changes), its differences, and its problems."""

    edit: Edit | None
    differences: tuple[Difference, ...]
    problems: tuple[RowProblem, ...]


def read_row(row: Row, target: Target, *, references: References, presets: Mapping[str, Json]) -> ReadRow:
    """The edit of one row, every problem found. `presets` = values of a new record where the row has none."""
    reader = _Reader(row, target, references)
    values = reader.values()
    if target.shown is None:
        values = {**presets, **values}
    unread = {one.column.partition(".")[0] for one in reader.problems}
    problems = [*reader.problems, *_check(row, target, values, unread=unread)]
    registers = _registers(target, values)
    differences = tuple(reader.differences(values, registers))
    if not registers:
        return ReadRow(None, (), tuple(problems))
    seen = _base_seen(target)
    edit = Edit(target.record, target.kind.name, target.home, registers, seen, target.reason)
    resolved = _resolved(target, edit)
    if resolved and target.reason is None:
        problems.append(RowProblem(row.number, row.sheet, columns.REASON, "reason_needed"))
    return ReadRow(replace(edit, resolves=resolved), differences, tuple(problems))


class _Reader:
    """Reads the cells of one row and remembers what was wrong with them."""

    def __init__(self, row: Row, target: Target, references: References) -> None:
        self.row = row
        self.target = target
        self.references = references
        self.problems: list[RowProblem] = []
        self._stale: set[str] = set()
        self._read_already: set[Column] = set()

    def values(self) -> dict[str, Json]:
        """{field: value} of what the person wrote or changed."""
        found: dict[str, Json] = {}
        places: dict[str, dict[str, str | None]] = {}
        for header, cell in self.row.cells.items():
            if header.strip().lower() in columns.FRAME:
                continue
            column = find_column(self.target.kind, header)
            if column is None or column in self._read_already:
                self._problem(header, problem_of_header(header) if column is None else "column_twice")
                continue
            self._read_already.add(column)
            try:
                self._read(column, cell, found, places)
            except CellProblem as problem:
                self._problem(column.name, problem.code)
        for name, parts in places.items():
            if name in found:
                self._problem(name, "column_twice")
            shown = self._shown(name)
            whole = dict(shown) if isinstance(shown, dict) and "none" not in shown else {}
            found[name] = whole_place({**whole, **parts})
        self._tell_emptied()
        return found

    def differences(self, values: Mapping[str, Json], registers: Mapping[str, Json]) -> Iterable[Difference]:
        """What the edit changes, field by field."""
        kind = self.target.kind
        for name, after in values.items():
            before = self._shown(name)
            if before == after or not _is_touched(kind, name, registers):
                continue
            rule = next((r.protective for r in kind.registers.values() if r.fields == (name,)), None)
            lowering = self.target.shown is not None and rule is not None and rule.is_lowering(before, after)
            declared = kind.fields[name]
            yield Difference(name, before, after, declared.is_coded, name in self._stale, lowering)

    def _read(
        self, column: Column, cell: Json | Formula, found: dict[str, Json], places: dict[str, dict[str, str | None]]
    ) -> None:
        name = column.field.name
        value = self._value(column, cell)
        if self._is_left_alone(column, value):
            return
        if column.part:
            places.setdefault(name, {})[column.part] = value
        else:
            found[name] = self._merged_list(column, value)

    def _value(self, column: Column, cell: Json | Formula) -> Json:
        if column.part:
            return None if cell is None else read_place_part(cell, column.part)
        if self.row.is_typed and not isinstance(cell, Formula):
            return read_value(cell, column.field, references=self.references)
        return read_cell(cell, column.field, references=self.references)

    def _tell_emptied(self) -> None:
        """An empty cell where the export showed an answer: taken away, or only left out? The person says which."""
        base, shown = self.target.base, self.target.shown
        if base is None or shown is None:
            return
        for header in self.row.empty:
            column = find_column(self.target.kind, header)
            if column is not None and column.name in base.hashes and column.value_in(shown.values) is not None:
                self._problem(column.name, "emptied")

    def _is_left_alone(self, column: Column, value: Json) -> bool:
        base, shown = self.target.base, self.target.shown
        if base is None:
            return False
        now = None if shown is None else column.value_in(shown.values)
        if not base.has_shown(self.target.kind, column):
            if now is not None:
                raise CellProblem("not_shown")
            return value is None
        if base.is_unchanged(self.target.record, column, value):
            return True
        if not base.is_unchanged(self.target.record, column, now):
            self._stale.add(column.field.name)
        return False

    def _merged_list(self, column: Column, value: Json) -> Json:
        register = self.target.kind.registers.get(column.field.name)
        base, shown = self.target.base, self._shown(column.field.name)
        is_elements = register is not None and register.policy is Policy.ELEMENT
        if base is None or not is_elements or not isinstance(value, list) or not isinstance(shown, list):
            return value
        before = set(base.lists.get(column.name, ()))
        return sorted((set(shown) | (set(value) - before)) - (before - set(value)))

    def _shown(self, name: str) -> Json:
        return None if self.target.shown is None else self.target.shown.values.get(name)

    def _problem(self, column: str, code: str) -> None:
        self.problems.append(RowProblem(self.row.number, self.row.sheet, column, code))


def _registers(target: Target, values: Mapping[str, Json]) -> dict[str, Json]:
    """What the values change; a value for an answer with two versions decides it, also where it is the one shown."""
    shown = target.shown
    registers = target.kind.to_registers(values, {} if shown is None else shown.before())
    for conflict in () if shown is None else shown.conflicts:
        register = target.kind.registers.get(conflict.register)
        if register is None or conflict.register in registers or not set(register.fields) & values.keys():
            continue
        chosen = {name: values[name] for name in register.fields if name in values}
        empty = dict.fromkeys((*register.fields, register.name, "once:" + register.name))
        whole = {**{name: shown.values.get(name) for name in register.fields if shown}, **chosen}
        registers.update(target.kind.to_registers(whole, empty))
    return registers


def _check(row: Row, target: Target, values: Mapping[str, Json], *, unread: Collection[str]) -> list[RowProblem]:
    """Against the declaration; of an answer that is there and could not be read nobody is told that it is needed."""
    kind = target.kind
    before = {} if target.shown is None else dict(target.shown.values)
    known = set() if target.shown is None else set(kind.missing(before))
    missing = [one for one in kind.missing({**before, **values}) if one not in known and one.field not in unread]
    found = [*kind.check_values(values), *missing]
    return [RowProblem(row.number, row.sheet, problem.field, problem.code) for problem in found]


def _base_seen(target: Target) -> Mapping[Id, int]:
    if target.base is not None:
        return dict(target.base.seen)
    return {} if target.shown is None else dict(target.shown.seen)


def _resolved(target: Target, edit: Edit) -> tuple[str, ...]:
    if target.shown is None:
        return ()
    return tuple(
        conflict.register
        for conflict in target.shown.conflicts
        if conflict.register in edit.registers and all(covers(edit.base_seen, dot) for dot in conflict.dots)
    )


def _is_touched(kind: Kind, field: str, registers: Mapping[str, Json]) -> bool:
    for name in registers:
        register = kind.register_of(name)
        if register is not None and field in register.fields:
            return True
    return False
