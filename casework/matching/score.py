"""How surely two profiles are one person: a prior and what every field says, with the reasons (matching.md section 4).

Absolute: it depends on the pair and the weight set, on nothing else. Symmetric. It proposes; a person decides.
"""

from collections.abc import Iterator, Sequence

from casework.matching.evidence import MISSING, Evidence, Scored, band_of, missing
from casework.matching.profile import FATHER, MOTHER, Profile
from casework.matching.score_birth import birth_evidence
from casework.matching.score_facts import (
    id_evidence,
    marks_evidence,
    phone_evidence,
    separated_on_evidence,
    sex_evidence,
)
from casework.matching.score_family import name_level, name_word, parent_evidence, relatives_evidence
from casework.matching.score_name import NameScore, compare_names, given_keys
from casework.matching.score_place import place_evidence, separation_place_evidence
from casework.matching.weights import DEFAULT_WEIGHTS, HELD_AT, WeightSet
from casework.names.levels import Level

LEAST_IN_FAVOUR = 3
_NAME_AND_SEX = frozenset({"name", "nickname", "sex"})


def score(one: Profile, other: Profile, weights: WeightSet = DEFAULT_WEIGHTS) -> Scored:
    """The score of a pair. What is unknown on either side is listed as missing and adds nothing."""
    named = compare_names(one.names, other.names, weights, parents=_parents(one) | _parents(other))
    evidence = tuple(_evidence(one, other, named, weights))
    total = weights.prior + sum(line.bits for line in evidence)
    held = tuple(_held(evidence, named))
    return Scored(total, band_of(total, is_held=bool(held)), evidence, held, weights.version, weights.prior)


def _evidence(one: Profile, other: Profile, named: NameScore | None, weights: WeightSet) -> Iterator[Evidence]:
    yield _name_evidence(named)
    yield sex_evidence(one, other, weights)
    yield from birth_evidence(one, other, weights)
    yield place_evidence(one, other, weights)
    yield parent_evidence(one, other, MOTHER, weights)
    yield parent_evidence(one, other, FATHER, weights)
    yield relatives_evidence(one, other, weights)
    yield separated_on_evidence(one, other, weights)
    yield separation_place_evidence(one, other, weights)
    yield marks_evidence(one, other, weights)
    yield phone_evidence(one, other, weights)
    yield id_evidence(one, other, weights)


def _name_evidence(named: NameScore | None) -> Evidence:
    if named is None:
        return missing("name")
    of = "nickname" if named.is_alias else "name"
    words = f"{of}_{name_word(named)}"
    return Evidence(of, name_level(named), named.tenths, words, {}, named.left.source, named.right.source)


def _held(evidence: Sequence[Evidence], named: NameScore | None) -> Iterator[str]:
    """What holds a pair down to possible, whatever its total."""
    favour = {line.field for line in evidence if line.bits > 0}
    if any(line.bits <= HELD_AT for line in evidence):
        yield "strong_against"
    if len(favour) < LEAST_IN_FAVOUR:
        yield "few_fields"
    if favour <= _NAME_AND_SEX:
        yield "only_name_and_sex"
    if not favour & {"name", "nickname"}:
        yield "name_not_in_favour"
    if _looks_like_sibling(named, favour):
        yield "sibling"


def _looks_like_sibling(named: NameScore | None, favour: set[str]) -> bool:
    """Given names differ while mother or father agrees: a brother, a sister, a twin, of either sex."""
    differs = named is not None and named.given is not None and named.given < Level.CLOSE
    return differs and bool(favour & {MOTHER, FATHER})


def _parents(profile: Profile) -> frozenset[str]:
    return given_keys(profile.named(MOTHER, FATHER))


def is_known(line: Evidence) -> bool:
    """Whether a line is evidence at all."""
    return line.level != MISSING
