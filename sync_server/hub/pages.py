"""A reply of the centre, applied page by page: what stands before a checkpoint goes in together with its cursors.

Promise: one transaction a page, and no page twice; a cut loses at most the frames since the last checkpoint. Refused:
believing cursors of another epoch before the end, and a page by a process that has lost the line meanwhile.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.compact import bucket_of
from shared_schema.wire.exchange import ReplyReader
from shared_schema.wire.frames import Frame
from shared_schema.wire.messages import (
    Checkpoint,
    Compare,
    End,
    Gone,
    Refused,
    ReplyHello,
    ReplyMessage,
    RosterFrame,
)
from shared_schema.wire.plan import Page, collect, confirmations, differing
from sync_server.hub.arriving import Placed, put_arrived
from sync_server.hub.batches import keep_of_the_centre
from sync_server.hub.leaving import Departures, let_go_what_is_elsewhere
from sync_server.hub.lists import take_checkpoint, take_lists
from sync_server.hub.request import Question
from sync_server.hub.roster import take_roster
from sync_server.server import Server
from sync_server.services.receive import retry_unknown_homes
from sync_server.store import upstream
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.chunk_rows import forget_relayed
from sync_server.store.feed import ERASED
from sync_server.store.records import read_dossiers
from sync_server.store.settled import forget_settled
from sync_server.store.upstream_batches import highest
from sync_server.store.upstream_states import Cursors, members_in, read_cursors, write_cursors

HOLD_MS = 10 * 60_000


@dataclass(slots=True)
class Reading:
    """What follows from one reply: what to ask next, and whether anything moved."""

    epoch: str | None = None
    end: End | None = None
    clock: int = 0
    missing: list[Id] = field(default_factory=list)
    want: list[Id] = field(default_factory=list)
    give_back: dict[Id, int] = field(default_factory=dict)
    refused: set[Id] = field(default_factory=set)
    states: int = 0
    has_progress: bool = False
    has_roster: bool = False
    only_receipt: bool = False  # the centre tells this hub no states: it was withdrawn, or its certificate ended
    is_differing: bool = False


class Pages:
    """The pages of one reply to `request`; `holder` = the token under which this process has the line."""

    def __init__(self, server: Server, request: Question, *, holder: Id) -> None:
        self._server = server
        self._request = request
        self._holder = holder
        self.reading = Reading()

    def read(self, frames: Iterator[Frame]) -> Reading:
        """Apply every whole page; where the reply breaks off, those before it stand. Raises `sync.cut`, `wire.*`."""
        reader = ReplyReader(scopes=self._request.hello.cursors)
        begun: list[ReplyMessage] = []
        last: tuple[list[ReplyMessage], Mapping[str, int]] | None = None
        for frame in frames:
            message = reader.read(frame)
            if isinstance(message, End):
                held, cursors = last or ([], {})
                self._apply([*held, *begun], {**cursors, **message.cursors}, end=message)
                self.reading.end = message
                return self.reading
            if last is not None:
                self._apply(*last)
                last = None
            if isinstance(message, Checkpoint):
                last, begun = (begun, message.cursors), []
            elif message is not None:
                begun.append(message)
        if last is not None:
            self._apply(*last)
        raise HomewardError("sync.cut")

    def _apply(self, messages: Sequence[ReplyMessage], cursors: Mapping[str, int], end: End | None = None) -> None:
        page = collect(messages)
        self._destroy_erased(page.gone)
        placed = self._server.database.run(
            lambda connection: _PageWork(self, connection, messages, page).apply(cursors, end)
        )
        self.reading.missing += placed.missing
        self.reading.states += len(page.states)
        if placed.new_dossiers:
            retry_unknown_homes(self._server, placed.new_dossiers)

    def _destroy_erased(self, gone: Iterable[Gone]) -> None:
        """Keys first, as at the centre; begun is noted before."""
        erased = {record for one in gone if one.why == ERASED for record in one.ids}
        if not erased:
            return
        server = self._server
        with server.database.snapshot() as connection:
            homes = sorted(read_dossiers(connection, erased))
        alive = sorted(set(homes) - server.keyset.destroyed(homes))
        if not alive:
            return
        rows = [AuditRow(server.clock(), "erasure.run", None, None, "dossier", home) for home in alive]
        server.database.run(lambda connection: append_rows(connection, rows, random=server.random))
        server.sealing.destroy_keys(alive, now_ms=server.clock())

    def keep_line(self, connection: Connection) -> None:
        """First in each transaction."""
        until = self._server.clock() + HOLD_MS
        upstream.keep_holding(connection, self._holder, until_ms=until)

    @property
    def server(self) -> Server:
        """This hub."""
        return self._server

    @property
    def request(self) -> Question:
        """What was asked."""
        return self._request

    # What a reply that is read late may not say again; over the line every word is the newest

    is_late = False

    def hello_now(self, connection: Connection, hello: ReplyHello) -> ReplyHello:
        """The hello as far as it still counts."""
        return hello

    def cursors_now(self, held: Cursors, cursors: Mapping[str, int]) -> Mapping[str, int]:
        """The cursors from now on, within one epoch."""
        return cursors

    def may_let_go(self) -> bool:
        """Whether what the centre did not send lies elsewhere."""
        return True

    def ended(self, connection: Connection, held: Cursors, end: End, missing: Sequence[Id]) -> None:
        """After the last page, in its transaction; `missing` = records of it whose delta had no ground here."""


class _PageWork:
    """One page in its transaction; tried again as a whole where the store says so, so `Reading` gets sets alone."""

    def __init__(self, pages: Pages, connection: Connection, messages: Sequence[ReplyMessage], page: Page) -> None:
        self._pages, self._connection, self._page = pages, connection, page
        self._messages = messages
        self._server, self._reading = pages.server, pages.reading

    def apply(self, cursors: Mapping[str, int], end: End | None) -> Placed:
        """Everything up to a checkpoint, and the cursors."""
        connection, server = self._connection, self._server
        self._pages.keep_line(connection)
        held = read_cursors(connection)
        departures = Departures(connection, held)
        centre = upstream.require_upstream(connection)
        for roster in (one for one in self._messages if isinstance(one, RosterFrame)):
            self._reading.has_roster |= take_roster(server, connection, roster.payload)
        for notice in self._page.notices:
            take_lists(server, connection, notice.lists, centre)
        if self._page.hello is not None:
            self._hello(self._page.hello, held, departures)
        self._verdicts()
        for gone in self._page.gone:
            departures.take(gone)
        placed = put_arrived(server, connection, self._page.states, held)
        keep_of_the_centre(server, connection, self._page.batches)
        for compare in self._page.compares:
            self._compare(compare, held, departures)
        departures.finish(server)
        self._keep_cursors(held, cursors, end)
        if end is not None:
            self._finish(held, end, centre, missing=placed.missing)
        write_cursors(connection, held)
        return placed

    def _hello(self, said: ReplyHello, held: Cursors, departures: Departures) -> None:
        hello = self._pages.hello_now(self._connection, said)
        self._reading.epoch, self._reading.clock = hello.epoch, hello.clock
        self._reading.only_receipt = hello.only_receipt
        if hello.scopes is not None:
            for scope in sorted(held.seqs.keys() - set(hello.scopes)):
                departures.leave_scope(scope)
        before = upstream.read_heads(self._connection)
        back = highest(self._connection)
        unknown = [one for one, (n, link) in hello.known.items() if n == 0 and not any(link) and one not in back]
        upstream.forget_heads(self._connection, unknown)
        found = {}
        for incarnation, (n, _link) in hello.known.items():
            if incarnation in back:
                if n < back[incarnation]:
                    self._reading.give_back[incarnation] = n
            elif incarnation not in unknown:
                found[incarnation] = n
        upstream.put_heads(self._connection, found)
        self._reading.has_progress |= any(before.get(one) != n for one, n in found.items()) or bool(unknown)

    def _verdicts(self) -> None:
        """What the centre took, and what it has set aside; of refused incarnations nothing was taken."""
        refused = {message.incarnation for message in self._messages if isinstance(message, Refused)}
        self._reading.refused |= refused
        request, verdicts = self._pages.request, self._page.verdicts
        if self._page.hello is not None:
            upstream.add_heads(self._connection, request.stated - refused)
        if not verdicts:
            return
        for one in verdicts:
            upstream.put_verdicts(self._connection, one.set_aside, now_ms=self._server.clock())
            upstream.drop_verdicts(self._connection, (*one.applied, *one.duplicate))
        confirmed = {one: n for one, n in confirmations(request.batches, verdicts).items() if one not in refused}
        before = upstream.read_heads(self._connection, confirmed)
        upstream.put_heads(self._connection, confirmed)
        self._reading.has_progress |= any(before.get(one, 0) != n for one, n in confirmed.items())

    def _compare(self, compare: Compare, held: Cursors, departures: Departures) -> None:
        mine = members_in(self._connection, compare.scope)
        if not compare.ids:
            held.different.discard(compare.scope)
        fetch, absent = differing(compare.ids, mine, bucket_of=bucket_of)
        if absent:
            departures.lacks(compare.scope, absent)
        self._reading.want = list(dict.fromkeys([*self._reading.want, *fetch]))

    def _keep_cursors(self, held: Cursors, cursors: Mapping[str, int], end: End | None) -> None:
        if self._reading.epoch == self._pages.request.hello.epoch:
            held.seqs.update(self._pages.cursors_now(held, cursors))
        elif end is not None:
            held.seqs.update(cursors)

    def _finish(self, held: Cursors, end: End, centre: upstream.Upstream, *, missing: Sequence[Id]) -> None:
        for scope, digest in end.digests.items():
            (held.different.discard if held.digest(scope) == digest else held.different.add)(scope)
        held.different &= held.seqs.keys()
        forget_settled(self._connection)
        is_open = end.has_more or held.different or self._reading.want or self._reading.missing or missing
        if not (is_open or self._reading.only_receipt) and self._pages.may_let_go():
            let_go_what_is_elsewhere(self._server, self._connection)
        self._reading.is_differing = bool(held.different)
        if centre.epoch not in (None, self._reading.epoch):
            forget_relayed(self._connection)  # it may have lost chunks of photos too
        upstream.note(self._connection, epoch=self._reading.epoch)
        take_checkpoint(self._server, self._connection, end.audit, centre, is_late=self._pages.is_late)
        self._pages.ended(self._connection, held, end, missing)
