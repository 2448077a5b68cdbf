"""Questions of one scale that follow each other stand as one table: a row each, an answer a column."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from casework.forms.questions import Option, Question

LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Grid:
    """Questions that follow each other with the same answers: a table, one row each, one column an answer."""

    anchor: str
    columns: tuple[Option, ...]
    rows: tuple[Question, ...]

    @property
    def shown_when(self) -> tuple[str, tuple[str, ...]]:
        """The condition that all its questions share, none where they differ."""
        conditions = {row.shown_when for row in self.rows}
        return conditions.pop() if len(conditions) == 1 else ("", ())

    @property
    def only_if(self) -> tuple[str, tuple[str, ...]]:
        """The same in words."""
        return self.rows[0].only_if if self.shown_when[0] else ("", ())


def in_grids(questions: Iterable[Question]) -> tuple[Question | Grid, ...]:
    """The questions in order, where three or more of one scale follow each other as a grid."""
    found: list[Question | Grid] = []
    for _values, run in groupby(questions, key=_scale):
        together = tuple(run)
        if len(together) < LEAST_ROWS or _scale(together[0]) is None:
            found += together
        else:
            columns = max((row.options for row in together), key=len)
            found.append(Grid(together[0].anchor + "-grid", columns, together))
    return tuple(found)


def _scale(question: Question) -> tuple[str, ...] | None:
    """The answers of a scale (its codes are numbers), by which questions stand together."""
    values = tuple(option.value for option in question.options if option.value and not option.is_non_answer)
    return values if values and all(value.isdecimal() for value in values) else None
