"""How alike a looked-for name and the names of a row are: skeleton, vowel form, folded form, plain trigrams. Pure.

An order for a list (matching.md section 3), not a judgement: 0 to 1.3, whatever the scripts.
"""

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

from casework.matching.features import plain_feature, plain_trigrams
from casework.matching.indexed import PartForms, Variant, variants_of
from casework.names.part import NamePart

JACCARD_SHARE = 0.3
_SKELETON_SHARE, _VOWEL_SHARE, _FOLDED_SHARE = 0.4, 0.3, 0.3
_PLAIN, _FOLDED, _VOWELS, _SKELETON = range(4)  # of PartForms

_ratio = Indel.normalized_similarity


class Comparison:
    """One looked-for name against the names of many rows; equal parts are compared once."""

    def __init__(self, parts: Sequence[NamePart], *, roles: frozenset[str], weights: Mapping[int, float]) -> None:
        """`roles` = of which names (none: all); `weights` = {feature: weight} of the looked-for name."""
        self._roles = roles
        self._readings = [forms for _role, forms in variants_of("", parts)]
        self._whole = [_joined(reading) for reading in self._readings]
        trigrams = {gram for part in parts for one in (part, *part.also) for gram in plain_trigrams(one.plain)}
        known = {gram: weights.get(plain_feature(gram), 0.0) for gram in trigrams}
        self._trigrams = known
        self._sum = sum(known.values())
        self._mean = self._sum / max(len(known), 1)
        self._known: dict[tuple[PartForms, PartForms], float] = {}
        self._grams: dict[str, frozenset[str]] = {}

    def with_variants(self, variants: Sequence[Variant]) -> float:
        """The best likeness with one of the variants."""
        best = 0.0
        for role, parts in variants:
            if parts and (not self._roles or role in self._roles):
                best = max(best, self._alike(parts) + JACCARD_SHARE * self._jaccard(parts))
        return best

    def _alike(self, theirs: Sequence[PartForms]) -> float:
        """The best of everything in one word, that with the first part last or the last one first, and part by part."""
        wholes = [_joined(theirs)]
        if len(theirs) > 1:
            wholes.append(_joined((*theirs[1:], theirs[0])))
        if len(theirs) > 2:
            wholes.append(_joined((theirs[-1], *theirs[:-1])))
        best = 0.0
        for mine in self._whole:
            for whole in wholes:
                best = max(best, _forms_alike(mine, whole))
        for reading in self._readings:
            if len(reading) > 1 or len(theirs) > 1:
                best = max(best, self._paired(reading, theirs))
        return best

    def _paired(self, mine: Sequence[PartForms], theirs: Sequence[PartForms]) -> float:
        """Each part of the shorter name with its best partner; a part left over costs little."""
        shorter, longer = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
        pairs = sorted(
            ((self._part_alike(a, b), i, j) for i, a in enumerate(shorter) for j, b in enumerate(longer)), reverse=True
        )
        used_a: set[int] = set()
        used_b: set[int] = set()
        total = 0.0
        for likeness, i, j in pairs:
            if i not in used_a and j not in used_b:
                used_a.add(i)
                used_b.add(j)
                total += likeness
        return total / (len(shorter) + 0.25 * (len(longer) - len(shorter)))

    def _part_alike(self, a: PartForms, b: PartForms) -> float:
        key = (a, b)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _forms_alike(a, b)
        return known

    def _jaccard(self, parts: Sequence[PartForms]) -> float:
        """Weighted Jaccard of plain trigrams; what the looked-for name has not counts with its mean weight."""
        theirs = self._grams_of(parts[0][_PLAIN])
        for part in parts[1:]:
            theirs = theirs | self._grams_of(part[_PLAIN])
        mine = self._trigrams
        shared = [mine[gram] for gram in theirs & mine.keys()]
        return sum(shared) / (self._sum + self._mean * (len(theirs) - len(shared))) if shared else 0.0

    def _grams_of(self, plain: str) -> frozenset[str]:
        known = self._grams.get(plain)
        if known is None:
            known = self._grams[plain] = frozenset(plain_trigrams(plain))
        return known


def _joined(parts: Sequence[PartForms]) -> PartForms:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        a, b = parts
        return (a[_PLAIN] + b[_PLAIN], a[_FOLDED] + b[_FOLDED], a[_VOWELS] + b[_VOWELS], a[_SKELETON] + b[_SKELETON])
    plain, folded, vowels, skeleton = zip(*parts, strict=True)
    return ("".join(plain), "".join(folded), "".join(vowels), "".join(skeleton))


def _forms_alike(a: PartForms, b: PartForms) -> float:
    return (
        _SKELETON_SHARE * _ratio(a[_SKELETON], b[_SKELETON])
        + _VOWEL_SHARE * _ratio(a[_VOWELS], b[_VOWELS])
        + _FOLDED_SHARE * _ratio(a[_FOLDED], b[_FOLDED])
    )
