"""One write transaction over records: lock, open, apply what stands, seal, place in scopes (sync.md section 5).

Locks are taken in one order: records sorted by id (with the heads of their dossiers), then, where the server's own
device writes, its log, then scope heads. Everything that is written here leaves with the commit of the caller.
"""

from collections.abc import Sequence

from casework.names.tokens import SEARCHED
from shared_schema.identifiers import Id
from shared_schema.merge.apply import Event, apply
from shared_schema.merge.state import Change, RecordState
from shared_schema.records.kind import Kind, Placement
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import holders_of
from sync_server.services.at_hand import AtHand, number_of
from sync_server.services.attachment_rows import note_attachments
from sync_server.services.held import Held, hold_new
from sync_server.services.placing import Placer
from sync_server.services.rekeying import give_new_keys, reseal_moved
from sync_server.services.review_events import note_events
from sync_server.store.match_profiles import mark_behind
from sync_server.store.projection import project, project_values
from sync_server.store.queue import queue_dossiers
from sync_server.store.records import (
    Dossier,
    Opened,
    RecordRow,
    put_dossiers,
    put_records,
    seal_state,
)
from sync_server.store.sealing import RESTRICTED, STATES


class Merging(AtHand):
    """The records of one transaction, changed. `open` first, then `adopt` what stands, then `finish` once."""

    def adopt(self, change: Change, state: RecordState, events: tuple[Event, ...], *, is_restricted: bool) -> int:
        """Take in a change that stands; the version of the record that it made."""
        held = self.held.get(change.record)
        if held is None:
            held = self.held[change.record] = Held(state, KINDS[change.kind], 0, {}, is_restricted, None)
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
        left = self._put_dossiers(touched, placer)
        give_new_keys(self.server, self.connection, left, now_ms=self.now_ms)
        rows = []
        for held in touched:
            compact = held.compact()
            rows.append(self._row(held, compact))
            placer.place(held, compact)
        before = {held.id: held.row for held in touched if held.row is not None}
        put_records(self.connection, rows, before)
        note_attachments(self.server, self.connection, touched, now_ms=self.now_ms)
        searched = [(held.id, held.state.home, held.version) for held in touched if held.kind.name in SEARCHED]
        mark_behind(self.connection, searched, now_ms=self.now_ms)
        note_events(self, touched)
        homes = [held.state.home for held in touched if held.kind.placement in _DOSSIERS]
        queue_dossiers(self.connection, homes, now_ms=self.now_ms)
        placer.write()
        reseal_moved(self.server, self.connection, left)

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
            held.author,
            held.links.dossier if held.kind.two_dossiers else None,
            held.is_restricted,
            self.now_ms,
        )

    def _put_dossiers(self, touched: Sequence[Held], placer: Placer) -> list[Id]:
        """Writes the dossiers that are other than before; gives those that an office has lost."""
        changed, left = [], []
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
            if before is not None and before.holders.offices - after.holders.offices:
                left.append(held.id)
        put_dossiers(self.connection, changed)
        return left


_DOSSIERS = frozenset({Placement.DOSSIER, Placement.DOSSIER_HEAD})


def dossier_after(state: RecordState, kind: Kind, before: Dossier | None) -> Dossier:
    """The row of a dossier whose head has this state; who loses it is remembered as a former holder."""
    holders = holders_of(state)
    former = frozenset() if before is None else (before.former | before.holders.workers) - holders.workers
    return Dossier(state.record_id, state.kind, holders, frozenset(former), number_of(state, kind))


def _project(held: Held) -> str | None:
    if held.created is not None and not held.is_restricted:
        return project_values(held.created.set, held.kind)
    return project(held.state, held.kind, is_restricted=held.is_restricted)
