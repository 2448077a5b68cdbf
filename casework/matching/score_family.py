"""Mothers, fathers and other relatives of two people: who is named on both sides. Pure."""

from collections.abc import Iterator, Sequence

from casework.matching.evidence import AGREE, CLOSE, DIFFER, Evidence, missing
from casework.matching.profile import FATHER, MOTHER, RELATIVE, SIBLING, UNKNOWN, Profile, Relative, Source
from casework.matching.score_name import NameScore, compare_names
from casework.matching.weights import WeightSet
from casework.names.levels import Level

ENOUGH_NAMED = 2  # only where both sides name so many does it say something that none is shared


def parent_evidence(one: Profile, other: Profile, parent: str, weights: WeightSet) -> Evidence:
    """Evidence of the mother's or the father's name (`parent` = mother or father)."""
    compared = compare_names(one.named(parent), other.named(parent), weights, limits=parent)
    if compared is None:
        return missing(parent)
    words = f"{parent}_{name_word(compared)}"
    left, right = compared.left.source, compared.right.source
    return Evidence(parent, name_level(compared), compared.tenths, words, {}, left, right)


def relatives_evidence(one: Profile, other: Profile, weights: WeightSet) -> Evidence:
    """Evidence of brothers, sisters and others named on both sides, each pair once."""
    mine, theirs = _pool(one, other), _pool(other, one)
    if not mine or not theirs:
        return missing("relatives")
    shared = _shared(mine, theirs, weights)
    if shared:
        bits = weights.held("relatives", len(shared) * weights.bits("relatives", "shared"))
        first = shared[0]
        args = {"count": len(shared)}
        return Evidence("relatives", AGREE, bits, "relatives_shared", args, first.left.source, first.right.source)
    if min(len(mine), len(theirs)) < ENOUGH_NAMED:
        return Evidence("relatives", "missing", 0, "relatives_too_few")
    bits = weights.bits("relatives", "none_shared")
    return Evidence("relatives", DIFFER, bits, "relatives_none_shared", {}, _source(mine[0]), _source(theirs[0]))


def name_level(compared: NameScore) -> str:
    """agree, close or differ: as the bits say; agree where every part at least sounds the same."""
    if compared.tenths <= 0:
        return DIFFER
    return AGREE if compared.level >= Level.SOUND else CLOSE


def name_word(compared: NameScore) -> str:
    """same, sound, across, close, partly or differs."""
    if compared.tenths <= 0:
        return "differs"
    if compared.level is Level.SOUND and compared.is_across:
        return "across"
    return {Level.SAME: "same", Level.SOUND: "sound", Level.CLOSE: "close"}.get(compared.level, "partly")


def _pool(profile: Profile, other: Profile) -> list[Relative]:
    """Who may be shared besides the parents; a parent counts here where the other side names people without saying
    who they are and does not name that parent."""
    theirs = {relative.relation for relative in other.relatives}
    taken = {SIBLING, RELATIVE, UNKNOWN}
    if UNKNOWN in theirs:
        taken |= {MOTHER, FATHER} - theirs
    return [one for one in profile.relatives if one.relation in taken and one.names]


def _shared(mine: Sequence[Relative], theirs: Sequence[Relative], weights: WeightSet) -> list[NameScore]:
    pairs = sorted(_likenesses(mine, theirs, weights), key=lambda pair: -pair[0].tenths)
    found: list[NameScore] = []
    used: set[tuple[int, int]] = set()
    for compared, i, j in pairs:
        if not used & {(0, i), (1, j)}:
            used |= {(0, i), (1, j)}
            found.append(compared)
    return found


def _likenesses(
    mine: Sequence[Relative], theirs: Sequence[Relative], weights: WeightSet
) -> Iterator[tuple[NameScore, int, int]]:
    for i, one in enumerate(mine):
        for j, other in enumerate(theirs):
            compared = compare_names(one.names, other.names, weights)
            if compared is not None and compared.given is not None and compared.given >= Level.CLOSE:
                yield compared, i, j


def _source(relative: Relative) -> Source:
    return relative.names[0].source
