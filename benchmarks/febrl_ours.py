"""FEBRL records linked by Homeward's own engine: parts of names and their levels, births, EM, frequencies, assignment.

Run as a process of its own by `matching_febrl`: `python -m benchmarks.febrl_ours DATASET FIELDS FOLDER`, where the
answer is one line of JSON. Nothing of pandas is imported, so that time and memory are the engine's. This file adapts:
it says which FEBRL columns are which fields, and under which keys of skeletons two records are compared at all.
"""

import json
import random
import sys
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log2
from pathlib import Path
from typing import TypeAlias

from benchmarks.febrl_columns import FIELDS, Column, Record, part_level, read_records
from benchmarks.tables import peak_memory_mb
from casework.matching.assignment import assign
from casework.matching.fit import UNKNOWN, Fitted, Pattern, fit_levels, usual_first
from casework.matching.profile import Birth
from casework.matching.weights import TENTHS
from casework.names.part import NamePart

RANDOM_PAIRS = 40_000
SEED = 20261122
LEAST = -30  # tenths: below, a pair is no candidate for one-to-one assignment
Pairs: TypeAlias = "dict[Pattern, array[int]]"  # by pattern: first and second record in turn


def keys_of(record: Record, columns: Sequence[Column]) -> Iterator[tuple[object, ...]]:
    """Under what two records are compared: a rare number or day by itself, else pieces of a few fields together."""
    whole = [(at, record[at + 2]) for at, column in enumerate(columns) if column.is_key and record[at + 2] is not None]
    yield from whole
    given, family, born, suburb, state = record[:5]
    year = born.year if isinstance(born, Birth) else None
    place = suburb.skeleton if isinstance(suburb, NamePart) else None
    names = [part for part in (given, family) if isinstance(part, NamePart)]
    for part in names:
        if year:
            yield part.skeleton, year
        if place:
            yield part.skeleton[:2], place
        if state and not whole:
            yield part.vowels, state
    if len(names) == 2:
        yield tuple(sorted(part.skeleton for part in names))
    if place and year:
        yield "u", place[:4], year


def pattern_of(one: Record, other: Record, columns: Sequence[Column]) -> Pattern:
    """The levels of a pair; names in the order that is more alike."""
    given, family = _level(one[0], other[0]), _level(one[1], other[1])
    if given and family and (_sounds(one[0], other[1]) or _sounds(one[1], other[0])):
        turned = _level(one[0], other[1]), _level(one[1], other[0])
        if min(turned) in (0, 1) and _worth(turned) < _worth((given, family)):
            given, family = turned
    rest = (
        UNKNOWN if mine is None or theirs is None else column.level(mine, theirs)
        for column, mine, theirs in zip(columns, one[2:], other[2:], strict=True)
    )
    return (given, family, *rest)


def _sounds(one: object, other: object) -> bool:
    return isinstance(one, NamePart) and isinstance(other, NamePart) and one.vowels == other.vowels


def _level(one: object, other: object) -> int:
    return UNKNOWN if one is None or other is None else part_level(one, other)


def _worth(levels: Sequence[int]) -> int:
    return sum(2 if level == UNKNOWN else level for level in levels)


def find_pairs(ones: Sequence[Record], others: Sequence[Record] | None, columns: Sequence[Column]) -> Pairs:
    """Every pair that shares a key, by pattern; within one file where `others` is None."""
    places: dict[tuple[object, ...], array[int]] = defaultdict(lambda: array("H"))
    for j, record in enumerate(ones if others is None else others):
        for key in set(keys_of(record, columns)):
            places[key].append(j)
    found: Pairs = defaultdict(lambda: array("H"))
    second = ones if others is None else others
    for i, record in enumerate(ones):
        near = {j for key in keys_of(record, columns) for j in places.get(key, ())}
        for j in near:
            if others is not None or j > i:
                found[pattern_of(record, second[j], columns)].extend((i, j))
    return found


