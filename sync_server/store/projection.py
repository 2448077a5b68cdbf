"""The coded projection: what of a record stands in the clear for queries and figures (security.md 4.7).

Class C and O of unrestricted kinds alone; nothing of a restricted kind, and no identity, account or free text.
"""

from collections.abc import Mapping
from functools import cache

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.merge.policy import show
from shared_schema.merge.state import RecordState
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy


def project(state: RecordState, kind: Kind, *, is_restricted: bool) -> str | None:
    """Canonical JSON {field: shown value} of the projected fields, None where nothing may be projected."""
    if is_restricted or not kind.projected:
        return None
    return canonical.dumps(projected_values(state, kind)).decode()


def project_values(values: Mapping[str, Json], kind: Kind) -> str | None:
    """The same from {register: value}, where every register has one value."""
    return canonical.dumps(_projected(values, kind)).decode() if kind.projected else None


def projected_values(state: RecordState, kind: Kind) -> dict[str, Json]:
    """The shown values of the projected fields that hold one."""
    values = {}
    for name, live in state.registers.items():
        if len(live) > 1:
            return _of_shown(state, kind)
        for written in live.values():
            values[name] = written.value
    return _projected(values, kind)


def _projected(values: Mapping[str, Json], kind: Kind) -> dict[str, Json]:
    plain, objects, elements = _plan(kind.name)
    found: dict[str, Json] = {}
    for name, value in values.items():
        if value is None:
            continue
        field = plain.get(name)
        if field is not None:
            found[field] = value
        elif name in objects:
            if isinstance(value, dict):
                found.update((one, value[one]) for one in objects[name] if value.get(one) is not None)
        elif value is True and "." in name:
            stem, _dot, code = name.rpartition(".")
            if stem in elements:
                found.setdefault(stem, []).append(code)
    for stem in elements & found.keys():
        found[stem].sort()
    return found


def _of_shown(state: RecordState, kind: Kind) -> dict[str, Json]:
    shown = show(state, kind).values
    return {name: shown[name] for name in kind.projected if shown.get(name) is not None}


Plan = tuple[Mapping[str, str], Mapping[str, tuple[str, ...]], frozenset[str]]


@cache
def _plan(name: str) -> Plan:
    kind = KINDS[name]
    allowed = frozenset(kind.projected)
    plain: dict[str, str] = {}
    objects: dict[str, tuple[str, ...]] = {}
    elements: set[str] = set()
    for register in kind.registers.values():
        members = tuple(member for member in register.fields if member in allowed)
        if not members:
            continue
        if register.policy is Policy.ELEMENT:
            elements.add(register.name)
        elif register.is_object:
            objects[register.name] = members
        else:
            plain[register.name] = members[0]
    return plain, objects, frozenset(elements)
