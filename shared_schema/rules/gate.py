"""A step of a workflow: who may take it (a right), and what is missing for it (content).

A screen asks before the button, the server asks again when the change arrives: whoever may not take a step has the
change set aside; a change whose gate is not met is kept, and opens a review item. A gate reads the dossier before or
after the step and answers alike.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer

WORKER, SUPERVISOR, COORDINATOR, ADMINISTRATOR = "social_worker", "supervisor", "coordinator", "administrator"
S_C = frozenset({SUPERVISOR, COORDINATOR})
C_ONLY = frozenset({COORDINATOR})
W_S_C = frozenset({WORKER, SUPERVISOR, COORDINATOR})  # what W may do, S and C may do in her place, in their own name

Values: TypeAlias = Mapping[str, Json]

# what is missing here has no exception, not even by a coordinator with a reason (4.1)
WITHOUT_EXCEPTION = frozenset(
    {
        "consent_services",
        "consent_tracing",
        "consent_share_with_family",
        "consent_share_with_provider",
        "do_not_contact",
        "first_sign_off",
        "second_sign_off",
        "two_sign_offs",
    }
)


class Actor(Protocol):
    """Who acts: the id of the worker record, role, office."""

    @property
    def worker(self) -> Id:
        """The id of the worker record."""
        ...

    @property
    def role(self) -> str:
        """A code of worker_role."""
        ...

    @property
    def office(self) -> Id:
        """The id of the worker's office."""
        ...


@dataclass(frozen=True, slots=True)
class Missing:
    """What a gate asks for: a stable code (words in words/gates.py), the record and field to go to."""

    code: str
    record: Id
    field: str = ""

    @property
    def has_exception(self) -> bool:
        """Whether a coordinator may allow the step without it, giving a reason."""
        return self.code not in WITHOUT_EXCEPTION


@dataclass(frozen=True, slots=True)
class Occasion:
    """The day of the step, who takes it, and the reason given with the change (None where none was)."""

    today: date
    actor: Actor
    reason: str | None = None


Gate: TypeAlias = Callable[[Dossier, Shown, Occasion], Iterator[Missing]]
Allowance: TypeAlias = Callable[[Actor, Values, Values], bool]


def open_gate(_dossier: Dossier, _record: Shown, _occasion: Occasion) -> Iterator[Missing]:
    """A gate that asks for nothing."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the workflow of one kind of record.

    `is_taken` compares shown values before ({} for a new record) and after a change. `who` are the roles that may
    take it; `allows` decides instead where a role alone does not (the server adds which dossiers a role reaches).
    """

    name: str
    kind: str
    is_taken: Callable[[Values, Values], bool]
    who: frozenset[str]
    gate: Gate = open_gate
    allows: Allowance | None = None

    def is_allowed(self, actor: Actor, old: Values, new: Values) -> bool:
        """Whether the person may take this step."""
        if self.allows is not None:
            return self.allows(actor, old, new)
        return actor.role in self.who


def moves(field: str, *, to: tuple[str, ...], frm: tuple[str | None, ...] = ()) -> Callable[[Values, Values], bool]:
    """A step taken when `field` changes to one of `to` (and comes from one of `frm`, where given)."""

    def is_taken(old: Values, new: Values) -> bool:
        before, after = old.get(field), new.get(field)
        return before != after and after in to and (not frm or before in frm)

    return is_taken


def sets(field: str) -> Callable[[Values, Values], bool]:
    """A step taken when `field` gets another value."""
    return lambda old, new: new.get(field) is not None and new.get(field) != old.get(field)


def is_new(old: Values, new: Values) -> bool:
    """A step taken when the record is made."""
    return not old and bool(new)


def needed(record: Shown | None, *fields: str) -> Iterator[Missing]:
    """`answer_needed` for each field that holds no answer."""
    if record is not None:
        yield from (Missing("answer_needed", record.record_id, name) for name in fields if answer(record, name) is None)
