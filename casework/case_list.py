"""What a list of cases is asked for, and a page of it; and how a laptop answers from all its outlines. Pure.

A laptop holds a caseload and counts all of it; the centre answers the same from its coded lines, page by page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.agenda import village_of, villages_of
from casework.outline import Outline
from shared_schema.rules.patterns import DueState

OPEN, CLOSED, EVERY = "open", "closed", "all"
TASKS, QUESTIONS = "tasks", "questions"
CLOSED_STATUSES = ("closed", "duplicate")
LATE = (DueState.OVERDUE, DueState.ESCALATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesWanted:
    """Which cases: open, closed or all; of one risk, one village (a code, see `village_of`), overdue ones alone,
    `holding` open TASKS or QUESTIONS (open or closed)."""

    status: str = OPEN
    risk: str = ""
    village: str = ""
    overdue: bool = False
    holding: str = ""
    first: int = 0
    limit: int = 25
    is_day: bool = False  # for a page of one day: the centre may give fewer than `limit`, and says so


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases from `first` on by next visit, how many there are, villages to choose from (none where they are not known).

    `is_centre` = the book holds every case that this person may see; a laptop holds what was sent to it. `waiting` =
    cases that were changed a moment ago and may stand in another place of the list.
    """

    cases: tuple[Outline, ...]
    total: int
    villages: tuple[tuple[str, int], ...] = ()
    is_centre: bool = False
    waiting: int = 0


def page_of(outlines: Sequence[Outline], wanted: CasesWanted, today: date) -> CasePage:
    """A page out of all outlines."""
    kept = sorted((one for one in outlines if fits(one, wanted, today)), key=_by_next_visit)
    return CasePage(tuple(kept[wanted.first : wanted.first + wanted.limit]), len(kept), tuple(villages_of(outlines)))


def fits(one: Outline, wanted: CasesWanted, today: date) -> bool:
    """Whether a case is one of those wanted."""
    if wanted.holding:
        return bool(one.tasks if wanted.holding == TASKS else one.questions)
    is_closed = one.values.get("status") in CLOSED_STATUSES
    if wanted.status != EVERY and is_closed != (wanted.status == CLOSED):
        return False
    if wanted.risk and one.risk != wanted.risk:
        return False
    if wanted.village and village_of(one.values) != wanted.village:
        return False
    return not wanted.overdue or one.state(today) in LATE


def in_order_of(homes: Iterable[str], outlines: Iterable[Outline]) -> tuple[Outline, ...]:
    """Outlines in the order of their cases; those that are not there are left out."""
    found = {one.home: one for one in outlines}
    return tuple(found[home] for home in homes if home in found)


def _by_next_visit(one: Outline) -> tuple[bool, str, str]:
    return one.due is None, one.due.day if one.due is not None else "", str(one.values.get("case_number"))
