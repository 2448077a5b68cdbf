"""One write transaction over records: lock, open, apply what stands, seal, place in scopes (sync.md section 5).

Locks are taken in one order: records sorted by id (with the heads of their dossiers), then, where the server's own
device writes, its log, then scope heads. Everything that is written here leaves with the commit of the caller.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from shared_schema.identifiers import Id, is_id
from shared_schema.merge.apply import Event, apply
from shared_schema.merge.state import Change, RecordState
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import NOBODY, Holders, creator_of, holders_of
from sync_server.server import Server
from sync_server.services.held import Held, hold_new, hold_row
from sync_server.services.placing import Placer
from sync_server.services.review_events import note_events
from sync_server.services.search_rows import profile_of_state
from sync_server.store.devices import find_incarnation
from sync_server.store.match_profiles import put_profiles
from sync_server.store.projection import project, project_values
from sync_server.store.queue import queue_dossiers
from sync_server.store.records import (
    Dossier,
    Opened,
    RecordRow,
    dossiers_sharing_numbers,
    links_of_records,
    lock_records,
    put_dossiers,
    put_records,
    read_dossiers,
    read_records,
    seal_state,
)
from sync_server.store.sealing import RESTRICTED, STATES

_NUMBERS = {"case": "case_number", "tracing_inquiry": "inquiry_number"}
_ENDS = ("inquiry_id", "case_a", "case_b")


class Merging:
    """The records of one transaction. `open` first, then `adopt` what stands, then `finish` once."""

    def __init__(self, server: Server, connection: Connection, *, now_ms: int) -> None:
        self.server = server
        self.connection = connection
        self.now_ms = now_ms
        self.held: dict[Id, Held] = {}
        self.dossiers: dict[Id, Dossier] = {}
        self._known: dict[Id, RecordRow] = {}
        self._heads: dict[Id, int] = {}

    def open(self, changes: Sequence[Change], *, also: Iterable[Id] = ()) -> None:
        """Lock and open every record that these changes touch, and what their judgement needs."""
        ids = {change.record for change in changes} | set(also)
        homes = {change.home for change in changes}
        for _id, home, other in links_of_records(self.connection, ids):
            homes.add(home)
            if other is not None:
                homes.add(other)
        ends = {end for change in changes for end in _ends_of(change)}
        about = {followed for change in changes for followed in _followed(change)}
        placeholders = [(one.record, one.kind[:40], one.home) for one in changes if one.kind in KINDS]
        lock_records(self.connection, ids | homes | ends, {one[0]: one for one in placeholders}.values())
        self._known.update(read_records(self.connection, ids | about))
        self.dossiers.update(read_dossiers(self.connection, homes | ends))
        self.server.sealing.load(row.home for row in self._known.values())
        for record in ids:
            row = self._known.get(record)
            if row is not None and row.version > 0:
                held = hold_row(row, self.server.sealing)
                if held is not None:
                    self.held[record] = held

    def state_of(self, record: Id) -> RecordState | None:
        """The state so far."""
        held = self.held.get(record)
        return held.state if held is not None else None

    def kind_of(self, record: Id) -> str | None:
        """Kind of a record that is here, None for an unknown one."""
        held = self.held.get(record)
        row = self._known.get(record)
        return held.state.kind if held is not None else row.kind if row is not None and row.version else None

    def home_of(self, record: Id) -> str | None:
        """Home of a record that is here, None for an unknown one."""
        held = self.held.get(record)
        row = self._known.get(record)
        return held.state.home if held is not None else row.home if row is not None and row.version else None

    def is_restricted(self, change: Change, *, kinds: Mapping[Id, str] | None = None) -> bool:
        """Whether a change's record is restricted, or about one that is, or about one that nobody knows."""
        held = self.held.get(change.record)
        if held is not None:
            return held.is_restricted
        kind = KINDS[change.kind]
        if not kind.follows:
            return kind.restricted
        about = change.set.get(kind.follows)
        name = (kinds or {}).get(about) or self.kind_of(about) if isinstance(about, str) else None
        return name is None or KINDS[name].restricted

    def head_of(self, incarnation: Id) -> int:
        """The highest counter of an incarnation that the centre holds, those of this transaction among them."""
        if incarnation not in self._heads:
            found = find_incarnation(self.connection, incarnation)
            self._heads[incarnation] = found.head_n if found is not None else 0
        return self._heads[incarnation]

    def other_holders(self, end: Id | None) -> Holders:
        """Holders of the dossier at the other end."""
        dossier = self.dossiers.get(end) if end is not None else None
        return dossier.holders if dossier is not None else NOBODY

    def adopt(self, change: Change, state: RecordState, events: tuple[Event, ...], *, is_restricted: bool) -> int:
        """Take in a change that stands; the version of the record that it made."""
        held = self.held.get(change.record)
        if held is None:
            held = hold_new(change.record, KINDS[change.kind], change.home, is_restricted=is_restricted)
            self.held[change.record] = held
        version = held.take(state, change.set, events)
        if version == 1 and not change.seen and change.set:
            held.created = change
        return version

    def apply(self, change: Change) -> int:
        """Apply a change that stands, as it is; the version of the record after it."""
        held = self.held.get(change.record)
        before = held.state if held is not None else None
        if before is None:
            is_restricted = self.is_restricted(change)
            held = hold_new(change.record, KINDS[change.kind], change.home, is_restricted=is_restricted)
            self.held[change.record] = held
        assert held is not None
        state, events = apply(held.state, change, held.kind)
        if state is held.state:
            return held.version
        return held.take(state, change.set, events)

    def finish(self) -> None:
        """Seal and write every touched record, its projection, scopes, review items and queue entries."""
        touched = [held for held in self.held.values() if held.is_touched]
        if not touched:
            return
        self.server.sealing.prepare(held.state.home for held in touched)
        placer = Placer(self)
        self._put_dossiers(touched, placer)
        rows = []
        for held in touched:
            compact = held.compact()
            rows.append(self._row(held, compact))
            placer.place(held, compact)
        put_records(self.connection, rows)
        profiles = [made for held in touched if (made := profile_of_state(self.server, held.state, held.version))]
        put_profiles(self.connection, self.server.sealing, profiles, now_ms=self.now_ms)
        note_events(self, touched)
        homes = [held.state.home for held in touched if held.kind.placement in _DOSSIERS]
        queue_dossiers(self.connection, homes, now_ms=self.now_ms)
        placer.write()

    def _row(self, held: Held, compact: bytes) -> RecordRow:
        state = held.state
        use = RESTRICTED if held.is_restricted else STATES
        opened = Opened(compact, held.versions)
        sealed = seal_state(
            self.server.sealing, opened, home=state.home, use=use, record=state.record_id, version=held.version
        )
        return RecordRow(
            state.record_id,
            state.kind,
            state.home,
            held.version,
            sealed,
            _project(held),
            creator_of(state, held.kind),
            held.links.dossier if held.kind.two_dossiers else None,
            held.is_restricted,
            self.now_ms,
        )

    def _put_dossiers(self, touched: Sequence[Held], placer: Placer) -> None:
        changed = []
        for held in touched:
            if held.kind.placement is not Placement.DOSSIER_HEAD:
                continue
            before = self.dossiers.get(held.id)
            after = dossier_after(held.state, held.kind, before)
            if after != before:
                changed.append(after)
                self.dossiers[held.id] = after
            if before is None or before.holders != after.holders:
                placer.moved(held.id, is_new=before is None)
        put_dossiers(self.connection, changed)

    def numbers_twice(self, touched: Sequence[Held]) -> list[Dossier]:
        """Dossiers that share a case or inquiry number with a touched one."""
        numbers = {number for held in touched if (number := _number(held.state, held.kind)) is not None}
        return dossiers_sharing_numbers(self.connection, numbers)


