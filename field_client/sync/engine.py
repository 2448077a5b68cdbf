"""Sending and receiving with one server, as a procedure (sync.md section 3).

    outbox -> request -> reply, page by page -> the plan says what it means -> the store applies page and cursors

Where a reply leaves nothing open that the next request must say, that request is sent before the reply is written down
here, so that centre and laptop work at the same time. Replies are applied in the order of their requests, so a cut
between the two is like any lost reply: what the store does not know to be received is sent again.

Promise: each page is applied with its cursors in one transaction; a cut loses at most the frames since the last
checkpoint; a server that lost something is given it again. Refused: two requests or two exchanges at once,
re-downloading everything, asking a person to choose a side.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from field_client.store.identity import CLOCK_OFFSET
from field_client.store.local_store import LocalStore
from field_client.store.rebuild import wanted
from field_client.sync import plan
from field_client.sync.ahead import Prepared, Sent
from field_client.sync.carrier import Carrier, Unwatched, Watch
from field_client.sync.flight import Flight
from field_client.sync.line import Traffic
from field_client.sync.lists import Lists
from field_client.sync.pages import Pages
from field_client.sync.plan import Sizes
from field_client.sync.reading import Reading
from field_client.sync.report import SyncReport
from field_client.sync.request import Errand, Known, Request, bytes_of, known_of, make_request, write_batches
from field_client.sync.restoring import Witnesses, state_lives_again
from field_client.sync.room import FEW, Room
from shared_schema.canonical import decode_bytes
from shared_schema.change import Batch, Signer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id
from shared_schema.wire.messages import End

MAX_COMPARISONS = 4
MAX_REFUSALS = 3
TOO_LARGE = frozenset({"sync.request_too_large", "request.too_large"})
FORKED, BEHIND, UNKNOWN = "device.forked", "device.nonce_behind", "device.unknown"


@dataclass(slots=True)
class Engine:
    """What one laptop needs to exchange with one server. `contact` is told the server's time after each exchange,
    `leave_damage` begins a new incarnation where entry n of an own one cannot be read, `leave_fork` where the server's
    (n, link) is not in the own log; both mint again what the server lacks."""

    store: LocalStore
    carrier: Carrier
    server: Id
    signer: Signer
    lists: Lists
    clock: Clock
    contact: Callable[[int], None]
    leave_damage: Callable[[Id, int], None]
    leave_fork: Callable[[Id, int], None]
    count_conflicts: Callable[[], int]
    running: Lock = field(default_factory=Lock)  # one for each server, shared by every engine of this laptop

    def sync(self, *, watch: Watch | None = None, up_to_bytes: int | None = None) -> SyncReport:
        """Sends and receives until nothing more waits on either side, or `up_to_bytes` have gone over the line.

        Raises `sync.busy` while another runs; `sync.no_contact`, `sync.cut`: what was applied before stays.
        """
        if not self.running.acquire(blocking=False):
            raise HomewardError("sync.busy")
        try:
            with Room(self.store.database) as room:
                return _Sync(self, watch or Unwatched(), up_to_bytes, room).run()
        finally:
            self.running.release()


class _Sync:
    """One sync: a row of exchanges, and what they showed."""

    def __init__(self, engine: Engine, watch: Watch, up_to_bytes: int | None, room: Room) -> None:
        self.engine, self.store, self.server = engine, engine.store, engine.server
        self.room = room
        self.up_to_bytes = up_to_bytes
        self.traffic_before = engine.carrier.traffic
        self.pages = Pages(
            self.store,
            self.server,
            lists=engine.lists,
            clock=engine.clock,
            contact=engine.contact,
            watch=watch,
            room=room,
        )
        row = self.store.cursors.server(self.server)
        start = plan.START_BYTES
        self.sizes = Sizes(row.batch_bytes or start, row.reply_bytes or start)
        self.witnesses = Witnesses(self.store, self.server)
        self.errand = Errand(
            compare=self.pages.differing(),
            want=wanted(self.store, self.server),
            witnesses=self.witnesses.next(),
            checkpoint=engine.lists.checkpoint(),
            notes=self.store.act_notes.next(),
        )
        self.comparisons = 0
        self.refusals = 0
        self.ahead: Sent | None = None  # sent before the reply to the one before it was applied
        self.prepared: Prepared | None = None

    def run(self) -> SyncReport:
        before = self.traffic_before
        try:
            while self._exchange() and self._is_within_limit(before):
                pass
        finally:
            if self.ahead is not None:
                self.ahead.flight.wait()
        gone = self.engine.carrier.traffic.since(before)
        return SyncReport(
            sent=self.pages.tally.sent,
            arrived=self.pages.tally.arrived,
            left=self.pages.tally.left,
            waiting=self.store.outbox.waiting(self.server),
            set_aside=len(self.store.marks.entries()),
            two_versions=self.engine.count_conflicts(),
            requests=gone.requests,
            bytes_up=gone.up,
            bytes_down=gone.down,
            alerts=tuple(dict.fromkeys(self.pages.tally.alerts)),
        )

    def _is_within_limit(self, before: Traffic) -> bool:
        if self.up_to_bytes is None:
            return True
        gone = self.engine.carrier.traffic.since(before)
        return gone.up + gone.down < self.up_to_bytes

    # One exchange

    def _exchange(self) -> bool:
        """Sends one request, unless it is under way already, and applies its reply; says whether another is needed."""
        sent, self.ahead = self.ahead or self._send(), None
        self.room.make_for(sent.request.changes)
        reading = Reading(self.pages, sent.request, flight=sent.flight, note_end=lambda: self._note_told(sent.request))
        try:
            with sent.flight.reply() as frames:
                if sent.is_first and self.up_to_bytes is None:
                    self._prepare(sent)
                    self._look_up(sent.request)
                reading.read(frames)
        except HomewardError as error:
            return self._after_refusal(error)
        if reading.end is None:
            self._keep_sizes(plan.after_failure(self.sizes))
            raise HomewardError("sync.cut")
        gone = self.engine.carrier.traffic.since(sent.before)
        self.sizes = plan.after_success(self.sizes, bodies=sent.request.body_bytes, packed=gone.up, received=gone.down)
        if self.up_to_bytes is None:
            self.ahead = self._send_ahead(sent.request, reading, reading.end)
        reading.finish()
        self._tell_carried()
        if self.ahead is not None:
            self._prepare(self.ahead)
        return self._next_errand(sent.request, reading, reading.end)

    def _note_told(self, request: Request) -> None:
        """With the end of a reply: notes that have arrived go, and the contact is kept."""
        if request.errand.notes:
            self.store.act_notes.forget(note.id for note in request.errand.notes)
        self._note_contact(self.engine.clock() + self.store.identity.number(CLOCK_OFFSET))

    def _tell_carried(self) -> None:
        gone = self.engine.carrier.traffic.since(self.traffic_before)
        self.pages.watch.carried(gone.up + gone.down)

    def _send(self) -> Sent:
        """Sends the next request."""
        self.prepared = None
        known = known_of(self.store, self.server)
        sizes = self.sizes if self.up_to_bytes is None else plan.within(self.sizes, self.up_to_bytes)
        request = self._request(known, self._batches(known.confirmed, sizes.body_bytes), sizes, self.errand)
        before = self.engine.carrier.traffic
        flight = Flight(self.engine.carrier, request.to_bytes())
        return Sent(known, request, before, flight, is_first=True)

    def _send_ahead(self, last: Request, reading: Reading, end: End) -> Sent | None:
        """What is to be sent or fetched still goes out at once, where the reply to `last` tells enough of it, while
        that reply is still to be applied here."""
        prepared, self.prepared = self.prepared, None
        known = reading.known
        if known is None:
            return None
        if prepared is not None and prepared.confirmed != known.confirmed:
            prepared = None
        batches = prepared.batches if prepared is not None else self._batches(known.confirmed, self.sizes.body_bytes)
        is_fetching = end.has_more and known.cursors != last.hello.cursors
        if not is_fetching and not (batches and last.own):
            return None
        request = self._request(known, batches, self.sizes, Errand())
        before = self.engine.carrier.traffic
        if prepared is not None and request.ends_with_own:
            flight = Flight(self.engine.carrier, request.opening(), prepared.packed)
        else:
            flight = Flight(self.engine.carrier, request.to_bytes())
        return Sent(known, request, before, flight)

    def _prepare(self, under_way: Sent) -> None:
        """Makes ready what follows the request under way, as if all of that will be received."""
        confirmed = {**under_way.known.confirmed, **plan.confirmations(under_way.request.own, ())}
        sizes = plan.hoped(self.sizes, bodies=under_way.request.body_bytes)
        batches = self._batches(confirmed, sizes.body_bytes)
        if batches and batches[-1].head.n == self.store.log.current().n:  # the last of what waits
            batches = self._batches(confirmed, plan.before_last(bytes_of(batches)))
        packed = self.engine.carrier.pack(write_batches(batches))
        self.prepared = Prepared(confirmed, batches, packed)

    def _look_up(self, request: Request) -> None:
        """While the server works on few changes, the rows are looked up that its answer will change."""
        if request.changes <= FEW:
            ranges = [(batch.incarnation, batch.n_before + 1, batch.head.n) for batch in request.own]
            self.store.receiving.look_up(self.server, ranges)

    def _batches(self, confirmed: Mapping[Id, int], max_bytes: int) -> tuple[Batch, ...]:
        return self.store.outbox.next_batches(
            self.server, max_bytes=max_bytes, signer=self.engine.signer, confirmed=confirmed
        )

    def _request(self, known: Known, own: tuple[Batch, ...], sizes: Sizes, errand: Errand) -> Request:
        return make_request(
            self.store, self.server, own=own, known=known, sizes=sizes, errand=errand, clock=self.engine.clock
        )

    def _after_refusal(self, error: HomewardError) -> bool:
        if error.code in ("sync.cut", "sync.no_contact", "wire.checksum", "wire.malformed"):
            self._keep_sizes(plan.after_failure(self.sizes))
            raise error
        self.refusals += 1
        if error.code in TOO_LARGE and self.refusals <= MAX_REFUSALS:
            self.sizes = plan.after_overflow(self.sizes)
            return True
        if error.code in (FORKED, BEHIND) and self.refusals <= MAX_REFUSALS:
            return self._after_named_head(error)
        is_forgotten = error.code == UNKNOWN and self.refusals <= MAX_REFUSALS
        if is_forgotten and state_lives_again(self.store, self.server, at=self.engine.clock()):
            return True
        raise error

    def _after_named_head(self, error: HomewardError) -> bool:
        incarnation, n, link = (error.facts.get(name) for name in ("incarnation", "n", "link"))
        if not isinstance(incarnation, str) or not isinstance(n, int) or not isinstance(link, str) or not link:
            raise error
        if error.code == FORKED or self.store.log.link_at(incarnation, n) != decode_bytes(link):
            self.engine.leave_fork(incarnation, n)
        return True

    def _keep_sizes(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._note_contact(self.store.cursors.server(self.server).contact_at or 0)

    # What comes after it

    def _next_errand(self, request: Request, reading: Reading, end: End) -> bool:
        """What the next request is to do; False where nothing is left."""
        for incarnation, n in reading.damaged.items():
            self.engine.leave_damage(incarnation, n)
        for incarnation, (n, _link) in reading.forked.items():
            self.engine.leave_fork(incarnation, n)
        if end.wanted == 0 and not reading.has_states:
            raise HomewardError("sync.reply_out_of_order", what="wanted")  # else we would ask for ever
        rest = plan.still_wanted(self.errand.want, sent=len(request.want), answered=end.wanted)
        want = (*rest, *reading.missing, *reading.want)
        self.errand = Errand(want=tuple(dict.fromkeys(want)), relayed_after=reading.relayed_after)
        if (
            end.has_more
            and not (reading.has_progress or reading.has_states)
            and dict(request.hello.cursors) == self.store.cursors.of(self.server)
        ):
            raise HomewardError("sync.reply_out_of_order", what="more")  # else we would ask for ever
        if self.ahead is not None:
            return True
        if reading.forked or reading.damaged or self.errand.want or reading.relayed_after or end.has_more:
            return True
        if self.store.outbox.waiting(self.server) and reading.has_progress:
            return True
        differing = self.pages.differing()
        return self._compare_again(differing) if differing else self._witness()

    def _compare_again(self, scopes: Sequence[str]) -> bool:
        self.comparisons += 1
        if self.comparisons > MAX_COMPARISONS:
            raise HomewardError("sync.differs_after_repair", count=len(scopes))
        self.errand = replace(self.errand, compare=tuple(scopes))
        return True

    def _witness(self) -> bool:
        """Gives what nobody else may know; whether there is something that was not given in this sync."""
        found, notes = self.witnesses.next(), self.store.act_notes.next()
        self.errand = replace(self.errand, witnesses=found, notes=notes)
        return bool(found or notes)

    def _note_contact(self, at: int) -> None:
        self.store.cursors.note_contact(
            self.server,
            at=at,
            batch_bytes=self.sizes.batch_bytes,
            reply_bytes=self.sizes.reply_bytes,
            codings=self.engine.carrier.read_by_server,
        )
