"""Which scopes of a server a record lies in, and the digest of each scope, kept with the rows.

Promise: a record leaves the laptop when no scope is left (sync.md section 4). The digest counts every record as its
scope receives it: without the registers that the scope does not get.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from field_client.store.cursors import Cursors
from field_client.store.database import Database
from field_client.store.record_rows import NewRow, parts
from field_client.store.records import Records
from field_client.store.states import holders_in, read_kept
from field_client.store.sums import NO_KIND, Summed, Sums, hash_row, scope_space
from shared_schema import scopes
from shared_schema.identifiers import Id
from shared_schema.merge.state import RecordState
from shared_schema.records.kind import Kind, Placement
from shared_schema.wire.compact import write_state


@dataclass(frozen=True, slots=True)
class Member:
    """A record in a scope; `hash` = its state as the scope receives it."""

    record: Id
    hash: bytes


@dataclass(frozen=True, slots=True)
class Joining:
    """A record that lies in these scopes, with its new received row."""

    record: Id
    kind: str
    data: bytes
    hash: bytes
    scopes: frozenset[str]


class Memberships:
    """The table `memberships`; every method runs inside the caller's transaction."""

    def __init__(
        self, database: Database, *, cursors: Cursors, records: Records, sums: Sums, kinds: Mapping[str, Kind]
    ) -> None:
        self._database = database
        self._cursors = cursors
        self._records = records
        self._sums = sums
        self._kinds = kinds

    def of(self, server: Id, records: Sequence[Id]) -> dict[Id, dict[str, bytes | None]]:
        """{record: {scope: own hash or None}} for the scopes of `server`; records in none are absent."""
        names = {number: scope for scope, number in self._cursors.scope_numbers(server).items()}
        found: dict[Id, dict[str, bytes | None]] = {}
        for part in parts(records):
            marks = ",".join("?" * len(part))
            sql = f"SELECT record, scope, hash FROM memberships WHERE record IN ({marks})"
            for record, number, own in self._database.rows(sql, tuple(part)):
                if number in names:
                    found.setdefault(record, {})[names[number]] = own
        return found

    def records_in(self, server: Id, scope: str, *, home: Id | None = None) -> tuple[Id, ...]:
        """Records in a scope: all, or those of one dossier."""
        number = self._cursors.scope_numbers(server).get(scope)
        if home is None:
            rows = self._database.rows("SELECT record FROM memberships WHERE scope = ?", (number,))
        else:
            rows = self._database.rows(
                "SELECT m.record FROM received r JOIN memberships m ON m.record = r.record AND m.scope = ?"
                " WHERE r.server = ? AND r.home = ?",
                (number, server, home),
            )
        return tuple(row[0] for row in rows)

    def join(
        self,
        server: Id,
        joining: Sequence[Joining],
        *,
        before: Mapping[Id, bytes],
        present: Mapping[Id, Mapping[str, bytes | None]] | None = None,
    ) -> None:
        """Puts records with new received rows into scopes, besides those they are in, and moves the digests.

        `before` = {record: hash of the received row that was there}; `present` = what `of` gave of these records in
        this transaction, where it was asked.
        """
        if present is None:
            present = self.of(server, [one.record for one in joining])
        old: dict[str, list[Summed]] = {}
        new: dict[str, list[Summed]] = {}
        rows: list[tuple[Id, str, bytes | None]] = []
        for one in joining:
            held = present.get(one.record, {})
            if one.record in before:
                for scope, own in held.items():
                    counted = Summed(one.record, NO_KIND, own or before[one.record])
                    old.setdefault(scope, []).append(counted)
            hashes = self._hashes(one, held.keys() | one.scopes)
            for scope, own in hashes.items():
                new.setdefault(scope, []).append(Summed(one.record, NO_KIND, own or one.hash))
                if scope not in held or held[scope] != own:
                    rows.append((one.record, scope, own))
        for scope, listed in old.items():
            self._sums.add(scope_space(server, scope), listed, sign=-1)
        for scope, listed in new.items():
            self._sums.add(scope_space(server, scope), listed)
        self._put(server, rows)

    def remove(self, server: Id, scope: str, records: Sequence[Id]) -> None:
        """Takes records out of one scope and out of its digest."""
        number = self._cursors.scope_numbers(server).get(scope)
        for part in parts(records):
            marks = ",".join("?" * len(part))
            rows = self._database.rows(f"{_MEMBERS} AND m.record IN ({marks})", (server, number, *part))
            gone = (Summed(record, NO_KIND, counted) for record, counted in rows)
            self._sums.add(scope_space(server, scope), gone, sign=-1)
        self._database.execute_many(
            "DELETE FROM memberships WHERE record = ? AND scope = ?", ((record, number) for record in records)
        )

    def members(self, server: Id, scope: str) -> tuple[Member, ...]:
        """Every record of a scope with its hash, for a comparison of buckets and for the check at unlock."""
        number = self._cursors.scope_numbers(server).get(scope)
        return tuple(Member(*row) for row in self._database.rows(_MEMBERS, (server, number)))

    def own_hashes(self, server: Id, scope: str) -> dict[Id, bytes | None]:
        """{record: its hash where this scope receives less than the received row} of a scope, for the check."""
        number = self._cursors.scope_numbers(server).get(scope)
        return dict(self._database.rows("SELECT record, hash FROM memberships WHERE scope = ?", (number,)))

    def _hashes(self, one: Joining, named: Iterable[str]) -> dict[str, bytes | None]:
        kind = self._kinds.get(one.kind)
        if kind is None or not kind.home_only_registers:
            return dict.fromkeys(named)
        state = read_kept(one.data)
        home = Placing(self._records, self._kinds).holders(state.home, head=state)
        found: dict[str, bytes | None] = {}
        for scope in named:
            withheld = scopes.withheld_in(scope, state, kind, home=home)
            found[scope] = hash_row(one.record, write_state(state, withheld=withheld)) if withheld else None
        return found

    def _put(self, server: Id, rows: Sequence[tuple[Id, str, bytes | None]]) -> None:
        numbers = self._cursors.scope_numbers(server)
        missing = {scope: 0 for _record, scope, _own in rows if scope not in numbers}
        if missing:
            self._cursors.put(server, missing)
            numbers = self._cursors.scope_numbers(server)
        self._database.execute_many(
            "INSERT INTO memberships VALUES (?, ?, ?) ON CONFLICT (record, scope) DO UPDATE SET hash = excluded.hash",
            ((record, numbers[scope], own) for record, scope, own in rows),
        )


