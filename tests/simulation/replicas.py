"""A centre and a laptop made of the pure core alone, for the random histories.

Scopes are simplified: a device holds one or two of three, and each home lies in one; bodies of the centre's own
changes go to every device.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.quarantine import Judged, sort_out
from shared_schema.merge.state import Change, Dot, RecordState, empty_state
from shared_schema.wire.compact import read_state, state_digest, write_state
from tests.shared_schema.merge.sample import SOK, an_id

SCOPES = ("scope 1", "scope 2", "scope 3")
REGISTERS = ("name", "count", "safety", "languages.khmer", "group:address")
BAD = "not allowed"
PAGE = 3
HOMES = tuple(an_id(f"home{number}") for number in range(4))


def a_change(device: Id, n: int, record: Id, home: Id, values: Mapping[str, Json], **others: Json) -> Change:
    """A change of any record; `seen` and the rest in `others`."""
    facts = {"version": 1, "kind": "sample", "at": n, "offset": 0, "by": SOK, "seen": {}} | others
    return Change(device=device, n=n, record=record, home=home, set=dict(values), **facts)


def tokens_of(values: Mapping[str, Json]) -> set[int]:
    """The typed words among the values of a change (each is typed once: a number, or a bad one)."""
    return {value[1] for value in values.values() if isinstance(value, list)}


@dataclass
class Reply:
    """What the centre answers: pages of (scope, cursor, states, gone), who it knows, digests, its own bodies."""

    epoch: int
    scopes: tuple[str, ...]
    homes: dict[Id, str]
    pages: list[tuple[str, int, list[bytes], list[Id]]]
    known: dict[Id, int]
    digests: dict[str, dict[Id, int]]
    own: dict[Id, list[Change]]


@dataclass
class Centre:
    """The server: log, states, feed, quarantine. Every method is one transaction."""

    homes: dict[Id, str]
    scopes_of: dict[int, tuple[str, ...]]
    devices: dict[Id, int] = field(default_factory=dict)
    epoch: int = 1
    counter: int = 0
    log: dict[Dot, Change] = field(default_factory=dict)
    applied: dict[Id, list[Change]] = field(default_factory=dict)
    waiting: dict[Dot, Change] = field(default_factory=dict)
    beyond: dict[Dot, Change] = field(default_factory=dict)
    highest: dict[Id, int] = field(default_factory=dict)
    states: dict[Id, RecordState] = field(default_factory=dict)
    compact: dict[Id, bytes] = field(default_factory=dict)
    allowed: set[Dot] = field(default_factory=set)
    corrected: int = 0
    heads: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SCOPES, 0))
    feed: dict[str, dict[Id, int]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})
    gone: dict[str, dict[Id, int]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})

    @property
    def incarnation(self) -> Id:
        """The centre's own, another after every restore."""
        return an_id(f"centre{self.epoch}")

    def receive(self, changes: Iterable[Change]) -> None:
        """Takes gap-free continuations, keeps what lies beyond a gap, and sorts out what may stand."""
        came: dict[Dot, Change] = {}
        for change in changes:
            known = self.log.get(change.dot)
            assert known is None or known == change, f"forked at {change.dot}"
            if known is None:
                self.beyond[change.dot] = change
        for device in sorted({dot[0] for dot in self.beyond}):
            while next_one := self.beyond.pop((device, self.highest.get(device, 0) + 1), None):
                self.highest[device] = next_one.n
                came[next_one.dot] = self.log[next_one.dot] = next_one
        if came:
            self._sort_out(came)

    def decide(self, dot: Dot, *, is_rejected: bool) -> None:
        """Releases what waits; a rejection then puts the former values back under the centre's own dot."""
        words = self.waiting[dot]
        state = self.states.get(words.record)
        before = {} if state is None else {name: min(live.items())[1].value for name, live in state.registers.items()}
        self.allowed.add(dot)
        self._sort_out({})
        if is_rejected:
            self.write_own(words.record, words.home, {name: before.get(name) for name in words.set})

    def write_own(self, record: Id, home: Id, values: Mapping[str, Json]) -> None:
        """An ordinary change by the server's own device, over all it holds of the record."""
        self.counter += 1
        seen = self.states[record].seen if record in self.states else {}
        dot = (self.incarnation, self.counter)
        self.allowed.add(dot)
        self.receive([a_change(*dot, record, home, values, seen=dict(seen), reason="decided")])

    def move(self, home: Id, scope: str) -> None:
        """A dossier goes to another scope: gone from the old one, whole rows into the new one."""
        old = self.homes[home]
        self.homes[home] = scope
        for record in sorted(record for record, state in self.states.items() if state.home == home):
            self.feed[old].pop(record, None)
            self.heads[old] += 1
            self.gone[old][record] = self.heads[old]
            self._put_into_feed(record, scope)
        self._sort_out({})

    def serve(self, device: int, cursors: Mapping[str, int], asked: Iterable[Id], own_held: Mapping[Id, int]) -> Reply:
        """What changed after the cursors, in pages, with ids and hashes (the last step of repair, sent at once)."""
        scopes = self.scopes_of[device]
        pages = [page for scope in scopes for page in self._pages(scope, cursors.get(scope, 0))]
        digests = {
            scope: {record: state_digest(record, self.compact[record]) for record in self.feed[scope]}
            for scope in scopes
        }
        own: dict[Id, list[Change]] = {}
        for change in self.log.values():
            if change.device not in self.devices and change.n > own_held.get(change.device, 0):
                own.setdefault(change.device, []).append(change)
        known = {device: self.highest.get(device, 0) for device in asked}
        return Reply(self.epoch, scopes, dict(self.homes), pages, known, digests, own)

    def check_save_sets(self) -> None:
        """What was saved together stands or waits together."""
        waiting = {(one.device, one.set_of) for one in self.waiting.values() if one.set_of}
        for change in self.log.values() if waiting else ():
            assert (change.device, change.set_of) not in waiting or change.dot in self.waiting, "half a save set stands"

    def copy(self) -> "Centre":
        """A backup: states and changes are immutable, containers are copied."""
        other = copy(self)
        for name in ("homes", "devices", "log", "waiting", "beyond", "highest", "states", "compact", "heads"):
            setattr(other, name, dict(getattr(self, name)))
        other.allowed = set(self.allowed)
        other.applied = {record: list(changes) for record, changes in self.applied.items()}
        other.feed, other.gone = ({s: dict(rows) for s, rows in part.items()} for part in (self.feed, self.gone))
        return other

    def _sort_out(self, came: Mapping[Dot, Change]) -> None:
        found = sort_out(Judged(one, self._judge(one)) for one in (*self.waiting.values(), *came.values()))
        self.waiting = {one.change.dot: one.change for one in found.waiting}
        self.corrected += len(found.corrected)
        for change in found.standing:
            state = self.states.get(change.record) or empty_state(change.record, change.kind, change.home)
            self.states[change.record] = apply(state, change, None)[0]
            self.applied.setdefault(change.record, []).append(change)
        for record in sorted({change.record for change in found.standing}):
            self._put_into_feed(record, self.homes[self.states[record].home])

    def _judge(self, change: Change) -> str | None:
        if change.dot in self.allowed or change.device not in self.devices:
            return None
        if self.homes[change.home] not in self.scopes_of[self.devices[change.device]]:
            return "change.after_handover"
        return "change.not_allowed" if any(v[0] == BAD for v in change.set.values() if isinstance(v, list)) else None

    def _put_into_feed(self, record: Id, scope: str) -> None:
        self.compact[record] = write_state(self.states[record])
        self.heads[scope] += 1
        self.feed[scope][record] = self.heads[scope]
        self.gone[scope].pop(record, None)

    def _pages(self, scope: str, cursor: int) -> list[tuple[str, int, list[bytes], list[Id]]]:
        rows = [(seq, record, True) for record, seq in self.feed[scope].items() if seq > cursor]
        rows += [(seq, record, False) for record, seq in self.gone[scope].items() if seq > cursor]
        rows.sort()
        pages = []
        for start in range(0, len(rows), PAGE):
            part = rows[start : start + PAGE]
            states = [self.compact[record] for _seq, record, is_here in part if is_here]
            pages.append((scope, part[-1][0], states, [record for _seq, record, is_here in part if not is_here]))
        return pages


