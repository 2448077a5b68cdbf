"""Which inquiry fits which person best, where every person is found once: a hint beside candidates, it hides nothing.

Greedy by score; exact in components of at most 12 on either side. Pure.
"""

from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from typing import TypeAlias, TypeVar

from casework.matching.weights import POSSIBLE

EXACT_UP_TO = 12
Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)
_Pair: TypeAlias = tuple[Left, Right]


def assign(scores: Mapping[tuple[Left, Right], int], *, least: int = POSSIBLE) -> dict[Left, Right]:
    """{left: right} with each side used once: the best total of what the scores exceed `least` by, in tenths.

    `scores` are totals by pair; pairs below `least` are never assigned.
    """
    worth = {pair: total for pair, total in scores.items() if total >= least}
    found: dict[Left, Right] = {}
    for component in _components(worth):
        lefts, rights = {left for left, _ in component}, {right for _, right in component}
        inside = {pair: worth[pair] for pair in component}
        if max(len(lefts), len(rights)) <= EXACT_UP_TO and len(component) > 1:
            found.update(_exact(inside, least=least))
        else:
            found.update(_greedy(inside))
    return found


def _components(worth: Mapping[tuple[Left, Right], int]) -> Iterator[list[tuple[Left, Right]]]:
    """Pairs that hang together by a shared side, each list in order of score."""
    parent: dict[tuple[int, Hashable], tuple[int, Hashable]] = {}

    def root(node: tuple[int, Hashable]) -> tuple[int, Hashable]:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for left, right in worth:
        parent[root((0, left))] = root((1, right))
    groups: dict[tuple[int, Hashable], list[tuple[Left, Right]]] = {}
    for pair in sorted(worth, key=lambda pair: -worth[pair]):
        groups.setdefault(root((0, pair[0])), []).append(pair)
    yield from groups.values()


def _greedy(worth: Mapping[tuple[Left, Right], int]) -> dict[Left, Right]:
    found: dict[Left, Right] = {}
    taken: set[Right] = set()
    for left, right in sorted(worth, key=lambda pair: -worth[pair]):
        if left not in found and right not in taken:
            found[left] = right
            taken.add(right)
    return found


def _exact(worth: Mapping[tuple[Left, Right], int], *, least: int) -> dict[Left, Right]:
    """The best total, the right side as a bit mask (at most 2^12 states for each of the left)."""
    lefts, rights = list(dict.fromkeys(pair[0] for pair in worth)), list(dict.fromkeys(pair[1] for pair in worth))
    place = {right: at for at, right in enumerate(rights)}
    of = [[(place[right], total - least + 1) for (one, right), total in worth.items() if one == left] for left in lefts]

    @cache
    def best(at: int, used: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        if at == len(of):
            return 0, ()
        found = best(at + 1, used)
        for right, gain in of[at]:
            if not used >> right & 1:
                total, chosen = best(at + 1, used | 1 << right)
                if total + gain > found[0]:
                    found = total + gain, ((at, right), *chosen)
        return found

    return {lefts[at]: rights[right] for at, right in best(0, 0)[1]}
