"""Weights learnt from unlabelled pairs come near the truth they were drawn from; bad sets are refused."""

import random
from collections import Counter

from casework.matching.fit import UNKNOWN, fit_levels, usual_first

SAME = ((0.9, 0.1), (0.8, 0.15, 0.05))  # m of two fields
CHANCE = ((0.05, 0.95), (0.02, 0.08, 0.9))  # u of random pairs
NEAR = ((0.5, 0.5), (0.2, 0.3, 0.5))  # u of unlike pairs among candidates
MORE = ((0.85, 0.15), (0.3, 0.7))  # a third field: m and u alike for random and unlike pairs


def drawn(shares: tuple[tuple[float, ...], ...], count: int, chance: random.Random, *, unknown: float = 0.1):  # type: ignore[no-untyped-def]
    def one() -> tuple[int, ...]:
        return tuple(
            UNKNOWN if chance.random() < unknown else chance.choices(range(len(levels)), levels)[0] for levels in shares
        )

    return Counter(one() for _ in range(count))


def test_levels_are_learnt_from_candidates_with_a_u_of_their_own() -> None:
    chance = random.Random(7)
    candidates = drawn((*SAME, MORE[0]), 3000, chance) + drawn((*NEAR, MORE[1]), 9000, chance)
    random_pairs = drawn((*CHANCE, MORE[1]), 40_000, chance)
    fitted = fit_levels(candidates, random_pairs, first=usual_first((2, 3, 2)), matches=1000)
    assert abs(fitted.matches - 3000) < 600
    assert abs(fitted.m[0][0] - 0.9) < 0.05 and abs(fitted.m[1][0] - 0.8) < 0.07
    assert abs(fitted.u[0][0] - 0.05) < 0.01  # of random pairs, not of candidates
    assert 3.9 < fitted.bits(0, 0) < 4.4


def test_what_nobody_knows_changes_nothing() -> None:
    chance = random.Random(8)
    candidates = drawn((*SAME, MORE[0]), 2000, chance) + drawn((*NEAR, MORE[1]), 6000, chance)
    random_pairs = drawn((*CHANCE, MORE[1]), 40_000, chance)
    fitted = fit_levels(candidates, random_pairs, first=usual_first((2, 3, 2)), matches=1000)
    wider = fit_levels(
        {(*pattern, UNKNOWN): count for pattern, count in candidates.items()},
        {(*pattern, UNKNOWN): count for pattern, count in random_pairs.items()},
        first=usual_first((2, 3, 2, 2)),
        matches=1000,
    )
    assert abs(wider.bits(0, 0) - fitted.bits(0, 0)) < 1e-6