class Placing:
    """In which scopes own records lie that the server does not send back, as it would place them; for one transaction.

    Works by shared_schema/scopes.py, over the dossiers as they are shown here.
    """

    def __init__(self, records: Records, kinds: Mapping[str, Kind]) -> None:
        self._records = records
        self._kinds = kinds
        self._holders: dict[Id, scopes.Holders] = {}
        self._plain: dict[tuple[str, scopes.Holders], frozenset[str]] = {}

    def expect(self, dossiers: Iterable[Id]) -> None:
        """Reads at once who holds these dossiers."""
        for dossier, data in self._records.shown_states(list(set(dossiers))).items():
            self._holders[dossier] = holders_in(data)

    def scopes_of(self, row: NewRow) -> frozenset[str]:
        """The scopes of one record; empty where they cannot be known here."""
        kind = self._kinds.get(row.kind)
        if kind is None:
            return frozenset()
        if not _follows_holders_alone(kind):
            return self._find(read_kept(row.data), kind)
        holders = holders_in(row.data) if row.record == row.home else self.holders(row.home)
        known = self._plain.get((row.kind, holders))
        if known is None:
            known = self._plain[(row.kind, holders)] = self._find(read_kept(row.data), kind)
        return known

    def holders(self, dossier: Id, *, head: RecordState | None = None) -> scopes.Holders:
        """Who holds a dossier; `head` = a state that may be its head itself."""
        if head is not None and head.record_id == dossier:
            return scopes.holders_of(head)
        known = self._holders.get(dossier)
        if known is None:
            state = self._records.shown_state(dossier)
            known = self._holders[dossier] = scopes.NOBODY if state is None else scopes.holders_of(state)
        return known

    def _find(self, state: RecordState, kind: Kind) -> frozenset[str]:
        links = scopes.links_of(state)
        found = set(
            scopes.scopes_of(
                state,
                kind,
                home=self.holders(state.home, head=state),
                links=links,
                other=scopes.NOBODY if links.dossier is None else self.holders(links.dossier),
                is_restricted=kind.restricted or self._is_about_restricted(state, kind),
                author=scopes.creator_of(state, kind),
            )
        )
        for referral in sorted(links.referrals):
            sent = self._records.shown_state(referral)
            if sent is not None:
                found.update(map(scopes.office_scope, scopes.links_of(sent).offices))
        return frozenset(found)

    def _is_about_restricted(self, state: RecordState, kind: Kind) -> bool:
        about = [written.value for written in state.registers.get(kind.follows, {}).values() if kind.follows]
        rows = self._records.shown([one for one in about if isinstance(one, str)])
        kinds = [self._kinds.get(row.kind) for row in rows.values()]
        return any(one is not None and one.restricted for one in kinds)


def _follows_holders_alone(kind: Kind) -> bool:
    """Whether records of the kind lie wherever whoever holds their dossier looks: asked once, not of each state."""
    is_linked = kind.two_dossiers or kind.name in (scopes.REFERRAL, scopes.ATTACHMENT) or bool(kind.follows)
    return kind.placement in (Placement.DOSSIER, Placement.DOSSIER_HEAD) and not is_linked


_MEMBERS = (
    "SELECT m.record, coalesce(m.hash, r.hash) FROM memberships m"
    " JOIN received r ON r.record = m.record AND r.server = ? WHERE m.scope = ?"
)
