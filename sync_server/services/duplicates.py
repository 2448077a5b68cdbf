"""Pairs of cases that may be one person: the list, one pair closely, joining, holding apart, undoing, asking again.

Promise: a pair is decided by who leads both offices, over what she was shown; where something changed meanwhile the
pair is shown anew and nothing moves. Of a case that is not hers only the office is named.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from casework.book import Edit, Problems
from casework.matching.finding import Candidate, candidate_of
from casework.matching.joining import (
    DUPLICATE,
    MERGED,
    NOT_DUPLICATE,
    PROPOSED,
    STATUS,
    UNMERGED,
    Difference,
    ask_again,
    differences,
    join_cases,
    undo_joining,
)
from casework.matching.profile_reading import profile_of_dossier
from casework.matching.proposing import Judgement, settle_not_duplicate
from casework.matching.refiling import may_be_refiled, refile, with_what_is_inside
from casework.matching.score import score
from casework.matching.weights_in_force import weights_of
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError, RecordInvalid
from shared_schema.identifiers import Id, by_age, uuid7
from shared_schema.merge.policy import Shown
from shared_schema.rules.reading import answer, day_of_ms
from sync_server.server import Server
from sync_server.services.access import COORDINATOR, Actor
from sync_server.services.book import CentralCaseBook
from sync_server.services.match_review import Side, sides_of
from sync_server.services.reading_notes import note_reading
from sync_server.services.sight import Sight
from sync_server.store.audit import AuditRow
from sync_server.store.coded_lists import coded_records, count_coded

LINK = "case_link"
PER_PAGE = 25
MOST_REFILED = 24  # copies and voided originals are one save set


@dataclass(frozen=True, slots=True)
class PairLine:
    """A link between two cases with its two sides, the first case first."""

    link: Shown
    sides: tuple[Side, Side]

    @property
    def is_whole(self) -> bool:
        """Whether she may see both cases."""
        return all(side.head is not None for side in self.sides)

    @property
    def is_hers(self) -> bool:
        """Whether both offices are hers to decide for."""
        return self.is_whole and all(side.is_hers_to_decide for side in self.sides)

    def heads(self, kept: Id) -> tuple[Shown, Shown]:
        """The kept case and the other one; `record.not_found` where `kept` is neither, or one is not hers to see."""
        one, two = (side.head for side in self.sides)
        if one is None or two is None or kept not in (one.record_id, two.record_id):
            raise HomewardError("record.not_found", record=kept)
        return (one, two) if kept == one.record_id else (two, one)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A page (from 1) of the list."""

    lines: tuple[PairLine, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class Joining:
    """The last joining of a pair: the case that was kept, since when, and until when (None = still), milliseconds."""

    kept: Id
    since: int
    until: int | None

    def covers(self, record: Shown) -> bool:
        """Whether a record of the kept case was written while the two were joined."""
        at = record.created_at
        return at is not None and at > self.since and (self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class ReadPair:
    """One pair closely; `candidate` = the second case beside the first, None unless both are hers to see.

    `joining` = how they are joined, or were; `written_since` = what came into the kept case while they were.
    """

    line: PairLine
    candidate: Candidate | None
    joining: Joining | None = None
    written_since: tuple[Shown, ...] = ()

    @property
    def kept(self) -> Id:
        """The case that is kept, or was while they were joined; "" where they never were."""
        return "" if self.joining is None else self.joining.kept

    @property
    def stand(self) -> str:
        """What was shown, so that a decision over something else is noticed."""
        shown = [self.line.link, *(side.head for side in self.line.sides)]
        return "·".join(_stand(one) for one in shown if one is not None)

    def differences(self, kept: Id) -> tuple[Difference, ...]:
        """What the other case says differently from `kept`."""
        return differences(*self.line.heads(kept))


def list_pairs(server: Server, actor: Actor, *, states: Collection[str] = (PROPOSED,), page: int = 1) -> Pairs:
    """Pairs of cases within her reach in these states, newest change first. Audited."""
    with server.database.snapshot() as connection:
        sight = Sight(server, connection, actor)
        codes = {"state": states}
        total = count_coded(connection, kind=LINK, scopes=sight.scopes(), codes=codes)
        page = max(1, min(page, -(-total // PER_PAGE) or 1))
        first = (page - 1) * PER_PAGE
        rows = coded_records(connection, kind=LINK, scopes=sight.scopes(), codes=codes, first=first, limit=PER_PAGE)
        shown = sight.show(sight.visible(rows))
        lines = _lines(sight, [shown[row.id] for row in rows if row.id in shown])
    row = AuditRow(server.clock(), "case.list", actor.person.worker, None, LINK)
    note_reading(server, row)
    return Pairs(lines, total, page)


def read_pair(server: Server, book: CentralCaseBook, link: Id) -> ReadPair:
    """One pair. `record.not_found`."""
    shown = book.open(link)
    if shown.kind != LINK or shown.is_retracted:
        raise HomewardError("record.not_found", record=link)
    with server.database.snapshot() as connection:
        line = _lines(Sight(server, connection, book.actor), [shown])[0]
    if not line.is_whole:
        return ReadPair(line, None)
    one, two = (book.dossier(side.home) for side in line.sides)
    mine, theirs = profile_of_dossier(one), profile_of_dossier(two)
    candidate = None
    if mine is not None and theirs is not None:
        weights = weights_of(book, day_of_ms(server.clock()), counts_all=True)
        candidate = candidate_of(one, two, score(mine, theirs, weights))
    joining = _joining(book, link) if answer(shown, "state") in (MERGED, UNMERGED) else None
    if joining is None:
        return ReadPair(line, candidate)
    records = (one if joining.kept == one.home else two).records.values()
    since = [record for record in records if joining.covers(record) and not record.is_retracted]
    return ReadPair(line, candidate, joining, tuple(sorted(since, key=lambda one: by_age(one.record_id))))


def join_pair(
    server: Server, book: CentralCaseBook, link: Id, *, stand: str, kept: Id, chosen: Mapping[str, str], words: str
) -> None:
    """Joins under `kept`. `duplicates.changed`, `duplicates.reason_needed`, `record.not_found`, `record.invalid`."""
    found = _to_decide(server, book, link, stand=stand, state=PROPOSED, words=words)
    mine, other = found.line.heads(kept)
    edits = join_cases(found.line.link, mine, other, chosen=chosen, judgement=_judgement(server, book, words))
    _save(book, edits)


def hold_apart(server: Server, book: CentralCaseBook, link: Id, *, stand: str, words: str) -> None:
    """Not duplicates: remembered for the pair. As `join_pair`."""
    found = _to_decide(server, book, link, stand=stand, state=PROPOSED, words=words)
    scored = None if found.candidate is None else found.candidate.scored
    _save(book, [settle_not_duplicate(found.line.link, _judgement(server, book, words), scored=scored)])


def undo_pair(server: Server, book: CentralCaseBook, link: Id, *, stand: str, words: str) -> None:
    """Undoes a joining; a coordinator alone. As `join_pair`."""
    found = _to_decide(server, book, link, stand=stand, state=MERGED, words=words)
    if book.person.role != COORDINATOR:
        raise HomewardError("record.not_found", record=link)
    _kept, other = found.line.heads(found.kept)
    former = _former_status(book, other)
    judgement = _judgement(server, book, words)
    _save(book, undo_joining(found.line.link, other, former=former, judgement=judgement))


def reopen_pair(server: Server, book: CentralCaseBook, link: Id, *, stand: str, words: str) -> None:
    """A pair that was held apart, or taken apart again, waits for a decision once more. As `join_pair`."""
    state = str(answer(book.open(link), "state"))
    if state not in (NOT_DUPLICATE, UNMERGED):
        raise HomewardError("duplicates.changed")
    found = _to_decide(server, book, link, stand=stand, state=state, words=words)
    if _has_alias(found):
        raise HomewardError("duplicates.changed")
    _save(book, [ask_again(found.line.link, _judgement(server, book, words))])


def refile_records(
    server: Server, book: CentralCaseBook, link: Id, *, stand: str, records: Sequence[Id], words: str
) -> None:
    """After the joining was undone: these records of the once kept case, and the rows inside them, belong to the other
    one and are filed there. A coordinator alone. As `join_pair`; `duplicates.none_chosen`, `duplicates.too_many`,
    `duplicates.by_hand`."""
    found = _to_decide(server, book, link, stand=stand, state=UNMERGED, words=words)
    if book.person.role != COORDINATOR:
        raise HomewardError("record.not_found", record=link)
    kept, other = found.line.heads(found.kept)
    own = book.dossier(kept.record_id).records
    since = {one.record_id for one in found.written_since}
    chosen = with_what_is_inside([one for one in records if one in since], own)
    if not chosen:
        raise HomewardError("duplicates.none_chosen")
    if len(chosen) > MOST_REFILED:
        raise HomewardError("duplicates.too_many", most=MOST_REFILED)
    if not all(may_be_refiled(one) for one in chosen):
        raise HomewardError("duplicates.by_hand")
    new_id = lambda: uuid7(server.clock(), server.random(10))  # noqa: E731
    home, reason = kept.record_id, words.strip()
    _save(book, refile(chosen, kept=own, home=home, other=other.record_id, new_id=new_id, reason=reason))


def _to_decide(server: Server, book: CentralCaseBook, link: Id, *, stand: str, state: str, words: str) -> ReadPair:
    found = read_pair(server, book, link)
    if not found.line.is_hers:
        raise HomewardError("record.not_found", record=link)
    is_joined_elsewhere = state == PROPOSED and _has_alias(found)
    if found.stand != stand or answer(found.line.link, "state") != state or is_joined_elsewhere:
        raise HomewardError("duplicates.changed")
    if not words.strip():
        raise HomewardError("duplicates.reason_needed")
    return found


def _has_alias(found: ReadPair) -> bool:
    return any(answer(side.head, "status") == DUPLICATE for side in found.line.sides)


def _joining(book: CentralCaseBook, link: Id) -> Joining | None:
    """The last joining of a pair, from the history of its link."""
    found: Joining | None = None
    for entry in book.history(link).entries:
        value = entry.value if entry.register == "group:state" and isinstance(entry.value, dict) else {}
        if value.get("state") == MERGED:
            found = Joining(str(value.get("survivor")), entry.at, None)
        elif value.get("state") == UNMERGED and found is not None:
            found = replace(found, until=entry.at)
    return found


def _former_status(book: CentralCaseBook, other: Shown) -> Mapping[str, Json]:
    written = [entry.value for entry in book.history(other.record_id).entries if entry.register == STATUS]
    before = [value for value in written if isinstance(value, dict) and value.get("status") != DUPLICATE]
    return before[-1] if before else {"status": "open"}


def _judgement(server: Server, book: CentralCaseBook, words: str) -> Judgement:
    return Judgement(book.person, day_of_ms(server.clock()), None, words.strip())


def _save(book: CentralCaseBook, edits: Sequence[Edit]) -> None:
    saved = book.save(edits)
    if isinstance(saved, Problems):
        raise RecordInvalid(kind=LINK, problems=saved.problems)


def _lines(sight: Sight, links: Sequence[Shown]) -> tuple[PairLine, ...]:
    homes = {str(answer(one, name)) for one in links for name in ("case_a", "case_b")}
    sides = sides_of(sight, homes)
    return tuple(PairLine(one, (sides[str(answer(one, "case_a"))], sides[str(answer(one, "case_b"))])) for one in links)


def _stand(one: Shown) -> str:
    return ",".join(f"{device}:{n}" for device, n in sorted(one.seen.items()))
