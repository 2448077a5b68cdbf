"""Where records lie after a transaction: feed rows into new scopes, `gone` into those left, digests as received."""

from collections.abc import Iterable, Mapping, Sequence

from shared_schema.identifiers import Id
from shared_schema.records.kind import Placement
from shared_schema.scopes import (
    ATTACHMENT,
    NO_LINKS,
    NOBODY,
    REFERRAL,
    Holders,
    Links,
    links_of,
    scopes_of,
    withheld_in,
)
from shared_schema.wire.compact import state_digest, write_state
from sync_server.services.at_hand import AtHand, News
from sync_server.services.held import Held, hold_row
from sync_server.store.feed import REASSIGNED, FeedRow, Numbered, Placing, place, rows_of_records
from sync_server.store.records import (
    RecordRow,
    open_state,
    read_dossiers,
    read_records,
    records_of_homes,
    records_pointing_to,
)
from sync_server.store.review_places import note_places


class Placer:
    """Collects the placings of one transaction and writes them last, under the locks of the scope heads."""

    def __init__(self, merging: AtHand) -> None:
        self._merging = merging
        self._placings: list[Placing] = []
        self._moved: list[Id] = []
        self._dossiers: dict[Id, bool] = {}
        self._scopes: dict[Id, frozenset[str]] = {}
        self._existing: set[Id] = set()
        self._plain_scopes: dict[tuple[str, Id, bool], frozenset[str]] = {}  # of kinds without another end

    def moved(self, dossier: Id, *, is_new: bool) -> None:
        """A dossier has other holders than before: all its records, and those that point to it, are placed anew."""
        self._dossiers[dossier] = is_new

    def place(self, held: Held, compact: bytes) -> None:
        """Place a record that was touched, or whose dossier moved."""
        if held.row is not None:
            self._existing.add(held.id)
        if held.kind.name == REFERRAL and held.is_touched and held.row is not None:
            self._hold(
                [row for row in records_of_homes(self._merging.connection, [held.state.home]) if row.kind == ATTACHMENT]
            )
        merging = self._merging
        home = merging.dossiers.get(held.state.home)
        holders = home.holders if home is not None else NOBODY
        scopes = self._scopes_of(held, holders)
        record = held.id
        self._scopes[record] = scopes
        whole = state_digest(record, compact)
        for scope in scopes:
            withheld = withheld_in(scope, held.state, held.kind, home=holders)
            digest = state_digest(record, write_state(held.state, withheld=withheld)) if withheld else whole
            self._placings.append(Placing(scope, record, held.version, digest))

    def write(self) -> None:
        """Place what moved along, note what left its scopes, write the feed, and where what waits lies now."""
        merging = self._merging
        old = [dossier for dossier, is_new in self._dossiers.items() if not is_new]
        self._hold(records_of_homes(merging.connection, old))
        self._hold(records_pointing_to(merging.connection, self._dossiers))
        self._read_other_ends()
        for record in list(self._moved):
            held = merging.held[record]
            if record not in self._scopes:
                self.place(held, held.compact())
        before = rows_of_records(merging.connection, self._existing)
        placings = [one for one in self._placings if not self._is_as_before(one, before.get(one.record, {}))]
        for record, rows in before.items():
            held = merging.held[record]
            for scope, row in rows.items():
                if not row.is_gone and scope not in self._scopes[record]:
                    placings.append(Placing(scope, record, held.version, 0, REASSIGNED))
        numbered = place(merging.connection, placings, before)
        note_places(merging.connection, self._dossiers)
        merging.news = self._news(placings, numbered)

    def _news(self, placings: Sequence[Placing], numbered: Mapping[str, Numbered]) -> dict[str, News]:
        """The scopes in which this transaction placed nothing but records that did not exist before it."""
        found: dict[str, dict[Id, int]] = {scope: {} for scope in numbered}
        for one in placings:
            if one.scope not in found:
                continue
            if one.why is None and self._merging.held[one.record].row is None:
                found[one.scope][one.record] = one.version
            else:
                del found[one.scope]
        return {scope: News(*numbered[scope], records) for scope, records in found.items()}

    def _scopes_of(self, held: Held, holders: Holders) -> frozenset[str]:
        """Most records of a dossier lie where the others of their kind lie: asked once."""
        links = self._links(held)
        is_plain = links is NO_LINKS and held.kind.placement is Placement.DOSSIER
        key = (held.kind.name, held.state.home, held.is_restricted)
        known = self._plain_scopes.get(key) if is_plain else None
        if known is not None:
            return known
        scopes = scopes_of(
            held.state,
            held.kind,
            home=holders,
            links=links,
            other=self._merging.other_holders(links.dossier),
            is_restricted=held.is_restricted,
            author=held.author,
        )
        if is_plain:
            self._plain_scopes[key] = scopes
        return scopes

    def _is_as_before(self, one: Placing, rows: Mapping[str, FeedRow]) -> bool:
        row = rows.get(one.scope)
        if row is None or self._merging.held[one.record].is_touched:
            return False
        return not row.is_gone and row.digest == one.digest

    def _hold(self, rows: Iterable[RecordRow]) -> None:
        merging = self._merging
        known = [row for row in rows if row.version > 0]
        wanted = [row for row in known if row.id not in merging.held]
        looked_at = (row.id for row in known if row.id in merging.held and row.id not in self._scopes)
        self._moved += [record for record in looked_at if not merging.held[record].is_touched]  # moves along too
        if not wanted:
            return
        merging.server.sealing.load(row.home for row in wanted)
        for row in wanted:
            held = hold_row(row, merging.server.sealing)
            if held is not None:
                merging.held[row.id] = held
                self._moved.append(row.id)

    def _read_other_ends(self) -> None:
        merging = self._merging
        ends = {merging.held[record].state.home for record in self._moved}
        ends |= {end for record in self._moved if (end := merging.held[record].links.dossier) is not None}
        missing = [end for end in ends if end not in merging.dossiers]
        merging.dossiers.update(read_dossiers(merging.connection, missing))

    def _links(self, held: Held) -> Links:
        links = links_of(held.state)
        if not links.referrals:
            return links
        offices = set(links.offices)
        unknown = [one for one in links.referrals if one not in self._merging.held]
        rows = read_records(self._merging.connection, unknown)
        for referral in links.referrals:
            known = self._merging.held.get(referral)
            row = rows.get(referral)
            if known is not None:
                offices |= links_of(known.state).offices
            elif row is not None and row.kind == REFERRAL and row.sealed is not None:
                offices |= links_of(open_state(self._merging.server.sealing, row).state()).offices
        return Links(links.dossier, frozenset(offices), links.referrals)