@dataclass
class Device:
    """A laptop: its own log, bodies it carries for others, the last received states, cursors."""

    number: int
    generation: int = 1
    counter: int = 0
    epoch: int = 1
    log: dict[Dot, Change] = field(default_factory=dict)
    carried: dict[Dot, Change] = field(default_factory=dict)
    received: dict[Id, RecordState] = field(default_factory=dict)
    scope_of: dict[Id, str] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    confirmed: dict[Id, int] = field(default_factory=dict)
    own_held: dict[Id, int] = field(default_factory=dict)
    homes: dict[Id, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    looked_at: dict[Id, Mapping[Id, int]] = field(default_factory=dict)
    history: set[int] = field(default_factory=set)
    needs_repair: bool = False

    @property
    def incarnation(self) -> Id:
        """Its present one; a restored store takes another."""
        return an_id(f"d{self.number}i{self.generation}")

    def records(self) -> dict[Id, Id]:
        """{record: home} of what its pages show: received, and its own of homes it holds."""
        found = {record: state.home for record, state in self.received.items()}
        held = (change for change in self.log.values() if self.homes.get(change.home) in self.scopes)
        return found | {change.record: change.home for change in held}

    def shown(self, record: Id) -> RecordState | None:
        """Received joined with its own changes not yet in it, in order."""
        state = self.received.get(record)
        for change in self.log.values():
            if change.record == record:
                state = apply(state or empty_state(record, change.kind, change.home), change, None)[0]
        return state

    def save(self, edits: Mapping[Id, tuple[Id, Mapping[str, Json]]], *, corrects: Dot | None = None) -> None:
        """One save set: log entries with what was shown when the form was opened."""
        first = self.counter + 1
        set_of = (first, len(edits)) if len(edits) > 1 else None
        for record, (home, values) in edits.items():
            self.counter += 1
            seen = {d: n for d, n in self.looked_at.get(record, {}).items() if n}
            change = a_change(
                self.incarnation, self.counter, record, home, values, seen=seen, set_of=set_of, corrects=corrects
            )
            self.log[change.dot] = change

    def to_push(self) -> list[Change]:
        """Own and carried bodies beyond what the centre confirmed."""
        both = (*self.log.values(), *self.carried.values())
        return [change for change in both if change.n > self.confirmed.get(change.device, 0)]

    def enter(self, epoch: int) -> None:
        """Cursors mean nothing in another epoch (same transaction as the first page of it)."""
        if self.epoch != epoch:
            self.epoch, self.cursors, self.needs_repair = epoch, {}, True

    def apply_page(self, scope: str, cursor: int, states: Iterable[bytes], gone: Iterable[Id]) -> None:
        """One transaction: states, memberships, cursor."""
        for compact in states:
            self._replace(read_state(compact), scope)
        for record in gone:
            if self.scope_of.get(record) == scope:
                self._drop(record)
        self.cursors[scope] = cursor

    def finish(self, reply: Reply) -> None:
        """The end of a reply: what the centre knows, scopes that are no more, its own bodies."""
        self.scopes, self.homes = reply.scopes, reply.homes
        for record in [record for record, scope in self.scope_of.items() if scope not in reply.scopes]:
            self._drop(record)
        self.cursors = {scope: seq for scope, seq in self.cursors.items() if scope in reply.scopes}
        self.confirmed |= reply.known
        for device, changes in reply.own.items():
            self.carried |= {change.dot: change for change in changes}
            self.own_held[device] = max(change.n for change in changes)

    def differing(self, reply: Reply) -> list[Id]:
        """Records whose hash is not the centre's: only these are fetched again, whole."""
        theirs = {record: digest for rows in reply.digests.values() for record, digest in rows.items()}
        mine = {record: state_digest(record, write_state(state)) for record, state in self.received.items()}
        return sorted(record for record in theirs.keys() | mine.keys() if theirs.get(record) != mine.get(record))

    def repair(self, centre: Centre, wanted: Iterable[Id]) -> None:
        """Full states in place of what differs."""
        places = {record: scope for scope in self.scopes for record in centre.feed[scope]}
        for record in wanted:
            if record in places:
                self._replace(read_state(centre.compact[record]), places[record])
            else:
                self._drop(record)
        self.needs_repair = False

    def copy(self) -> "Device":
        """A disk image."""
        other = copy(self)
        for name in (
            "log",
            "carried",
            "received",
            "scope_of",
            "cursors",
            "confirmed",
            "own_held",
            "looked_at",
            "homes",
        ):
            setattr(other, name, dict(getattr(self, name)))
        other.history = set(self.history)
        return other

    def _replace(self, state: RecordState, scope: str) -> None:
        self._remember(state.record_id)
        self.received[state.record_id] = state
        self.scope_of[state.record_id] = scope

    def _drop(self, record: Id) -> None:
        self._remember(record)
        self.received.pop(record, None)
        self.scope_of.pop(record, None)

    def _remember(self, record: Id) -> None:
        old = self.received.get(record)
        if old is not None:
            self.history |= held_tokens(old)


def held_tokens(state: RecordState) -> set[int]:
    """Typed words that are live in a state."""
    return {token for live in state.registers.values() for one in live.values() for token in tokens_of({"": one.value})}
