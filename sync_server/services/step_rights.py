"""Does a change take a step of a workflow that its author may not take? (records.md section 4, column Who)

The step is read against what she was shown: the values that the change covers, and those that it puts in their place.
"""

from collections.abc import Mapping
from itertools import product

from shared_schema.canonical import Json
from shared_schema.merge.policy import show
from shared_schema.merge.state import Change, RecordState
from shared_schema.records.kind import Kind
from shared_schema.rules.gate import Actor
from shared_schema.rules.steps import forbidden_steps, has_steps, step_registers
from sync_server.services.register_rights import values_before


def takes_forbidden_step(change: Change, kind: Kind, state: RecordState | None, actor: Actor) -> bool:
    """Whether the change takes a step that is not this person's; kinds and registers without steps cost nothing."""
    touched = step_registers(change.set) if has_steps(kind.name) else ()
    if not touched:
        return False
    shown: dict[str, Json] = dict(show(state, kind).values) if state is not None else {}
    after = dict(shown)
    for name in touched:
        _overlay(after, kind, name, _as_values(change.set[name]))
    for choice in product(*(values_before(change, name, state) for name in touched)):
        before = dict(shown)
        for name, values in zip(touched, choice, strict=True):
            _overlay(before, kind, name, values)
        if forbidden_steps(kind.name, before, after, actor):
            return True
    return False


def _overlay(values: dict[str, Json], kind: Kind, name: str, written: Mapping[str, Json]) -> None:
    register = kind.register_of(name)
    if register is not None:
        for member in register.fields:
            _put(values, member, written.get(member if register.is_object else ""))


def _as_values(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {"": value}


def _put(values: dict[str, Json], name: str, value: Json) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value