_DOSSIERS = frozenset({Placement.DOSSIER, Placement.DOSSIER_HEAD})


def dossier_after(state: RecordState, kind: Kind, before: Dossier | None) -> Dossier:
    """The row of a dossier whose head has this state; who loses it is remembered as a former holder."""
    holders = holders_of(state)
    former = frozenset() if before is None else (before.former | before.holders.workers) - holders.workers
    return Dossier(state.record_id, state.kind, holders, frozenset(former), _number(state, kind))


def _project(held: Held) -> str | None:
    if held.created is not None and not held.is_restricted:
        return project_values(held.created.set, held.kind)
    return project(held.state, held.kind, is_restricted=held.is_restricted)


def _number(state: RecordState, kind: Kind) -> str | None:
    live = state.registers.get(_NUMBERS.get(kind.name, ""), {})
    values = sorted(str(written.value) for written in live.values() if isinstance(written.value, str))
    return values[0] if values else None


def _ends_of(change: Change) -> Iterable[Id]:
    kind = KINDS.get(change.kind)
    if kind is None or not kind.two_dossiers:
        return ()
    values = [change.set.get(name) for name in _ENDS]
    return [value for value in values if isinstance(value, str) and is_id(value)]


def _followed(change: Change) -> Iterable[Id]:
    kind = KINDS.get(change.kind)
    if kind is None or not kind.follows:
        return ()
    about = change.set.get(kind.follows)
    return [about] if isinstance(about, str) and is_id(about) else []
