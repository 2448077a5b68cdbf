"""What a new record of any kind begins with: today, the person herself, her office, the dossier. Pure.

Preset answers can be changed like typed ones; what the program sets without asking is in `set_by_program`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from casework.book import Person
from casework.forms.taking import Taken
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind
from shared_schema.records.types import Date, Ref
from shared_schema.rules.signatures import signature_basis

_OWN_OFFICE = frozenset({"office", "from_office"})
_HERSELF = frozenset({"case_worker", "owner_worker"})
_THE_CASE = frozenset({"case_id", "case_a"})
_THE_INQUIRY = frozenset({"inquiry_id"})
_BY_HAND: Mapping[str, Mapping[str, Json]] = {"match": {"found_by": "person"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Who begins a record, when, in which dossier (`head` = its case or inquiry, None elsewhere)."""

    person: Person
    today: date
    head: Shown | None = None


def presets_of(kind: Kind, beginning: Beginning) -> dict[str, Json]:
    """Answers typed in advance in a new form of this kind."""
    found: dict[str, Json] = dict(_BY_HAND.get(kind.name, {}))
    for declared in kind.own_fields:
        if isinstance(declared.type, Date) and declared.required and not declared.future_ok:
            found[declared.name] = beginning.today.isoformat()
        elif isinstance(declared.type, Ref):
            named = _named(declared.name, beginning)
            found |= {declared.name: named} if named is not None else {}
    return found


def set_by_program(kind: Kind, *, next_number: Callable[[], str], new_id: Callable[[], Id]) -> dict[str, Json]:
    """What a new record gets without a question; callables are asked once the form can be saved."""
    match kind.name:
        case "case":
            return {"case_number": next_number}
        case "tracing_inquiry":
            return {"inquiry_number": next_number}
        case "conference_decision":
            return {"task_id": new_id}
        case _:
            return {}


def arranged(taken: Taken) -> Taken:
    """What follows from the answers: the digest under a signature, the order of two cases that may be one person."""
    if taken.kind == "verification":
        return _signed(taken)
    if taken.kind == "case_link":
        return _in_order(taken)
    return taken


def _named(name: str, beginning: Beginning) -> Id | None:
    if name in _OWN_OFFICE:
        return beginning.person.office
    if name in _HERSELF:
        return beginning.person.worker
    head = beginning.head
    if head is None:
        return None
    is_it = (name in _THE_CASE and head.kind == "case") or (name in _THE_INQUIRY and head.kind == "tracing_inquiry")
    return head.record_id if is_it else None


def _signed(taken: Taken) -> Taken:
    as_shown = Shown(taken.record, taken.kind, taken.home, {}, taken.values, {}, {}, (), None, None, ())
    new = {
        f"{which}_sign_basis": signature_basis(as_shown)
        for which in ("first", "second")
        if taken.changed.get(f"{which}_sign_by") is not None
    }
    return replace(taken, changed={**taken.changed, **new}, values={**taken.values, **new})


def _in_order(taken: Taken) -> Taken:
    a, b = taken.changed.get("case_a"), taken.changed.get("case_b")
    if not isinstance(a, str) or not isinstance(b, str) or a < b:
        return taken
    turned = {"case_a": b, "case_b": a}
    return replace(taken, home=b, changed={**taken.changed, **turned}, values={**taken.values, **turned})
