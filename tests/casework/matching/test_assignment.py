"""One person is found once: the best total assignment, exact where it is small."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from casework.matching.assignment import assign


def test_greedy_taking_would_lose_the_second_pair() -> None:
    scores = {("i1", "p1"): 100, ("i1", "p2"): 95, ("i2", "p1"): 90}
    assert assign(scores) == {"i1": "p2", "i2": "p1"}


def test_a_pair_below_possible_is_never_assigned() -> None:
    assert assign({("i1", "p1"): -57}) == {}
    assert assign({("i1", "p1"): -56}) == {"i1": "p1"}


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyzw")), st.integers(-80, 150)))
def test_small_components_have_the_best_total(scores: dict[tuple[str, str], int]) -> None:
    found = assign(scores)
    assert len(set(found.values())) == len(found)
    total = sum(scores[(left, right)] + 57 for left, right in found.items())
    best = max(
        sum(max(0, scores.get((left, right), -57) + 57) for left, right in zip("abc", order, strict=True))
        for order in permutations("xyzw", 3)
    )
    assert total == best


def test_a_large_component_is_taken_greedily_and_uses_each_side_once() -> None:
    scores = {(f"i{i}", f"p{j}"): 100 - abs(i - j) for i in range(20) for j in range(20)}
    assert assign(scores) == {f"i{i}": f"p{i}" for i in range(20)}
