"""A record as one transaction holds it: the state so far, versions of its registers, and what happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared_schema import canonical
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.apply import Event, EventKind
from shared_schema.merge.state import Change, RecordState, Seen, covers, empty_state
from shared_schema.records.kind import Kind
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import Links, creation_register, creator_of, links_of
from shared_schema.wire.compact import write_state
from sync_server.store.records import RecordRow, open_state
from sync_server.store.sealing import Sealing


@dataclass(slots=True)
class Held:
    """Belongs to one transaction and dies with it. `row` None: the record is new."""

    state: RecordState
    kind: Kind
    version: int
    versions: dict[str, int]
    is_restricted: bool
    row: RecordRow | None
    is_touched: bool = False
    created: Change | None = None  # the only change that it holds, while that is so
    found_ahead: Mapping[str, Seen] = field(default_factory=dict)  # what was replaced early before this transaction
    events: list[Event] = field(default_factory=list)

    @property
    def id(self) -> Id:
        """The record's id."""
        return self.state.record_id

    @property
    def author(self) -> Id | None:
        """Who created the record, None while that has not arrived."""
        change = self.created
        if change is None:
            return creator_of(self.state, self.kind)
        return change.by if creation_register(self.kind) in change.set else None

    @property
    def links(self) -> Links:
        """Where else it lies."""
        return links_of(self.state)

    def compact(self) -> bytes:
        """The compact form of the state; what one change created is written from that change (same bytes, quicker)."""
        change = self.created
        if change is None:
            return write_state(self.state)
        group = [change.device, change.n, change.at, change.offset, change.by, change.set]
        body: dict[str, Json] = {"i": change.record, "k": change.kind, "r": [group]}
        if change.home != change.record:
            body["h"] = change.home
        return canonical.dumps(body)

    def take(self, state: RecordState, registers: Iterable[str], events: tuple[Event, ...]) -> int:
        """Put in what a change made of it; the record's new version."""
        self.version += 1
        self.created = None
        if self.version > 1:
            for name in registers:
                self.versions[name] = self.version
        self.state = state
        self.is_touched = True
        if events:
            self.events.extend(one for one in events if self._is_worth_telling(one))
        return self.version

    def _is_worth_telling(self, event: Event) -> bool:
        """What one transaction brings together came together, whatever order it was put into."""
        is_early = event.kind is EventKind.REPLACED_EARLY
        return not is_early or covers(self.found_ahead.get(event.register, {}), event.dot)


def hold_row(row: RecordRow, sealing: Sealing) -> Held | None:
    """A record as it is stored; None for a tombstone or a placeholder."""
    kind = KINDS.get(row.kind)
    if kind is None or row.sealed is None:
        return None
    opened = open_state(sealing, row)
    state = opened.state()
    return Held(state, kind, row.version, dict(opened.versions), row.is_restricted, row, found_ahead=state.ahead)


def hold_new(record: Id, kind: Kind, home: str, *, is_restricted: bool) -> Held:
    """A record of which nothing had arrived."""
    return Held(empty_state(record, kind.name, home), kind, 0, {}, is_restricted, None)
