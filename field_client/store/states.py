"""What the store reads off a state without knowing its rows: conflicts, retraction, values that were replaced. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.apply import RETRACTION
from shared_schema.merge.policy import show
from shared_schema.merge.state import Dot, RecordState, Seen, Written
from shared_schema.records.implied_fields import RETRACTED
from shared_schema.records.kind import Kind
from shared_schema.scopes import ASSIGNMENT, Holders, holders_of
from shared_schema.wire.compact import read_registers, read_state, seen_of, state_body


@dataclass(frozen=True, slots=True)
class Replaced:
    """A value that stood in a received state and no longer does."""

    record: Id
    register: str
    dot: Dot
    written: Written


@dataclass(frozen=True, slots=True)
class Difference:
    """What a received state loses where another takes its place: values, and (`knew_more`) changes that the new one
    does not count."""

    values: tuple[Replaced, ...]
    knew_more: bool


def read_kept(data: bytes) -> RecordState:
    """The state in bytes that this store wrote itself: their form was checked when they came, their sums at unlock.

    Raises `wire.malformed` where they are not even JSON.
    """
    return read_state(_parsed(data))


def holders_in(data: bytes) -> Holders:
    """To whom the head of a dossier in these bytes is assigned; of the state only that is read."""
    body = _parsed(data)
    groups = [[*group[:5], {ASSIGNMENT: group[5][ASSIGNMENT]}] for group in body["r"] if ASSIGNMENT in group[5]]
    record = body["i"]
    return holders_of(RecordState(record, body["k"], body.get("h", record), registers=read_registers(groups)))


def seen_in(body: Mapping[str, Json]) -> Seen:
    """The `seen` of a parsed compact body."""
    seen: Seen = body["s"] if "s" in body else seen_of(body["r"])
    return seen


def is_covered(seen: Seen, by: Seen) -> bool:
    """Whether every counter of `seen` is reached in `by`."""
    return all(by.get(device, 0) >= counter for device, counter in seen.items())


def has_conflict(body: Mapping[str, Json], kind: Kind | None) -> bool:
    """Whether a person must decide something in this state; most states answer without being read whole."""
    groups = body["r"]
    if len(groups) < 2 or kind is None:
        return False
    names = [name for group in groups for name in group[5]]
    if len(names) == len(set(names)):
        return False
    return bool(show(read_state(dict(body)), kind).conflicts)


def is_retracted(body: Mapping[str, Json], kind: Kind | None) -> bool:
    """Whether the record was voided."""
    found = [group[5][RETRACTION] for group in body["r"] if RETRACTION in group[5]]
    if len(found) > 1 and kind is not None:
        return show(read_state(dict(body)), kind).is_retracted
    return any(isinstance(value, dict) and value.get(RETRACTED) is True for value in found)


def difference(old: bytes, new: bytes) -> Difference:
    """What `old` loses where `new` takes its place; `wire.malformed` where either is no state."""
    before, after = _parsed(old), _parsed(new)
    try:
        return Difference(tuple(_replaced(before, after)), not is_covered(seen_in(before), seen_in(after)))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise HomewardError("wire.malformed", at=0) from error


def _replaced(old: Json, new: Json) -> list[Replaced]:
    kept: dict[Dot, Json] = {(group[0], group[1]): group[5] for group in new["r"]}
    found = []
    for group in old["r"]:
        stand = kept.get((group[0], group[1]), {})
        gone = {name: value for name, value in group[5].items() if name not in stand}
        for name, live in read_registers([[*group[:5], gone]]).items():
            found += [Replaced(old["i"], name, dot, written) for dot, written in live.items()]
    return found


def full_bytes(state: RecordState, *, withheld: Iterable[str]) -> bytes:
    """Compact bytes as the scope would receive them: registers that were withheld are listed, though absent."""
    body = state_body(state)
    names = sorted(withheld)
    if names:
        body["w"] = names
    return canonical.dumps(body)


def _parsed(data: bytes) -> Json:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise HomewardError("wire.malformed", at=error.pos) from error
