"""Records that may all be one person, from the scores of pairs: no chaining. Pure.

Likely pairs are edges. A cluster is offered as one only where every pair in it is at least possible; otherwise its
likely pairs are offered one by one. Inquiries of different relatives for one person are grouped the same way.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TypeAlias

from shared_schema.identifiers import Id

Pair: TypeAlias = frozenset[Id]
GOOD = ("likely", "possible")


def find_clusters(bands: Mapping[Pair, str]) -> tuple[frozenset[Id], ...]:
    """Sets of two and more records; `bands` = band of each scored pair that is not held apart by a decision.

    A pair that was not scored counts as unlikely.
    """
    likely = [pair for pair, band in bands.items() if band == "likely"]
    found: list[frozenset[Id]] = []
    for group in _groups(likely):
        if all(bands.get(frozenset(pair)) in GOOD for pair in combinations(group, 2)):
            found.append(group)
        else:
            found += sorted((pair for pair in likely if pair <= group), key=sorted)
    return tuple(found)


def group_of(record: Id, clusters: Iterable[frozenset[Id]]) -> frozenset[Id]:
    """The cluster that a record stands in; a record in none, or in separate pairs, stands alone."""
    mine = [cluster for cluster in clusters if record in cluster]
    return mine[0] if len(mine) == 1 else frozenset({record})


def _groups(pairs: Iterable[Pair]) -> list[frozenset[Id]]:
    groups: list[frozenset[Id]] = []
    for pair in pairs:
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair]
        groups.append(frozenset(pair.union(*touching)))
    return sorted(groups, key=sorted)
