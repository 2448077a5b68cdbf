"""A laptop made of the pure core alone, which speaks with the centre and with hubs, for the random histories."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.apply import apply
from shared_schema.merge.join import join
from shared_schema.merge.state import Change, Dot, RecordState, empty_state
from tests.shared_schema.merge.sample import an_id
from tests.simulation.pure import Log, Page, Reply, a_change, arrived, held_tokens
from tests.simulation.servers import Server


@dataclass
class Link:
    """What a laptop holds of one server: last received states, cursors, what it confirmed, how far it knew the centre;
    `differs` = scopes to be compared with it when its word means something."""

    epoch: int = 1
    known_at: int = 0
    received: dict[Id, RecordState] = field(default_factory=dict)
    digests: dict[Id, int] = field(default_factory=dict)
    scope_of: dict[Id, str] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    confirmed: dict[Id, int] = field(default_factory=dict)
    own_held: dict[Id, int] = field(default_factory=dict)
    differs: set[str] = field(default_factory=set)

    def copy(self) -> "Link":
        """As it lies on a disk image."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | set):
                setattr(other, name, value.copy())
        return other

    def drop(self, record: Id) -> None:
        """No longer received from here."""
        self.digests.pop(record, None)
        self.received.pop(record, None)
        self.scope_of.pop(record, None)


@dataclass
class Device:
    """A laptop: its own log, bodies it carries for others, one link for each server that it has met."""

    number: int
    scopes: tuple[str, ...]
    homes: dict[Id, str]
    generation: int = 1
    counter: int = 0
    homes_at: int = 0
    log: Log = field(default_factory=dict)
    carried: Log = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    left: dict[Id, int] = field(default_factory=dict)  # records that a server took away, and how far it knew
    taken: dict[str, int] = field(default_factory=dict)  # the same of the last record taken from a scope
    erased: set[Id] = field(default_factory=set)
    looked_at: dict[Id, Mapping[Id, int]] = field(default_factory=dict)
    history: set[int] = field(default_factory=set)

    @property
    def incarnation(self) -> Id:
        """Its present one; a restored store takes another."""
        return an_id(f"d{self.number}i{self.generation}")

    def link(self, server: str) -> Link:
        """What it holds of a server."""
        found = self.links.get(server)
        if found is None:
            found = self.links[server] = Link()
        return found

    def records(self) -> dict[Id, Id]:
        """{record: home} of what its pages show: received, and its own of homes it holds."""
        found = {record: state.home for link in self.links.values() for record, state in link.received.items()}
        held = (change for change in self.log.values() if self.homes.get(change.home) in self.scopes)
        mine = {change.record: change.home for change in held if change.home not in self.erased}
        return found | {record: home for record, home in mine.items() if record not in self.left}

    def shown(self, record: Id) -> RecordState | None:
        """The received ones joined, with its own changes not yet in them, in order."""
        state: RecordState | None = None
        for link in self.links.values():
            one = link.received.get(record)
            if one is not None:
                state = one if state is None else join(state, one)
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

    def to_push(self, server: str) -> list[Change]:
        """Own and carried bodies beyond what this server confirmed."""
        both = (*self.log.values(), *self.carried.values())
        confirmed = self.link(server).confirmed
        return [change for change in both if change.n > confirmed.get(change.device, 0)]

    def enter(self, server: str, reply: Reply) -> None:
        """Cursors mean nothing in another epoch (same transaction as the first page of it)."""
        link = self.link(server)
        if link.epoch != reply.epoch:
            link.epoch, link.cursors = reply.epoch, {}
            link.differs |= set(self.scopes)
        link.known_at = reply.known_at

    def apply_page(self, server: str, page: Page) -> None:
        """One transaction: states, memberships, cursor. What a later word took away is passed over."""
        link = self.link(server)
        for compact in page.states:
            self._put(link, compact, page.scope)
        for record in page.gone:
            self._take(link, record, page.scope)
        if page.gone:
            self.taken[page.scope] = max(link.known_at, self.taken.get(page.scope, 0))
        link.cursors[page.scope] = page.cursor

    def finish(self, server: str, reply: Reply) -> None:
        """The end of a reply: erased cases, what the server holds, bodies of servers' own devices."""
        link = self.link(server)
        if reply.known_at >= self.homes_at:
            self.homes, self.homes_at = reply.homes, reply.known_at
        for home in reply.erased - self.erased:
            self._erase(home, link.known_at)
        link.confirmed |= reply.known
        self.carried |= {change.dot: change for change in reply.own}
        for change in reply.own:
            link.own_held[change.device] = max(change.n, link.own_held.get(change.device, 0))

    def differing(self, server: str, reply: Reply) -> list[Id]:
        """Records whose hash is not this server's, in scopes where its word counts."""
        link = self.link(server)
        believed = [scope for scope in reply.digests if self.taken.get(scope, 0) <= link.known_at]
        theirs = {record: digest for scope in believed for record, digest in reply.digests[scope].items()}
        mine = {record: digest for record, digest in link.digests.items() if link.scope_of[record] in believed}
        found = theirs.keys() | mine.keys()
        return sorted(
            one for one in found if theirs.get(one) != mine.get(one) and self.left.get(one, 0) <= link.known_at
        )

    def repair(self, server: Server, wanted: Iterable[Id]) -> None:
        """Full states in place of what differs."""
        link = self.link(server.name)
        places = {record: scope for scope in self.scopes for record in server.feed[scope]}
        for record in wanted:
            if record in places:
                self._put(link, server.compact[record], places[record])
            elif record in link.received:  # the server lacks it, which is no word of who may hold it
                self._remember(link, record)
                link.drop(record)
        link.differs = {scope for scope in link.differs if self.taken.get(scope, 0) > link.known_at}

    def copy(self) -> "Device":
        """A disk image."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | set):
                setattr(other, name, value.copy())
        other.links = {server: link.copy() for server, link in self.links.items()}
        return other

    def _put(self, link: Link, compact: bytes, scope: str) -> None:
        state, digest = arrived(compact)
        record = state.record_id
        if self.left.get(record, 0) > link.known_at:
            link.differs.add(scope)
            return
        self._remember(link, record)
        link.received[record], link.scope_of[record] = state, scope
        link.digests[record] = digest
        self.left.pop(record, None)

    def _take(self, link: Link, record: Id, scope: str) -> None:
        if link.scope_of.get(record) == scope:
            self._remember(link, record)
            link.drop(record)
        for other in self.links.values():
            if other is not link and other.known_at <= link.known_at and other.scope_of.get(record) == scope:
                self._remember(other, record)
                other.drop(record)
                other.differs.add(scope)
        if not any(record in one.received for one in self.links.values()):
            self.left[record] = link.known_at

    def _erase(self, home: Id, known_at: int) -> None:
        self.erased.add(home)
        for link in self.links.values():
            for record in [record for record, state in link.received.items() if state.home == home]:
                link.drop(record)
                self.left[record] = known_at

    def _remember(self, link: Link, record: Id) -> None:
        old = link.received.get(record)
        if old is not None:
            self.history |= held_tokens(old)
