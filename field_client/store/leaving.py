"""Records leave the laptop: states, search rows and other people's values at once, own bodies when their time has come.

Promise: what was not yet sent stays in the log and is still sent; a body that the centre has confirmed goes 35 days
later, hash and link stay. `erased` takes bodies at once (sync.md section 4).
"""

from collections.abc import Iterable, Mapping, Sequence

from field_client.store.chunk_names import ChunkNames
from field_client.store.cursors import HUB, Cursors
from field_client.store.database import Database
from field_client.store.log import OwnLog
from field_client.store.receiving import Receiving
from field_client.store.records import Records
from field_client.store.scopes import Memberships
from field_client.store.states import difference, read_kept
from field_client.store.word import Word
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from shared_schema.wire.messages import Gone

_TRANSFER, _UNDER_WAY = "case_transfer", ("sent", "accepted")
REASSIGNED, REVOKED, ERASED = "reassigned", "revoked", "erased"
BODY_DAYS = 35
COPIES_HOLD_ERASED = "copies_hold_erased"  # fact: backups from before an erasure are still here
_DAY_MS = 86_400_000


class Leaving:
    """Takes records out; every method runs inside the caller's transaction."""

    def __init__(
        self,
        database: Database,
        *,
        records: Records,
        log: OwnLog,
        memberships: Memberships,
        cursors: Cursors,
        receiving: Receiving,
        word: Word,
        chunks: ChunkNames,
    ) -> None:
        self._database = database
        self._records = records
        self._log = log
        self._memberships = memberships
        self._cursors = cursors
        self._receiving = receiving
        self._word = word
        self._chunks = chunks

    def go(self, server: Id, gone: Gone, *, at: int) -> None:
        """Applies one `gone`: single records, a dossier, or (neither named) the whole scope. Servers that knew no later
        lose the records too."""
        listed = gone.ids or self._memberships.records_in(server, gone.scope, home=gone.home)
        self._memberships.remove(server, gone.scope, listed)
        self._word.took_from(server, gone.scope)
        still = self._memberships.of(server, listed)
        alone = [record for record in listed if record not in still]
        homes = self._homes(alone)
        if gone.why == ERASED:
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (COPIES_HOLD_ERASED,))
            self._erase(server, [*listed, *self._own_of(gone.home)], home=gone.home, at=at)
            return
        self._records.remove_received(server, alone)
        for other in self._word.yielding(server):
            self._take_from(other, gone.scope, listed)
        if gone.home is not None and not self._is_held(gone.home):
            alone += [record for record in self._own_of(gone.home) if record not in alone]
            homes.update({record: gone.home for record in alone if record not in homes})
        self._hide(alone, homes, why=gone.why, at=at, known_at=self._word.known_at(server))

    def lacks(self, server: Id, scope: str, records: Sequence[Id], *, at: int) -> None:
        """A comparison showed that the server does not have these records in the scope: it was restored, or this
        laptop was. That says nothing of who may hold them; only its own account of them goes."""
        self._memberships.remove(server, scope, records)
        still = self._memberships.of(server, records)
        alone = [record for record in records if record not in still]
        homes = self._homes(alone)
        self._records.remove_received(server, alone)
        self._hide(alone, homes, why=REASSIGNED, at=at, known_at=0)

    def _take_from(self, server: Id, scope: str, records: Sequence[Id]) -> None:
        present = self._memberships.of(server, records)
        taken = [record for record in records if scope in present.get(record, {})]
        if not taken:
            return
        self._memberships.remove(server, scope, taken)
        still = self._memberships.of(server, taken)
        self._records.remove_received(server, [record for record in taken if record not in still])
        self._word.compare_again(server, [scope])

    def use_scopes(self, server: Id, scopes: Sequence[str], *, at: int) -> None:
        """The scopes that the server's hello names: a new one starts at cursor 0, an absent one counts as revoked."""
        held = self._cursors.of(server)
        self._cursors.put(server, {scope: 0 for scope in scopes if scope not in held})
        self._word.gave_scopes(server, scopes)
        for scope in sorted(held.keys() - set(scopes)):
            self.go(server, Gone(scope, REVOKED), at=at)
            self._word.took_scope(server, scope)
            self._cursors.remove_scope(server, scope)

    def forget_old_bodies(self, *, now: int) -> int:
        """Drops own bodies of records that left, 35 days after the centre confirmed them; gives how many records."""
        centre = self._cursors.centre()
        if centre is None:
            return 0
        found = []
        for record, _home, _why, _at in self._records.all_left():
            heads = self._log.heads_of([record]).get(record, {})
            receipts = [self._cursors.received_at(centre.server, *dot) for dot in heads.items()]
            if receipts and all(at is not None and at + BODY_DAYS * _DAY_MS <= now for at in receipts):
                found.append(record)
        self._log.erase_bodies(found)
        return len(found)

    def _hide(self, records: Sequence[Id], homes: Mapping[Id, Id], *, why: str, at: int, known_at: int) -> None:
        kept = [record for record in records if self._records.received_states(record)]
        remade = [made for record in kept if (made := self._receiving.make_shown(record)) is not None]
        before = self._records.shown_states([made.record for made in remade])
        for made in remade:
            if made.record in before:
                self._records.keep_replaced(difference(before[made.record], made.data).values)
        self._records.put_shown(remade)
        hidden = [record for record in records if record not in kept]
        told = {home: self._told(home) for home in hidden if homes.get(home, home) == home}
        self._records.remove_shown(hidden)
        self._drop_drafts(hidden)
        rows = ((record, homes.get(record, record)) for record in hidden)
        self._records.leave(rows, why=why, at=at, known_at=known_at)
        self._records.keep_left_cases(told)

    def _told(self, home: Id) -> tuple[str | None, str | None]:
        """The number of a case or an inquiry that leaves, and the worker or office that its transfer named, as far as
        this laptop was told: it need not have heard that the transfer was accepted."""
        head = self._records.shown_state(home)
        if head is None:
            return None, None
        numbers = (_value(head, name) for name in ("case_number", "inquiry_number"))
        transfers = [read_kept(data) for data in self._records.of_home_and_kinds(home, (_TRANSFER,)).values()]
        under_way = [one for one in transfers if (_value(one, "group:state") or {}).get("state") in _UNDER_WAY]
        ends = (_value(one, name) for one in under_way for name in ("to_worker", "to_office"))
        return next((one for one in numbers if one), None), next((one for one in ends if one), None)

    def _erase(self, by: Id, records: Iterable[Id], *, home: Id | None, at: int) -> None:
        listed = list(dict.fromkeys(records))
        homes = self._homes(listed)
        gone = [(record, homes.get(record, home or record)) for record in listed]
        self._records.leave(gone, why=ERASED, at=at, known_at=self._word.known_at(by))
        is_of_hub = self._cursors.server(by).kind == HUB
        for server in self._cursors.servers():
            present = self._memberships.of(server.server, listed)
            scopes = {scope for held in present.values() for scope in held}
            if is_of_hub and server.server != by:
                self._word.compare_again(server.server, scopes)  # the centre may know of no erasure
            for scope in scopes:
                self._memberships.remove(server.server, scope, [r for r in listed if scope in present.get(r, ())])
            self._records.remove_received(server.server, listed)
            for record in listed:
                self._records.forget_witness(server.server, record)
        self._records.remove_shown(listed)
        self._drop_drafts(listed)
        lost = self._only_here(listed) if is_of_hub else frozenset[Id]()
        destroyed = [record for record in listed if record not in lost]
        self._chunks.erase(destroyed)
        self._log.erase_bodies(destroyed)

    def _only_here(self, records: Sequence[Id]) -> frozenset[Id]:
        """Records with own words that the centre has not confirmed. A hub's word alone destroys none of them: they stay
        unseen in the log, go to the centre, and are destroyed when the centre itself says that the case is erased."""
        centre = self._cursors.centre()
        confirmed = {} if centre is None else self._cursors.confirmed(centre.server)
        heads = self._log.heads_of(records)
        return frozenset(
            record for record, lives in heads.items() if any(n > confirmed.get(life, 0) for life, n in lives.items())
        )

    def _drop_drafts(self, records: Iterable[Id]) -> None:
        rows = [(record, record) for record in records]
        self._database.execute_many("DELETE FROM drafts WHERE record = ? OR home = ?", rows)

    def _homes(self, records: Sequence[Id]) -> dict[Id, Id]:
        return {record: row.home for record, row in self._records.shown(records).items()}

    def _own_of(self, home: Id | None) -> tuple[Id, ...]:
        return () if home is None else self._log.records_alone(home)

    def _is_held(self, home: Id) -> bool:
        return self._database.value("SELECT 1 FROM received WHERE home = ? LIMIT 1", (home,)) is not None


def _value(state: RecordState, register: str) -> Json:
    """What stands in a register, the first of its versions; None where nothing does."""
    live = state.registers.get(register, {})
    return next((live[dot].value for dot in sorted(live)), None)
