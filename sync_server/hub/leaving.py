"""What the centre says has left the scopes of this hub: moved away, not ours any more, or erased."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from shared_schema.identifiers import Id
from shared_schema.wire.messages import Gone
from sync_server.server import Server
from sync_server.store import log, upstream
from sync_server.store.audit import AuditRow, append_rows
from sync_server.store.feed import ERASED, REASSIGNED
from sync_server.store.forgetting import forget_homes, forget_records
from sync_server.store.let_go import forget_received, let_records_go
from sync_server.store.records import links_of_records, read_dossiers
from sync_server.store.records import records_of_homes as records_of_homes_here
from sync_server.store.upstream_batches import highest
from sync_server.store.upstream_states import (
    Cursors,
    drop_members,
    drop_states,
    members_in,
    members_of,
    records_of_homes,
    records_without_state,
)

LACKING = "lacking"  # of a comparison alone; never said on the wire


@dataclass(slots=True)
class Departures:
    """What a page took out of scopes; where nothing brings a record back before its end, it leaves this hub."""

    connection: Connection
    cursors: Cursors
    by_why: dict[str, list[Id]] = field(default_factory=dict)

    def take(self, gone: Gone) -> None:
        """One `gone` frame: single records, those of a dossier, or (neither named) the whole scope."""
        present = members_in(self.connection, gone.scope, home=gone.home)
        listed = list(gone.ids) if gone.ids else sorted(present)
        for record in listed:
            self.cursors.count(gone.scope, -present.get(record, 0))
        drop_members(self.connection, gone.scope, listed)
        self.by_why.setdefault(gone.why, []).extend(listed)

    def leave_scope(self, scope: str) -> None:
        """The reply does not name the scope any more."""
        self.take(Gone(scope, "revoked"))
        self.cursors.forget(scope)

    def lacks(self, scope: str, records: Iterable[Id]) -> None:
        """A comparison showed that the centre has not got these: nobody said that they left, what it said goes."""
        self.take(Gone(scope, LACKING, tuple(records)))

    def erased_homes(self) -> set[Id]:
        """Dossiers whose head was erased."""
        return set(read_dossiers(self.connection, self.by_why.get(ERASED, ())))

    def finish(self, server: Server) -> None:
        """After the states of the page: what lies in no scope any more goes."""
        now_ms = server.clock()
        for why, listed in self.by_why.items():
            still = members_of(self.connection, listed)
            alone = [record for record in dict.fromkeys(listed) if record not in still]
            if why == ERASED:
                self._erase(server, listed, now_ms)
            elif alone:
                drop_states(self.connection, alone)
                going = self._without_words(alone) if why == LACKING else with_their_dossiers(self.connection, alone)
                told = REASSIGNED if why == LACKING else why
                let_records_go(self.connection, going, why=told, now_ms=now_ms)

    def _without_words(self, records: Sequence[Id]) -> list[Id]:
        """Those of which no signed change is here; the others go up again, and come back as the centre has them."""
        kept = {entry.record for entry in log.entries_of_records(self.connection, records) if entry.sealed is not None}
        return [record for record in records if record not in kept]

    def _erase(self, server: Server, listed: Iterable[Id], now_ms: int) -> None:
        """The dossiers whose head is among them go whole; of other records that one alone."""
        homes = sorted(self.erased_homes())
        erased = sorted({*listed, *records_of_homes(self.connection, homes)})
        for own in members_of(self.connection, erased).values():
            for scope, digest in own.items():
                self.cursors.count(scope, -digest)
        forget_received(self.connection, erased)
        forget_homes(self.connection, homes, now_ms=now_ms)
        others = [record for record, home, _other in links_of_records(self.connection, erased) if home not in homes]
        forget_records(self.connection, others, now_ms=now_ms)
        rows = [AuditRow(now_ms, "erasure.done", None, None, "dossier", home) for home in homes]
        if rows:
            append_rows(self.connection, rows, random=server.random)


def with_their_dossiers(connection: Connection, records: Iterable[Id]) -> list[Id]:
    """These, and where a dossier's head is among them everything of it that the centre has not placed here: what this
    hub knows from a laptop alone was never named to leave."""
    listed = list(dict.fromkeys(records))
    inside = [row.id for row in records_of_homes_here(connection, read_dossiers(connection, listed)) if row.version]
    still = members_of(connection, inside)
    return list(dict.fromkeys([*listed, *(record for record in inside if record not in still)]))


def let_go_what_is_elsewhere(server: Server, connection: Connection) -> int:
    """After a reply that left nothing open: a record of which the centre has every word and sent no state lies in no
    scope of this hub. It was moved before the hub first looked, so no `gone` was due. How many left."""
    doubted = records_without_state(connection)
    if not doubted:
        return 0
    known = {**upstream.read_heads(connection), **highest(connection)}
    aside = {record for record, _dot, _code in upstream.verdicts_of_records(connection, doubted)}
    words: dict[Id, list[log.Entry]] = {}
    for entry in log.entries_of_records(connection, doubted):
        words.setdefault(entry.record or "", []).append(entry)
    elsewhere = [
        record
        for record in doubted
        if record not in aside and all(one.n <= known.get(one.incarnation, 0) for one in words.get(record, ()))
    ]
    going = with_their_dossiers(connection, elsewhere)
    let_records_go(connection, going, why=REASSIGNED, now_ms=server.clock())
    return len(going)
