"""A centre and hubs made of the pure core alone, for the random histories.

What a hub does differently is small: it has a state from the centre beside its own log, and shows what the two together
say; it hands on every body it holds; what it cannot decide the centre decides.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.quarantine import Judged, sort_out
from shared_schema.merge.state import Change, Dot, RecordState, covers, empty_state
from shared_schema.wire.compact import state_digest, write_state
from tests.shared_schema.merge.sample import an_id
from tests.simulation.pure import BAD, CENTRE, PAGE, SCOPES, Log, Page, Reply, a_change, arrived

WHO = dict[Id, tuple[str, ...]]  # incarnation -> scopes of whom it writes for


@dataclass
class Server:
    """Log, states, feed, quarantine. Every method is one transaction."""

    name: str
    scopes: tuple[str, ...]
    homes: dict[Id, str]
    who: WHO = field(default_factory=dict)
    epoch: int = 1
    counter: int = 0
    known_at: int = 0
    log: Log = field(default_factory=dict)
    servers_own: Log = field(default_factory=dict)  # what servers' own devices wrote, of the log
    waiting: Log = field(default_factory=dict)
    beyond: Log = field(default_factory=dict)
    highest: dict[Id, int] = field(default_factory=dict)
    states: dict[Id, RecordState] = field(default_factory=dict)
    compact: dict[Id, bytes] = field(default_factory=dict)
    digests: dict[Id, int] = field(default_factory=dict)
    allowed: set[Dot] = field(default_factory=set)
    erased: set[Id] = field(default_factory=set)
    corrected: int = 0
    heads: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SCOPES, 0))
    feed: dict[str, dict[Id, int]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})
    gone: dict[str, dict[Id, int]] = field(default_factory=lambda: {scope: {} for scope in SCOPES})

    @property
    def incarnation(self) -> Id:
        """Its own device's, another after every restore."""
        return an_id(f"{self.name}{self.epoch}")

    def receive(self, changes: Iterable[Change]) -> None:
        """Takes gap-free continuations, keeps what lies beyond a gap, and sorts out what may stand."""
        came: Log = {}
        for change in changes:
            known = self.log.get(change.dot)
            assert known is None or known == change, f"forked at {change.dot}"
            if known is None:
                self.beyond[change.dot] = change
        for device in sorted({dot[0] for dot in self.beyond}):
            while next_one := self.beyond.pop((device, self.highest.get(device, 0) + 1), None):
                self.highest[device] = next_one.n
                self.log[next_one.dot] = next_one
                if self.is_servers(device):
                    self.servers_own[next_one.dot] = next_one
                if next_one.home not in self.erased:  # what comes late for an erased case is kept apart, never merged
                    came[next_one.dot] = next_one
        if came:
            self.sort_out(came)

    def decide(self, dot: Dot, *, is_rejected: bool) -> None:
        """Releases what waits; a rejection then puts the former values back under the server's own dot."""
        words = self.waiting[dot]
        state = self.states.get(words.record)
        before = {} if state is None else {name: min(live.items())[1].value for name, live in state.registers.items()}
        self.allowed.add(dot)
        self.sort_out({})
        if is_rejected:
            self.write_own(words.record, words.home, {name: before.get(name) for name in words.set})

    def write_own(self, record: Id, home: Id, values: Mapping[str, Json]) -> None:
        """An ordinary change by the server's own device, over all it holds of the record."""
        self.counter += 1
        seen = self.states[record].seen if record in self.states else {}
        dot = (self.incarnation, self.counter)
        self.allowed.add(dot)
        self.receive([a_change(*dot, record, home, values, seen=dict(seen), reason="decided")])

    def serve(
        self,
        scopes: Iterable[str],
        cursors: Mapping[str, int],
        asked: Iterable[Id],
        *,
        held: Mapping[Id, int],
        now: int,
    ) -> Reply:
        """What changed after the cursors, in pages, with ids and hashes (the last step of repair, sent at once)."""
        mine = tuple(scope for scope in scopes if scope in self.scopes)
        pages = [page for scope in mine for page in self._pages(scope, cursors.get(scope, 0))]
        digests = {scope: {one: self.digests[one] for one in self.feed[scope]} for scope in mine}
        own = [change for change in self.servers_own.values() if change.n > held.get(change.device, 0)]
        known = {device: self.highest.get(device, 0) for device in asked}
        known_at = now if self.name == CENTRE else self.known_at
        erased = frozenset(self.erased)
        return Reply(self.epoch, known_at, mine, dict(self.homes), pages, known, digests, erased, own)

    def is_servers(self, incarnation: Id) -> bool:
        """Whether a server's own device wrote it."""
        return incarnation not in self.who or incarnation in HUBS_OWN

    def check_save_sets(self) -> None:
        """What was saved together stands or waits together."""
        waiting = {(one.device, one.set_of) for one in self.waiting.values() if one.set_of}
        for change in self.log.values() if waiting else ():
            if (change.device, change.set_of) in waiting and change.home not in self.erased:
                assert change.dot in self.waiting or self.is_settled(change), "half a save set stands"

    def is_settled(self, change: Change) -> bool:
        """Whether it waits no more by somebody else's word."""
        return False

    def judge(self, change: Change) -> str | None:
        """Why a change waits here for its own reason."""
        if change.dot in self.allowed or change.device not in self.who:
            return None
        if self.homes[change.home] not in self.who[change.device]:
            return "change.after_handover"
        return "change.not_allowed" if any(v[0] == BAD for v in change.set.values() if isinstance(v, list)) else None

    def sort_out(self, came: Mapping[Dot, Change]) -> None:
        """Judges what waited together with what came."""
        found = sort_out(Judged(one, self.judge(one)) for one in (*self.waiting.values(), *came.values()))
        self.waiting = {one.change.dot: one.change for one in found.waiting}
        self.corrected += len(found.corrected)
        self.take_in(found.standing)

    def take_in(self, standing: Iterable[Change]) -> None:
        """Applies what may stand and puts it into the feed."""
        listed = list(standing)
        for change in listed:
            state = self.states.get(change.record) or empty_state(change.record, change.kind, change.home)
            self.states[change.record] = apply(state, change, None)[0]
        for record in sorted({change.record for change in listed}):
            self.put_into_feed(record, self.homes[self.states[record].home])

    def put_into_feed(self, record: Id, scope: str) -> None:
        """The next number of a scope is this record's."""
        self.compact[record] = write_state(self.states[record])
        self.digests[record] = state_digest(record, self.compact[record])
        self.heads[scope] += 1
        self.feed[scope][record] = self.heads[scope]
        self.gone[scope].pop(record, None)

    def take_out(self, record: Id, scope: str) -> None:
        """The next number of a scope says that the record left it."""
        if self.feed[scope].pop(record, None) is not None:
            self.heads[scope] += 1
            self.gone[scope][record] = self.heads[scope]

    def forget_home(self, home: Id) -> None:
        """An erased case: its states leave every scope; bodies in the log count as destroyed."""
        self.erased.add(home)
        self.waiting = {dot: one for dot, one in self.waiting.items() if one.home != home}
        for record in [record for record, state in self.states.items() if state.home == home]:
            for scope in SCOPES:
                self.take_out(record, scope)
            del self.states[record], self.compact[record]

    def copy(self) -> "Server":
        """A backup: states and changes are immutable, containers are copied."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | set):
                setattr(other, name, value.copy())
        other.feed, other.gone = ({s: dict(rows) for s, rows in part.items()} for part in (self.feed, self.gone))
        return other

    def _pages(self, scope: str, cursor: int) -> list[Page]:
        if cursor >= self.heads[scope]:
            return []
        rows = [(seq, record, True) for record, seq in self.feed[scope].items() if seq > cursor]
        rows += [(seq, record, False) for record, seq in self.gone[scope].items() if seq > cursor]
        rows.sort()
        pages = []
        for start in range(0, len(rows), PAGE):
            part = rows[start : start + PAGE]
            states = tuple(self.compact[record] for _seq, record, is_here in part if is_here)
            gone = tuple(record for _seq, record, is_here in part if not is_here)
            pages.append(Page(scope, part[-1][0], states, gone))
        return pages


class Centre(Server):
    """The one that decides where a case lies, and keeps which changes each record is made of."""

    applied: dict[Id, list[Change]]

    def take_in(self, standing: Iterable[Change]) -> None:
        listed = list(standing)
        super().take_in(listed)
        for change in listed:
            self.applied.setdefault(change.record, []).append(change)

    def move(self, home: Id, scope: str) -> None:
        """A dossier goes to another scope: gone from the old one, whole rows into the new one."""
        old = self.homes[home]
        self.homes[home] = scope
        for record in sorted(record for record, state in self.states.items() if state.home == home):
            self.take_out(record, old)
            self.put_into_feed(record, scope)
        self.sort_out({})

    def copy(self) -> "Centre":
        other = super().copy()
        assert isinstance(other, Centre)
        other.applied = {record: list(changes) for record, changes in self.applied.items()}
        return other


def a_centre(homes: Mapping[Id, str]) -> Centre:
    """An empty centre."""
    made = Centre(CENTRE, SCOPES, dict(homes))
    made.applied = {}
    return made


@dataclass
class Hub(Server):
    """A provincial server: `received` = the last states from the centre, apart from its own log."""

    up_epoch: int = 1
    received: dict[Id, RecordState] = field(default_factory=dict)
    scope_of: dict[Id, str] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    confirmed: dict[Id, int] = field(default_factory=dict)
    needs_repair: bool = False

    def take_in(self, standing: Iterable[Change]) -> None:
        for record in sorted({change.record for change in standing}):
            self.show(record)

    def show(self, record: Id) -> None:
        """What the centre last said of a record joined with the bodies that stand here; nothing where neither is."""
        mine = [one for one in self.log.values() if one.record == record and one.dot not in self.waiting]
        home = mine[0].home if mine else self.received[record].home if record in self.received else None
        state = self.received.get(record)
        scope = self.homes.get(home or "")
        if home is None or home in self.erased or scope not in self.scopes:
            self._hide(record)
            return
        for change in sorted(mine, key=lambda one: one.dot):
            state = apply(state or empty_state(record, change.kind, change.home), change, None)[0]
        if state is None:
            self._hide(record)
            return
        for other in SCOPES:
            if other != scope:
                self.take_out(record, other)
        if self.compact.get(record) != write_state(state) or record not in self.feed[scope]:
            self.states[record] = state
            self.put_into_feed(record, scope)

    def is_settled(self, change: Change) -> bool:
        return self.is_covered(change) or change.dot in self.allowed

    def is_covered(self, change: Change) -> bool:
        """Whether the centre's state has its words."""
        state = self.received.get(change.record)
        return state is not None and covers(state.seen, change.dot)

    def to_relay(self) -> list[Change]:
        """Every body beyond what the centre confirmed."""
        return [change for change in self.log.values() if change.n > self.confirmed.get(change.device, 0)]

    def own_held(self) -> dict[Id, int]:
        """Counters of servers' own devices that are here."""
        return {device: n for device, n in self.highest.items() if self.is_servers(device)}

    def enter(self, epoch: int) -> None:
        """Cursors mean nothing in another epoch of the centre."""
        if self.up_epoch != epoch:
            self.up_epoch, self.cursors, self.needs_repair = epoch, {}, True

    def apply_page(self, page: Page, homes: Mapping[Id, str]) -> None:
        """One transaction: states from the centre, what left, what is shown of them, the cursor."""
        self.homes = dict(homes)
        for record in page.gone:
            if self.scope_of.get(record) == page.scope:
                self._forget(record)
        for compact in page.states:
            state, _digest = arrived(compact)
            self.received[state.record_id], self.scope_of[state.record_id] = state, page.scope
            self.show(state.record_id)
        self._drop_covered()
        self.cursors[page.scope] = page.cursor

    def finish(self, reply: Reply) -> list[Id]:
        """The end of a reply: where every home lies now, what the centre holds, the bodies of its own device; gives the
        records that differ from the centre's."""
        self.homes = dict(reply.homes)
        for home in reply.erased - self.erased:
            for record in [record for record, state in self.received.items() if state.home == home]:
                self._forget(record)
            self.forget_home(home)
        self.confirmed |= reply.known
        self.receive(reply.own)
        for record in sorted({*self.states, *self.received}):
            self.show(record)
        self._drop_covered()
        self.sort_out({})
        theirs = {record: digest for rows in reply.digests.values() for record, digest in rows.items()}
        mine = {record: state_digest(record, write_state(state)) for record, state in self.received.items()}
        return sorted(record for record in theirs.keys() | mine.keys() if theirs.get(record) != mine.get(record))

    def repair(self, centre: Server, wanted: Iterable[Id]) -> None:
        """Full states in place of what differs."""
        places = {record: scope for scope in self.scopes for record in centre.feed[scope]}
        for record in wanted:
            if record in places:
                self.received[record], self.scope_of[record] = arrived(centre.compact[record])[0], places[record]
                self.show(record)
            else:
                self._forget(record)
        self.needs_repair = False

    def _forget(self, record: Id) -> None:
        self.received.pop(record, None)
        self.scope_of.pop(record, None)
        self.show(record)

    def _hide(self, record: Id) -> None:
        for scope in SCOPES:
            self.take_out(record, scope)
        self.states.pop(record, None)
        self.compact.pop(record, None)

    def _drop_covered(self) -> None:
        """What the centre took in, or what lies elsewhere now and is in the centre's hands, waits here no more."""
        elsewhere = {home for home, scope in self.homes.items() if scope not in self.scopes}
        for change in list(self.waiting.values()):
            is_given = change.home in elsewhere and change.n <= self.confirmed.get(change.device, 0)
            if self.is_covered(change) or is_given:
                del self.waiting[change.dot]
                self.allowed.add(change.dot)


HUBS_OWN: set[Id] = {an_id(f"hub {number}{epoch}") for number in (1, 2) for epoch in range(1, 200)}
