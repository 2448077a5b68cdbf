"""The reply of an exchange (sync.md section 3): what changed in the laptop's scopes after its cursors, and no more.

Read in one snapshot that is released before anything is sent. A record is sent once and names all its scopes; own echo
is skipped; cost grows with what changed, not with what is stored.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import Dot
from shared_schema.records.kinds import KINDS, SCHEMA_VERSION
from shared_schema.scopes import NOBODY, is_home_scope, worker_scope
from shared_schema.wire.coding import Encoder
from shared_schema.wire.compact import write_state
from shared_schema.wire.delta import write_delta
from shared_schema.wire.exchange import (
    Compare,
    End,
    Gone,
    Notice,
    ReplyHello,
    RequestHello,
    Verdicts,
    write_state_frame,
)
from sync_server.server import Server
from sync_server.services.leaves import leaves_of
from sync_server.services.notices import notices_for
from sync_server.services.own_batches import own_batches, own_incarnations
from sync_server.services.repair import answer_compare
from sync_server.services.reply import Reply
from sync_server.store.devices import Device, find_incarnation
from sync_server.store.feed import (
    REASSIGNED,
    FeedRow,
    ScopeHead,
    read_after,
    read_heads,
    rows_of_records,
    scopes_of_records,
)
from sync_server.store.people import account_by_id
from sync_server.store.records import Opened, RecordRow, open_state, read_dossiers, read_records

PAGE_ROWS = 2000
CHUNK_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants to know, beside what it pushed: repair, single records, and what it knows."""

    hello: RequestHello
    compares: tuple[Compare, ...] = ()
    want: tuple[Id, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    echo: Mapping[Id, Collection[int]] = field(default_factory=dict)  # versions made by its own bodies
    pushed: Mapping[Id, int] = field(default_factory=dict)  # highest n of each incarnation in this request
    audit: Json = None  # the signed audit checkpoint to be given


def serve(server: Server, device: Device, asked: Asked, *, encoder: Encoder, may_pull: bool = True) -> bytes:
    """The encoded reply. A device that may not pull gets notices and verdicts, no states."""
    reply = Reply(encoder, limit=asked.hello.max_reply_bytes)
    with server.database.snapshot() as connection:
        serving = _Serving(server, connection, device, asked, reply, may_pull=may_pull)
        serving.write()
    return reply.finish()


class _Serving:
    def __init__(
        self,
        server: Server,
        connection: Connection,
        device: Device,
        asked: Asked,
        reply: Reply,
        *,
        may_pull: bool,
    ) -> None:
        self._server = server
        self._connection = connection
        self._device = device
        self._asked = asked
        self._reply = reply
        self._may_pull = may_pull
        account = account_by_id(connection, device.person) if device.person else None
        self._scopes = leaves_of(account) if account is not None and may_pull else ()
        self._number = {scope: number for number, scope in enumerate(self._scopes)}
        self._heads = read_heads(connection, self._scopes)
        hello = asked.hello
        self._is_new_epoch = hello.epoch is not None and hello.epoch != server.identity.epoch
        self._held = {scope: hello.cursors[scope] for scope in self._scopes if scope in hello.cursors}
        if self._is_new_epoch:
            self._held = {scope: self._head(scope).head for scope in self._held}
        self._cursors = {scope: self._held.get(scope, 0) for scope in self._scopes}
        self._own = own_incarnations(server, connection)
        self._sent: set[Id] = set()
        self._gone: dict[tuple[str, str], list[Id]] = {}

    def write(self) -> None:
        """Every frame in order."""
        self._write_hello()
        lists = notices_for(self._server, self._connection, self._device, self._asked.hello.have)
        if lists:
            self._reply.add(Notice(lists))
        if self._asked.verdicts != Verdicts():
            self._reply.add(self._asked.verdicts)
        has_more = False
        if self._may_pull:
            self._note_heard()
            self._write_wanted()
            has_more = self._write_changed()
            for compare in self._asked.compares:
                if compare.scope in self._number:
                    self._reply.add(answer_compare(self._connection, compare))
        self._write_end(has_more=has_more)

    def _write_hello(self) -> None:
        hello = self._asked.hello
        same = set(self._scopes) == set(hello.cursors) or not self._may_pull
        known: dict[Id, tuple[int, bytes]] = {}
        for incarnation in sorted({*hello.confirmed, self._device.newest_incarnation, *self._asked.pushed}):
            row = find_incarnation(self._connection, incarnation)
            believed = max(hello.confirmed.get(incarnation, 0), self._asked.pushed.get(incarnation, 0))
            n, link = (row.head_n, row.head_link) if row is not None else (0, b"")
            if n != believed:
                known[incarnation] = (n, link)
        scopes = None if same else self._scopes
        self._reply.add(ReplyHello(self._server.identity.epoch, SCHEMA_VERSION, self._server.clock(), scopes, known))

    def _note_heard(self) -> None:
        """Records that she wrote and may not keep: heard for a colleague's case, received now, and gone."""
        if not self._asked.echo:
            return
        placed = scopes_of_records(self._connection, self._asked.echo)
        mine = worker_scope(self._device.person or "")
        for record in self._asked.echo:
            if self._number.keys().isdisjoint(placed.get(record, ())) and mine in self._number:
                self._gone.setdefault((mine, REASSIGNED), []).append(record)

    def _write_wanted(self) -> None:
        rows = rows_of_records(self._connection, self._asked.want)
        wanted = [one for one in self._asked.want if self._lies_here(rows.get(one, {}))]
        self._write_records(wanted, rows, is_full=True)

    def _write_changed(self) -> bool:
        """States and `gone` after the cursors until all is told or the reply is full; whether more waits."""
        while not self._reply.is_full:
            open_scopes = {scope: at for scope, at in self._cursors.items() if at < self._head(scope).head}
            if not open_scopes:
                return False
            rows = read_after(self._connection, open_scopes, limit=PAGE_ROWS)
            found = {row.scope for row in rows}
            for scope in open_scopes.keys() - found:
                self._cursors[scope] = self._head(scope).head
            for start in range(0, len(rows), CHUNK_RECORDS):
                if not self._write_chunk(rows[start : start + CHUNK_RECORDS]):
                    return True
        return any(at < self._head(scope).head for scope, at in self._cursors.items())

    def _write_chunk(self, rows: Sequence[FeedRow]) -> bool:
        """One chunk of feed rows; False when the reply was full before its end."""
        records = [
            row.record for row in rows if not (row.is_gone or row.record in self._sent or self._is_made_here(row))
        ]
        placed = rows_of_records(self._connection, records)
        known = read_records(self._connection, records)
        self._server.sealing.load(row.home for row in known.values())
        sent: dict[Id, int | None] = {}
        for row in rows:
            if row.is_gone:
                self._note_gone(row)
            elif row.record not in self._sent:
                record = known.get(row.record)
                frame = self._frame(record, placed.get(row.record, {}))
                if frame is not None and not self._reply.fits(len(frame.data)):
                    self._end_chunk(sent)
                    return False
                if frame is not None:
                    self._reply.add_frame(frame.data, is_state=True)
                    if not frame.is_partial:
                        sent[row.record] = frame.base
                self._sent.add(row.record)
            self._cursors[row.scope] = row.seq
            if self._reply.wants_checkpoint:
                self._end_chunk(sent)
                sent = {}
        self._end_chunk(sent)
        return True

    def _end_chunk(self, sent: Mapping[Id, int | None]) -> None:
        for batch in own_batches(self._server, self._connection, sent, self._own):
            self._reply.add(batch)
        self._write_gone()
        if self._reply.wants_checkpoint or sent:
            self._reply.checkpoint(self._cursors)

    def _write_gone(self) -> None:
        for (scope, why), ids in sorted(self._gone.items()):
            self._reply.add(Gone(scope, why, tuple(dict.fromkeys(ids))))
        self._gone.clear()

    def _write_records(
        self, records: Sequence[Id], placed: Mapping[Id, Mapping[str, FeedRow]], *, is_full: bool
    ) -> None:
        known = read_records(self._connection, records)
        self._server.sealing.load(row.home for row in known.values())
        for record in records:
            frame = self._frame(known.get(record), placed.get(record, {}), is_full=is_full)
            if frame is not None:
                self._reply.add_frame(frame.data, is_state=True)
                self._sent.add(record)

    def _frame(
        self, row: RecordRow | None, placed: Mapping[str, FeedRow], *, is_full: bool = False
    ) -> "_StateFrame | None":
        """The state frame of a record; None for own echo, or where there is nothing to send."""
        if row is None or row.sealed is None:
            return None
        here = [one for scope, one in placed.items() if scope in self._number and not one.is_gone]
        base = None if is_full else _newest(here, self._held)
        if not is_full and self._is_echo(row, base):
            return None
        opened = open_state(self._server.sealing, row)
        numbers = sorted(self._number[one.scope] for one in here)
        withheld = self._withheld(row, [one.scope for one in here])
        if base is not None and not _has_words(row):
            state = opened.state()
            changed = [name for name in _names(opened, state.registers) if opened.versions.get(name, 1) > base]
            return _StateFrame(write_state_frame(numbers, write_delta(state, changed=changed), is_delta=True), base)
        compact = write_state(opened.state(), withheld=withheld) if withheld else opened.compact
        return _StateFrame(write_state_frame(numbers, compact), None, is_partial=bool(withheld))

    def _is_echo(self, row: RecordRow, base: int | None) -> bool:
        """Whether the sender has it all: every version since the one it held was made by a body of this request."""
        made = self._asked.echo.get(row.id)
        since = range((base or 0) + 1, row.version + 1)
        return made is not None and len(since) > 0 and all(version in made for version in since)

    def _is_made_here(self, row: FeedRow) -> bool:
        """Whether every version of the record was made by a body of this request, so nothing of it needs reading."""
        made = self._asked.echo.get(row.record)
        return made is not None and bool(row.marks) and all(n in made for n in range(1, row.marks[-1][1] + 1))

    def _withheld(self, row: RecordRow, scopes: Iterable[str]) -> frozenset[str]:
        kind = KINDS.get(row.kind)
        if kind is None or not kind.home_only_registers:
            return frozenset()
        dossier = read_dossiers(self._connection, [row.home]).get(row.home)
        home = dossier.holders if dossier is not None else NOBODY
        if any(is_home_scope(scope, home) for scope in scopes):
            return frozenset()
        return kind.home_only_registers

    def _note_gone(self, row: FeedRow) -> None:
        if self._held.get(row.scope, 0) > 0:
            self._gone.setdefault((row.scope, row.why or ""), []).append(row.record)

    def _lies_here(self, placed: Mapping[str, FeedRow]) -> bool:
        return any(scope in self._number and not one.is_gone for scope, one in placed.items())

    def _write_end(self, *, has_more: bool) -> None:
        asked = self._asked.hello.cursors
        digests = {}
        if not has_more:
            digests = {
                scope: self._head(scope).digest
                for scope, at in self._cursors.items()
                if self._is_new_epoch or asked.get(scope) != at
            }
        cursors = {scope: at for scope, at in self._cursors.items() if asked.get(scope) != at or self._is_new_epoch}
        newest = find_incarnation(self._connection, self._device.newest_incarnation)
        self._write_gone()
        self._reply.checkpoint(self._cursors)
        self._reply.add(
            End(cursors, digests, has_more, newest.head_n if newest is not None else None, self._asked.audit)
        )

    def _head(self, scope: str) -> ScopeHead:
        return self._heads.get(scope, ScopeHead(0, 0))


@dataclass(frozen=True, slots=True)
class _StateFrame:
    """`base` = the version that a delta builds on; `is_partial` = words of another dossier were withheld."""

    data: bytes
    base: int | None
    is_partial: bool = False


def _has_words(row: RecordRow) -> bool:
    """A record of two dossiers is always sent whole: what was withheld from one scope is not in another's delta."""
    kind = KINDS.get(row.kind)
    return kind is not None and bool(kind.home_only_registers)


def _newest(here: Iterable[FeedRow], held: Mapping[str, int]) -> int | None:
    """The highest version of the record that the laptop's cursors say it holds."""
    versions = [one.version_at(held[one.scope]) for one in here if one.scope in held]
    return max((version for version in versions if version is not None), default=None)


def _names(opened: Opened, registers: Mapping[str, Mapping[Dot, object]]) -> set[str]:
    return {*registers, *opened.versions}
