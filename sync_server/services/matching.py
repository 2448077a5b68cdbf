"""Matching over all offices: open inquiries against all cases, proposals for people to look at, weights from the data.

Promise: what the gate of the record rules leaves out is never compared; a proposal holds codes and levels, no words;
nothing is confirmed, merged or contacted. Restricted records are not read.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from casework.book import Edit, Found, Sought
from casework.matching.box import no_places
from casework.matching.comparing import sought_of
from casework.matching.evidence import Scored
from casework.matching.finding import Candidate, candidates_for
from casework.matching.fit_weights import LEAST_PEOPLE, Fitting, count_patterns, fit_weights
from casework.matching.measure import Measured, judged_of, measure
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of
from casework.matching.proposing import Pair, propose_match, renew_levels
from casework.matching.weights import WeightSet
from casework.matching.weights_in_force import SETTING, used_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, day_of_ms
from sync_server.server import Server
from sync_server.services.comparing import read_compared
from sync_server.services.dossiers import read_dossier, show_rows
from sync_server.services.finding import Finder
from sync_server.services.names import NameIndex
from sync_server.services.own_device import write_own_changes
from sync_server.store.records import RecordRow, list_page, read_dossiers

INQUIRY, CASE = "tracing_inquiry", "case"
SERVER, PROPOSED = "server", "proposed"
PROPOSED_EACH = 5  # pairs of one inquiry; the others are found by whoever looks for candidates
RANDOM_PAIRS, CANDIDATES_EACH, ASKED_MOST = 60_000, 10, 5_000
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """One pair that was proposed or whose levels were renewed: numbers of inquiry and case, and how it scored."""

    inquiry: str
    case: str
    scored: Scored
    is_new: bool


@dataclass(frozen=True, slots=True)
class EveryRecord:
    """Sight of the server itself: every record that is not restricted."""

    server: Server
    connection: Connection

    def visible(self, rows: Iterable[RecordRow]) -> list[RecordRow]:
        """Rows of known kinds that hold a state."""
        return [row for row in rows if row.sealed is not None and row.kind in KINDS and not row.is_restricted]

    def show(self, rows: Iterable[RecordRow]) -> dict[Id, Shown]:
        """Rows as people see them."""
        return show_rows(self.server, rows)


@dataclass(frozen=True, slots=True)
class CentralRecords:
    """What finding asks, over all dossiers, within one connection."""

    server: Server
    connection: Connection
    names: NameIndex

    def dossier(self, home: Id) -> Dossier:
        """A dossier without its restricted records; `record.not_found`."""
        sight = EveryRecord(self.server, self.connection)
        dossier = read_dossier(
            self.server, self.connection, home, sees=lambda row: bool(sight.visible([row])), has_clearance=False
        )
        if not dossier.records:
            raise HomewardError("record.not_found", record=home)
        return dossier

    def compared(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """What gates and earlier decisions need of dossiers."""
        return read_compared(self.server, EveryRecord(self.server, self.connection), homes)

    def similar(self, sought: Sought, *, limit: int = 100) -> tuple[Found, ...]:
        """Dossiers that may be about somebody."""
        return Finder(EveryRecord(self.server, self.connection), self.names, no_places).similar(sought, limit=limit)


def match_inquiries(server: Server, names: NameIndex, inquiries: Iterable[Id]) -> Iterator[Proposal]:
    """Compares open inquiries with all cases; writes and gives what is likely or possible, at most five for each."""
    today = day_of_ms(server.clock())
    with server.database.snapshot() as connection:
        weights = weights_at_centre(server, connection)
    for inquiry in inquiries:
        with server.database.snapshot() as connection:
            records = CentralRecords(server, connection, names)
            found = candidates_for(records, inquiry, today=today, weights=weights).every
            chosen = [one for one in found if _is_offered(one)][:PROPOSED_EACH]
            dossiers = read_dossiers(connection, [inquiry, *(one.home for one in chosen)])
        edits = [(one, edit) for one in chosen if (edit := _edit(server, inquiry, one)) is not None]
        if edits:
            _write(server, [edit for _one, edit in edits])
        for one, edit in edits:
            numbers = [dossiers[home].number or home for home in (inquiry, one.home)]
            yield Proposal(numbers[0], numbers[1], one.scored, not edit.base_seen)


def weights_at_centre(server: Server, connection: Connection) -> WeightSet:
    """The set by which the centre compares today."""
    settings = list(_every(server, connection, SETTING))
    return used_of(settings, day_of_ms(server.clock()), counts_all=True)


def open_inquiries(server: Server, *, office: Id | None = None) -> list[Id]:
    """Ids of inquiries that are not closed, of one office or of all."""
    with server.database.snapshot() as connection:
        found = [one for one in _every(server, connection, INQUIRY) if answer(one, "status") != "closed"]
    return [one.record_id for one in found if office is None or answer(one, "office") == office]


def propose_weights(server: Server, names: NameIndex, *, version: str, seed: int = 1) -> WeightSet:
    """A weight set from the people held here; `weights.too_few_people`, `weights.not_valid`."""
    with server.database.snapshot() as connection:
        people = [profile_of([one]) for kind in (CASE, INQUIRY) for one in _every(server, connection, kind)]
        if len(people) < LEAST_PEOPLE:
            raise HomewardError("weights.too_few_people", people=len(people), least=LEAST_PEOPLE)
        chance = random.Random(seed)  # noqa: S311 - which pairs are drawn must be the same for the same people
        drawn = (tuple(chance.sample(people, 2)) for _turn in range(RANDOM_PAIRS if len(people) > 1 else 0))
        by_chance = count_patterns((one, other) for one, other in drawn)
        asked = people if len(people) <= ASKED_MOST else chance.sample(people, ASKED_MOST)
        near = count_patterns(_near(CentralRecords(server, connection, names), asked))
    fitting = Fitting(version=version, at=server.clock())
    return fit_weights(
        people, candidates=Counter(near), random_pairs=by_chance, expected=max(len(asked) / 100, 1.0), fitting=fitting
    )


def measure_decisions(server: Server) -> Measured:
    """How many of the decided pairs of each band were confirmed."""
    with server.database.snapshot() as connection:
        return measure(judged_of(one for kind in ("match", "case_link") for one in _every(server, connection, kind)))


def _is_offered(one: Candidate) -> bool:
    """Likely and possible pairs that nobody has decided; of a standing match only one that is still proposed."""
    if one.is_folded or one.scored.band not in ("likely", "possible"):
        return False
    return one.match is None or answer(one.match, "state") == PROPOSED


def _edit(server: Server, inquiry: Id, one: Candidate) -> Edit | None:
    if one.match is None:
        record = uuid7(server.clock(), server.random(10))
        pair = Pair(one.home, inquiry=inquiry)
        return propose_match(pair, record=record, found_by=SERVER, scored=one.scored)
    if (answer(one.match, "score"), answer(one.match, "band")) == (one.scored.total, one.scored.band):
        return None
    return renew_levels(one.match, one.scored)


def _write(server: Server, edits: Sequence[Edit]) -> None:
    def work(connection: Connection) -> None:
        write_own_changes(server, connection, edits, by=server.identity.server)

    server.database.run(work)


def _near(records: CentralRecords, people: Iterable[Profile]) -> Iterator[tuple[Profile, Profile]]:
    for one in people:
        wanted = sought_of(one, {CASE, INQUIRY})
        for found in records.similar(wanted, limit=CANDIDATES_EACH) if wanted.names else ():
            if found.home != one.home:
                yield one, profile_of(found.records)


def _every(server: Server, connection: Connection, kind: str) -> Iterator[Shown]:
    """Every record of a kind that is not voided."""
    after: Id | None = None
    while True:
        rows = list_page(connection, kind=kind, homes=None, after=after, limit=_PAGE)
        yield from (one for one in show_rows(server, rows).values() if not one.is_retracted)
        if len(rows) < _PAGE:
            return
        after = rows[-1].id
