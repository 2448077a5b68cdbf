"""Matches that wait for who decides, and one of them closely: both sides as far as this person may see them.

Promise: of a dossier that is not hers only the office is named. Nothing is decided here; steps are saved by the book.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from casework.book import HistoryEntry
from casework.matching.finding import Candidate, candidate_of
from casework.matching.profile_reading import profile_of_dossier
from casework.matching.score import score
from casework.matching.weights import WeightSet
from casework.matching.weights_in_force import weights_of
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing
from shared_schema.rules.gates_match import OPEN_STATES, blocks, is_blocked
from shared_schema.rules.reading import answer, day_of_ms
from sync_server.server import Server
from sync_server.services.access import Action, Actor, Target, decide
from sync_server.services.book import CentralCaseBook
from sync_server.services.comparing import read_compared
from sync_server.services.match_counts import MatchCounts
from sync_server.services.matching import EveryRecord
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.store.audit import AuditRow
from sync_server.store.coded_lists import coded_records
from sync_server.store.job_runs import newest_runs
from sync_server.store.records import read_dossiers, read_records

MATCH, JOB = "match", "matching"
WAITING, VERIFYING = ("proposed",), ("under_verification", "confirmed")
PER_PAGE = 25
STATE = "group:state"
SCOPES = ("identity", "family")
# what a line of the list says of a person: by which names and numbers she goes
_SCRIPTS = ("_km", "_latin", "")
_NAMES = {
    f"{part}{name}{script}"
    for part in ("", "sought_", "inquirer_")
    for name in ("family_name", "given_name", "name")
    for script in _SCRIPTS
}
_SAID = _NAMES | {"nickname", "sought_nickname", "case_number", "inquiry_number"}
_REGISTERS = frozenset(
    name
    for kind in ("case", "tracing_inquiry")
    for name, one in KINDS[kind].registers.items()
    if _SAID.intersection(one.fields)
)
_FAMILY = frozenset({"mother", "father", "relatives", "phone", "place", "separated_on", "separated_at"})


@dataclass(frozen=True, slots=True)
class Side:
    """One dossier of a pair: its offices, and its head where she may see it."""

    home: Id
    offices: tuple[Id, ...]
    head: Shown | None
    is_hers_to_decide: bool = False


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A match with its two sides; `inquiry` is None for a match with a relative of the case."""

    match: Shown
    case: Side
    inquiry: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The case, then the inquiry."""
        return (self.case,) if self.inquiry is None else (self.case, self.inquiry)

    @property
    def is_whole(self) -> bool:
        """Whether she may see both sides."""
        return all(side.head is not None for side in self.sides)


@dataclass(frozen=True, slots=True)
class Matches:
    """A page (from 1) of the list; `searched_at` = when the centre last compared everybody, None before the first."""

    lines: tuple[MatchLine, ...]
    total: int
    page: int
    searched_at: int | None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class ReadMatch:
    """One match closely. `candidate` = the inquiry beside the case, None unless both are hers to see.

    `missing` = what keeps every step closed (of a case that is not hers only `is_held`: paused, not why); `scopes` =
    which of identity and family the person's consent covers.
    """

    line: MatchLine
    candidate: Candidate | None
    missing: tuple[Missing, ...]
    scopes: frozenset[str]
    past: tuple[HistoryEntry, ...]
    is_held: bool = False

    @property
    def is_paused(self) -> bool:
        """Whether something closes its steps until it is lifted."""
        return (self.is_held or bool(self.missing)) and answer(self.line.match, "state") in OPEN_STATES

    def covers(self, field: str) -> bool:
        """Whether the person's consent to tracing covers what a line of evidence was read from."""
        return ("family" if field in _FAMILY else "identity") in self.scopes


def list_matches(
    server: Server, actor: Actor, *, counts: MatchCounts, states: Collection[str] = WAITING, page: int = 1
) -> Matches:
    """Matches of dossiers within her reach in these states, newest change first; of each person names and numbers
    alone. Audited."""
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        codes, scopes = {"state": states}, sight.scopes()
        total = counts.count(connection, scopes, states=states)
        page = max(1, min(page, -(-total // PER_PAGE) or 1))
        first = (page - 1) * PER_PAGE
        rows = coded_records(connection, kind=MATCH, scopes=scopes, codes=codes, first=first, limit=PER_PAGE)
        shown = sight.show(sight.visible(rows))
        lines = match_lines(sight, [shown[row.id] for row in rows if row.id in shown], is_brief=True)
        searched = newest_runs(connection).get(JOB)
    row = AuditRow(server.clock(), "case.list", actor.person.worker, None, MATCH)
    note_reading(server, row)
    return Matches(lines, total, page, None if searched is None else searched.ended_at or searched.began_at)


def read_match(server: Server, book: CentralCaseBook, match: Id) -> ReadMatch:
    """One match; dossiers of which she may see nothing stay closed. `record.not_found`."""
    shown = book.open(match)
    if shown.kind != MATCH or shown.is_retracted:
        raise HomewardError("record.not_found", record=match)
    with server.database.snapshot() as connection:
        line = match_lines(Sight(server, connection, book.actor), [shown])[0]
        whole = read_compared(server, EveryRecord(server, connection), [line.case.home]).get(line.case.home)
    today = day_of_ms(server.clock())
    case = book.dossier(line.case.home) if line.case.head is not None else None
    missing = () if case is None else tuple(blocks(case, shown, today))
    is_held = whole is not None and is_blocked(whole, shown, today)
    covered = () if case is None else (scope for scope in SCOPES if has_consent(case, "tracing", today, scope=(scope,)))
    past = [entry for entry in book.history(match).entries if entry.register == STATE]
    candidate = None
    if case is not None and line.is_whole and line.inquiry is not None:
        weights = weights_of(book, today, counts_all=True)
        candidate = _candidate(case, book.dossier(line.inquiry.home), weights)
    return ReadMatch(line, candidate, missing, frozenset(covered), tuple(past), is_held)


def match_lines(sight: Sight, matches: Iterable[Shown], *, is_brief: bool = False) -> tuple[MatchLine, ...]:
    """Matches with their sides, all dossiers read at once; `is_brief` = of their heads names and numbers alone."""
    found = list(matches)
    homes = {str(home) for one in found for name in ("case_id", "inquiry_id") if (home := answer(one, name))}
    sides = sides_of(sight, homes, is_brief=is_brief)
    return tuple(
        MatchLine(one, sides[str(answer(one, "case_id"))], sides.get(str(answer(one, "inquiry_id")))) for one in found
    )


def sides_of(sight: Sight, homes: Collection[Id], *, is_brief: bool = False) -> Mapping[Id, Side]:
    """Dossiers as sides of a pair: heads that she may see, and the offices of the others."""
    connection: Connection = sight.connection
    visible = sight.visible(read_records(connection, homes).values())
    heads = sight.show_part(visible, _REGISTERS) if is_brief else sight.show(visible)
    dossiers = read_dossiers(connection, homes)
    found = {}
    for home in homes:
        held = dossiers.get(home)
        offices = () if held is None else tuple(sorted(held.holders.offices))
        may = held is not None and decide(sight.actor, Action.DECIDE_MATCH, Target(held.holders))
        found[home] = Side(home, offices, heads.get(home), may)
    return found


def _candidate(case: Dossier, inquiry: Dossier, weights: WeightSet) -> Candidate | None:
    mine, theirs = profile_of_dossier(case), profile_of_dossier(inquiry)
    if mine is None or theirs is None:
        return None
    return candidate_of(case, inquiry, score(mine, theirs, weights))
