"""Rows of records as they are put and read: received, shown, left; and states made ready to be put. No SQL here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson

from field_client.store import states
from field_client.store.sums import hash_row
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState

Key = TypeVar("Key", str, int)

CHUNK = 500  # records looked up by one statement


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be put: compact bytes and their `hash_row`."""

    record: Id
    kind: str
    home: Id
    data: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class NewState(NewRow):
    """A state to be shown: the row and its parsed body."""

    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """The last state of a record that `server` sent, or that it has confirmed."""

    server: Id
    record: Id
    kind: str
    home: Id
    state: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ShownRow:
    """Where a shown record stands, without its state."""

    number: int
    record: Id
    kind: str
    home: Id
    hash: bytes


@dataclass(frozen=True, slots=True)
class LeftCase:
    """A dossier of which something left: why, when (ms), how many records, its number and to whom it went (a record of
    the directory) where this laptop was told."""

    home: Id
    why: str
    at: int
    records: int
    code: str | None
    towards: Id | None


def new_state(data: bytes, body: Mapping[str, Json]) -> NewState:
    """Bytes and parsed body of one state, ready to be put."""
    record = body["i"]
    return NewState(record, body["k"], body.get("h", record), data, hash_row(record, data), body)


def state_to_put(state: RecordState, *, withheld: Iterable[str] = ()) -> NewState:
    """The same for a state that was made here."""
    data = states.full_bytes(state, withheld=withheld)
    return new_state(data, orjson.loads(data))


def parts(records: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """`records` (ids, or numbers of shown rows) in parts of at most CHUNK, for statements that name each of them."""
    for at in range(0, len(records), CHUNK):
        yield records[at : at + CHUNK]
