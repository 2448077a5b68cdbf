"""Learning from unlabelled pairs what each level of each field is worth: expectation and maximisation. Pure.

Pairs come as patterns with counts: one level number a field (0 is the best), -1 where a side does not know. Candidate
pairs are not random pairs: their unlike pairs have a `u` of their own in the E step; the bits use the `u` of random
pairs. Source: Winkler, Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model, 1988.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2, prod
from typing import TypeAlias

Pattern: TypeAlias = tuple[int, ...]
Shares: TypeAlias = tuple[tuple[float, ...], ...]  # for each field the share of each level
UNKNOWN = -1
ROUNDS = 60
SETTLED = 1e-5
SMOOTHING = 0.5  # of a pair, for every level


@dataclass(frozen=True, slots=True)
class Fitted:
    """`m` = shares of levels among pairs of one person, `u` among random pairs; `matches` = pairs of one person that
    are expected among the candidates."""

    m: Shares
    u: Shares
    matches: float

    def bits(self, at: int, level: int) -> float:
        """log2(m/u) of a level of the field at place `at`."""
        return log2(self.m[at][level] / self.u[at][level])


def fit_levels(
    candidates: Mapping[Pattern, float], random_pairs: Mapping[Pattern, float], *, first: Shares, matches: float
) -> Fitted:
    """Shares of levels from candidate and random pairs; `first` = m to begin with, `matches` = how many at first."""
    sizes = [len(shares) for shares in first]
    u = _shares(random_pairs, sizes)
    m, unlike = first, _shares(candidates, sizes)
    known = sum(candidates.values())
    share = min(0.9, max(matches / known, 1e-6))
    for _round in range(ROUNDS):
        alike = {pattern: _posterior(pattern, m, unlike, share) * count for pattern, count in candidates.items()}
        before, share = share, sum(alike.values()) / known
        m = _shares(alike, sizes)
        unlike = _shares({pattern: count - alike[pattern] for pattern, count in candidates.items()}, sizes)
        if abs(share - before) < SETTLED * share:
            break
    return Fitted(m, u, share * known)


def usual_first(sizes: Sequence[int]) -> Shares:
    """Where nothing is known: nine in ten of the pairs of one person agree at the best level."""
    return tuple((0.9, *(0.1 / (size - 1) for _ in range(size - 1))) for size in sizes)


def _posterior(pattern: Pattern, m: Shares, unlike: Shares, share: float) -> float:
    levels = [(at, level) for at, level in enumerate(pattern) if level != UNKNOWN]
    one = share * prod(m[at][level] for at, level in levels)
    other = (1 - share) * prod(unlike[at][level] for at, level in levels)
    return one / (one + other)


def _shares(counts: Mapping[Pattern, float], sizes: Sequence[int]) -> Shares:
    sums = [[SMOOTHING] * size for size in sizes]
    for pattern, count in counts.items():
        for at, level in enumerate(pattern):
            if level != UNKNOWN:
                sums[at][level] += count
    return tuple(tuple(one / sum(levels) for one in levels) for levels in sums)
