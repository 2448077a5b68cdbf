"""The plan of an import: which rows can be taken, every problem, and what falls with a row that has one.

Promise: what depends on a new record whose row has a problem has one too. A plan is a value; nothing changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.imports import columns
from casework.imports.row import Difference, ReadRow, RowProblem, Target
from casework.imports.table import Row
from shared_schema.identifiers import Id


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row that can be taken; `read.edit` is None where nothing changes. `depends_on` = new records it names."""

    row: Row
    target: Target
    read: ReadRow
    depends_on: frozenset[Id]

    @property
    def is_new(self) -> bool:
        """Whether the row makes a new record."""
        return self.target.shown is None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the row changes."""
        return self.read.differences


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: the rows that can be taken, every problem, the token of what was shown."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[RowProblem, ...]
    token: str
    file_hash: bytes

    @property
    def bad_rows(self) -> frozenset[tuple[str, int]]:
        """(sheet, row) of every row with a problem."""
        return frozenset((problem.sheet, problem.row) for problem in self.problems)


def settled(planned: Sequence[PlannedRow], found: Iterable[RowProblem], *, token: str, file_hash: bytes) -> ImportPlan:
    """The plan of these rows without those that have a problem, and those that depend on them."""
    problems = list(found)
    bad = {(problem.sheet, problem.row) for problem in problems}
    while True:
        lost = {one.target.record for one in planned if one.is_new and (one.row.sheet, one.row.number) in bad}
        follow = [one for one in planned if one.depends_on & lost and (one.row.sheet, one.row.number) not in bad]
        if not follow:
            break
        problems += [RowProblem(one.row.number, one.row.sheet, columns.HOME, "row_depends") for one in follow]
        bad |= {(one.row.sheet, one.row.number) for one in follow}
    good = tuple(one for one in planned if (one.row.sheet, one.row.number) not in bad)
    return ImportPlan(good, tuple(sorted(problems, key=_order)), token, file_hash)


def require_shown(plan: ImportPlan) -> ImportPlan:
    """The plan without rows that change a record which nobody was shown: neither base nor token (`base_needed`)."""
    blind = [one for one in plan.rows if not one.is_new and one.target.base is None and one.read.edit is not None]
    return without_rows(plan, [RowProblem(one.row.number, one.row.sheet, columns.BASE, "base_needed") for one in blind])


def without_rows(plan: ImportPlan, problems: Sequence[RowProblem]) -> ImportPlan:
    """The plan with more problems, without their rows and those that depend on them."""
    if not problems:
        return plan
    return settled(plan.rows, [*plan.problems, *problems], token=plan.token, file_hash=plan.file_hash)


def _order(problem: RowProblem) -> tuple[str, int, str]:
    return (problem.sheet, problem.row, problem.column)
