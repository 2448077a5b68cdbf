"""The reply of an exchange (sync.md section 3): what changed in the laptop's scopes after its cursors, and no more.

Read in one snapshot that is released before anything is sent. A record is sent once and names all its scopes; own echo
is skipped; cost grows with what changed, not with what is stored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.records.kinds import SCHEMA_VERSION
from shared_schema.scopes import worker_scope
from shared_schema.wire.coding import Encoder
from shared_schema.wire.messages import (
    Compare,
    End,
    Gone,
    Notice,
    Refused,
    ReplyHello,
    RequestHello,
    RosterFrame,
    Verdicts,
)
from sync_server.server import Server
from sync_server.services.at_hand import News
from sync_server.services.centre_word import centre_word, is_of_another_server
from sync_server.services.hub_reach import scopes_of
from sync_server.services.notices import notices_for
from sync_server.services.own_batches import own_batches, own_incarnations
from sync_server.services.repair import answer_compare
from sync_server.services.reply import Reply
from sync_server.services.state_frames import StateFrame, StateFrames
from sync_server.store.devices import Device, Incarnation, find_incarnation
from sync_server.store.feed import (
    REASSIGNED,
    FeedRow,
    ScopeHead,
    read_after,
    read_heads,
    rows_of_records,
    scopes_of_records,
)

PAGE_ROWS = 2000
CHUNK_RECORDS = 200
_NO_LINK = bytes(32)  # of an incarnation that nobody has told of here


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants to know, beside what it pushed: repair, single records, and what it knows."""

    hello: RequestHello
    compares: tuple[Compare, ...] = ()
    want: tuple[Id, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)
    echo: Mapping[Id, Collection[int]] = field(default_factory=dict)  # versions made by its own bodies
    news: Mapping[str, News] = field(default_factory=dict)  # new records of its own, by scope
    pushed: Mapping[Id, int] = field(default_factory=dict)  # highest n of each incarnation in this request
    audit: Json = None  # the signed audit checkpoint to be given
    witnessed: tuple[int, ...] = ()  # of its witnesses, those that say nothing more that is not kept
    told: tuple[RosterFrame | Refused, ...] = ()  # said to a hub before its verdicts
    may_know: Collection[Id] | None = None  # incarnations of which heads are told; None: of all


def serve(server: Server, device: Device, asked: Asked, *, encoder: Encoder, may_pull: bool = True) -> bytes:
    """The encoded reply. A device that may not pull gets notices and verdicts, no states."""
    reply = Reply(encoder, limit=asked.hello.max_reply_bytes)
    with server.database.snapshot() as connection:
        wants = may_pull and not asked.hello.only_push  # a laptop that travels takes no case with it
        serving = _Serving(server, connection, device, asked, reply, may_pull=wants)
        serving.write()
    return reply.finish()


