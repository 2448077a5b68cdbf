"""The presses of a case conference: it took place, minutes signed, cancelled, people picked from earlier meetings.

Promise: signing makes the task of each decision in the same save, under the id that was reserved with the decision, so
that it is made once, wherever the minutes are signed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.book import Edit, Person
from casework.web.acting import addition, change
from shared_schema.canonical import Json
from shared_schema.identifiers import Id, is_id
from shared_schema.merge.policy import Shown
from shared_schema.rules.conference import rows_of
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer

HOLD, SIGN, CANCEL, TASKS, PICK = "hold", "sign", "cancel", "tasks", "pick"
ATTENDEE, DECISION = "conference_attendee", "conference_decision"
LONGEST_TITLE = 120
_COPIED = ("name", "agency", "agency_text", "role", "role_other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signs, when, new ids, and the words of a task that reminds an agency (given its id)."""

    person: Person
    today: date
    new_id: Callable[[], Id]
    remind: Callable[[Id], str]


def held(conference: Shown) -> Sequence[Edit]:
    """The meeting took place."""
    return (change(conference, {"state": "held"}),)


def cancelled(conference: Shown) -> Sequence[Edit]:
    """It does not take place."""
    return (change(conference, {"state": "cancelled"}),)


def signed(conference: Shown, dossier: Dossier, signing: Signing) -> Sequence[Edit]:
    """The minutes are signed, and each decision becomes a task."""
    values: dict[str, Json] = {
        "state": "signed",
        "minutes_signed_by": signing.person.worker,
        "minutes_signed_on": signing.today.isoformat(),
    }
    return (change(conference, values), *decision_tasks(conference, dossier, signing))


def decision_tasks(conference: Shown, dossier: Dossier, signing: Signing) -> Sequence[Edit]:
    """The tasks that decisions do not have yet; a decision without a reserved id gets one."""
    edits: list[Edit] = []
    for decision in rows_of(dossier, conference, DECISION):
        reserved = answer(decision, "task_id")
        task = reserved if isinstance(reserved, str) and is_id(reserved) else signing.new_id()
        if dossier.find(task) is not None:
            continue
        edits.append(addition("task", task, conference.home, _task_of(decision, dossier, signing)))
        if task != reserved:
            edits.append(change(decision, {"task_id": task}))
    return edits


def without_task(conference: Shown, dossier: Dossier) -> bool:
    """Whether a decision of signed minutes has no task here."""
    decisions = rows_of(dossier, conference, DECISION)
    return any(dossier.find(answer(one, "task_id")) is None for one in decisions)


def known_people(conference: Shown, dossier: Dossier) -> tuple[Shown, ...]:
    """People of earlier conferences of the case who are not at this one, each once, the latest first."""
    here = {_named(one) for one in rows_of(dossier, conference, ATTENDEE)}
    found: dict[str, Shown] = {}
    for one in reversed([*dossier.of_kind(ATTENDEE)]):
        if _named(one) not in here:
            found.setdefault(_named(one), one)
    return tuple(found.values())


def picked(conference: Shown, people: Iterable[Shown], new_id: Callable[[], Id]) -> Sequence[Edit]:
    """Chosen people of earlier meetings as people of this one; the undertaking is signed anew."""
    return tuple(
        addition(
            ATTENDEE,
            new_id(),
            conference.home,
            {"conference_id": conference.record_id, **{n: one.values[n] for n in _COPIED if n in one.values}},
        )
        for one in people
    )


def _named(attendee: Shown) -> str:
    return str(answer(attendee, "name") or "").strip().casefold()


def _task_of(decision: Shown, dossier: Dossier, signing: Signing) -> dict[str, Json]:
    agency, text = answer(decision, "owner_agency"), str(answer(decision, "text") or "")
    values: dict[str, Json] = {
        "title": text,
        "due_on": answer(decision, "due_on"),
        "owner_worker": answer(decision, "owner_worker"),
        "origin": "conference",
        "origin_id": decision.record_id,
        "state": "open",
    }
    if isinstance(agency, str):
        reminder = signing.remind(agency)
        whole = f"{reminder}: {text}"
        values["title"] = whole if len(whole) <= LONGEST_TITLE else reminder
        values["owner_worker"] = answer(dossier.head, "case_worker") or signing.person.worker
    return values
