"""What every replica of the random histories agrees on: invented records, homes and scopes, and how a reply looks.

Scopes are simplified: each home lies in one of three; the dossier's assignment, which says where it lies in the
product, is known to whoever the centre told it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Change, Dot, RecordState
from shared_schema.wire.compact import read_state, state_digest, write_state
from tests.shared_schema.merge.sample import SOK, an_id

SCOPES = ("scope 1", "scope 2", "scope 3")
REGISTERS = ("name", "count", "safety", "languages.khmer", "group:address", "of a later schema")
BAD = "not allowed"
PAGE = 3
HOMES = tuple(an_id(f"home{number}") for number in range(4))
CENTRE = "centre"


def a_change(device: Id, n: int, record: Id, home: Id, values: Mapping[str, Json], **others: Json) -> Change:
    """A change of any record; `seen` and the rest in `others`."""
    facts = {"version": 1, "kind": "sample", "at": n, "offset": 0, "by": SOK, "seen": {}} | others
    return Change(device=device, n=n, record=record, home=home, set=dict(values), **facts)


def tokens_of(values: Mapping[str, Json]) -> set[int]:
    """The typed words among the values of a change (each is typed once: a number, or a bad one)."""
    return {value[1] for value in values.values() if isinstance(value, list)}


@lru_cache(maxsize=4096)
def arrived(compact: bytes) -> tuple[RecordState, int]:
    """A state as it came over the wire, and the hash of what was read. The same bytes come to many: read once."""
    state = read_state(compact)
    return state, state_digest(state.record_id, write_state(state))


def held_tokens(state: RecordState) -> set[int]:
    """Typed words that are live in a state."""
    return {token for live in state.registers.values() for one in live.values() for token in tokens_of({"": one.value})}


def tokens_in(changes: Iterable[Change]) -> set[int]:
    """Typed words in bodies."""
    return set().union(*(tokens_of(change.set) for change in changes))


@dataclass(frozen=True)
class Page:
    """One page of a reply: applied in one transaction with its cursor."""

    scope: str
    cursor: int
    states: tuple[bytes, ...]
    gone: tuple[Id, ...]


@dataclass(frozen=True)
class Reply:
    """What a server answers. `known_at` = how far it knew the centre (steps of the history); `known` = the highest
    counters it holds; `erased` = homes that are no more; `own` = signed bodies of servers' own devices."""

    epoch: int
    known_at: int
    scopes: tuple[str, ...]
    homes: dict[Id, str]
    pages: list[Page]
    known: dict[Id, int]
    digests: dict[str, dict[Id, int]]
    erased: frozenset[Id]
    own: list[Change]


@dataclass(frozen=True)
class Bundle:
    """A stick: who made it for which server, the bodies on it."""

    maker: int
    server: str
    changes: tuple[Change, ...]


Log = dict[Dot, Change]
