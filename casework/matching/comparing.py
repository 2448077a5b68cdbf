"""Compares a dossier with those that may be its person, and brings an earlier comparison up to date.

Promise: gates are asked before anything is scored, so what may not be compared takes no place among those looked at.
What is kept is compared anew for each dossier that was changed since; nothing is read twice that did not change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from casework.book import Found, Sought
from casework.matching.gate import gate_of
from casework.matching.pairs import Pairs, in_order
from casework.matching.profile import Profile
from casework.matching.profile_reading import profile_of, profile_of_dossier
from casework.matching.score import score
from casework.matching.weights import POSSIBLE, WeightSet
from casework.places import codes_above
from shared_schema.identifiers import Id
from shared_schema.rules.dossier import Dossier

CASE, INQUIRY = "case", "tracing_inquiry"
LOOKED_AT = 100  # scored in full
ENOUGH = 40  # shown at most; with fewer whose gate is open the next ones are looked at too
LOOKED_WIDER = 300
READ_AT_ONCE = 20  # dossiers
COMPARED_ELSEWHERE, OTHERS_COMPARED = 8, 10
_COMMUNE_CHARACTERS = 6


class Comparable(Protocol):
    """What bringing pairs up to date asks of a book: `compared` with everything that a profile is made of."""

    def similar(self, sought: Sought, *, limit: int = 100) -> Sequence[Found]:
        """See `CaseBook.similar`."""
        ...

    def compared(self, homes: Sequence[Id]) -> Mapping[Id, Dossier]:
        """See `CaseBook.compared`."""
        ...


def compare(
    book: Comparable, profile: Profile, *, at: int, today: date, weights: WeightSet, is_compared_elsewhere: bool = True
) -> Pairs:
    """Compares a profile with the dossiers of the other kind that are most like it; `at` = now, in milliseconds."""
    admitted, closed = _admitted(book, profile, today)
    profiles = {one.home: profile_of(one.records) for one in admitted}
    scores = {home: score(profile, other, weights) for home, other in profiles.items()}
    pairs = Pairs(at, in_order({**scores, **dict.fromkeys(closed)}))
    if profile.kind != INQUIRY or not is_compared_elsewhere:
        return pairs
    return replace(pairs, rivals=_rivals(book, profile, [profiles[home] for home in near(pairs)], weights=weights))


def renewed(
    book: Comparable, pairs: Pairs, profile: Profile, changed: Iterable[Id], *, today: date, weights: WeightSet
) -> Pairs:
    """`pairs` with `changed` dossiers compared as they are now; those that are gone are left out."""
    homes = sorted(set(changed) - {profile.home})
    if not homes:
        return pairs
    held = book.compared(homes)
    profiles = {home: made for home, one in held.items() if (made := profile_of_dossier(one)) is not None}
    scores = {home: one for home, one in pairs.scores.items() if home not in homes}
    wanted = wanted_kind(profile)
    for home, other in profiles.items():
        if other.kind == wanted:
            scores[home] = None if any(gate_of(held[home], today)) else score(profile, other, weights)
    standing = replace(
        pairs,
        scores=in_order(scores),
        rivals={home: totals for home, totals in pairs.rivals.items() if home not in homes},
    )
    return _with_rivals(book, standing, profile, profiles, weights=weights) if profile.kind == INQUIRY else standing


def near(pairs: Pairs) -> tuple[Id, ...]:
    """The best of them that are at least possible: those that other inquiries are compared with as well."""
    found = (home for home, one in pairs.scores.items() if one is not None and one.total >= POSSIBLE)
    return tuple(found)[:COMPARED_ELSEWHERE]


def wanted_kind(profile: Profile) -> str:
    """Cases are compared with inquiries, inquiries with cases."""
    return CASE if profile.kind == INQUIRY else INQUIRY


def sought_of(profile: Profile, kinds: Iterable[str]) -> Sought:
    """What to ask a book for: names, names around, and where there is no name commune and year of birth."""
    commune = next(
        (place.area[:_COMMUNE_CHARACTERS] for place in profile.places if len(codes_above(place.area)) > 2), None
    )
    year = None if profile.birth is None else profile.birth.year
    return Sought(profile.name_texts, profile.relative_texts, commune, year, frozenset(kinds))


def _admitted(book: Comparable, profile: Profile, today: date) -> tuple[list[Found], list[Id]]:
    """Those that may be compared, most alike first, and those whose gate is closed."""
    sought = sought_of(profile, {wanted_kind(profile)})
    admitted: list[Found] = []
    closed: list[Id] = []
    for limit in (LOOKED_AT, LOOKED_WIDER):
        found = [one for one in book.similar(sought, limit=limit) if one.home != profile.home]
        asked = {one.home for one in admitted} | set(closed)
        is_open = _gates(book, [one.home for one in found if one.home not in asked], today)
        closed += [home for home, may in is_open.items() if not may]
        admitted += [one for one in found if is_open.get(one.home)]
        if len(admitted) >= ENOUGH or not closed:
            break
    return admitted[:LOOKED_AT], closed


def _gates(book: Comparable, homes: Sequence[Id], today: date) -> dict[Id, bool]:
    """Whether each of these dossiers may be compared; few are in memory at once."""
    found: dict[Id, bool] = {}
    for at in range(0, len(homes), READ_AT_ONCE):
        held = book.compared(homes[at : at + READ_AT_ONCE])
        found.update((home, not any(gate_of(dossier, today))) for home, dossier in held.items())
    return found


def _rivals(
    book: Comparable, profile: Profile, best: Sequence[Profile], *, weights: WeightSet
) -> dict[Id, dict[Id, int]]:
    """{inquiry: {case: total}} of inquiries like these cases, but those for the same sought person as this one."""
    found: dict[Id, Profile] = {}
    for one in best:
        for other in book.similar(sought_of(one, {INQUIRY}), limit=OTHERS_COMPARED):
            if other.home != profile.home and other.home not in found:
                found[other.home] = profile_of(other.records)
    return {
        home: {case.home: score(other, case, weights).total for case in best}
        for home, other in found.items()
        if score(profile, other, weights).band != "likely"
    }


def _with_rivals(
    book: Comparable, pairs: Pairs, profile: Profile, changed: Mapping[Id, Profile], *, weights: WeightSet
) -> Pairs:
    """The totals of other inquiries where the inquiry or the case was changed."""
    best = near(pairs)
    inquiries = [one for one in changed.values() if one.kind == INQUIRY]
    missing = [home for home in best if home in changed or all(home not in totals for totals in pairs.rivals.values())]
    asked = best if inquiries else missing
    cases = {home: made for home, one in book.compared(asked).items() if (made := profile_of_dossier(one)) is not None}
    rivals = {home: dict(totals) for home, totals in pairs.rivals.items()}
    found = _rivals(book, profile, [cases[home] for home in missing if home in cases], weights=weights)
    for home, totals in found.items():
        rivals.setdefault(home, {}).update(totals)
    for other in inquiries:
        if score(profile, other, weights).band != "likely":
            rivals[other.home] = {case.home: score(other, case, weights).total for case in cases.values()}
    return replace(pairs, rivals=rivals)
