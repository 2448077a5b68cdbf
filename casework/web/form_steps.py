"""Steps of the workflows that a form is about to take: what is missing, and who may take it.

The screen asks before the button what the server asks again when the change arrives (shared_schema/rules/steps.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from casework.book import Edit, Person
from casework.web.pieces import Condition
from casework.web.saying import Phrasebook
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.records.policy import Policy
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import COORDINATOR, Missing, Step
from shared_schema.rules.steps import forbidden_steps, missing_for, steps_taken
from shared_schema.vocabularies.directory import WORKER_ROLE
from shared_schema.words.gates import GATE_WORDS, NO_EXCEPTION

COLON = {"en": ": ", "km": "៖ "}


@dataclass(frozen=True, slots=True)
class GatePanel:
    """What a step still needs; `asks_reason` = a reason opens it (an exception, or a reason it asks for)."""

    title: str
    conditions: tuple[Condition, ...]
    is_open: bool = False
    asks_reason: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks on which day, with which reason, in which language; `link_of(record)` leads to a record."""

    person: Person
    today: date
    reason: str | None
    language: str
    phrases: Phrasebook
    link_of: Callable[[Id], str]


def closed_gates(edits: Iterable[Edit], shown: Mapping[Id, Shown], dossier: Dossier, asked: Asked) -> list[GatePanel]:
    """The gates that keep these edits from being saved: a right that is missing, or what a step needs."""
    edits = tuple(edits)
    after = {edit.record: shown_after(edit, shown.get(edit.record), asked.person) for edit in edits}
    future = replace(dossier, records={**dossier.records, **after})
    panels: list[GatePanel] = []
    for edit in edits:
        before = shown.get(edit.record)
        old: Mapping[str, Json] = {} if before is None else before.values
        new = after[edit.record].values
        forbidden = forbidden_steps(edit.kind, old, new, asked.person)
        panels += [_not_yours(step, asked) for step in forbidden]
        for step in steps_taken(edit.kind, old, new):
            if step in forbidden:
                continue
            missing = missing_for(
                step.name, future, record=edit.record, today=asked.today, actor=asked.person, reason=asked.reason
            )
            if missing and not _is_excepted(missing, asked):
                panels.append(_missing(missing, future, asked))
    return panels


def shown_after(edit: Edit, before: Shown | None, person: Person) -> Shown:
    """The record as it will be shown once the edit is saved (values and objects; who wrote what is not made up)."""
    kind = KINDS[edit.kind]
    values: dict[str, Json] = {} if before is None else dict(before.values)
    for name, value in edit.registers.items():
        _lay(kind, name, value, values)
    if before is not None:
        return replace(before, values=values)
    return Shown(edit.record, edit.kind, edit.home, {}, values, {}, {}, (), person.worker, None, ())


def _lay(kind: Kind, name: str, value: Json, values: dict[str, Json]) -> None:
    register = kind.register_of(name)
    if register is None:
        return
    if register.policy is Policy.ELEMENT:
        stem, _dot, element = name.rpartition(".")
        held = values.get(stem)
        chosen = set(held if isinstance(held, list) else ())
        values[stem] = sorted(chosen | {element} if value is True else chosen - {element})
    elif register.is_object and isinstance(value, dict):
        values.update({member: value.get(member) for member in register.fields})
    else:
        values[register.fields[0]] = value


def _not_yours(step: Step, asked: Asked) -> GatePanel:
    title = asked.phrases.say(asked.language, "This step is for somebody else to take")
    who = asked.phrases.say(asked.language, "It can be taken by: %(roles)s.", roles=_roles(step, asked.language))
    return GatePanel(title, (Condition(words=who, is_met=False),))


def _roles(step: Step, language: str) -> str:
    return ", ".join(role.label(language) for role in WORKER_ROLE if role.code in step.who)


def _missing(missing: tuple[Missing, ...], dossier: Dossier, asked: Asked) -> GatePanel:
    title = asked.phrases.say(asked.language, "This step cannot be taken yet")
    conditions = tuple(
        Condition(
            words=_words(one, dossier, asked.language),
            is_met=False,
            url=asked.link_of(one.record),
            who="" if one.has_exception else NO_EXCEPTION.say(asked.language),
        )
        for one in missing
    )
    excepted = asked.person.role == COORDINATOR and all(one.has_exception for one in missing)
    needs_reason = any(one.code == "reason" for one in missing)
    return GatePanel(title, conditions, asks_reason=excepted or needs_reason)


def _words(missing: Missing, dossier: Dossier, language: str) -> str:
    said = GATE_WORDS[missing.code].say(language)
    record = dossier.find(missing.record)
    kind = KINDS.get(record.kind) if record is not None else None
    if kind is None or missing.field not in kind.fields:
        return said
    return f"{kind.fields[missing.field].label(language)}{COLON[language]}{said}"


def _is_excepted(missing: tuple[Missing, ...], asked: Asked) -> bool:
    return asked.person.role == COORDINATOR and bool(asked.reason) and all(one.has_exception for one in missing)
