"""Candidates for an inquiry and for a case, and duplicates of a person, among the records that one person may see.

The gate of the record rules comes before any comparison: what it leaves out enters no list, no count and no note.
Nothing is saved, merged or contacted here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casework.book import Findable, Found, Sought
from casework.matching.assignment import assign
from casework.matching.evidence import Scored
from casework.matching.memory import Remembered, decisions_of, recall
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of, profile_of_dossier
from casework.matching.score import score
from casework.matching.weights import DEFAULT_WEIGHTS, POSSIBLE, WeightSet
from casework.places import codes_above
from shared_schema.identifiers import Id, by_age
from shared_schema.merge.policy import Shown
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.gate import Missing
from shared_schema.rules.gates_inquiry import matches_of
from shared_schema.rules.gates_match import blocks
from shared_schema.rules.reading import answer
from shared_schema.rules.transfer import aliases_of, links_of

LOOKED_AT = 100  # scored in full
SHOWN = 40  # of the best, for each of which the gate is asked
COMPARED_ELSEWHERE, OTHERS_COMPARED = 8, 10
_COMMUNE_CHARACTERS = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One dossier that may be the person: its profile and score, and the match of the pair where one stands.

    `remembered` = an earlier decision against the pair; `fits_elsewhere` = another inquiry fits this person better;
    `is_folded` = kept off the bands: rejected before and nothing new, or proposed for rejection by a worker.
    """

    profile: Profile
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
    """What was found, best first; `missing` = why nothing may be compared for this dossier (then all is empty)."""

    every: tuple[Candidate, ...] = ()
    missing: tuple[Missing, ...] = ()

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
    wanted = "case" if profile.kind == "tracing_inquiry" else "tracing_inquiry"
    scored = _scored(profile, book.similar(sought_of(profile, {wanted}), limit=LOOKED_AT), weights)
    found: list[Candidate] = []
    for other, total, theirs in _compared(book, scored):
        if len(found) == SHOWN:
            break
        if not any(gate_of(theirs, today)):
            found.append(candidate_of(dossier, theirs, other.profile, total))
    if profile.kind == "tracing_inquiry" and is_compared_elsewhere:
        found = _with_better_fits(book, profile, found, today=today, weights=weights)
    return Candidates(tuple(found))


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
    for other, total, theirs in _compared(book, [pair for pair in scored if pair[1].total >= POSSIBLE]):
        if len(found) == limit:
            break
        if _may_be_duplicate(profile, theirs, today):
            found.append(Candidate(other.profile, total, None, _remembered(profile.record, theirs, total)))
    return tuple(found)


def candidate_of(mine: Dossier, theirs: Dossier, profile: Profile, scored: Scored) -> Candidate:
    """The candidate that `theirs` is for `mine`, with the match of the pair and what was decided about it before."""
    aliases = aliases_of(links_of(mine)) | aliases_of(links_of(theirs))
    records = {one.record_id: one for dossier in (mine, theirs) for one in _decided_in(dossier)}
    decision = decisions_of(records.values(), aliases).get(frozenset((mine.home, theirs.home)))
    remembered = None if decision is None else recall(decision, scored)
    return Candidate(profile, scored, _standing_match(records, mine.home, theirs.home), remembered)


def gate_of(dossier: Dossier, today: date) -> Iterable[Missing]:
    """What keeps a dossier out of matching: no consent to tracing, do not contact, the wish no, closed, joined."""
    head = dossier.head
    if head is None:
        return (Missing("record", dossier.home),)
    if head.kind == "tracing_inquiry":
        return _gate_of_inquiry(dossier, head, today)
    missing = list(blocks(dossier, head, today))
    if answer(head, "wishes_tracing") == "no":
        missing.append(Missing("person_wishes_tracing", head.record_id))
    if answer(head, "status") == "duplicate":
        missing.append(Missing("survivor_lasting", head.record_id, "status"))
    return missing