class _Serving:
    def __init__(
        self, server: Server, connection: Connection, device: Device, asked: Asked, reply: Reply, *, may_pull: bool
    ) -> None:
        self._server = server
        self._connection = connection
        self._device = device
        self._asked = asked
        self._reply = reply
        self._may_pull = may_pull
        self._scopes = scopes_of(connection, device) if may_pull else ()
        self._heads = read_heads(connection, self._scopes)
        hello = asked.hello
        self._is_new_epoch = hello.epoch is not None and hello.epoch != server.identity.epoch
        self._held = {scope: hello.cursors[scope] for scope in self._scopes if scope in hello.cursors}
        if self._is_new_epoch:
            self._held = {scope: self._head(scope).head for scope in self._held}
        self._cursors = {scope: self._held.get(scope, 0) for scope in self._scopes}
        self._own = own_incarnations(server, connection)
        self._centre = centre_word(server, connection, device)
        self._frames = StateFrames(server, connection, scopes=self._scopes, held=self._held, echo=asked.echo)
        self._incarnations: dict[Id, Incarnation | None] = {}
        self._wanted: int | None = None  # how many of the records asked for were answered, where not all were
        self._sent: set[Id] = set()
        self._seen: set[Id] = set()  # records that lie in her scopes, as the feed said on the way
        self._gone: dict[tuple[str, str], list[Id]] = {}

    def write(self) -> None:
        """Every frame in order."""
        self._write_hello()
        lists = notices_for(self._server, self._connection, self._device, self._asked.hello.have)
        if lists:
            self._reply.add(Notice(lists))
        for one in self._asked.told:
            self._reply.add(one)
        verdicts = self._asked.verdicts
        if self._centre is not None:
            verdicts = replace(verdicts, upstream=self._centre.set_aside)
        if verdicts != Verdicts():
            self._reply.add(verdicts)
        has_more = False
        if self._may_pull:
            has_more = self._write_changed() if self._write_wanted() else self._has_changed()
            self._note_heard()
            for compare in self._asked.compares:
                if compare.scope in self._scopes:
                    self._write_compared(compare)
        self._write_end(has_more=has_more)

    def _write_hello(self) -> None:
        hello = self._asked.hello
        same = set(self._scopes) == set(hello.cursors) or not self._may_pull
        known: dict[Id, tuple[int, bytes]] = {}
        for incarnation in sorted({*hello.confirmed, self._device.newest_incarnation, *self._asked.pushed}):
            if self._asked.may_know is not None and incarnation not in self._asked.may_know:
                continue
            row = self._incarnation(incarnation)
            if is_of_another_server(self._server, self._connection, row):
                continue
            believed = max(hello.confirmed.get(incarnation, 0), self._asked.pushed.get(incarnation, 0))
            n, link = (row.head_n, row.head_link) if row is not None else (0, _NO_LINK)
            if n != believed:
                known[incarnation] = (n, link)
        scopes = None if same else self._scopes
        epoch, clock = self._server.identity.epoch, self._server.clock()
        answer = ReplyHello(epoch, SCHEMA_VERSION, clock, scopes, known, only_receipt=not self._may_pull)
        if self._centre is not None:
            answer = replace(answer, upstream_at=self._centre.known_at)
        self._reply.add(answer)

    def _incarnation(self, incarnation: Id) -> Incarnation | None:
        if incarnation not in self._incarnations:
            self._incarnations[incarnation] = find_incarnation(self._connection, incarnation)
        return self._incarnations[incarnation]

    def _note_heard(self) -> None:
        """Records that she wrote and may not keep: heard for a colleague's case, received now, and gone."""
        unseen = self._asked.echo.keys() - self._seen
        if not unseen:
            return
        placed = scopes_of_records(self._connection, unseen)
        mine, scopes = worker_scope(self._device.person or ""), set(self._scopes)
        for record in sorted(unseen):
            if scopes.isdisjoint(placed.get(record, ())) and mine in scopes:
                self._gone.setdefault((mine, REASSIGNED), []).append(record)

    def _write_wanted(self) -> bool:
        """Full states of the records asked for, in the order asked, until the reply is full; whether that was all."""
        asked = self._asked.want
        for start in range(0, len(asked), CHUNK_RECORDS):
            chunk = asked[start : start + CHUNK_RECORDS]
            placed = rows_of_records(self._connection, chunk)
            known = self._frames.read(one for one in chunk if self._frames.lies_here(placed.get(one, {})))
            sent: dict[Id, int | None] = {}
            for number, record in enumerate(chunk, start=start):
                frame = self._frames.frame(known.get(record), placed.get(record, {}), is_full=True)
                if frame is not None and not self._reply.fits(len(frame.data)):
                    self._end_chunk(sent)
                    self._wanted = number
                    return False
                if frame is not None:
                    self._add_state(record, frame, sent)
                if self._reply.wants_checkpoint:
                    self._end_chunk(sent)
            self._end_chunk(sent)
        return True

    def _write_changed(self) -> bool:
        """States and `gone` after the cursors until all is told or the reply is full; whether more waits."""
        self._pass_own_news()
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
        return self._has_changed()

    def _pass_own_news(self) -> None:
        """Where the next numbers of a scope are new records that this very push made, none of them needs reading."""
        for scope, (before, after, records) in self._asked.news.items():
            if self._cursors.get(scope) == before and self._frames.are_made_here(records):
                self._cursors[scope] = after
                self._seen.update(records)

    def _has_changed(self) -> bool:
        return any(at < self._head(scope).head for scope, at in self._cursors.items())

    def _write_chunk(self, rows: Sequence[FeedRow]) -> bool:
        """One chunk of feed rows; False when the reply was full before its end."""
        records = [
            row.record
            for row in rows
            if not (row.is_gone or row.record in self._sent or self._frames.is_made_here(row))
        ]
        placed = rows_of_records(self._connection, records)
        known = self._frames.read(records)
        sent: dict[Id, int | None] = {}
        self._seen.update(row.record for row in rows if not row.is_gone)
        asked = set(records)
        for row in rows:
            if row.is_gone:
                self._note_gone(row)
            elif row.record in asked and row.record not in self._sent:
                frame = self._frames.frame(known.get(row.record), placed.get(row.record, {}))
                if frame is not None and not self._reply.fits(len(frame.data)):
                    self._end_chunk(sent)
                    return False
                if frame is not None:
                    self._add_state(row.record, frame, sent)
                self._sent.add(row.record)
            self._cursors[row.scope] = row.seq
            if self._reply.wants_checkpoint:
                self._end_chunk(sent)
        self._end_chunk(sent)
        return True

    def _add_state(self, record: Id, frame: StateFrame, sent: dict[Id, int | None]) -> None:
        self._reply.add_frame(frame.data, is_state=True)
        self._sent.add(record)
        if not frame.is_partial:
            sent[record] = frame.base

    def _end_chunk(self, sent: dict[Id, int | None]) -> None:
        for batch in own_batches(self._server, self._connection, sent, self._own):
            self._reply.add(batch)
        self._write_gone()
        if self._reply.wants_checkpoint or sent:
            self._reply.checkpoint(self._cursors)
        sent.clear()

    def _write_compared(self, compare: Compare) -> None:
        for part in answer_compare(self._connection, compare):
            self._reply.add(part)
            if self._reply.wants_checkpoint:
                self._reply.checkpoint(self._cursors)

    def _write_gone(self) -> None:
        for (scope, why), ids in sorted(self._gone.items()):
            self._reply.add(Gone(scope, why, tuple(dict.fromkeys(ids))))
        self._gone.clear()

    def _note_gone(self, row: FeedRow) -> None:
        if self._held.get(row.scope, 0) > 0:
            self._gone.setdefault((row.scope, row.why or ""), []).append(row.record)

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
        self._write_gone()
        self._reply.checkpoint(self._cursors)
        highest, audit, witnessed = self._highest(), self._asked.audit, self._asked.witnessed
        self._reply.add(End(cursors, digests, has_more, highest, audit, self._wanted, witnessed))

    def _highest(self) -> int | None:
        """The highest n of the laptop that the centre has: this server itself, or as far as this hub knows."""
        if self._centre is not None:
            return self._centre.highest
        newest = self._incarnation(self._device.newest_incarnation)
        return newest.head_n if newest is not None else None

    def _head(self, scope: str) -> ScopeHead:
        return self._heads.get(scope, ScopeHead(0, 0))
