"""The task that answers an alert, made in the same save set as the answer that raised it (records.md 4.5).

A task names the change that raised the alert, and that change has its place in the log only once it is saved: the
page writes record and register, the store that takes the numbers adds the dot. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casework.book import Edit
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS
from shared_schema.rules.alerts import origin_id
from shared_schema.rules.reading import answer

ANSWER_WITHIN = timedelta(days=1)
TITLE_CHARACTERS = 120
_WITHOUT_DOT = 2  # parts of an origin that waits for its dot: record, register


@dataclass(frozen=True, slots=True)
class Raised:
    """An answer of a record about to be saved that means danger: where it lies, and the words of its task."""

    record: Id
    home: Id
    register: str
    title: str


def alert_tasks(raised: Iterable[Raised], *, owner: Id, today: date, new_id: Callable[[], Id]) -> tuple[Edit, ...]:
    """One open task each, due the day after: for the supervisor; where the directory has none, for who saw it."""
    return tuple(_task(one, owner=owner, today=today, record=new_id()) for one in raised)


def supervisor_of(workers: Iterable[Shown], office: Id) -> Shown | None:
    """The active supervisor of an office; where there are several, the one who was entered first."""
    found = [one for one in workers if answer(one, "office") == office and answer(one, "role") == "supervisor"]
    active = [one for one in found if answer(one, "status") in (None, "active")]
    return min(active, key=lambda one: by_age(one.record_id), default=None)


def with_dots(edits: Sequence[Edit], *, device: Id, first: int) -> tuple[Edit, ...]:
    """The same edits, where tasks of alerts raised in this very save set name the change that raised them.

    `device` and `first` = the row of the log in which the first edit will stand.
    """
    dots = {
        (edit.record, register): (device, n)
        for n, edit in enumerate(edits, start=first)
        if edit.kind != "task"
        for register in edit.registers
    }
    return tuple(_named(edit, dots) for edit in edits)


def _task(raised: Raised, *, owner: Id, today: date, record: Id) -> Edit:
    values: dict[str, Json] = {
        "title": raised.title[:TITLE_CHARACTERS],
        "due_on": (today + ANSWER_WITHIN).isoformat(),
        "origin": "alert",
        "origin_id": f"{raised.record}/{raised.register}",
        "owner_worker": owner,
        "state": "open",
    }
    return Edit(record, "task", raised.home, KINDS["task"].to_registers(values, {}))


def _named(edit: Edit, dots: dict[tuple[Id, str], Dot]) -> Edit:
    origin = edit.registers.get("origin_id") if edit.kind == "task" else None
    parts = origin.split("/") if isinstance(origin, str) else []
    if len(parts) != _WITHOUT_DOT or (parts[0], parts[1]) not in dots:
        return edit
    record, register = parts
    return replace(edit, registers={**edit.registers, "origin_id": origin_id(record, register, dots[record, register])})
