"""A small kind with every merge policy, ids to read by eye, and builders of changes."""

from collections.abc import Mapping
from typing import Any

from shared_schema.canonical import Json, encode_bytes
from shared_schema.identifiers import Id
from shared_schema.merge.apply import Event, apply
from shared_schema.merge.state import Change, RecordState, empty_state
from shared_schema.records.field import ACCOUNT, CODED, IDENTITY, OPERATIONAL, Field
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.policy import ASK, ELEMENTS, LATEST, ONCE, Group, Protective
from shared_schema.records.types import Bool, Choice, Choices, Date, Int, Text
from shared_schema.vocabularies.code_list import Code, CodeList

SAFETY = ("danger", "concern", "unsure", "safe")
LANGUAGES = CodeList("language", tuple(Code(code, code, code) for code in ("khmer", "cham", "lao")))
STATES = CodeList("minutes_state", tuple(Code(code, code, code) for code in ("draft", "signed")))
SAFETY_LIST = CodeList("safety", tuple(Code(code, code, code) for code in SAFETY))


def an_id(name: str) -> Id:
    """An Id whose first characters are `name`."""
    return encode_bytes(name.encode().ljust(16, b"\0"))


A, B, C, D, E = (an_id(letter) for letter in "ABCDE")
RECORD, HOME, SOK, DARA = an_id("record"), an_id("home"), an_id("sok"), an_id("dara")


def _field(name: str, kind: Any, privacy: Any, policy: Any) -> Field:
    return Field(name, kind, name, name, privacy, policy)


SAMPLE = Kind(
    "sample",
    "Sample",
    "គំរូ",
    Placement.DOSSIER,
    (
        _field("opened_on", Date(), CODED, ONCE),
        _field("name", Text(), IDENTITY, ASK),
        _field("count", Int(), CODED, ASK),
        _field("seen_on", Date(), OPERATIONAL, LATEST),
        _field("safety", Choice(SAFETY_LIST), CODED, Protective(SAFETY)),
        _field("trusted", Bool(), CODED, Protective((True,))),
        _field("ended_on", Date(), CODED, Protective(earliest=True)),
        _field("languages", Choices(LANGUAGES), CODED, ELEMENTS),
        _field("street", Text(), IDENTITY, Group("address")),
        _field("landmark", Text(), IDENTITY, Group("address")),
        _field("state", Choice(STATES), OPERATIONAL, Group("minutes")),
        _field("words", Text(), ACCOUNT, Group("minutes")),
    ),
)


def a_change(
    device: Id, n: int, values: Mapping[str, Json], seen: Mapping[Id, int] | None = None, **others: Any
) -> Change:
    """A change of RECORD by one device; `seen` is what its author was shown."""
    facts: dict[str, Any] = {"version": 1, "record": RECORD, "kind": "sample", "home": HOME, "offset": 0}
    facts |= {"at": 1_760_000_000_000 + n, "by": SOK if device in (A, C) else DARA}
    return Change(device=device, n=n, seen=dict(seen or {}), set=dict(values), **(facts | others))


def nothing() -> RecordState:
    """RECORD before anything arrived."""
    return empty_state(RECORD, "sample", HOME)


def all_applied(*changes: Change, to: RecordState | None = None) -> RecordState:
    """The state after the changes in this order."""
    return all_applied_with_events(*changes, to=to)[0]


def all_applied_with_events(*changes: Change, to: RecordState | None = None) -> tuple[RecordState, tuple[Event, ...]]:
    """The state after the changes in this order, and the events of the last one."""
    state, events = to or nothing(), ()
    for change in changes:
        state, events = apply(state, change, SAMPLE)
    return state, events
