"""The merged state of one record, and the changes that make it (sync.md section 1).

Register's live values = those written by a change that no other change of the set, writing the same register,
had seen. `seen` counts every change in the state; `ahead` remembers what was superseded before it arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from shared_schema.canonical import Json
from shared_schema.identifiers import Id

Dot: TypeAlias = tuple[Id, int]  # (incarnation, counter) of a change
Seen: TypeAlias = Mapping[Id, int]  # highest counter of each incarnation


class Written(NamedTuple):
    """One value: `at` and `offset` in milliseconds (device clock; server time last seen minus that clock), author.

    A tuple, since there is one for every register of every record: four times faster to make than a frozen dataclass.
    """

    value: Json
    at: int
    offset: int
    by: Id

    @property
    def when(self) -> int:
        """Milliseconds since 1970, the device clock corrected by the last known distance to server time."""
        return self.at + self.offset


@dataclass(frozen=True, slots=True)
class RecordState:
    """A record as merged so far; values nobody has superseded stand in `registers` under their dots."""

    record_id: Id
    kind: str
    home: Id
    seen: Mapping[Id, int] = field(default_factory=dict)
    registers: Mapping[str, Mapping[Dot, Written]] = field(default_factory=dict)
    ahead: Mapping[str, Mapping[Id, int]] = field(default_factory=dict)


class Change(NamedTuple):
    """One save of one record by one person on one device, read from its signed bytes.

    `set` = {register: value}; `resolves` = registers whose two versions it decides; `corrects` = the dot of a
    quarantined change that it replaces; `set_of` = (first n, count) of the save set it belongs to.
    """

    device: Id
    n: int
    version: int
    record: Id
    kind: str
    home: Id
    at: int
    offset: int
    by: Id
    seen: Mapping[Id, int]
    set: Mapping[str, Json]
    reason: str | None = None
    resolves: tuple[str, ...] = ()
    corrects: Dot | None = None
    set_of: tuple[int, int] | None = None

    @property
    def dot(self) -> Dot:
        """(incarnation, counter)."""
        return (self.device, self.n)


def empty_state(record_id: Id, kind: str, home: Id) -> RecordState:
    """The state of a record of which nothing has arrived."""
    return RecordState(record_id, kind, home)


def covers(seen: Seen, dot: Dot) -> bool:
    """Whether a change with `dot` is among those that `seen` counts."""
    return seen.get(dot[0], 0) >= dot[1]


def highest(a: Seen, b: Seen) -> dict[Id, int]:
    """Pairwise maxima of two `seen`."""
    result = dict(a)
    for device, counter in b.items():
        if counter > result.get(device, 0):
            result[device] = counter
    return result
