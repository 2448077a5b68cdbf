"""What a person is shown of a state: one value for each field, and the questions that only a person can decide.

Only a `latest` register asks a clock which value is shown; everywhere else dots decide, the same on every replica.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared_schema.canonical import Json, dumps
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot, RecordState, Written
from shared_schema.records.field import is_non_answer
from shared_schema.records.implied_fields import RETRACTED
from shared_schema.records.kind import Kind
from shared_schema.records.policy import Policy, Protective, Register
from shared_schema.records.register_changes import NONE_ELEMENT


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values written apart: its dots (equal values collapse), and its latest writing with that one's dot."""

    value: Json
    dots: tuple[Dot, ...]
    written: Written
    dot: Dot


@dataclass(frozen=True, slots=True)
class Conflict:
    """A register with two or more different values that only a person may decide; of a record of which `kind`, in
    which dossier."""

    record_id: Id
    register: str
    versions: tuple[Version, ...]
    kind: str
    home: Id

    @property
    def dots(self) -> tuple[Dot, ...]:
        """Every dot of every version, sorted."""
        return tuple(sorted(dot for version in self.versions for dot in version.dots))


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as people see it.

    `values` = {field: value}; `objects` = {register: whole object} of group registers, for copying members through;
    `written` = {register: (dot, Written)} of the value shown; `unknown` = registers this version does not know.
    """

    record_id: Id
    kind: str
    home: Id
    seen: Mapping[Id, int]
    values: Mapping[str, Json]
    objects: Mapping[str, Json]
    written: Mapping[str, tuple[Dot, Written]]
    conflicts: tuple[Conflict, ...]
    author: Id | None
    created_at: int | None
    unknown: tuple[str, ...]

    @property
    def is_retracted(self) -> bool:
        """Whether the record was voided."""
        return self.values.get(RETRACTED) is True

    def before(self) -> dict[str, Json]:
        """Values and whole objects together, as `Kind.to_registers` wants them."""
        return {**self.values, **self.objects}


def show(state: RecordState, kind: Kind) -> Shown:
    """What a person is shown of `state`; deterministic on every replica."""
    values: dict[str, Json] = {}
    objects: dict[str, Json] = {}
    written: dict[str, tuple[Dot, Written]] = {}
    conflicts: list[Conflict] = []
    unknown: list[str] = []
    elements: dict[str, dict[str, tuple[Dot, Written]]] = {}
    for name in sorted(state.registers):
        live = state.registers[name]
        register = kind.register_of(name)
        if register is None:
            unknown.append(name)
            continue
        if len(live) == 1:
            ((dot, one),) = live.items()
        else:
            versions = versions_of(live)
            chosen = _choose(register, versions)
            dot, one = chosen.dot, chosen.written
            questioned = _in_question(register, versions)
            if questioned:
                conflicts.append(Conflict(state.record_id, name, questioned, state.kind, state.home))
        written[name] = (dot, one)
        if register.policy is Policy.ELEMENT:
            elements.setdefault(register.name, {})[name.rpartition(".")[2]] = (dot, one)
        else:
            _put(register, one.value, values, objects)
    for name, found in elements.items():
        values[name] = _element_value(found)
    author = _creation(state, kind)
    return Shown(
        state.record_id,
        state.kind,
        state.home,
        state.seen,
        values,
        objects,
        written,
        tuple(conflicts),
        author.by if author else None,
        author.at if author else None,
        tuple(unknown),
    )


def versions_of(live: Mapping[Dot, Written]) -> tuple[Version, ...]:
    """The different values of one register, equal ones collapsed; sorted by dot, which no clock can change."""
    grouped: dict[bytes, list[Dot]] = {}
    for dot in sorted(live):
        grouped.setdefault(dumps(live[dot].value), []).append(dot)
    return tuple(_version(live, tuple(dots)) for dots in grouped.values())


def _version(live: Mapping[Dot, Written], dots: tuple[Dot, ...]) -> Version:
    latest = max(dots, key=lambda dot: (live[dot].when, dot))
    return Version(live[latest].value, dots, live[latest], latest)


def _choose(register: Register, versions: tuple[Version, ...]) -> Version:
    if len(versions) == 1:
        return versions[0]
    if register.policy is Policy.PROTECTIVE:
        rule = _rule(register)
        return max(versions, key=lambda v: (rule.rank(v.value), v.dots))
    if register.policy is Policy.ELEMENT:
        return max(versions, key=lambda v: (v.value is True, v.dots))
    if register.policy is Policy.LATEST:
        return max(versions, key=lambda v: (v.written.when, v.dots))
    return versions[0]


def _in_question(register: Register, versions: tuple[Version, ...]) -> tuple[Version, ...]:
    if len(versions) < 2 or register.policy in (Policy.LATEST, Policy.ELEMENT):
        return ()
    if register.policy is not Policy.PROTECTIVE:
        return versions
    rule = _rule(register)
    top = max(rule.rank(version.value) for version in versions)
    highest = tuple(version for version in versions if rule.rank(version.value) == top)
    return highest if len(highest) > 1 else ()


def _rule(register: Register) -> Protective:
    if register.protective is None:
        raise TypeError(f"{register.name} is protective without an order")
    return register.protective


def _put(register: Register, value: Json, values: dict[str, Json], objects: dict[str, Json]) -> None:
    if not register.is_object:
        values[register.fields[0]] = value
        return
    whole = value if isinstance(value, dict) else {}
    key = register.name if register.name.startswith("group:") else "once:" + register.name
    objects[key] = whole
    for member in register.fields:
        if member in whole:
            values[member] = whole[member]


def _element_value(found: Mapping[str, tuple[Dot, Written]]) -> Json:
    true = sorted(e for e, (_dot, written) in found.items() if e != NONE_ELEMENT and written.value is True)
    none = found.get(NONE_ELEMENT)
    if not true and none is not None and is_non_answer(none[1].value):
        return none[1].value
    return true


def _creation(state: RecordState, kind: Kind) -> Written | None:
    name = _creation_register(kind)
    live = state.registers.get(name)
    if not live:
        return None
    return live[min(live)]


def _creation_register(kind: Kind) -> str:
    for name, register in kind.registers.items():
        if kind.creation_field in register.fields:
            return name
    return kind.creation_field