def sought_of(profile: Profile, kinds: Iterable[str]) -> Sought:
    """What to ask a book for: names, names around, and where there is no name commune and year of birth."""
    commune = next(
        (place.area[:_COMMUNE_CHARACTERS] for place in profile.places if len(codes_above(place.area)) > 2), None
    )
    year = None if profile.birth is None else profile.birth.year
    return Sought(profile.name_texts, profile.relative_texts, commune, year, frozenset(kinds))


@dataclass(frozen=True, slots=True)
class _Other:
    home: Id
    head: Shown
    profile: Profile


def _scored(profile: Profile, found: Sequence[Found], weights: WeightSet) -> list[tuple[_Other, Scored]]:
    others = [_Other(one.home, one.records[0], profile_of(one.records)) for one in found if one.home != profile.home]
    scored = [(other, score(profile, other.profile, weights)) for other in others]
    return sorted(scored, key=lambda pair: (-pair[1].total, pair[0].home))


def _compared(book: Findable, scored: Sequence[tuple[_Other, Scored]]) -> Iterator[tuple[_Other, Scored, Dossier]]:
    """Scored dossiers, best first, with what their gates need; read some at once, and no more than are asked for."""
    for at in range(0, len(scored), SHOWN):
        part = scored[at : at + SHOWN]
        held = book.compared([other.home for other, _total in part])
        yield from ((other, total, held[other.home]) for other, total in part if other.home in held)


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


def _gate_of_inquiry(dossier: Dossier, head: Shown, today: date) -> list[Missing]:
    missing = []
    if not has_consent(dossier, "tracing", today):
        missing.append(Missing("consent_tracing", head.record_id))
    if answer(head, "status") == "closed":
        missing.append(Missing("inquiry_open", head.record_id, "status"))
    return missing


def _may_be_duplicate(profile: Profile, other: Dossier, today: date) -> bool:
    if other.head is None or answer(other.head, "status") == "duplicate":
        return False
    return profile.kind == other.head.kind or not any(gate_of(other, today))


def _remembered(record: Id, other: Dossier, scored: Scored) -> Remembered | None:
    decided = decisions_of(_decided_in(other), aliases_of(links_of(other)))
    decision = decided.get(frozenset((record, other.home)))
    return None if decision is None else recall(decision, scored)


def _with_better_fits(
    book: Findable, profile: Profile, found: list[Candidate], *, today: date, weights: WeightSet
) -> list[Candidate]:
    """Marks candidates whom another open inquiry fits better, of those inquiries that this person may see."""
    near = [one for one in found if one.scored.total >= POSSIBLE and not one.is_folded][:COMPARED_ELSEWHERE]
    others = _other_inquiries(book, profile, near, today=today, weights=weights)
    scores = {(profile.home, one.profile.home): one.scored.total for one in near}
    scores |= {
        (other.home, one.profile.home): score(other, one.profile, weights).total for other in others for one in near
    }
    assigned = {person: inquiry for inquiry, person in assign(scores).items()}
    return [replace(one, fits_elsewhere=_is_better(one, profile, assigned, scores)) for one in found]


def _is_better(
    one: Candidate, profile: Profile, assigned: Mapping[Id, Id], scores: Mapping[tuple[Id, Id], int]
) -> bool:
    inquiry = assigned.get(one.profile.home, profile.home)
    if inquiry == profile.home:
        return False
    return scores[(inquiry, one.profile.home)] > scores[(profile.home, one.profile.home)]


def _other_inquiries(
    book: Findable, profile: Profile, near: Sequence[Candidate], *, today: date, weights: WeightSet
) -> list[Profile]:
    """Inquiries like these candidates, but those for the same sought person as this one."""
    found: dict[Id, Profile] = {}
    for one in near:
        for other in book.similar(sought_of(one.profile, {"tracing_inquiry"}), limit=OTHERS_COMPARED):
            if other.home != profile.home and other.home not in found:
                found[other.home] = profile_of(other.records)
    others = [other for other in found.values() if score(profile, other, weights).band != "likely"]
    held = book.compared([other.home for other in others])
    return [one for one in others if one.home in held and not any(gate_of(held[one.home], today))]
