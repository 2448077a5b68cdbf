"""Candidates for an inquiry and for a case, and duplicates of a person, among the records that one person may see.

The gate of the record rules comes before any comparison: what it leaves out enters no list, no count and no note.
Nothing is saved, merged or contacted here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casework.book import Findable, Found
from casework.matching.assignment import assign
from casework.matching.comparing import COMPARED_ELSEWHERE, ENOUGH, LOOKED_AT, READ_AT_ONCE, compare, sought_of
from casework.matching.evidence import Scored
from casework.matching.gate import gate_of
from casework.matching.memory import Remembered, decisions_of, recall
from casework.matching.pairs import Pairs
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of, profile_of_dossier
from casework.matching.score import score
from casework.matching.weights import DEFAULT_WEIGHTS, POSSIBLE, WeightSet
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing
from shared_schema.rules.gates_inquiry import matches_of
from shared_schema.rules.reading import answer
from shared_schema.rules.transfer import aliases_of, links_of

SHOWN = ENOUGH  # of the best, for each of which the gate is asked

__all__ = ["Candidate", "Candidates", "candidate_of", "candidates_among", "candidates_for", "duplicates_of", "gate_of"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One dossier that may be the person: its id and score, and the match of the pair where one stands.

    `remembered` = an earlier decision against the pair; `fits_elsewhere` = another inquiry fits this person better;
    `is_folded` = kept off the bands: rejected before and nothing new, or proposed for rejection by a worker.
    """

    home: Id
    scored: Scored
    match: Shown | None = None
    remembered: Remembered | None = None
    fits_elsewhere: bool = False

    @property
    def is_folded(self) -> bool:
        """Whether it stands below the bands, to be unfolded."""
        if self.remembered is not None and not self.remembered.is_proposed_again:
            return True
        return bool(answer(self.match, "proposed_step") == "reject")


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found, best first; `missing` = why nothing may be compared for this dossier (then all is empty).

    `compared_at` = when it was first compared (milliseconds), None where that was for this very question;
    `has_more` = unlikely ones were left out and not looked at.
    """

    every: tuple[Candidate, ...] = ()
    missing: tuple[Missing, ...] = ()
    compared_at: int | None = None
    has_more: bool = False

    def in_band(self, band: str) -> tuple[Candidate, ...]:
        """Those of a band (likely, possible, unlikely) that are not folded away."""
        return tuple(one for one in self.every if one.scored.band == band and not one.is_folded)

    @property
    def folded(self) -> tuple[Candidate, ...]:
        """Those decided against, or proposed for it."""
        return tuple(one for one in self.every if one.is_folded)


def candidates_for(
    book: Findable, home: Id, *, today: date, weights: WeightSet = DEFAULT_WEIGHTS, is_compared_elsewhere: bool = True
) -> Candidates:
    """Cases that may be the sought person of an inquiry, or inquiries that may be for the person of a case.

    Raises `record.not_found` for a dossier that she may not see.
    """
    dossier = book.dossier(home)
    profile = profile_of_dossier(dossier)
    missing = tuple(gate_of(dossier, today))
    if profile is None or missing:
        return Candidates(missing=missing)
    pairs = compare(book, profile, at=0, today=today, weights=weights, is_compared_elsewhere=is_compared_elsewhere)
    return Candidates(candidates_among(book, dossier, pairs, today=today))


def candidates_among(
    book: Findable, mine: Dossier, pairs: Pairs, *, today: date, with_unlikely: bool = True
) -> tuple[Candidate, ...]:
    """The candidates of pairs: gates, decisions and matches as they stand now, in the order of the pairs."""
    found: list[Candidate] = []
    scored = [
        (home, one)
        for home, one in pairs.scores.items()
        if one is not None and (with_unlikely or one.total >= POSSIBLE)
    ]
    for _home, one, theirs in _compared(book, scored):
        if len(found) == SHOWN:
            break
        if not any(gate_of(theirs, today)):
            found.append(candidate_of(mine, theirs, one))
    return tuple(_with_better_fits(book, mine.home, found, pairs.rivals, today=today))


def candidate_for_pair(
    book: Findable, home: Id, other: Id, *, today: date, weights: WeightSet = DEFAULT_WEIGHTS
) -> Candidate | None:
    """The candidate that `other` is for `home`, compared now; None where either may not be compared or is not there."""
    mine, theirs = book.dossier(home), book.dossier(other)
    profiles = profile_of_dossier(mine), profile_of_dossier(theirs)
    if profiles[0] is None or profiles[1] is None or any(gate_of(mine, today)) or any(gate_of(theirs, today)):
        return None
    return candidate_of(mine, theirs, score(profiles[0], profiles[1], weights))


def duplicates_of(
    book: Findable, profile: Profile, *, today: date, weights: WeightSet = DEFAULT_WEIGHTS, limit: int = 5
) -> tuple[Candidate, ...]:
    """Cases and inquiries that may be the same person, at least possible, best first; for a profile being typed too.

    Pairs held apart by "not the same" come folded. A dossier is never a duplicate of itself or its own relatives.
    A case beside an inquiry is tracing: there the gate applies to the one that is found.
    """
    if not profile.names:
        return ()
    scored = _scored(profile, book.similar(sought_of(profile, {"case", "tracing_inquiry"}), limit=LOOKED_AT), weights)
    found: list[Candidate] = []
    for home, total, theirs in _compared(book, [pair for pair in scored if pair[1].total >= POSSIBLE]):
        if len(found) == limit:
            break
        if _may_be_duplicate(profile, theirs, today):
            found.append(Candidate(home, total, None, _remembered(profile.record, theirs, total)))
    return tuple(found)


def candidate_of(mine: Dossier, theirs: Dossier, scored: Scored) -> Candidate:
    """The candidate that `theirs` is for `mine`, with the match of the pair and what was decided about it before."""
    aliases = aliases_of(links_of(mine)) | aliases_of(links_of(theirs))
    records = {one.record_id: one for dossier in (mine, theirs) for one in _decided_in(dossier)}
    decision = decisions_of(records.values(), aliases).get(frozenset((mine.home, theirs.home)))
    remembered = None if decision is None else recall(decision, scored)
    return Candidate(theirs.home, scored, _standing_match(records, mine.home, theirs.home), remembered)


def _scored(profile: Profile, found: Sequence[Found], weights: WeightSet) -> list[tuple[Id, Scored]]:
    scored = [(one.home, score(profile, profile_of(one.records), weights)) for one in found if one.home != profile.home]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0]))


def _compared(book: Findable, scored: Sequence[tuple[Id, Scored]]) -> Iterator[tuple[Id, Scored, Dossier]]:
    """Scored dossiers, best first, with what their gates need; read some at once, and no more than are asked for."""
    for at in range(0, len(scored), READ_AT_ONCE):
        part = scored[at : at + READ_AT_ONCE]
        held = book.compared([home for home, _total in part])
        yield from ((home, total, held[home]) for home, total in part if home in held)


def _decided_in(dossier: Dossier) -> tuple[Shown, ...]:
    """Matches and links of a dossier, their home wherever it is."""
    head = dossier.head
    matches = list(dossier.of_kind("match"))
    if head is not None and head.kind == "tracing_inquiry":
        matches += matches_of(dossier, head)
    return (*matches, *links_of(dossier))


def _standing_match(records: Mapping[Id, Shown], one: Id, other: Id) -> Shown | None:
    """The newest match of the pair, whatever its state."""
    pair = {one, other}
    found = [
        record
        for record in records.values()
        if record.kind == "match" and {answer(record, "case_id"), answer(record, "inquiry_id")} == pair
    ]
    return max(found, key=lambda record: by_age(record.record_id), default=None)


def _may_be_duplicate(profile: Profile, other: Dossier, today: date) -> bool:
    if other.head is None or answer(other.head, "status") == "duplicate":
        return False
    return profile.kind == other.head.kind or not any(gate_of(other, today))


def _remembered(record: Id, other: Dossier, scored: Scored) -> Remembered | None:
    decided = decisions_of(_decided_in(other), aliases_of(links_of(other)))
    decision = decided.get(frozenset((record, other.home)))
    return None if decision is None else recall(decision, scored)


def _with_better_fits(
    book: Findable, home: Id, found: Sequence[Candidate], rivals: Mapping[Id, Mapping[Id, int]], *, today: date
) -> Iterator[Candidate]:
    """Marks candidates whom another open inquiry fits better, of those inquiries that this person may see."""
    best = [one for one in found if one.scored.total >= POSSIBLE and not one.is_folded][:COMPARED_ELSEWHERE]
    scores = {(home, one.home): one.scored.total for one in best}
    held = book.compared(list(rivals)) if best and rivals else {}
    for other, dossier in held.items():
        if not any(gate_of(dossier, today)):
            scores |= {(other, one.home): rivals[other][one.home] for one in best if one.home in rivals[other]}
    assigned = {person: inquiry for inquiry, person in assign(scores).items()}
    for one in found:
        inquiry = assigned.get(one.home, home)
        is_better = inquiry != home and scores[(inquiry, one.home)] > scores[(home, one.home)]
        yield replace(one, fits_elsewhere=is_better)
