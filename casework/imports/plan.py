"""Planning an import: every row against the state it was read for, every problem, a token of what was shown.

Promise: planning changes nothing. The token stands for the file and for the states that the rows were held against;
a plan made later under the same token is the same plan.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from casework.book import CaseBook, Query
from casework.imports import columns
from casework.imports.base_token import Base, read_base
from casework.imports.external import EXTERNAL, ExternalNumbers, ExternalTwice
from casework.imports.formula import Formula
from casework.imports.planned import ImportPlan, PlannedRow, settled
from casework.imports.row import RowProblem, Target, read_row
from casework.imports.table import Row
from casework.imports.values import References, clean_text
from shared_schema import canonical
from shared_schema.canonical import Json, encode_bytes
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind, Placement

TEMPORARY = "$"
TOKEN_BYTES = 12
NUMBER_FIELD = "case_number"


@dataclass(frozen=True, slots=True)
class Planner:
    """What planning needs: the book, the kinds, fresh record ids, names of people and offices, who gets new cases."""

    book: CaseBook
    kinds: Mapping[str, Kind]
    new_id: Callable[[], Id]
    named: Mapping[str, Id] = field(default_factory=dict)  # logins and office codes, as references may name them
    holder: Id | None = None  # who gets new cases; None: who imports

    def plan(
        self, rows: Sequence[Row], *, file_hash: bytes, default_kind: str | None = None, shown_as: str | None = None
    ) -> ImportPlan:
        """The plan of `rows`; `shown_as` = the token of the dry run whose states they were written against.

        Raises `import.not_as_shown` where that token does not fit. Without it, a row that changes a record and
        carries no base can be shown and not taken; `require_shown` says so.
        """
        planning = _Planning(self, rows, default_kind)
        planned = [one for row in rows if (one := planning.plan_row(row)) is not None]
        token = _token(file_hash, planned)
        if shown_as is not None and shown_as != token:
            raise HomewardError("import.not_as_shown")
        return settled(planned, planning.problems, token=token, file_hash=file_hash)


def temporary_name(row: Row) -> str:
    """`$1` where a row names its new record so, else an empty text."""
    name = _text(row, columns.ID)
    return name if name.startswith(TEMPORARY) else ""


class _Planning:
    def __init__(self, planner: Planner, rows: Sequence[Row], default_kind: str | None) -> None:
        self.planner = planner
        self.default_kind = default_kind
        self.problems: list[RowProblem] = []
        self._temporary = {
            name: planner.new_id() for row in rows if (name := _text(row, columns.ID)).startswith(TEMPORARY)
        }
        self._taken: set[Id] = set()
        self._numbers: dict[str, Id] | None = None
        self._external: dict[str, ExternalNumbers] = {}
        self._made: set[Id] = set()
        for row in rows:
            self._find_temporary(row)

    def _find_temporary(self, row: Row) -> None:
        """A temporary id of a row whose external number is known here stands for that record."""
        name, kind = _text(row, columns.ID), self._kind(row)
        if kind is None or not name.startswith(TEMPORARY):
            return
        try:
            shown = self._externals(kind).of_row(row)
        except ExternalTwice:
            return  # told when the row itself is planned
        if shown is not None:
            self._temporary[name] = shown.record_id

    def _externals(self, kind: Kind) -> ExternalNumbers:
        if kind.name not in self._external:
            records = every_record(self.planner.book, kind.name) if kind.name in EXTERNAL else ()
            self._external[kind.name] = ExternalNumbers(kind, records)
        return self._external[kind.name]

    def plan_row(self, row: Row) -> PlannedRow | None:
        problem = _RowOf(row)
        kind = self._kind(row)
        if kind is None:
            self.problems.append(problem.at(columns.KIND, "unknown_kind"))
            return None
        target = self._target(row, kind, problem)
        if isinstance(target, RowProblem):
            self.problems.append(target)
            return None
        used: set[Id] = {target.home} - {target.record}
        references = References(lambda text: self._reference(text, used))
        read = read_row(row, target, references=references, presets=self._presets(target))
        self.problems.extend(read.problems)
        if target.shown is None:
            self._made.add(target.record)
        return PlannedRow(row, target, read, frozenset(used))

    def _kind(self, row: Row) -> Kind | None:
        named = _text(row, columns.KIND) or (row.sheet if row.sheet in self.planner.kinds else "")
        return self.planner.kinds.get(named or self.default_kind or "")

    def _target(self, row: Row, kind: Kind, problem: "_RowOf") -> Target | RowProblem:
        named = _text(row, columns.ID)
        base = _base(row)
        if isinstance(base, str):
            return problem.at(columns.BASE, base)
        reason = clean_text(_text(row, columns.REASON)) or None
        if named and not named.startswith(TEMPORARY):
            shown = self._open(named)
            if shown is None:
                return problem.at(columns.ID, "unknown_record")
            if shown.kind != kind.name:
                return problem.at(columns.KIND, "kind_differs")
            return self._once(Target(kind, shown.record_id, shown.home, shown, base, reason), row, problem)
        try:
            known = self._externals(kind).of_row(row)
        except ExternalTwice:
            return problem.at(columns.ID, "external_twice")
        if known is not None:
            return self._once(Target(kind, known.record_id, known.home, known, base, reason), row, problem)
        record = self._temporary.get(named) or self.planner.new_id()
        home = self._home(row, kind, record)
        if home is None:
            return problem.at(columns.HOME, "home_needed")
        return self._once(Target(kind, record, home, None, None, reason), row, problem)

    def _once(self, target: Target, row: Row, problem: "_RowOf") -> Target | RowProblem:
        if target.record in self._taken:
            return problem.at(columns.ID, "twice")
        self._taken.add(target.record)
        stated = _text(row, columns.HOME)
        if target.shown is not None and stated and target.home not in (stated, self._reference(stated, set())):
            return problem.at(columns.HOME, "home_changed")
        return target

    def _home(self, row: Row, kind: Kind, record: Id) -> Id | None:
        if kind.placement is Placement.DOSSIER_HEAD:
            return record
        if kind.placement is Placement.OFFICE:
            return self.planner.book.person.office
        if kind.placement is Placement.DIRECTORY:
            return "directory"
        stated = _text(row, columns.HOME)
        return self._reference(stated, set()) if stated else None

    def _reference(self, text: str, used: set[Id]) -> Id | None:
        found = self._temporary.get(text) if text.startswith(TEMPORARY) else None
        if found is None and not text.startswith(TEMPORARY):
            found = text if is_id(text) else self._by_number(text)
        if found is not None:
            used.add(found)
        return found

    def _by_number(self, number: str) -> Id | None:
        if self._numbers is None:
            self._numbers = {}
            for shown in every_record(self.planner.book, "case"):
                self._numbers[str(shown.values.get(NUMBER_FIELD))] = shown.record_id
        found = self._numbers.get(number) or self.planner.named.get(number)
        if found is None and "case" in self.planner.kinds:
            known = self._externals(self.planner.kinds["case"]).of_number(number)
            found = None if known is None else known.record_id
        return found

    def _open(self, named: str) -> Shown | None:
        record = named if is_id(named) else self._by_number(named)
        if record is None:
            return None
        try:
            return self.planner.book.open(record)
        except HomewardError as error:
            if error.code != "record.not_found":
                raise
            return None

    def _presets(self, target: Target) -> dict[str, Json]:
        if target.shown is not None:
            return {}
        person = self.planner.book.person
        kind = target.kind
        found: dict[str, Json] = {
            declared.name: declared.default
            for declared in kind.fields.values()
            if declared.required and declared.default is not None
        }
        if kind.placement is Placement.DOSSIER_HEAD:
            found |= {"office": person.office, "case_worker": self.planner.holder or person.worker}
        if NUMBER_FIELD in kind.fields:
            found[NUMBER_FIELD] = PENDING_NUMBER
        return found


PENDING_NUMBER = "(next)"


def every_record(book: CaseBook, kind: str) -> Iterable[Shown]:
    """All records of a kind in a book, in order of id, retracted ones too."""
    after: Id | None = None
    while True:
        page = book.list(Query(kind, with_retracted=True), after=after, limit=200)
        yield from page.records
        if page.after is None:
            return
        after = page.after


@dataclass(frozen=True, slots=True)
class _RowOf:
    row: Row

    def at(self, column: str, code: str) -> RowProblem:
        return RowProblem(self.row.number, self.row.sheet, column, code)


def _base(row: Row) -> Base | str | None:
    text = _text(row, columns.BASE)
    if not text:
        return None
    try:
        return read_base(text)
    except HomewardError:
        return "base_unreadable"


def _text(row: Row, name: str) -> str:
    cell = next((cell for header, cell in row.cells.items() if header.strip().lower() == name), None)
    return "" if cell is None or isinstance(cell, Formula) else str(cell).strip()


def _token(file_hash: bytes, planned: Sequence[PlannedRow]) -> str:
    shown = [[one.target.record, dict(one.target.shown.seen)] for one in planned if one.target.shown is not None]
    digest = sha256(file_hash + canonical.dumps(sorted(shown, key=lambda entry: str(entry[0])))).digest()
    return encode_bytes(digest[:TOKEN_BYTES])
