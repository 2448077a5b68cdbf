"""Sending and receiving with one server, as a procedure (sync.md section 3).

    outbox -> request -> reply, page by page -> the plan says what it means -> the store applies page and cursors

Promise: each page is applied with its cursors in one transaction; a cut loses at most the frames since the last
checkpoint; a server that lost something is given it again. Refused: two exchanges at once, re-downloading everything,
asking a person to choose a side.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Protocol

from field_client.store.identity import CLOCK_OFFSET
from field_client.store.lives import common_with_servers, is_left
from field_client.store.local_store import LocalStore
from field_client.store.rebuild import wanted
from field_client.store.sums import digest_number, scope_space
from field_client.sync import plan
from field_client.sync.line import Traffic
from field_client.sync.lists import Lists
from field_client.sync.plan import Heads, Page, Sizes
from field_client.sync.report import SyncReport, Tally
from field_client.sync.request import MAX_WANTED, Errand, Request, make_request
from shared_schema.canonical import decode_bytes
from shared_schema.change import Signer
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Clock, Id
from shared_schema.merge.state import covers
from shared_schema.wire.compact import bucket_of, read_state
from shared_schema.wire.exchange import Checkpoint, Compare, End, Gone, ReplyHello, ReplyMessage, ReplyReader
from shared_schema.wire.frames import Frame

MAX_COMPARISONS = 4
MAX_REFUSALS = 3
TOO_LARGE = frozenset({"sync.request_too_large", "request.too_large"})
FORKED, BEHIND, UNKNOWN, LOG_DAMAGED = "device.forked", "device.nonce_behind", "device.unknown", "device.log_damaged"


class Carrier(Protocol):
    """A transport: HTTP, or in the process of a test; both pass the same contract."""

    def exchange(self, body: bytes) -> AbstractContextManager[Iterator[Frame]]:
        """Sends the frames of a request; the frames of the reply come as they arrive."""
        ...

    @property
    def read_by_server(self) -> tuple[str, ...]:
        """Codings that the server is now known to read."""
        ...

    @property
    def traffic(self) -> Traffic:
        """What has gone over the line so far."""
        ...


class Watch(Protocol):
    """Who is told how far a sending has come."""

    def sent(self, done: int, total: int) -> None:
        """Own changes that the server holds, of all that waited."""
        ...

    def received(self, records: int) -> None:
        """States applied so far."""
        ...


class Unwatched:
    """Nobody looks."""

    def sent(self, done: int, total: int) -> None:
        """Nothing."""

    def received(self, records: int) -> None:
        """Nothing."""


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
            return _Sync(self, watch or Unwatched(), up_to_bytes).run()
        finally:
            self.running.release()


class _Sync:
    """One sync: a row of exchanges, and what they showed."""

    def __init__(self, engine: Engine, watch: Watch, up_to_bytes: int | None) -> None:
        self.engine, self.store, self.server = engine, engine.store, engine.server
        self.watch, self.up_to_bytes = watch, up_to_bytes
        self.tally = Tally()
        row = self.store.cursors.server(self.server)
        start = plan.START_BYTES
        self.sizes = Sizes(row.batch_bytes or start, row.reply_bytes or start)
        self.errand = Errand(
            compare=self._differing(),
            want=wanted(self.store, self.server),
            checkpoint=engine.lists.checkpoint(),
        )
        self.waiting_at_first = self.store.outbox.waiting(self.server)
        self.received = 0
        self.comparisons = 0
        self.refusals = 0
        self.is_witnessed = False

    def run(self) -> SyncReport:
        before = self.engine.carrier.traffic
        while self._exchange() and self._is_within_limit(before):
            pass
        gone = self.engine.carrier.traffic.since(before)
        return SyncReport(
            sent=self.tally.sent,
            arrived=self.tally.arrived,
            left=self.tally.left,
            waiting=self.store.outbox.waiting(self.server),
            set_aside=len(self.store.marks.entries()),
            two_versions=self.engine.count_conflicts(),
            requests=gone.requests,
            bytes_up=gone.up,
            bytes_down=gone.down,
            alerts=tuple(dict.fromkeys(self.tally.alerts)),
        )

    def _is_within_limit(self, before: Traffic) -> bool:
        if self.up_to_bytes is None:
            return True
        gone = self.engine.carrier.traffic.since(before)
        return gone.up + gone.down < self.up_to_bytes

    # One exchange

    def _exchange(self) -> bool:
        """Sends one request and applies its reply; says whether another is needed."""
        request = make_request(
            self.store,
            self.server,
            sizes=self.sizes if self.up_to_bytes is None else plan.within(self.sizes, self.up_to_bytes),
            errand=self.errand,
            clock=self.engine.clock,
            signer=self.engine.signer,
        )
        reading = _Reading(self, request)
        body = request.to_bytes()
        traffic = self.engine.carrier.traffic
        try:
            with self.engine.carrier.exchange(body) as frames:
                reading.read(frames)
        except HomewardError as error:
            return self._after_refusal(error)
        if reading.end is None:
            self._keep_sizes(plan.after_failure(self.sizes))
            raise HomewardError("sync.cut")
        gone = self.engine.carrier.traffic.since(traffic)
        grown = plan.after_success(self.sizes, bodies=request.body_bytes, packed=gone.up, received=gone.down)
        self._keep_sizes(grown)
        return self._next_errand(request, reading, reading.end)

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
        if error.code == UNKNOWN and self.refusals <= MAX_REFUSALS and self._state_lives_again():
            return True
        raise error

    def _state_lives_again(self) -> bool:
        """A restored server may not know a later incarnation: it is told of it again, with everything in it."""
        confirmed = self.store.cursors.confirmed(self.server)
        stated = [
            life for life in self.store.log.incarnations() if life.statement is not None and confirmed.get(life.id)
        ]
        with self.store.transaction():
            for life in stated:
                self.store.cursors.confirm(self.server, life.id, 0, at=self.engine.clock())
        return bool(stated)

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

    def _next_errand(self, request: Request, reading: "_Reading", end: End) -> bool:
        """What the next request is to do; False where nothing is left."""
        for incarnation, n in reading.damaged.items():
            self.engine.leave_damage(incarnation, n)
        for incarnation, (n, _link) in reading.forked.items():
            self.engine.leave_fork(incarnation, n)
        want = (*request.errand.want[MAX_WANTED:], *reading.missing, *reading.want)
        self.errand = Errand(want=tuple(dict.fromkeys(want)), relayed_after=reading.relayed_after)
        if reading.forked or reading.damaged or self.errand.want or reading.relayed_after or end.has_more:
            return True
        if self.store.outbox.waiting(self.server) and reading.has_progress:
            return True
        differing = self._differing()
        return self._compare_again(differing) if differing else self._witness()

    def _compare_again(self, scopes: Sequence[str]) -> bool:
        self.comparisons += 1
        if self.comparisons > MAX_COMPARISONS:
            raise HomewardError("sync.differs_after_repair", count=len(scopes))
        self.errand = replace(self.errand, compare=tuple(scopes))
        return True

    def _witness(self) -> bool:
        if self.is_witnessed:
            return False
        self.is_witnessed = True
        own = {life.id for life in self.store.log.incarnations()}
        found = []
        for record, compact in self.store.records.witnesses(self.server):
            row = self.store.records.received(self.server, [record]).get(record)
            held = {} if row is None else read_state(row.state).seen
            dots = [dot for dot in read_state(compact).seen.items() if dot[0] not in own]
            if any(not covers(held, dot) for dot in dots):
                found.append((record, compact))
            else:
                self.store.records.forget_witness(self.server, record)
        self.errand = replace(self.errand, witnesses=tuple(found))
        return bool(found)

    def _offset(self) -> int:
        return self.store.identity.number(CLOCK_OFFSET)

    def _digest(self, scope: str) -> int:
        return self.store.sums.digest(scope_space(self.server, scope))

    # Pages

    def apply_page(
        self, page: Page, cursors: dict[str, int], request: Request, reading: "_Reading", *, end: End | None = None
    ) -> None:
        """Applies the messages up to a checkpoint together with the cursors, in one transaction.

        The cursors of another epoch are kept at the end alone, with its digests: whoever is cut before that asks again.
        """
        with self.store.transaction():
            now = self.engine.clock()
            if page.hello is not None:
                self._hello(page.hello, reading, now)
            for notice in page.notices:
                self.tally.alerts += self.engine.lists.take(notice)
            self._verdicts(page, request, reading, now)
            for gone in page.gone:
                self._go(gone, now)
            self.store.relayed.keep(self.server, page.batches)
            reading.missing += self.store.receiving.apply_states(self.server, page.states)
            for compare in page.compares:
                reading.want += self._compare(compare, now)
            self.store.marks.clear_seen(self.server)
            if end is not None and reading.epoch is not None:
                self.store.cursors.put_epoch(self.server, reading.epoch)
            if end is not None or reading.epoch == request.hello.epoch:
                self.store.cursors.put(self.server, cursors)
            if end is not None:
                self._finish(end, request)
            self._count_arrived(page, reading)
        if page.states:
            self.received += len(page.states)
            self.watch.received(self.received)

    def _hello(self, hello: ReplyHello, reading: "_Reading", now: int) -> None:
        cursors, log = self.store.cursors, self.store.log
        reading.epoch = hello.epoch
        if hello.scopes is not None:
            self._use_scopes(hello.scopes, now)
        self.store.identity.put_fact(CLOCK_OFFSET, str(hello.clock - now))
        self.engine.contact(hello.clock)
        confirmed = cursors.confirmed(self.server)
        lives = {life.id for life in log.incarnations()}
        relayed = self.store.relayed.highest()
        for incarnation, known in hello.known.items():
            if incarnation not in lives:
                if relayed.get(incarnation, 0) > known[0]:
                    reading.relayed_after[incarnation] = known[0]
                continue
            found = plan.judge_head(
                confirmed=confirmed.get(incarnation, 0),
                known=known,
                link_at=lambda n, life=incarnation: log.link_at(life, n),  # type: ignore[misc]
            )
            common = common_with_servers(self.store, incarnation, n=known[0])
            if found is Heads.FORKED and not is_left(self.store, incarnation, common=common):
                reading.forked[incarnation] = known
            elif found is not Heads.SAME:
                reading.has_progress = True
                cursors.confirm(self.server, incarnation, known[0], at=hello.clock)

    def _use_scopes(self, scopes: Sequence[str], now: int) -> None:
        absent = self.store.cursors.of(self.server).keys() - set(scopes)
        listed = [record for scope in absent for record in self.store.memberships.records_in(self.server, scope)]
        self.store.leaving.use_scopes(self.server, scopes, at=now)
        still = self.store.records.shown(listed)
        self.tally.add_left(record for record in listed if record not in still)

    def _verdicts(self, page: Page, request: Request, reading: "_Reading", now: int) -> None:
        if not page.verdicts:
            return
        ranges = plan.taken_ranges(page.verdicts, (life.id for life in self.store.log.incarnations()))
        self.store.receiving.apply_own(self.server, ranges)
        self.store.marks.stand(self.server, ranges)
        for verdicts in page.verdicts:
            self.store.marks.put(self.server, verdicts.set_aside)
            for one in verdicts.set_aside:
                if one.code == LOG_DAMAGED:
                    life, n = one.dot
                    reading.damaged[life] = min(n, reading.damaged.get(life, n))
        for incarnation, n in plan.confirmations(request.own, page.verdicts).items():
            if n != self.store.cursors.confirmed(self.server).get(incarnation, 0):
                reading.has_progress = True
            self.store.cursors.confirm(self.server, incarnation, n, at=now + self._offset())
        for incarnation, first, last in ranges:
            ids = self.store.log.records_between(incarnation, first=first, last=last)
            self.tally.add_sent(self._kinds(ids))
        left = self.store.outbox.waiting(self.server)
        total = max(self.waiting_at_first, left)
        self.watch.sent(total - left, total)

    def _go(self, gone: Gone, now: int) -> None:
        listed = gone.ids or self.store.memberships.records_in(self.server, gone.scope, home=gone.home)
        self.store.leaving.go(self.server, gone, at=now)
        still = self.store.records.shown(list(listed))
        self.tally.add_left(record for record in listed if record not in still)

    def _compare(self, compare: Compare, now: int) -> list[Id]:
        members = self.store.memberships.members(self.server, compare.scope)
        mine = {member.record: digest_number(member.hash) for member in members}
        if not compare.ids:
            self._remember_differing(set(self._differing()) - {compare.scope})
        fetch, absent = plan.differing(compare.ids, mine, bucket_of=bucket_of)
        if absent:
            for row in self.store.records.received(self.server, list(absent)).values():
                self.store.records.keep_witness(self.server, row)
            self.store.leaving.go(self.server, Gone(compare.scope, "reassigned", absent), at=now)
        return list(fetch)

    def _count_arrived(self, page: Page, reading: "_Reading") -> None:
        missing = set(reading.missing)
        ids = [state.body["i"] for state in page.states if state.body["i"] not in missing]
        self.tally.add_arrived(self._kinds(ids))

    def _kinds(self, ids: Iterable[Id]) -> dict[Id, str]:
        return {record: row.kind for record, row in self.store.records.shown(list(ids)).items()}

    def _finish(self, end: End, request: Request) -> None:
        """With the last page: digests that differ are remembered, the audit checkpoint and the contact kept."""
        month = datetime.fromtimestamp(self.engine.clock() / 1000, UTC).strftime("%Y-%m")
        self.tally.alerts += self.engine.lists.take_checkpoint(end.audit, month=month)
        for record, _compact in request.errand.witnesses:
            self.store.records.forget_witness(self.server, record)
        self._note_contact(self.engine.clock() + self._offset())
        differing = set(self._differing()) & self.store.cursors.of(self.server).keys()
        for scope, digest in end.digests.items():
            (differing.discard if self._digest(scope) == digest else differing.add)(scope)
        self._remember_differing(differing)

    def _differing(self) -> tuple[str, ...]:
        return tuple((self.store.identity.fact(plan.DIFFERS + self.server) or "").split())

    def _remember_differing(self, scopes: Iterable[str]) -> None:
        listed = " ".join(sorted(scopes))
        if listed != (self.store.identity.fact(plan.DIFFERS + self.server) or ""):
            self.store.identity.put_fact(plan.DIFFERS + self.server, listed)

    def _note_contact(self, at: int) -> None:
        self.store.cursors.note_contact(
            self.server,
            at=at,
            batch_bytes=self.sizes.batch_bytes,
            reply_bytes=self.sizes.reply_bytes,
            codings=self.engine.carrier.read_by_server,
        )


class _Reading:
    """One reply as it is read: what has to follow from it."""

    def __init__(self, sync: _Sync, request: Request) -> None:
        self.sync, self.request = sync, request
        self.end: End | None = None
        self.epoch: str | None = None
        self.missing: list[Id] = []
        self.want: list[Id] = []
        self.forked: dict[Id, tuple[int, bytes]] = {}
        self.relayed_after: dict[Id, int] = {}
        self.has_progress = False
        self.damaged: dict[Id, int] = {}

    def read(self, frames: Iterator[Frame]) -> None:
        """Applies page after page; ends quietly at a cut, with `end` still None."""
        reader = ReplyReader(scopes=self.request.scopes)
        held: list[ReplyMessage] = []
        for frame in frames:
            message = reader.read(frame)
            if message is None:
                continue
            if isinstance(message, Checkpoint):
                self.sync.apply_page(plan.collect(held), dict(message.cursors), self.request, self)
                held = []
            elif isinstance(message, End):
                self.sync.apply_page(plan.collect(held), dict(message.cursors), self.request, self, end=message)
                self.end = message
                return
            else:
                held.append(message)