def score_pairs(
    pairs: Pairs,
    ones: Sequence[Record],
    others: Sequence[Record],
    columns: Sequence[Column],
    fitted: Fitted,
    prior: float,
) -> dict[tuple[int, int], int]:
    """Tenths of every pair that is worth more than `LEAST`; names and places that agree count by how rare they are."""
    tables = _tables([*ones, *others], columns)
    found: dict[tuple[int, int], int] = {}
    for pattern, flat in pairs.items():
        known = [(at, level) for at, level in enumerate(pattern) if level != UNKNOWN]
        rare = [(at, level) for at, level in known if at in tables and level <= 1]
        base = prior + sum(fitted.bits(at, level) for at, level in known if (at, level) not in rare)
        if base + 14 * len(rare) < 0:
            continue
        for i, j in zip(flat[::2], flat[1::2], strict=True):
            total = round(
                TENTHS * (base + sum(_rare(ones[i][at], tables[at], fitted.m[at][lv], lv) for at, lv in rare))
            )
            if total >= LEAST:
                found[(i, j)] = total
    return found


def _tables(records: Sequence[Record], columns: Sequence[Column]) -> dict[int, dict[str, float]]:
    at_parts = [0, 1, *(at + 2 for at, column in enumerate(columns) if column.is_part)]
    return {at: _frequencies([one[at] for one in records]) for at in at_parts}


def _frequencies(values: Sequence[object]) -> dict[str, float]:
    counted = Counter(part.vowels for part in values if isinstance(part, NamePart))
    return {key: count / len(values) for key, count in counted.items()}


def _rare(part: object, table: dict[str, float], m: float, level: int) -> float:
    """The bits of a part that is the same or sounds the same, as `score_name` counts them."""
    assert isinstance(part, NamePart)
    share = max(table.get(part.vowels, 0), 1 / 5000)
    return log2(m / share) if level == 0 else log2(m / (2 * share))


def link(first: Path, second: Path | None, columns: Sequence[Column]) -> dict[str, float]:
    """Links two files, or one within itself: F1 at threshold 0, and with every record used once."""
    people, ones = read_records(first, columns)
    their_people, others = read_records(second, columns) if second else (people, ones)
    pairs = find_pairs(ones, None if second is None else others, columns)
    fitted = _fitted(pairs, ones, others, columns)
    every = len(ones) * len(others) if second else len(ones) * (len(ones) - 1) / 2
    scores = score_pairs(pairs, ones, others, columns, fitted, log2(fitted.matches / every))
    true = _true_pairs(people, their_people, is_one_file=second is None)
    found = [pair for pair, total in scores.items() if total >= 0]
    right = sum(people[i] == their_people[j] for i, j in found)
    answer = {"pairs": sum(map(len, pairs.values())) / 2, "f1": 2 * right / (len(found) + true)}
    if second:
        once = assign(scores, least=0)
        hits = sum(people[i] == their_people[j] for i, j in once.items())
        answer["f1_one_to_one"] = 2 * hits / (len(once) + true)
    return answer


def _fitted(pairs: Pairs, ones: Sequence[Record], others: Sequence[Record], columns: Sequence[Column]) -> Fitted:
    chance = random.Random(SEED)
    drawn = Counter(
        pattern_of(ones[chance.randrange(len(ones))], others[chance.randrange(len(others))], columns)
        for _ in range(RANDOM_PAIRS)
    )
    first = usual_first((5, 5, *(column.levels for column in columns)))
    counts = {pattern: len(flat) / 2 for pattern, flat in pairs.items()}
    return fit_levels(counts, drawn, first=first, matches=0.8 * min(len(ones), len(others)))


def _true_pairs(people: Sequence[str], others: Sequence[str], *, is_one_file: bool) -> int:
    if is_one_file:
        return sum(count * (count - 1) // 2 for count in Counter(people).values())
    theirs = Counter(others)
    return sum(theirs[person] for person in people)


def main() -> None:
    """Prints quality, seconds and megabytes as one line of JSON."""
    dataset, fields, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    start, cpu = time.perf_counter(), time.process_time()
    files = ("dataset3.csv", None) if dataset == "febrl3" else ("dataset4a.csv", "dataset4b.csv")
    answer = link(folder / files[0], folder / files[1] if files[1] else None, FIELDS[fields])
    spent = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps({**answer, **spent, "memory_mb": peak_memory_mb()}))


if __name__ == "__main__":
    main()
