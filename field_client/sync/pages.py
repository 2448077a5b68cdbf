"""A reply is applied page by page: what stands before a checkpoint goes into the store together with its cursors.

Promise: one transaction a page; what must follow from a reply (records to fetch, forks, what a server lost) is
remembered in its `Reading` and decided by the engine. Refused: believing cursors of another epoch before its end.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from field_client.store.cursors import HUB
from field_client.store.identity import CLOCK_OFFSET
from field_client.store.lives import common_with_servers, is_left
from field_client.store.local_store import LocalStore
from field_client.store.sums import digest_number, scope_space
from field_client.sync import plan
from field_client.sync.carrier import Watch
from field_client.sync.lists import Lists
from field_client.sync.plan import Heads, Page
from field_client.sync.report import Tally
from field_client.sync.request import Request
from field_client.sync.room import Room
from shared_schema.identifiers import Clock, Id
from shared_schema.wire.compact import bucket_of
from shared_schema.wire.messages import Compare, End, Gone, ReplyHello

if TYPE_CHECKING:
    from field_client.sync.reading import Reading


class Pages:
    """Applies the pages of one sync and counts what they brought."""

    is_live = True  # the server says this now

    def __init__(
        self,
        store: LocalStore,
        server: Id,
        *,
        lists: Lists,
        clock: Clock,
        contact: Callable[[int], None],
        watch: Watch,
        room: Room,
    ) -> None:
        self.store, self.server, self.lists, self.room = store, server, lists, room
        self.clock, self.contact, self.watch = clock, contact, watch
        self.tally = Tally()
        self.waiting_at_first = store.outbox.waiting(server)
        self.received = 0

    def apply(
        self, page: Page, cursors: dict[str, int], request: Request, reading: "Reading", *, end: End | None = None
    ) -> None:
        """Applies the messages up to a checkpoint together with the cursors, in one transaction.

        The cursors of another epoch are kept at the end alone, with its digests: whoever is cut before that asks again.
        """
        self.room.make_for(len(page.states))
        with self.store.transaction():
            now = self.clock()
            if page.hello is not None:
                self._hello(page.hello, reading, now)
            for notice in page.notices:
                self.tally.alerts += self.lists.take(notice)
            self._verdicts(page, request, reading, now)
            for gone in page.gone:
                self._go(gone, now)
            self.store.relayed.keep(self.server, page.batches)
            reading.missing += self.store.receiving.apply_states(self.server, page.states)
            for compare in page.compares:
                reading.want += self._compare(compare, now)
            self.store.marks.clear_seen(self.server)
            if end is not None and reading.epoch is not None and not request.hello.only_push:
                self.store.cursors.put_epoch(self.server, reading.epoch)
            if end is not None or reading.epoch == request.hello.epoch:
                self.store.cursors.put(self.server, cursors)
            if end is not None:
                self._finish(end, request)
                reading.note_end()
            self._count_arrived(page, reading)
        self._tell(page, reading)

    def _tell(self, page: Page, reading: "Reading") -> None:
        """How far it is, told when the page stands: whoever looks on may stop the sending here and loses nothing."""
        if page.states:
            reading.has_states = True
            self.received += len(page.states)
        if page.verdicts:
            left = self.store.outbox.waiting(self.server)
            total = max(self.waiting_at_first, left)
            self.watch.sent(total - left, total)
        if page.states:
            self.watch.received(self.received)

    def _hello(self, hello: ReplyHello, reading: "Reading", now: int) -> None:
        cursors, log = self.store.cursors, self.store.log
        reading.epoch = hello.epoch
        self.store.word.note(self.server, hello, is_live=self.is_live)
        if hello.scopes is not None:
            self._use_scopes(hello.scopes, now)
        self.store.identity.put_fact(CLOCK_OFFSET, str(hello.clock - now))
        self.contact(hello.clock)
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

    def _verdicts(self, page: Page, request: Request, reading: "Reading", now: int) -> None:
        if page.hello is not None and page.hello.upstream_at is not None:
            self.store.marks.put_upstream(self.server, [one for each in page.verdicts for one in each.upstream])
        if not page.verdicts:
            return
        ranges = plan.taken_ranges(page.verdicts, (life.id for life in self.store.log.incarnations()))
        self.tally.add_sent(self.store.receiving.apply_own(self.server, ranges))
        self.store.marks.stand(self.server, ranges)
        for verdicts in page.verdicts:
            self.store.marks.put(self.server, verdicts.set_aside)
            for one in verdicts.set_aside:
                if one.code == plan.LOG_DAMAGED:
                    life, n = one.dot
                    reading.damaged[life] = min(n, reading.damaged.get(life, n))
        for incarnation, n in plan.confirmations(request.own, page.verdicts).items():
            if n != self.store.cursors.confirmed(self.server).get(incarnation, 0):
                reading.has_progress = True
            self.store.cursors.confirm(self.server, incarnation, n, at=now + self._offset())

    def _go(self, gone: Gone, now: int) -> None:
        listed = gone.ids or self.store.memberships.records_in(self.server, gone.scope, home=gone.home)
        self.store.leaving.go(self.server, gone, at=now)
        still = self.store.records.shown(list(listed))
        self.tally.add_left(record for record in listed if record not in still)

    def _compare(self, compare: Compare, now: int) -> list[Id]:
        members = self.store.memberships.members(self.server, compare.scope)
        mine = {member.record: digest_number(member.hash) for member in members}
        if not compare.ids:
            self.store.word.remember_differing(self.server, set(self.differing()) - {compare.scope})
        fetch, absent = plan.differing(compare.ids, mine, bucket_of=bucket_of)
        if absent:
            for row in self.store.records.received(self.server, list(absent)).values():
                self.store.records.keep_witness(self.server, row)
            self.store.leaving.lacks(self.server, compare.scope, absent, at=now)
        return list(fetch)

    def _count_arrived(self, page: Page, reading: "Reading") -> None:
        missing = set(reading.missing)
        arrived = [state.body for state in page.states if state.body["i"] not in missing]
        kinds = {body["i"]: body["k"] for body in arrived if "k" in body}  # a delta does not say it
        self.tally.add_arrived(kinds | self._kinds(body["i"] for body in arrived if "k" not in body))

    def _kinds(self, ids: Iterable[Id]) -> dict[Id, str]:
        return {record: row.kind for record, row in self.store.records.shown(list(ids)).items()}

    def _finish(self, end: End, request: Request) -> None:
        """With the last page: digests that differ are remembered, the audit checkpoint and the contact kept."""
        month = datetime.fromtimestamp(self.clock() / 1000, UTC).strftime("%Y-%m")
        self.tally.alerts += self.lists.take_checkpoint(end.audit, month=month)
        for number, (record, _compact) in enumerate(request.errand.witnesses):
            if number in end.witnessed:
                self.store.records.forget_witness(self.server, record)
        if end.highest is not None and self.store.cursors.server(self.server).kind == HUB:
            self.store.cursors.tell(self.store.log.current().id, end.highest)
        self.store.sums.write()  # the digests count what this very page brought
        differing = set(self.differing()) & self.store.cursors.of(self.server).keys()
        for scope, digest in end.digests.items():
            if self.store.word.is_behind(self.server, scope):
                continue
            (differing.discard if self._digest(scope) == digest else differing.add)(scope)
        self.store.word.remember_differing(self.server, differing)

    def differing(self) -> tuple[str, ...]:
        """Scopes to be compared with this server."""
        return self.store.word.differing(self.server)

    def _offset(self) -> int:
        return self.store.identity.number(CLOCK_OFFSET)

    def _digest(self, scope: str) -> int:
        return self.store.sums.digest(scope_space(self.server, scope))
