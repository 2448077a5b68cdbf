"""The changes of some incarnations in one transaction: those that wait and those that came, sorted and kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from shared_schema.change import read_body
from shared_schema.identifiers import Id, is_id, random_id
from shared_schema.merge.quarantine import Waiting
from shared_schema.merge.state import Change, Dot
from shared_schema.records.kinds import KINDS
from shared_schema.wire.messages import SetAside
from sync_server.server import Server
from sync_server.services.arrivals import LOG_DAMAGED, Arrival, first_damaged
from sync_server.services.attachment_rows import note_waiting
from sync_server.services.judge import RETRIED, SEEN_NOT_HERE, Sender, first_not_here
from sync_server.services.merging import Merging
from sync_server.services.quarantine import Taken, sort_changes
from sync_server.services.verdicts import VerdictList
from sync_server.services.waiting_rows import new_row, to_be_told
from sync_server.store import log
from sync_server.store.devices import Incarnation, find_device
from sync_server.store.erasures import late_homes
from sync_server.store.log import APPLIED, EVIDENCE, HIDDEN, WAITING, Entry
from sync_server.store.records import Dossier
from sync_server.store.sealing import CHANGES, RESTRICTED
from sync_server.store.waiting import WaitingRow, drop_waiting, put_waiting, waiting_of

HOME_ERASED = "change.home_erased"
DIRECTORY = "directory"


@dataclass(slots=True)
class Stream:
    """One incarnation in a transaction: what came new, bodies that fill hidden places, and what waits already."""

    row: Incarnation
    sender: Sender
    fresh: tuple[Arrival, ...]
    filled: tuple[Arrival, ...] = ()
    decided: frozenset[Dot] = frozenset()  # waiting changes that a person released
    waits: dict[Dot, WaitingRow] = field(default_factory=dict)
    stored: dict[Dot, tuple[Entry, bytes, Change]] = field(default_factory=dict)
    damaged: int | None = None
    taken: dict[Dot, tuple[Taken, int]] = field(default_factory=dict)
    set_aside: dict[Dot, tuple[Waiting | None, str, str | None]] = field(default_factory=dict)


class Intake:
    """`add` streams, `open` once, `sort` each, then `answer` and `write`."""

    def __init__(self, server: Server, connection: Connection, merging: Merging) -> None:
        self._server = server
        self._connection = connection
        self.merging = merging
        self.streams: list[Stream] = []
        self._erased: set[str] = set()
        self._offices: dict[Id, str] = {}  # of devices
        self._late: dict[str, Id] = {}  # under whose key changes of erased homes are kept for a while
        self.new_dossiers: tuple[Id, ...] = ()
        self._dossiers: dict[Id, Dossier] = {}  # as the streams sorted so far leave them

    def add(self, stream: Stream) -> None:
        """One more incarnation; streams are handled in the order in which they were added."""
        self.streams.append(stream)

    def open(self, *, beside: Sequence[Change] = ()) -> None:
        """Read what waits, then lock and open every record concerned; those of `beside` too, which are not judged."""
        incarnations = [stream.row.id for stream in self.streams]
        waits = waiting_of(self._connection, incarnations)
        for stream in self.streams:
            stream.waits = {dot: row for dot, row in waits.items() if dot[0] == stream.row.id}
            stream.stored = self._read_waiting(stream)
            stream.damaged = log.damaged_at(self._connection, stream.row.id) or first_damaged(stream.fresh)
        changes = [change for stream in self.streams for change in _changes_of(stream)]
        homes = {change.home for change in changes}
        self._erased = self._server.keyset.destroyed(homes)
        self._late = self._late_homes()
        self.merging.open([*beside, *changes])

    def sort(self, stream: Stream) -> None:
        """Decide what stands, and put it into the records."""
        changes = _changes_of(stream)
        kept = {change.dot: HOME_ERASED for change in changes if change.home in self._erased}
        for dot, row in stream.waits.items():
            if row.own_code is not None and row.own_code not in RETRIED and dot not in stream.decided:
                kept[dot] = row.own_code
        found, trial, codes = sort_changes(
            changes, stream.sender, self.merging, kept=kept, released=stream.decided, earlier=self._dossiers
        )
        self._dossiers = trial.dossiers
        for taken in trial.taken:
            version = 0
            if taken.is_news:
                is_plain = not taken.events or not stream.waits
                events = taken.events if is_plain else to_be_told(taken, stream.waits, decided=stream.decided)
                version = self.merging.adopt(taken.change, taken.state, events, is_restricted=taken.is_restricted)
            stream.taken[taken.change.dot] = (taken, version)
        for one in found.waiting:
            stream.set_aside[one.change.dot] = (one, one.code, codes.get(one.change.dot))
        for entry in stream.fresh:
            if entry.change is None or stream.damaged is not None:
                self._sort_unread(stream, entry)

    def answer(self, answers: VerdictList, repeated: Iterable[tuple[Id, int]]) -> dict[Id, set[int]]:
        """Verdicts for what came, and which versions of each record its sender can make of its own bodies.

        `repeated` = (record, version) of changes that were received before and stand.
        """
        echo: dict[Id, set[int]] = {}
        for record, version in repeated:
            echo.setdefault(record, set()).add(version)
        for stream in self.streams:
            for entry in (*stream.fresh, *stream.filled):
                dot = entry.dot
                self._answer_one(stream, entry, dot, answers)
                found = stream.taken.get(dot)
                if found is not None and entry.change is not None:
                    echo.setdefault(entry.change.record, set()).add(found[1])
        return echo

    def write(self) -> None:
        """Log entries, what waits, and the merged records."""
        before = set(self.merging.dossiers)
        self._prepare_keys()
        for stream in self.streams:
            office = self._office_of(stream)
            log.add_entries(self._connection, [self._fresh_row(stream, one, office) for one in stream.fresh])
            self._write_changed(stream, office)
            self._write_waiting(stream, office)
            if stream.damaged is not None and first_damaged(stream.fresh) == stream.damaged:
                log.mark_damaged(self._connection, stream.row.id, stream.damaged, now_ms=self.merging.now_ms)
        self.merging.finish()
        self.new_dossiers = tuple(sorted(set(self.merging.dossiers) - before))

    def _read_waiting(self, stream: Stream) -> dict[Dot, tuple[Entry, bytes, Change]]:
        found = {}
        for dot in sorted(stream.waits):
            entry = log.entry_at(self._connection, dot)
            body = log.open_body(self._server.sealing, entry) if entry is not None else None
            if entry is not None and body is not None and stream.waits[dot].record is not None:
                found[dot] = (entry, body, read_body(body, device=dot[0], n=dot[1]))
        return found

    def _sort_unread(self, stream: Stream, entry: Arrival) -> None:
        if stream.damaged is not None and entry.linked.n >= stream.damaged:
            stream.set_aside[entry.dot] = (None, LOG_DAMAGED, LOG_DAMAGED)
        elif entry.code is not None:
            stream.set_aside[entry.dot] = (None, entry.code, entry.code)

    def _answer_one(self, stream: Stream, entry: Arrival, dot: Dot, answers: VerdictList) -> None:
        waiting = stream.set_aside.get(dot)
        if waiting is None:
            answers.applied(dot)
            return
        one, code, _own = waiting
        behind = one.behind if one is not None else None
        if code == LOG_DAMAGED and stream.damaged is not None and entry.linked.n > stream.damaged:
            behind = (stream.row.id, stream.damaged)
        answers.set_aside(SetAside(dot, code, behind))

    def _late_homes(self) -> dict[str, Id]:
        if not self._erased:
            return {}
        new_ids = {home: random_id(self._server.random(16)) for home in sorted(self._erased)}
        return late_homes(self._connection, self._erased, new_ids=new_ids, now_ms=self.merging.now_ms)

    def _prepare_keys(self) -> None:
        homes = {taken.change.home for stream in self.streams for taken, _version in stream.taken.values()}
        homes |= {self._office_of(stream) for stream in self.streams} | set(self._late.values())
        arrived = (one for stream in self.streams for one in (*stream.fresh, *stream.filled) if one.change is not None)
        homes |= {home for one in arrived if (home := self._key_of(one.change.home)) is not None}  # type: ignore[union-attr]
        self._server.sealing.prepare(sorted(homes))

    def _fresh_row(self, stream: Stream, entry: Arrival, office: str) -> tuple[Any, ...]:
        body = entry.linked.body
        found = stream.taken.get(entry.dot)
        if found is not None and body is not None:
            return self._applied_row(entry, body, *found)
        if body is None:
            return self._row(entry, status=HIDDEN, record=None, version=0, sealed=None, home=None, use=None)
        status = EVIDENCE if stream.set_aside[entry.dot][1] == LOG_DAMAGED else WAITING
        record = entry.change.record if entry.change is not None else None
        use = RESTRICTED if entry.change is not None and _is_restricted_kind(entry.change) else CHANGES
        home = (self._key_of(entry.change.home) if entry.change is not None else None) or office
        sealed = log.seal_body(self._server.sealing, body, dot=entry.dot, home=home, use=use, record=record)
        return self._row(entry, status=status, record=record, version=0, sealed=sealed, home=home, use=use)

    def _key_of(self, home: str) -> str | None:
        """Under whose key a change of this home waits: the home's own, known here or not, so that an erasure reaches it
        in backups too; of an erased home the key for what comes late. None where it names none: its office's then."""
        return self._late.get(home, home if is_id(home) and home not in self._erased else None)

    def _applied_row(self, entry: Arrival, body: bytes, taken: Taken, version: int) -> tuple[Any, ...]:
        change = taken.change
        use = RESTRICTED if taken.is_restricted else CHANGES
        sealed = log.seal_body(
            self._server.sealing, body, dot=change.dot, home=change.home, use=use, record=change.record
        )
        linked = entry.linked
        return (
            entry.incarnation, linked.n, linked.body_hash, linked.link, APPLIED, change.record, version, sealed,
            change.home, use, self.merging.now_ms,
        )  # fmt: skip

    def _row(
        self,
        entry: Arrival,
        *,
        status: str,
        record: Id | None,
        version: int,
        sealed: bytes | None,
        home: str | None,
        use: str | None,
    ) -> tuple[Any, ...]:
        return log.new_row(
            entry.linked,
            incarnation=entry.incarnation,
            status=status,
            record=record,
            version=version,
            sealed=sealed,
            sealed_for=home,
            use=use,
            now_ms=self.merging.now_ms,
        )

    def _write_changed(self, stream: Stream, office: str) -> None:
        """Entries that stand now though they waited or were hidden before: sealed anew under their home's key."""
        rows = []
        freed = []
        for dot, (entry, body, change) in stream.stored.items():
            found = stream.taken.get(dot)
            if found is None:
                continue
            taken, version = found
            use = RESTRICTED if taken.is_restricted else CHANGES
            sealed = log.seal_body(self._server.sealing, body, dot=dot, home=change.home, use=use, record=change.record)
            changed = replace(entry, status=APPLIED, version=version, sealed=sealed, sealed_for=change.home, use=use)
            rows.append(log.row_of(changed))
            freed.append(dot)
        rows += [self._fresh_row(stream, entry, office) for entry in stream.filled]
        log.put_entries(self._connection, rows)
        drop_waiting(self._connection, freed)

    def _write_waiting(self, stream: Stream, office: str) -> None:
        changes = {one.dot: one.change for one in stream.fresh if one.change is not None}
        changes.update({one.dot: one.change for one in stream.filled if one.change is not None})
        rows = []
        for dot, (one, code, own_code) in stream.set_aside.items():
            if code == LOG_DAMAGED:
                continue
            former = stream.waits.get(dot)
            behind = one.behind if one is not None else None
            if former is None:
                change = changes.get(dot)
                state = self.merging.state_of(change.record) if change is not None else None
                shown_in = office if change is None else stream.sender.office_for(change, office)
                former = new_row(dot, change, state, office=shown_in, now_ms=self.merging.now_ms)
            waits_for = self._waits_for(one.change) if one is not None and own_code == SEEN_NOT_HERE else None
            row = replace(former, code=code, own_code=own_code, behind=behind, waits_for=waits_for)
            if row != stream.waits.get(dot):
                rows.append(row)
        put_waiting(self._connection, rows)
        waiting = [changes[row.dot] for row in rows if row.dot in changes and row.code != HOME_ERASED]
        note_waiting(self._server, self._connection, waiting, now_ms=self.merging.now_ms)

    def _waits_for(self, change: Change) -> Dot | None:
        return first_not_here(change, self.merging.state_of(change.record), self.merging.head_of)

    def _office_of(self, stream: Stream) -> str:
        known = self._offices.get(stream.row.device)
        if known is None:
            device = find_device(self._connection, stream.row.device)
            known = self._offices[stream.row.device] = (device.office if device is not None else None) or DIRECTORY
        return known


def _changes_of(stream: Stream) -> list[Change]:
    found = [change for _entry, _body, change in stream.stored.values()]
    for entry in (*stream.fresh, *stream.filled):
        if entry.change is not None and (stream.damaged is None or entry.linked.n < stream.damaged):
            found.append(entry.change)
    return sorted(found, key=_n)


def _n(change: Change) -> int:
    return change.n


def _is_restricted_kind(change: Change) -> bool:
    kind = KINDS.get(change.kind)
    return kind is None or kind.restricted or bool(kind.follows)
