"""Does a change take a step of a workflow that its author may not take? (records.md section 4, column Who)

The step is read against what she was shown: the values that the change covers, and those that it puts in their place.
"""

from shared_schema.canonical import Json
from shared_schema.merge.policy import show
from shared_schema.merge.state import Change, RecordState
from shared_schema.records.kind import Kind
from shared_schema.rules.gate import Actor
from shared_schema.rules.steps import forbidden_steps, has_steps
from sync_server.services.register_rights import values_seen

GROUP = "group:"
SINGLE_REGISTERS = frozenset({"alert_outcome", "asked_by", "override_reason"})


def takes_forbidden_step(change: Change, kind: Kind, state: RecordState | None, actor: Actor) -> bool:
    """Whether the change takes a step that is not this person's; kinds and registers without steps cost nothing."""
    touched = [name for name in change.set if name.startswith(GROUP) or name in SINGLE_REGISTERS]
    if not touched or not has_steps(kind.name):
        return False
    before: dict[str, Json] = dict(show(state, kind).values) if state is not None else {}
    after = dict(before)
    for name in touched:
        register = kind.register_of(name)
        if register is None:
            continue
        seen = values_seen(change, name, state)
        for member in register.fields:
            _put(before, member, seen.get(member if register.is_object else ""))
            value = change.set[name]
            _put(after, member, value.get(member) if register.is_object and isinstance(value, dict) else value)
    return bool(forbidden_steps(kind.name, before, after, actor))


def _put(values: dict[str, Json], name: str, value: Json) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value
